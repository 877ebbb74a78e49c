"""Many different rows for the pages whose statements are counted."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from requests_desk.choices import TASK
from requests_desk.models import Category, Ticket
from tests.factories import PersonFactory, RoomFactory, UnitFactory
from tests.factories.requests_desk import TicketFactory
from tests.factories.workplaces import PlanFactory, PlanRunFactory, StepFactory, WorkplaceCaseFactory


def workplaces(rows: int, person: Any) -> Any:
    """Cases of different people and offices, the last one with steps of the reader and of others."""
    case = None
    for _number in range(rows):
        case = WorkplaceCaseFactory(
            unit=UnitFactory(), room=RoomFactory(), owner=PersonFactory(), person=person
        )
    for number in range(rows):
        more: Any = (
            {"assignee": PersonFactory(), "unit": UnitFactory()} if number % 2 else {"assignee": person}
        )
        StepFactory(case=case, who=["unit", "person"][number % 2 - 1], provider="probe", **more)
        StepFactory(case=case, state="done", ended_at=timezone.now(), ended_by=PersonFactory())
    return case


def plans(rows: int, person: Any) -> Any:
    """Plans of different people, offices and kinds, the last one with many days behind it."""
    plan = None
    for _number in range(rows):
        plan = PlanFactory(assignee=PersonFactory(), room=RoomFactory())
    for number in range(rows):
        PlanRunFactory(plan=plan, day=timezone.localdate() - timedelta(days=number), ticket=TicketFactory())
    return plan


def tasks(rows: int, person: Any) -> None:
    """Tasks that different managers gave the person."""
    kind = Category.objects.get(code=TASK)
    for _number in range(rows):
        made = TicketFactory(assignee=person, category=kind)
        Ticket.objects.filter(pk=made.pk).update(set_due_at=made.solve_by)
