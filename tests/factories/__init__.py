"""Rows of tests, made without the actions; one module for each app."""

from tests.factories.organisation import (
    AbsenceFactory,
    BuildingFactory,
    CostCentreFactory,
    DeputyFactory,
    OfficeFactory,
    PersonFactory,
    RoleAssignmentFactory,
    RoomFactory,
    UnitFactory,
    WorkCalendarFactory,
    around_today,
)

__all__ = [
    "AbsenceFactory",
    "BuildingFactory",
    "CostCentreFactory",
    "DeputyFactory",
    "OfficeFactory",
    "PersonFactory",
    "RoleAssignmentFactory",
    "RoomFactory",
    "UnitFactory",
    "WorkCalendarFactory",
    "around_today",
]
