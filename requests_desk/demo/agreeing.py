"""A kind of request that the manager approves, and its approvals as rows of the past."""

from datetime import datetime

from foundation.approvals.actions.reminding import remind, working_days
from foundation.approvals.choices import ApprovalState, StepState
from foundation.approvals.models import Approval, ApprovalStep, Route, RouteStep
from foundation.organisation.choices import Role
from requests_desk.demo.desk import Desk
from requests_desk.demo.rows import Deed
from requests_desk.models import Category, Ticket

DAYS = 3  # working days to decide


def furniture() -> Category:
    """Furniture is bought when the manager of the unit has approved it."""
    route = Route.objects.create(code="manager", name_et="Juhi kinnitus", name_en="Approval of the manager")
    RouteStep.objects.create(route=route, order=1, role=Role.MANAGER, days=DAYS)
    return Category.objects.create(
        code="furniture",
        name_et="Mööbel ja töökoht",
        name_en="Furniture and workplace",
        hint_et="Uus laud, tool, kapp. Kinnitab juht.",
        hint_en="A new desk, chair or cabinet. The manager approves.",
        icon="office",
        approval_route=route,
    )


class Asked:
    """The manager who looks after the requester's unit was asked; where there is none, the head."""

    def __init__(self, desk: Desk, ticket: Ticket, at: datetime) -> None:
        asker, seat = ticket.requester, desk.seat(ticket.requester)
        self.ticket, self.decider = ticket, desk.head if seat is None else desk.managers[seat]
        self.approval = Approval(
            subject_type="ticket", route_id=ticket.category.approval_route_id, requester=asker,
            asked_by=ticket.filed_by, unit=asker.unit, office=asker.office, restricted=ticket.confidential,
            opened_at=at,
        )  # fmt: skip
        hours = desk.hours[ticket.office_id]
        self.step = ApprovalStep(
            approval=self.approval, order=1, role=Role.HEAD if seat is None else Role.MANAGER, unit_id=seat,
            raised=seat != asker.unit_id, days=DAYS, state=StepState.WAITING, started_at=at,
            due_at=hours.add_days(at, DAYS, end_of_day=True),
        )  # fmt: skip

    def decide(self, deed: Deed, *, yes: bool) -> None:
        """Approved or returned."""
        self.step.state = StepState.APPROVED if yes else StepState.RETURNED
        self.step.decided_at, self.step.decided_by = deed.at, deed.by
        self.step.reason = "" if yes else deed.text
        self.approval.state = ApprovalState.APPROVED if yes else ApprovalState.RETURNED
        self.approval.closed_at = deed.at

    def remind(self) -> None:
        """The deadline of a decision that waits."""
        if self.step.state == StepState.WAITING:
            remind(self.step, [self.decider.pk], working_days(self.step))
