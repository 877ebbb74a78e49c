"""Many different rows for the pages whose statements are counted."""

from typing import Any

from django.utils import timezone

from tests.factories import PersonFactory, RoomFactory, UnitFactory
from tests.factories.workplaces import StepFactory, WorkplaceCaseFactory


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
