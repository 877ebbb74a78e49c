"""Asking for an approval, asking on, and giving up what nobody needs to decide any more."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.approvals.actions.reminding import Move, remind, working_days
from foundation.approvals.actions.seats import SEAT_FIELDS, own_seat, seat_of, take_seat
from foundation.approvals.choices import DECIDED, ApprovalState, StepState, VoidReason
from foundation.approvals.models import Approval, ApprovalStep, RouteStep
from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.deadlines import actions as deadlines
from foundation.events.actions import record

START_FIELDS = [*SEAT_FIELDS, "state", "started_at", "due_at"]


@transaction.atomic
def open_approval(
    subject: models.Model,
    *,
    route_id: int | None,
    by: Any,
    fingerprint: str,
    requester: Any = None,
    asked_by: Any = None,
    amount: Decimal | None = None,
    unit_id: int | None = None,
    office_id: int | None = None,
    restricted: bool = False,
) -> Approval | None:
    """Asks the first of the route. None without a route, and when it asks nobody for this amount.

    An amount that is not known counts as above every limit. Requester and `asked_by` (both `by` unless given)
    never decide. Raises RuleBroken for a route without steps, and while the row waits already.
    """
    if route_id is None:
        return None
    requester = requester or by
    approval = Approval(
        subject_type=subject._meta.model_name or "", subject_id=subject.pk, route_id=route_id, amount=amount,
        fingerprint=fingerprint, requester=requester, asked_by=asked_by or by,
        unit_id=unit_id or requester.unit_id, office_id=office_id or requester.office_id,
        restricted=restricted,
    )  # fmt: skip
    steps = _steps_of(approval)
    if not steps:
        return None
    _save_once(approval)
    people, move = _start(steps[0], decided=())
    ApprovalStep.objects.bulk_create(steps)
    _tell_asked(steps[0], people, move, by=by)
    return approval


def _save_once(approval: Approval) -> None:
    try:
        with transaction.atomic():
            approval.save(force_insert=True)
    except IntegrityError as twice:
        if violated(twice) != "one_open_approval_of_a_subject":
            raise
        raise RuleBroken(_("This waits for an approval already.")) from twice


def _steps_of(approval: Approval) -> list[ApprovalStep]:
    """The steps of the route that this amount needs, as they stand now."""
    rows = list(RouteStep.objects.filter(route=approval.route_id).order_by("order"))
    if not rows:
        raise RuleBroken(_("This approval route has no steps. Ask an administrator to add one."))
    needed = [row for row in rows if _is_needed(row, approval.amount)]
    return [
        ApprovalStep(approval=approval, order=place, role=row.role, person_id=row.person_id, days=row.days)
        for place, row in enumerate(needed, 1)
    ]


def _is_needed(row: RouteStep, amount: Decimal | None) -> bool:
    return row.from_amount is None or amount is None or amount >= row.from_amount


def _start(step: ApprovalStep, *, decided: Any) -> tuple[list[int], Move]:
    """The step waits from now on: who may decide it, and the calendar. The caller saves START_FIELDS."""
    at, move = timezone.now(), working_days(step)
    due = move(at, step.days, end_of_day=True)
    people = take_seat(step, own_seat(step), decided)
    step.state, step.started_at, step.due_at = StepState.WAITING, at, due
    return people, move


def start_next(step: ApprovalStep, *, decided: Any, by: Any) -> None:
    """The step that comes after a decided one; the caller holds the lock of the approval."""
    people, move = _start(step, decided=decided)
    step.save(update_fields=START_FIELDS)
    _tell_asked(step, people, move, by=by)


def _tell_asked(step: ApprovalStep, people: list[int], move: Move, *, by: Any) -> None:
    """The event that asks, the deadline, and the word to administrators when there is nobody to ask."""
    record(
        "approval.asked", step.approval, actor=by, step=step.pk, raised=step.raised, role=step.role,
        to=step.person_id, of_unit=step.unit_id, of_office=step.office_id,
    )  # fmt: skip
    remind(step, people, move)
    if not people:
        _tell_stuck(step)


def _tell_stuck(step: ApprovalStep) -> None:
    once = f"approval.stuck:{step.pk}"
    record("approval.stuck", step.approval, actor=None, once=once, step=step.pk)


def open_of(subject: models.Model) -> Approval | None:
    """The open approval of a row, locked for this transaction."""
    rows = Approval.objects.select_for_update(of=("self",), no_key=True).open()
    found: Approval | None = rows.of(subject._meta.model_name or "", subject.pk).first()
    return found


@transaction.atomic
def void(subject: models.Model, *, by: Any, reason: VoidReason) -> Approval | None:
    """Nobody needs to decide on the row any more; None when nobody was asked."""
    approval = open_of(subject)
    return None if approval is None else _void(approval, by=by, reason=reason)


@transaction.atomic
def changed(subject: models.Model, *, by: Any, fingerprint: str) -> bool:
    """The row has another content: what was asked and decided about the old one is void.

    Returns whether it was; then the caller asks anew, by the route that fits now.
    """
    approval = open_of(subject)
    if approval is None or approval.fingerprint == fingerprint:
        return False
    _void(approval, by=by, reason=VoidReason.CHANGED)
    return True


def _void(approval: Approval, *, by: Any, reason: VoidReason) -> Approval:
    close(approval, ApprovalState.VOID, reason=reason)
    record("approval.voided", approval, actor=by, reason=str(reason))
    return approval


def close(approval: Approval, state: ApprovalState, *, reason: str = "") -> None:
    """Ends the approval; steps that nobody has decided are dropped."""
    left = ApprovalStep.objects.filter(approval=approval).exclude(state__in=DECIDED)
    left.update(state=StepState.DROPPED)
    approval.state, approval.void_reason, approval.closed_at = state, reason, timezone.now()
    approval.save(update_fields=["state", "void_reason", "closed_at"])
    deadlines.end("approval", approval.pk)


@transaction.atomic
def look_again(step_id: int) -> bool:
    """Passes a waiting step on when nobody in its seat can decide any more; returns whether it did.

    Administrators are told once when there is nobody at all.
    """
    rows = ApprovalStep.objects.select_related("approval").select_for_update(of=("self",), skip_locked=True)
    step = rows.filter(pk=step_id, state=StepState.WAITING).first()
    if step is None:
        return False
    decided = list(ApprovalStep.objects.filter(approval=step.approval_id, state__in=DECIDED))
    before = seat_of(step)
    people = take_seat(step, before, decided)
    if people and seat_of(step) == before:
        return False
    if not people:
        _tell_stuck(step)
        return False
    step.save(update_fields=SEAT_FIELDS)
    _tell_asked(step, people, working_days(step), by=None)
    return True
