"""Links of a request to another one or to a thing, and a part of a request that becomes one of its own."""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from foundation.core.duties import linkables
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from foundation.files import actions as files
from requests_desk.actions.common import acting_for, demand, locked
from requests_desk.actions.filing import file_request
from requests_desk.choices import TO_REQUESTS, TO_THINGS, Audience, LinkKind
from requests_desk.models import Link, Message, Ticket
from requests_desk.permissions import may_work


@transaction.atomic
def link(number: int, *, by: Any, kind: str, subject: str, subject_id: int) -> Ticket:
    """Links a request to something that `by` may see; twice is once.

    Raises NotYours without the right, RuleBroken for what is not there, out of use or of another kind.
    """
    ticket = locked(number, by, merged_too=True)
    demand(may_work(by, ticket))
    linkable = linkables().get(subject)
    thing = linkable.describe(by, [subject_id]).get(subject_id) if linkable else None
    if thing is None:
        raise RuleBroken(_("There is nothing like that. Search for it and choose it among those found."))
    if thing.retired:
        raise RuleBroken(_("“%(thing)s” is out of use. Links that it has stay, new ones are not made.") % {
            "thing": thing.title
        })  # fmt: skip
    if kind not in (TO_REQUESTS if subject == "ticket" else TO_THINGS):
        raise RuleBroken(_("Choose how they belong together."))
    if subject == "ticket" and subject_id == ticket.pk:
        raise RuleBroken(_("A request cannot be linked to itself. Choose another one."))
    if _write(ticket, kind, subject, subject_id, by=by):
        about: dict[str, Any] = {"link": kind, "thing": subject, "key": subject_id}
        record("ticket.linked", ticket, actor=by, on_behalf_of=acting_for(by, ticket), **about)
    return ticket


def _write(ticket: Ticket, kind: str, subject: str, subject_id: int, *, by: Any) -> bool:
    """Whether the link is new. What is the same from both sides is kept once, from the older request."""
    first = ticket.pk
    if subject == "ticket" and kind == LinkKind.RELATED:
        first, subject_id = sorted((ticket.pk, subject_id))
    key = {"ticket_id": first, "kind": kind, "subject_type": subject, "subject_id": subject_id}
    _row, fresh = Link.objects.get_or_create(**key, defaults={"added_by": by})
    return fresh


@transaction.atomic
def unlink(number: int, *, by: Any, link_id: int) -> Ticket:
    """Takes a link of the request away, from whichever side. One that is gone changes nothing."""
    ticket = locked(number, by, merged_too=True)
    demand(may_work(by, ticket))
    own_side = Q(ticket=ticket) | Q(subject_type="ticket", subject_id=ticket.pk)
    rows = Link.objects.select_for_update(of=("self",), no_key=True)
    row = rows.filter(own_side, pk=link_id).first()
    if row is not None:
        row.delete()
        about: dict[str, Any] = {"link": row.kind, "thing": row.subject_type, "key": row.subject_id}
        record("ticket.unlinked", ticket, actor=by, on_behalf_of=acting_for(by, ticket), **about)
    return ticket


@transaction.atomic
def split(
    number: int,
    *,
    by: Any,
    form_key: uuid.UUID,
    text: str,
    category: Any,
    office: Any,
    room: Any = None,
    message_id: int | None = None,
) -> Ticket:
    """Files a part of a request as one of its own, linked to it, which is returned; once for a form.

    With `message_id` of one of its public messages the new one is its writer's, if they asked for the first
    one, and gets copies of its files. Raises NotYours without the right.
    """
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    public = Message.objects.filter(ticket=ticket, audience=Audience.PUBLIC).select_related("author")
    message = public.filter(pk=message_id).first()
    own = message is not None and message.author_id in (ticket.requester_id, ticket.filed_by_id)
    made = file_request(
        by=by, form_key=form_key, text=text, category=category, office=office, room=room,
        requester=message.author if message is not None and own else ticket.requester,
        urgency=ticket.urgency, confidential=ticket.confidential, unasked=True,
    )  # fmt: skip
    if _write(made, LinkKind.SPLIT_FROM, "ticket", ticket.pk, by=by):
        if message is not None:
            files.copy(source=message, subject=made.messages.earliest("pk"))
        record("ticket.split", ticket, actor=by, on_behalf_of=acting_for(by, ticket), into=made.number)
    return made
