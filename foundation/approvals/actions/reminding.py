"""Until when a step is decided, and who is reminded of it: by the working days of the office."""

from collections.abc import Callable
from datetime import datetime, timedelta

from foundation.approvals.models import ApprovalStep
from foundation.deadlines.actions import Term, set_one
from foundation.organisation.choices import Role
from foundation.organisation.models import WorkCalendar

KIND = "approval.decision"
Move = Callable[..., datetime]
SCOPED = (Role.MANAGER, Role.CONTACT)  # of one unit or office: not everybody with the role is reminded


def working_days(step: ApprovalStep) -> Move:
    """Moves a moment by working days of the office; by plain days where it has no calendar that opens."""
    row = WorkCalendar.objects.filter(office=step.approval.office_id).with_hours().first()

    def move(at: datetime, days: int, *, end_of_day: bool = False) -> datetime:
        try:
            moved = row.hours().add_days(at, days, end_of_day=end_of_day) if row else None
        except ValueError:
            moved = None
        return moved or at + timedelta(days=days)

    return move


def remind(step: ApprovalStep, people: list[int], move: Move) -> None:
    """Sets the deadline of the step that waits: a word a day before, when due and a day after.

    The first of those who may decide is responsible for a seat of one place or person; where nobody may
    decide, the administrators are.
    """
    started, due = step.started_at, step.due_at
    if started is None or due is None:
        return
    soon = move(due, -1)
    by_place = step.person_id is not None or step.role in SCOPED
    set_one(
        Term(
            subject="approval",
            subject_id=step.approval_id,
            kind=KIND,
            due_at=due,
            soon=soon if soon > started else None,
            overdue=move(due, 1),
            responsible=people[0] if people and by_place else None,
            role="" if people and by_place else (step.role if people else Role.ADMIN),
        )
    )
