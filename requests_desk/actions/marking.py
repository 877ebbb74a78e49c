"""The access mark of a request: made when it becomes confidential, gone when it is opened."""

from datetime import date
from typing import Any

from django.utils import timezone

from foundation.core.marks import new_mark
from foundation.events.actions import record
from requests_desk.actions.common import acting_for
from requests_desk.models import Message, Ticket


def settle_mark(ticket: Ticket, *, on: date | None = None) -> None:
    """Gives a confidential request its mark, or takes it from one that is open; the caller saves it.

    Raises RuleBroken for a term that the law does not allow.
    """
    if not ticket.confidential:
        ticket.mark_holder, ticket.confidential_mark = "", ""
        ticket.mark_made_on = ticket.mark_until = None
        return
    made_on = ticket.mark_made_on or on or timezone.localdate()
    mark = new_mark(made_on=made_on, basis=ticket.confidential_mark, until=ticket.mark_until)
    ticket.mark_holder = ticket.mark_holder or mark.holder
    ticket.confidential_mark, ticket.mark_made_on, ticket.mark_until = mark.basis, mark.made_on, mark.until


def note_marked_file(message_id: int, *, by: Any, file: str, on: bool) -> None:
    """A file of a message got its mark, or lost it; runs in the transaction of the mark."""
    message = Message.objects.select_related("ticket").get(pk=message_id)
    ticket = message.ticket
    kind = "ticket.file_marked" if on else "ticket.file_opened"
    record(kind, ticket, actor=by, on_behalf_of=acting_for(by, ticket), file=file)
