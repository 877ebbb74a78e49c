"""Who works on a request and where it stands."""

import uuid
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.events.actions import record
from requests_desk.actions.approving import give_up, must_be_approved, refuse_unapproved, wait_for_approval
from requests_desk.actions.common import acting_for, answered, demand, locked, said_once, save, say
from requests_desk.actions.hours import hours_of
from requests_desk.actions.ledger import DUE_FIELDS, clock_moved, enter_state, set_due
from requests_desk.choices import Audience, State, WaitingFor
from requests_desk.models import Ticket
from requests_desk.permissions import may_confirm, may_work, works_the_desk

STATE_FIELDS = ["state", "waiting_for", "waiting_until"]
SOLVED_FIELDS = ["solved_at", "solved_by"]


def move(
    ticket: Ticket, state: State, *, at: datetime, waiting_for: str = "", until: date | None = None
) -> list[str]:
    """Enters a state and corrects the clock; returns the changed fields. Note a first answer before."""
    before = ticket.state
    enter_state(ticket, state, at=at, waiting_for=waiting_for, until=until)
    if not clock_moved(before, state):
        return STATE_FIELDS
    set_due(ticket)
    return [*STATE_FIELDS, *DUE_FIELDS]


def take(number: int, *, by: Any, was: int | None = None) -> Ticket:
    """Assigns it to oneself; `was` is the assignee one saw. Raises ChangedMeanwhile when it differs."""
    return assign(number, by=by, to=by, was=was)


@transaction.atomic
def assign(number: int, *, by: Any, to: Any, was: int | None = None) -> Ticket:
    """Gives the request to somebody of the desk, or to nobody (`to` None).

    Raises ChangedMeanwhile when somebody else was assigned first, RuleBroken when `to` is not of the desk.
    """
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    refuse_unapproved(ticket)
    _nobody_was_faster(ticket, to=to, was=was)
    if to is not None and not works_the_desk(to):
        raise RuleBroken(_("%(name)s does not work the desk. Choose a specialist.") % {"name": to.full_name})
    before, ticket.assignee = ticket.assignee_id, to
    fields = ["assignee"]
    if to is not None and ticket.state == State.NEW:
        fields += move(ticket, State.IN_WORK, at=timezone.now())
    save(ticket, fields)
    kind = "ticket.taken" if to == by else "ticket.assigned"
    record(kind, ticket, actor=by, on_behalf_of=acting_for(by, ticket), was=before, to=to and to.pk)
    return ticket


def _nobody_was_faster(ticket: Ticket, *, to: Any, was: int | None) -> None:
    if ticket.assignee_id in (was, to and to.pk):
        return
    theirs = ticket.assignee.full_name if ticket.assignee else _("nobody")
    words = _("Somebody else was faster: this request now belongs to %(name)s.") % {"name": theirs}
    label = _("Assigned to")
    raise ChangedMeanwhile(words, theirs={label: theirs}, yours={label: to.full_name if to else _("nobody")})


@said_once
def wait(
    number: int,
    *,
    by: Any,
    waiting_for: WaitingFor,
    form_key: uuid.UUID,
    text: str = "",
    until: date | None = None,
) -> Ticket:
    """Stops the clock until the requester, a partner, a delivery or an approval; `text` is said publicly.

    A wait for the requester needs a question. Raises RuleBroken without the question.
    """
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    refuse_unapproved(ticket)
    if waiting_for == WaitingFor.REQUESTER and not text.strip():
        raise RuleBroken(_("Write what you need to know from the requester."))
    message, fields = None, []
    if text.strip():
        message = say(ticket, by=by, text=text, audience=Audience.PUBLIC, form_key=form_key, with_files=True)
        fields = answered(ticket, by=by, at=message.at)
    fields += move(ticket, State.WAITING, at=timezone.now(), waiting_for=waiting_for, until=until)
    save(ticket, fields)
    behalf = acting_for(by, ticket)
    said = message and message.pk
    record(
        "ticket.waiting", ticket, actor=by, on_behalf_of=behalf, waiting_for=str(waiting_for), message=said
    )
    return ticket


@transaction.atomic
def resume(number: int, *, by: Any) -> Ticket:
    """The wait is over; the clock goes on where it stopped. Raises RuleBroken when it does not wait."""
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    refuse_unapproved(ticket)
    if ticket.state != State.WAITING:
        raise RuleBroken(_("This request does not wait for anything."))
    save(ticket, move(ticket, State.IN_WORK, at=timezone.now()))
    record("ticket.resumed", ticket, actor=by, on_behalf_of=acting_for(by, ticket))
    return ticket


@said_once
def resolve(number: int, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    """Solves a request with an answer and tells the requester. Raises RuleBroken when it is not open."""
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    refuse_unapproved(ticket)
    message = say(ticket, by=by, text=text, audience=Audience.PUBLIC, form_key=form_key, with_files=True)
    fields = answered(ticket, by=by, at=message.at)
    fields += move(ticket, State.RESOLVED, at=message.at)
    ticket.solved_at, ticket.solved_by = message.at, by
    if ticket.assignee_id is None and not ticket.confidential:  # who solves it has had it
        ticket.assignee = by
        fields = [*fields, "assignee"]
    save(ticket, [*fields, *SOLVED_FIELDS])
    record("ticket.resolved", ticket, actor=by, on_behalf_of=acting_for(by, ticket), message=message.pk)
    return ticket


@transaction.atomic
def confirm_solved(number: int, *, by: Any) -> Ticket:
    """The asker or the contact person says that it is solved. On a solved one it changes nothing."""
    ticket = locked(number, by)
    demand(may_confirm(by, ticket))
    if ticket.state == State.RESOLVED:
        return ticket
    give_up(ticket, by=by)
    at = timezone.now()
    fields = move(ticket, State.RESOLVED, at=at)
    ticket.solved_at, ticket.solved_by = at, by
    save(ticket, [*fields, *SOLVED_FIELDS])
    record("ticket.confirmed", ticket, actor=by)
    return ticket


@said_once
def not_solved(number: int, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    """The asker or the contact person says why it is not solved; it is reopened."""
    ticket = locked(number, by)
    demand(may_confirm(by, ticket))
    if ticket.state != State.RESOLVED:
        raise RuleBroken(_("Only a solved request can be reopened by you. Write a reply instead."))
    return _reopen(ticket, by=by, text=text, form_key=form_key)


@said_once
def reopen(number: int, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    """The desk takes a solved or cancelled request up again, saying why."""
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    return _reopen(ticket, by=by, text=text, form_key=form_key)


def _reopen(ticket: Ticket, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    if ticket.is_open:
        raise RuleBroken(_("This request is already open."))
    fields = move(ticket, State.IN_WORK, at=timezone.now())
    ticket.solved_at = ticket.solved_by = None
    message = say(ticket, by=by, text=text, audience=Audience.PUBLIC, form_key=form_key, with_files=True)
    save(ticket, [*fields, *SOLVED_FIELDS])
    record("ticket.reopened", ticket, actor=by, on_behalf_of=acting_for(by, ticket), message=message.pk)
    if must_be_approved(ticket):
        wait_for_approval(ticket, by=by)
    return ticket


@said_once
def cancel(number: int, *, by: Any, text: str, form_key: uuid.UUID) -> Ticket:
    """Ends a request without solving it; the reason goes to the requester."""
    ticket = locked(number, by)
    demand(may_work(by, ticket))
    give_up(ticket, by=by)
    message = say(ticket, by=by, text=text, audience=Audience.PUBLIC, form_key=form_key)
    fields = answered(ticket, by=by, at=message.at)
    save(ticket, [*fields, *move(ticket, State.CANCELLED, at=message.at)])
    record("ticket.cancelled", ticket, actor=by, on_behalf_of=acting_for(by, ticket), message=message.pk)
    return ticket


@transaction.atomic
def close_solved(ticket_id: int, *, days: int, now: datetime) -> bool:
    """Closes a request that stayed solved for `days` working days; its due and solving times stay."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    ticket = rows.filter(pk=ticket_id, state=State.RESOLVED).first()
    if ticket is None or ticket.solved_at is None:
        return False
    if hours_of(ticket.office_id).add_days(ticket.solved_at, days) > now:
        return False
    enter_state(ticket, State.CLOSED, at=now)
    save(ticket, STATE_FIELDS)
    record("ticket.closed", ticket, actor=None)
    return True
