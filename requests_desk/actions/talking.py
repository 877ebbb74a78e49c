"""Replies, notes and mails to partners."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.events.actions import record
from foundation.files import actions as files
from requests_desk.actions.approving import refuse_unapproved
from requests_desk.actions.common import (
    GoesTo,
    acting_for,
    answered,
    demand,
    locked,
    said_once,
    save,
    say,
    sees,
)
from requests_desk.actions.drafting import forget_draft
from requests_desk.actions.filing import file_request
from requests_desk.actions.following import mention
from requests_desk.actions.ledger import DUE_FIELDS, enter_state, set_due
from requests_desk.choices import Audience, State, WaitingFor
from requests_desk.models import Message, Ticket
from requests_desk.permissions import is_asker, may_reply, may_work


@said_once
def reply(number: int, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    """Writes publicly; files held under the form's key go along.

    The asker's reply ends a wait for it; a reply to a closed or cancelled request opens a linked follow-up,
    which is returned. Raises NotYours without the right, Ticket.DoesNotExist when `by` does not see it.
    """
    ticket = locked(number, by, merged_too=True)
    demand(may_reply(by, ticket))
    forget_draft(by=by, form_key=form_key)
    if ticket.merged_into is not None:
        return _reply_to_merged(ticket, by=by, text=text, form_key=form_key)
    if ticket.state in (State.CLOSED, State.CANCELLED):
        return _follow_up(ticket, by=by, text=text, form_key=form_key)
    message = say(ticket, by=by, text=text, audience=Audience.PUBLIC, form_key=form_key, with_files=True)
    if may_work(by, ticket) and not is_asker(by, ticket):
        fields = _desk_spoke(ticket, by=by, message=message)
    else:
        fields = _asker_spoke(ticket, message=message)
    save(ticket, fields)
    record("ticket.replied", ticket, actor=by, on_behalf_of=acting_for(by, ticket), message=message.pk)
    _tell_mentioned(ticket, message, by=by)
    return ticket


def _tell_mentioned(ticket: Ticket, message: Message, *, by: Any) -> None:
    if "@" in message.text and (told := mention(message, by=by)):
        record("ticket.mentioned", ticket, actor=by, message=message.pk, people=told)


def _desk_spoke(ticket: Ticket, *, by: Any, message: Message) -> list[str]:
    fields = answered(ticket, by=by, at=message.at)
    if ticket.state == State.NEW:
        enter_state(ticket, State.IN_WORK, at=message.at)
        fields.append("state")
    if fields and ticket.respond_by is None:  # the clock stood: now it is known when the answer was due
        set_due(ticket)
        fields += DUE_FIELDS
    return fields


def _asker_spoke(ticket: Ticket, *, message: Message) -> list[str]:
    if ticket.state != State.WAITING or ticket.waiting_for != WaitingFor.REQUESTER:
        return []
    enter_state(ticket, State.IN_WORK, at=message.at)
    set_due(ticket)
    return ["state", "waiting_for", "waiting_until", *DUE_FIELDS]


def _reply_to_merged(ticket: Ticket, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    """Words of the desk, and of one who asked for both, go to the request that is worked on.

    Others wrote about their own request: their words stay with it, are read there by the desk, and are never
    shown to those who asked for the other one.
    """
    there = ticket.merged_into
    assert there is not None  # noqa: S101  asked before
    if (may_work(by, there) or is_asker(by, there)) and sees(by, there):
        raise GoesTo(there.number)
    if there.state in (State.CLOSED, State.CANCELLED):
        return _follow_up(ticket, by=by, text=text, form_key=form_key)
    message = say(ticket, by=by, text=text, audience=Audience.PUBLIC, form_key=form_key, with_files=True)
    save(ticket, [])
    record("ticket.replied", ticket, actor=by, on_behalf_of=acting_for(by, ticket), message=message.pk)
    _tell_mentioned(ticket, message, by=by)
    return ticket


def _follow_up(ticket: Ticket, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    return file_request(
        by=by,
        form_key=form_key,
        text=text,
        category=ticket.category,
        office=ticket.office,
        room=ticket.room,
        element=ticket.element_id,
        requester=ticket.requester,
        urgency=ticket.urgency,
        confidential=ticket.confidential,
        follow_up_of=ticket,
    )


@said_once
def note(number: int, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    """Writes an internal note, which no requester sees. Raises NotYours without the right."""
    ticket = locked(number, by, merged_too=True)
    demand(may_work(by, ticket))
    forget_draft(by=by, form_key=form_key)
    if ticket.merged_into is not None:
        raise GoesTo(ticket.merged_into.number)
    message = say(ticket, by=by, text=text, audience=Audience.INTERNAL, form_key=form_key, with_files=True)
    save(ticket, [])
    record("ticket.noted", ticket, actor=by, on_behalf_of=acting_for(by, ticket), message=message.pk)
    _tell_mentioned(ticket, message, by=by)
    return ticket


@said_once
def forward(
    number: int, *, by: Any, address: str, text: str, form_key: uuid.UUID, file_ids: Sequence[uuid.UUID] = ()
) -> Ticket:
    """Mails the chosen words and files to a partner and waits for them; only the desk sees what was sent.

    Files that do not belong to the request are left out. Raises NotYours without the right.
    """
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    refuse_unapproved(ticket)
    message = say(ticket, by=by, text=text, audience=Audience.OUTSIDE, form_key=form_key, address=address)
    sent_along = _own_files(ticket, file_ids) if file_ids else []
    enter_state(ticket, State.WAITING, at=timezone.now(), waiting_for=WaitingFor.PARTNER)
    set_due(ticket)
    save(ticket, ["state", "waiting_for", "waiting_until", *DUE_FIELDS])
    record(
        "ticket.forwarded",
        ticket,
        actor=by,
        on_behalf_of=acting_for(by, ticket),
        message=message.pk,
        files=sent_along,
    )
    return ticket


def _own_files(ticket: Ticket, file_ids: Sequence[uuid.UUID]) -> list[str]:
    """Those of the ids that are files of the request."""
    kept = files.free_to_leave(files.of_subjects("message", ticket.messages.values_list("pk", flat=True)))
    return [str(one.pk) for one in kept.filter(pk__in=file_ids)]


@transaction.atomic
def note_undelivered(ticket_id: int, *, message_id: int) -> None:
    """A message to a partner was not delivered: the request says so, once; its state stays as it is."""
    ticket = Ticket.objects.select_for_update(of=("self",), no_key=True).get(pk=ticket_id)
    once = f"ticket.undelivered:{message_id}"
    record("ticket.undelivered", ticket, actor=None, once=once, message=message_id)
