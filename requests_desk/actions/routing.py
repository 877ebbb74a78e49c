"""What the map of responsibilities does by itself with a request that nobody has taken."""

import uuid
from typing import cast

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from foundation.events.actions import record
from foundation.organisation.models import Person
from requests_desk.actions import referrals
from requests_desk.actions.common import save
from requests_desk.actions.hours import hours_of
from requests_desk.actions.ledger import DUE_FIELDS, enter_state, set_due
from requests_desk.choices import Audience, State, WaitingFor
from requests_desk.models import Message, Responsibility, Ticket
from requests_desk.permissions import works_the_desk


@transaction.atomic
def route(ticket_id: int) -> Ticket:
    """Gives a new request to whom the map names and sends it to their partner; may run any number of times.

    A confidential one, one that somebody has taken and one without a part of the house stay as they are. So
    does one whose person does not work the desk any more: it waits in the queue for everybody.
    """
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True)
    ticket: Ticket = rows.select_related("category", "office", "room__building").get(pk=ticket_id)
    untouched = ticket.state == State.NEW and ticket.assignee_id is None
    if ticket.element_id is None or ticket.confidential or not untouched:
        return ticket
    calendar = hours_of(ticket.office_id)
    row = referrals.answering(ticket, calendar, at=ticket.created_at)
    if row is None or row.person is None or not row.person.is_active or not works_the_desk(row.person):
        return ticket
    ticket.assignee = row.person
    if row.forwards and row.email:
        _send(ticket, row)
    else:
        enter_state(ticket, State.IN_WORK, at=timezone.now())
        save(ticket, ["assignee", "state"])
    record("ticket.assigned", ticket, actor=None, was=None, to=row.person_id, map=row.pk)
    return ticket


def _send(ticket: Ticket, row: Responsibility) -> None:
    """The words of the request and its place go to the partner, and the clock stands until they answer."""
    message = Message.objects.create(
        ticket=ticket, author=cast(Person, row.person), audience=Audience.OUTSIDE, address=row.email,
        form_key=uuid.uuid4(), text=_letter(ticket, row),
    )  # fmt: skip
    enter_state(ticket, State.WAITING, at=message.at, waiting_for=WaitingFor.PARTNER)
    set_due(ticket)
    save(ticket, ["assignee", "state", "waiting_for", "waiting_until", *DUE_FIELDS])
    record("ticket.forwarded", ticket, actor=None, message=message.pk, files=[], map=row.pk)


def _letter(ticket: Ticket, row: Responsibility) -> str:
    """What was asked, about what and where. Names and files of those who asked stay in the house."""
    said = Message.objects.filter(ticket=ticket, audience=Audience.PUBLIC).order_by("pk")
    with translation.override(settings.LANGUAGE_CODE):
        place = [ticket.office.name]
        if ticket.room is not None:
            place += [ticket.room.building.address, _("room %(number)s") % {"number": ticket.room.number}]
        lines = [
            _("About: %(what)s") % {"what": row.element.name},
            _("Place: %(place)s") % {"place": ", ".join(place)},
        ]
        return "\n".join([said[0].text, "", *lines])
