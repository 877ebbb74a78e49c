"""What a story needs to know of the agency: who asks, who solves, who decides, when offices work."""

import random
from functools import cached_property

from foundation.organisation.choices import Role, RoomKind
from foundation.organisation.models import Office, Person, RoleAssignment, Room, Unit, WorkCalendar
from requests_desk.choices import Impact, Priority
from requests_desk.demo.rows import Told
from requests_desk.models import Category, MatrixCell, Target
from requests_desk.service_clock import Goal

AREAS = {  # office of a specialist: offices looked after from there
    "TLN": ("TLN", "KEI", "RPL"), "TRT": ("TRT", "JGV", "PLV", "VRU", "VLG"), "RKV": ("RKV", "TPA", "PDE"),
    "KJR": ("KJR", "NRV", "JHV", "SLM"), "PRN": ("PRN", "KRS", "KRD", "HPS"), "VLJ": ("VLJ", "PDE", "VLG"),
}  # fmt: skip
CARRIED = ("supplies", "vehicle", "ride", "move")  # kinds of the unit for freight and supplies
CARRIERS = "32"


class Desk:
    """The agency, read once."""

    def __init__(self) -> None:
        rows = Person.objects.select_related("office", "room", "unit").order_by("pk")
        self.people = {one.pk: one for one in rows}
        self.by_number = {one.personnel_no or "": one for one in rows}
        calendars = {one.pk: one.hours() for one in WorkCalendar.objects.with_hours()}
        self.offices = list(Office.objects.order_by("pk"))
        self.hours = {office.pk: calendars[office.calendar_id] for office in self.offices}
        self.any_hours = self.hours[self.offices[0].pk]
        self.towns = [office.code for office in self.offices]
        self.kinds = {kind.code: kind for kind in Category.objects.all()}
        self.parents = dict(Unit.objects.values_list("pk", "parent_id"))
        self._read_roles()
        self._read_rooms()
        self._read_targets()

    def _read_roles(self) -> None:
        holders: dict[str, list[RoleAssignment]] = {}
        for one in RoleAssignment.objects.filter(ended_at=None).order_by("pk"):
            holders.setdefault(one.role, []).append(one)
        self.specialists = [self.people[one.person_id] for one in holders[Role.SPECIALIST]]
        self.cleared = [self.people[one.person_id] for one in holders[Role.CLEARED]]
        self.head = self.people[holders[Role.HEAD][0].person_id]
        self.managers = {one.unit_id: self.people[one.person_id] for one in holders[Role.MANAGER]}
        self.contacts = {one.office_id: self.people[one.person_id] for one in reversed(holders[Role.CONTACT])}
        self.all_contacts = list(self.contacts.values())
        busy = {one.pk for one in (*self.specialists, self.head)}
        self.askers = [
            one for one in self.people.values()
            if one.pk not in busy and one.room and (one.personnel_no or "").isdigit()
        ]  # fmt: skip

    def _read_rooms(self) -> None:
        self.rooms: dict[str, list[str]] = {}
        self.halls: dict[str, list[str]] = {}
        for code, kind, number in Room.objects.order_by("pk").values_list(
            "building__office__code", "kind", "number"
        ):
            into = {RoomKind.WORK: self.rooms, RoomKind.MEETING: self.halls}.get(RoomKind(kind))
            if into is not None:
                into.setdefault(code, []).append(number)

    def _read_targets(self) -> None:
        cells = MatrixCell.objects.filter(impact=Impact.PERSON)
        self.matrix = dict(cells.values_list("urgency", "priority"))
        self.targets = {
            (target.category_id, target.priority): Goal(
                respond_minutes=target.respond_minutes,
                solve_minutes=target.solve_minutes,
                solve_days=target.solve_days,
            )
            for target in Target.objects.all()
        }

    def priority(self, urgency: int) -> int:
        """As the matrix has it for one person."""
        return self.matrix.get(urgency, Priority.NORMAL)

    def goal(self, kind: Category, priority: int) -> Goal:
        """The target of a kind, else that of all."""
        return self.targets.get((kind.pk, priority)) or self.targets[None, priority]

    def leads(self, one: Person) -> bool:
        """Whether somebody is the manager of a unit."""
        return one.pk in self.leaders

    @cached_property
    def leaders(self) -> set[int]:
        """Managers of units."""
        return {one.pk for one in self.managers.values()}

    def seat(self, one: Person) -> int | None:
        """The nearest unit upwards that somebody else leads."""
        unit = one.unit_id
        while unit is not None:
            if unit in self.managers and self.managers[unit].pk != one.pk:
                return unit
            unit = self.parents.get(unit)
        return None

    def solver(self, rng: random.Random, told: Told) -> Person:
        """Mostly the specialist of the area or of the matter; a confidential one needs the clearance."""
        if told.confidential or self.kinds[told.kind].confidential:
            return rng.choice(self.cleared)
        if told.kind in CARRIED:
            near = [one for one in self.specialists if one.unit.code == CARRIERS]
        else:
            office = told.asker.office.code
            near = [one for one in self.specialists if office in AREAS.get(one.office.code, ())]
        return rng.choice(near if near and rng.random() < 0.85 else self.specialists)
