"""The clock of a partner: it starts when they are asked and ends with the wait for them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from foundation.deadlines import actions as deadlines
from foundation.organisation.choices import Role
from foundation.organisation.working_time import WorkingCalendar
from requests_desk.actions.hours import hours_of
from requests_desk.actions.terms import OVERDUE_AFTER, SUBJECT
from requests_desk.choices import Audience, WaitingFor
from requests_desk.models import (
    Message,
    Referral,
    Responsibility,
    Ticket,
    who_answers,
)

ANSWER = "ticket.partner"


def answering(ticket: Ticket, calendar: WorkingCalendar, *, at: datetime) -> Responsibility | None:
    """Who answers for the part of the house that a request is about, at a moment; None for nobody."""
    if ticket.element_id is None:
        return None
    rows = Responsibility.objects.at(ticket.office_id).filter(element=ticket.element_id)
    found: Responsibility | None = who_answers(rows, outside=calendar.next_opening(at) != at)
    return found


def due(row: Responsibility, calendar: WorkingCalendar, *, asked_at: datetime) -> datetime:
    """Until when somebody who was asked answers: in minutes of the clock or of the office's working time."""
    time = timedelta(minutes=row.respond_minutes)
    return asked_at + time if row.round_the_clock else calendar.add(asked_at, time)


@transaction.atomic
def start(ticket_id: int, *, message_id: int, row_id: int | None = None) -> Referral | None:
    """Starts the clock of the partner whom a message asked, once; who watches them hears of a late answer.

    By the row of the map that sent it, or by the one that names its address now. None when there is none, or
    the request does not wait for the partner any more.
    """
    ticket = Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket_id)
    message = Message.objects.get(pk=message_id)
    if ticket.waiting_for != WaitingFor.PARTNER or _asked_since(ticket, message):
        return None
    calendar = hours_of(ticket.office_id)
    named = Responsibility.objects.filter(pk=row_id).first() if row_id else None
    row = named or answering(ticket, calendar, at=message.at)
    if row is None or row.partner is None or row.email != message.address.lower():
        return None
    until = due(row, calendar, asked_at=message.at)
    referral = Referral.objects.create(
        ticket=ticket, message=message, partner=row.partner, responsibility=row, asked_at=message.at,
        due_at=until,
    )  # fmt: skip
    deadlines.set_one(_term(ticket, until))
    return referral


def _term(ticket: Ticket, until: datetime) -> deadlines.Term:
    return deadlines.Term(
        subject=SUBJECT, subject_id=ticket.pk, kind=ANSWER, due_at=until, overdue=until + OVERDUE_AFTER,
        responsible=ticket.assignee_id, role=Role.SPECIALIST,
    )  # fmt: skip


def _asked_since(ticket: Ticket, message: Message) -> bool:
    """Whether the clock of this message has started already, or a later one was sent."""
    later = Message.objects.filter(ticket=ticket, audience=Audience.OUTSIDE, pk__gt=message.pk)
    return later.exists() or Referral.objects.filter(message=message).exists()


def end(tickets: Iterable[Ticket], *, at: datetime) -> None:
    """These wait for their partners no longer. Call it before they enter another state."""
    ids = [one.pk for one in tickets if one.waiting_for == WaitingFor.PARTNER]
    if ids and Referral.objects.filter(ticket__in=ids, ended_at=None).update(ended_at=at):
        deadlines.end_many(SUBJECT, ids, ANSWER)


def go_on(ids: Iterable[int], *, at: datetime) -> None:
    """What `end` ended at that moment never ended: the act behind it was taken back."""
    rows = list(Referral.objects.filter(ticket__in=ids, ended_at=at).select_related("ticket"))
    Referral.objects.filter(pk__in=[one.pk for one in rows]).update(ended_at=None)
    deadlines.set_many(_term(one.ticket, one.due_at) for one in rows)
