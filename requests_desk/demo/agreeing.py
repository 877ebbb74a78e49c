"""A kind of request that the manager approves, and its approvals as rows of the past."""

from datetime import datetime

from foundation.approvals.actions.reminding import remind, working_days
from foundation.approvals.choices import ApprovalState, StepState
from foundation.approvals.models import Approval, ApprovalStep, Route, RouteStep
from foundation.deadlines import actions as deadlines
from foundation.events.models import Event
from foundation.organisation.choices import Role
from foundation.organisation.models import Person, RoleAssignment
from requests_desk.actions.approving import fingerprint
from requests_desk.models import Category, Ticket


def furniture() -> Category:
    """Furniture is bought when the manager of the unit has approved it."""
    route = Route.objects.create(code="manager", name_et="Juhi kinnitus", name_en="Approval of the manager")
    RouteStep.objects.create(route=route, order=1, role=Role.MANAGER, days=3)
    return Category.objects.create(
        code="furniture",
        name_et="Mööbel ja töökoht",
        name_en="Furniture and workplace",
        hint_et="Uus laud, tool, kapp. Kinnitab juht.",
        hint_en="A new desk, chair or cabinet. The manager approves.",
        icon="office",
        approval_route=route,
    )


def ask(ticket: Ticket, asker: Person, at: datetime) -> Approval:
    """The manager who looks after the requester's unit is asked; a new question is due from today."""
    route = ticket.category.approval_route
    manager = RoleAssignment.objects.get(role=Role.MANAGER, person__personnel_no="demo-manager")
    approval = Approval.objects.create(
        subject_type="ticket", subject_id=ticket.pk, route=route, fingerprint=fingerprint(ticket),
        requester=asker, asked_by=asker, unit=asker.unit, office=asker.office, opened_at=at,
    )  # fmt: skip
    step = ApprovalStep(
        approval=approval, order=1, role=Role.MANAGER, unit=manager.unit, raised=True, days=3,
        state=StepState.WAITING, started_at=at,
    )  # fmt: skip
    move = working_days(step)
    step.due_at = move(at, step.days, end_of_day=True)
    step.save()
    remind(step, [manager.person_id], move)
    _event("approval.asked", approval, asker, at, step=step.pk, role=step.role, to=None)
    return approval


def agree(approval: Approval, manager: Person, at: datetime) -> None:
    """Approved."""
    step = approval.steps.get()
    step.state, step.decided_at, step.decided_by = StepState.APPROVED, at, manager
    step.save()
    approval.state, approval.closed_at = ApprovalState.APPROVED, at
    approval.save()
    deadlines.end("approval", approval.pk)
    _event("approval.approved", approval, manager, at, step=step.pk)


def _event(kind: str, approval: Approval, actor: Person, at: datetime, **data: int | str | None) -> None:
    Event.objects.create(
        kind=kind, subject_type="approval", subject_id=approval.pk, actor=actor, data=data, at=at
    )
