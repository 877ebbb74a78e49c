"""Requests of kinds that somebody must approve: the clock and the work wait until they have."""

import hashlib
import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.approvals import actions as approvals
from foundation.approvals.choices import ApprovalState, VoidReason
from foundation.approvals.models import Approval, ApprovalStep
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.actions.common import save
from requests_desk.actions.ledger import DUE_FIELDS, enter_state, set_due
from requests_desk.choices import Audience, State, WaitingFor
from requests_desk.models import Message, Ticket

STATE_FIELDS = ["state", "waiting_for", "waiting_until"]


def fingerprint(ticket: Ticket) -> str:
    """Changes with every fact that an approver agrees to; the text of a request never changes."""
    facts = (
        ticket.title, ticket.category_id, ticket.office_id, ticket.room_id, ticket.confidential,
        ticket.requester_id,
    )  # fmt: skip
    return hashlib.sha256(repr(facts).encode()).hexdigest()


def born_waiting(ticket: Ticket) -> None:
    """A request that must be approved starts with its clock standing; it is not saved yet."""
    ticket.state, ticket.waiting_for = State.WAITING, WaitingFor.APPROVAL
    ticket.respond_by = ticket.solve_by = ticket.warn_at = None


def ask(ticket: Ticket, *, by: Any) -> None:
    """Opens the approval of a saved request that waits for one."""
    approvals.open_approval(
        ticket,
        route_id=ticket.category.approval_route_id,
        by=by,
        requester=ticket.requester,
        asked_by=ticket.filed_by,
        unit_id=ticket.unit_id,
        office_id=ticket.office_id,
        fingerprint=fingerprint(ticket),
        restricted=ticket.confidential,
    )


def open_step(ticket: Ticket) -> ApprovalStep | None:
    """The step that a request waits for; None when it waits for none."""
    if ticket.waiting_for != WaitingFor.APPROVAL:
        return None
    rows: Any = ApprovalStep.objects.filter(
        state="waiting", approval__subject_type="ticket", approval__subject_id=ticket.pk
    )
    step: ApprovalStep | None = rows.select_related("approval", "person", "unit", "office").first()
    return step


def refuse_unapproved(ticket: Ticket) -> None:
    """Raises RuleBroken while somebody has still to approve the request."""
    step = open_step(ticket)
    if step is not None:
        words = _("This request waits for the approval of %(whom)s. Work starts when they have approved it.")
        raise RuleBroken(words % {"whom": step.seat_words})


def must_be_approved(ticket: Ticket) -> bool:
    """Whether the kind of the request needs an approval that it has never had."""
    route = ticket.category.approval_route_id
    if route is None:
        return False
    had = Approval.objects.of("ticket", ticket.pk).filter(route=route, state=ApprovalState.APPROVED)
    return not had.exists()


def give_up(ticket: Ticket, *, by: Any) -> None:
    """The request ends: nobody has to decide on it any more. Call it before the request is saved."""
    if ticket.waiting_for == WaitingFor.APPROVAL:
        approvals.void(ticket, by=by, reason=VoidReason.ENDED)


def wait_for_approval(ticket: Ticket, *, by: Any) -> None:
    """Stops the clock of an open request and asks. It saves the request."""
    enter_state(ticket, State.WAITING, at=timezone.now(), waiting_for=WaitingFor.APPROVAL)
    set_due(ticket)
    save(ticket, [*STATE_FIELDS, *DUE_FIELDS])
    ask(ticket, by=by)


def facts_changed(ticket: Ticket, *, by: Any, recategorised: bool) -> None:
    """After an edit: what was asked about other facts is void and asked anew, as the kind now needs it.

    An open request that comes to a kind that needs an approval waits for it, too.
    """
    if open_step(ticket) is not None:
        if not approvals.changed(ticket, by=by, fingerprint=fingerprint(ticket)):
            return
        if must_be_approved(ticket):
            ask(ticket, by=by)
        else:
            _go_on(ticket, at=timezone.now())
    elif recategorised and ticket.is_open and must_be_approved(ticket):
        wait_for_approval(ticket, by=by)


def _go_on(ticket: Ticket, *, at: datetime) -> None:
    """Back to work, or to the queue when nobody has taken it; the clock goes on."""
    enter_state(ticket, State.IN_WORK if ticket.assignee_id else State.NEW, at=at)
    set_due(ticket)
    save(ticket, [*STATE_FIELDS, *DUE_FIELDS])


# --- what the approvals call in the transaction of a decision ------------------------------------
def lock(ticket_id: int) -> str:
    """Locks the request and returns its fingerprint."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True)
    return fingerprint(rows.get(pk=ticket_id))


def approved(ticket_id: int, *, by: Any, on_behalf_of: int | None) -> None:
    """Work may start and the clock runs."""
    ticket = Ticket.objects.get(pk=ticket_id)
    _go_on(ticket, at=timezone.now())
    record("ticket.approved", ticket, actor=by, on_behalf_of=on_behalf_of)


def returned(ticket_id: int, *, by: Any, on_behalf_of: int | None, reason: str) -> None:
    """The request ends with the approver's reason; an answer to it opens a new one, which is asked anew."""
    ticket, at = Ticket.objects.get(pk=ticket_id), timezone.now()
    message = Message.objects.create(
        ticket=ticket, author=by, on_behalf_of_id=on_behalf_of, audience=Audience.PUBLIC, text=reason,
        at=at, form_key=uuid.uuid4(),
    )  # fmt: skip
    enter_state(ticket, State.CANCELLED, at=at)
    set_due(ticket)
    save(ticket, [*STATE_FIELDS, *DUE_FIELDS])
    record("ticket.returned", ticket, actor=by, on_behalf_of=on_behalf_of, message=message.pk)
