"""Requests in every state, made by rows and not by verbs."""

from django.utils import timezone

from requests_desk.actions.ledger import DUE_FIELDS, set_due
from requests_desk.choices import SOLVED, State, WaitingFor
from requests_desk.models import Stay, Ticket
from tests.factories.requests_desk import MergeFactory


def move_to(ticket: Ticket, state: State, *, waiting_for: str = WaitingFor.REQUESTER) -> Ticket:
    """The request as it stands after some time in another state."""
    if state == State.NEW:
        return ticket
    now = timezone.now()
    if state == State.MERGED:
        MergeFactory(source=ticket, merged_at=now)
        return ticket
    ticket.state, ticket.waiting_for = state, waiting_for if state == State.WAITING else ""
    ticket.solved_at, ticket.solved_by = (now, ticket.requester) if state in SOLVED else (None, None)
    Stay.objects.filter(ticket=ticket, until=None).update(until=now)
    Stay.objects.create(ticket=ticket, state=state, waiting_for=ticket.waiting_for, since=now)
    set_due(ticket)
    ticket.save(update_fields=["state", "waiting_for", "solved_at", "solved_by", *DUE_FIELDS])
    return ticket
