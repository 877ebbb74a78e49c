"""Who hears of a deadline, ring by ring, and at which moment: a few statements for any number of rows.

Ring 1 is the responsible person and who acts for them today, or the holders of the role. When nobody has
acknowledged by the next level, the appointed deputies hear too, or without one the manager; then the head.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils import timezone

from foundation.deadlines.models import Deadline
from foundation.organisation.choices import ALL_ROLES, PersonState, Role
from foundation.organisation.models import Deputy, Person, RoleAssignment, WorkCalendar
from foundation.organisation.querysets import stand_ins

RESPONSIBLE, HEAD = 1, 3


class Hearers:
    """Everybody who may have to hear of some deadlines on a day; needs rows with their responsible person."""

    def __init__(self, rows: Sequence[Deadline], day: date) -> None:
        self.day = day
        self.holders = self._holders({Role.HEAD, *(row.role for row in rows if row.role)})
        people = {row.responsible_id for row in rows if row.responsible_id is not None}
        self.acting = stand_ins(people, day)
        self.deputies = self._deputies(people)

    def of(self, row: Deadline, ring: int) -> dict[int, int]:
        """Who hears of a deadline when the word has gone so far: person and the ring that reached them."""
        rings = [self._first(row), self._second(row), self.holders[Role.HEAD]][:ring]
        found: dict[int, int] = {}
        for number, people in enumerate(rings, start=RESPONSIBLE):
            for person in people:
                found.setdefault(person, number)
        return found or dict.fromkeys(self.holders[Role.HEAD], HEAD)

    def _first(self, row: Deadline) -> list[int]:
        if row.responsible_id is not None:
            own = [row.responsible_id] if _in_service(row.responsible) else []
            found = own + self.acting.get(row.responsible_id, [])
            if found:
                return found
        return self.holders.get(row.role, [])

    def _second(self, row: Deadline) -> list[int]:
        person = row.responsible
        if person is None:
            return self.holders[Role.HEAD]
        manager = [person.manager_id] if person.manager_id and _in_service(person.manager) else []
        return self.deputies.get(person.pk) or manager

    def _holders(self, roles: Iterable[str]) -> dict[str, list[int]]:
        """Who holds each role today and who acts for them in it."""
        found: dict[str, list[int]] = {role: [] for role in roles}
        held = RoleAssignment.objects.on(self.day).filter(role__in=found)
        for role, person in held.exclude(person__state=PersonState.LEFT).values_list("role", "person"):
            found[role].append(person)
        for role, people in found.items():
            others = stand_ins(people, self.day, role) if people else {}
            people += [other for acting in others.values() for other in acting]
        return found

    def _deputies(self, people: Iterable[int]) -> dict[int, list[int]]:
        """Deputies appointed for everything, whether the person is away or not."""
        rows = Deputy.objects.filter(
            person__in=people, scope=ALL_ROLES, period__contains=self.day, revoked_at=None
        )
        found: dict[int, list[int]] = {}
        for person, deputy in rows.exclude(deputy__state=PersonState.LEFT).values_list("person", "deputy"):
            found.setdefault(person, []).append(deputy)
        return found


def _in_service(person: Person | None) -> bool:
    return person is not None and person.is_active


def openings(people: Iterable[int], now: datetime) -> dict[int, datetime]:
    """When each person is at work next, by the calendar of their office; now without one."""
    offices = dict(Person.objects.filter(pk__in=people).values_list("pk", "office__calendar"))
    rows = WorkCalendar.objects.filter(pk__in=set(offices.values())).with_hours()
    moments = {row.pk: _opening(row, now) for row in rows}
    return {person: moments.get(calendar, now) for person, calendar in offices.items()}


def _opening(calendar: WorkCalendar, now: datetime) -> datetime:
    try:
        return calendar.hours().next_opening(now)
    except ValueError:  # it never opens: better at an odd hour than never
        return now


def today(now: datetime) -> date:
    """The day of a moment in the time of the agency."""
    return timezone.localdate(now, timezone.get_default_timezone())
