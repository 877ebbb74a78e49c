"""How people and places are found; `standing` is the one statement behind every right."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import lru_cache
from typing import Any, Self

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import Exists, F, Func, OuterRef, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Concat, JSONObject
from django.utils import timezone

from foundation.core.wording import remember
from foundation.organisation.choices import ALL_ROLES, NEVER_BY_DEPUTY, OfficeState, PersonState, Role
from foundation.organisation.querysets.statements import (
    AWAY,
    SEATED,
    STAND_INS,
    STANDING,
    UNATTENDED,
    WITH_STANDING,
)
from foundation.organisation.working_time import WorkingCalendar

SHORTEST_NUMBER = 4  # digits of a phone number that somebody is found by

PRINTS_ALL = (Role.SPECIALIST, Role.HEAD, Role.ADMIN)


@dataclass(frozen=True)
class Held:
    """One role on a day: whose it is, and its office or units (with all units below)."""

    role: str
    person_id: int
    office_id: int | None = None
    unit_ids: tuple[int, ...] = ()
    unit_id: int | None = None  # the unit itself, without those below


@dataclass(frozen=True)
class Standing:
    """What a person is on a day: roles held, own or as a deputy, and for whom the person acts."""

    me: int
    held: tuple[Held, ...] = ()
    acts_for: frozenset[int] = field(default_factory=frozenset)  # everything of these people, without myself
    anyone_cleared: bool = False
    acts_for_names: tuple[str, ...] = ()  # of the same people
    edges: tuple[tuple[int, int, str], ...] = ()  # person, deputy, scope: the ways to all of these people

    def without(self, people: Iterable[int]) -> "Standing":
        """What is left when nothing comes from these people or through them; nothing at all for oneself."""
        gone = set(people)
        if self.me in gone:
            return Standing(self.me, anyone_cleared=self.anyone_cleared)
        if not gone & self.behind():
            return self
        left = _walk(self.me, [edge for edge in self.edges if not gone & set(edge[:2])])
        held = tuple(one for one in self.held if left.get(one.person_id, set()) & {ALL_ROLES, one.role})
        others = frozenset(one for one in self.acts_for if ALL_ROLES in left.get(one, ()))
        return Standing(self.me, held, others, self.anyone_cleared)

    def behind(self) -> set[int]:
        """Everybody from whom or through whom something comes, without myself."""
        return {one for edge in self.edges for one in edge[:2]} - {self.me}

    def ways_to(self, owner: int, scopes: Collection[str]) -> list[frozenset[int]]:
        """By which ways one stands in for somebody in one of the scopes: all people of each, without myself.

        A way that only leads round through more people than another is left out.
        """
        all_ways = _ways(self.me, self.edges)
        found = {people for at, scope, people in all_ways if at == owner and scope in scopes}
        return sorted((one for one in found if not any(other < one for other in found)), key=sorted)

    def holds(self, *roles: str) -> bool:
        """Whether one of the roles is held, own or as a deputy."""
        return any(one.role in roles for one in self.held)

    def holds_personally(self, role: str) -> bool:
        """Whether the role is the person's own."""
        return any(one.role == role and one.person_id == self.me for one in self.held)

    def offices(self) -> list[int]:
        """Offices whose contact person one is."""
        return [one.office_id for one in self.held if one.role == Role.CONTACT and one.office_id]

    def units(self) -> list[int]:
        """Units that one manages, with all units below."""
        return [unit for one in self.held if one.role == Role.MANAGER for unit in one.unit_ids]

    def on_behalf_of(self, *roles: str) -> int | None:
        """Whose role it is when none of the roles is one's own; None when acting by one's own right."""
        owners = [one.person_id for one in self.held if one.role in roles]
        return None if not owners or self.me in owners else owners[0]


def _walk(me: int, edges: Iterable[tuple[int, int, str]]) -> dict[int, set[str]]:
    """Whom the edges lead to from `me`, each with the scopes in which they do; as `chain` does it."""
    found: dict[int, set[str]] = {me: {ALL_ROLES}}
    todo = [(me, ALL_ROLES)]
    while todo:
        at, scope = todo.pop()
        for person, deputy, edge in edges:
            if deputy != at or (edge != ALL_ROLES and scope not in (ALL_ROLES, edge)):
                continue
            reached = scope if edge == ALL_ROLES else edge
            if reached not in found.setdefault(person, set()):
                found[person].add(reached)
                todo.append((person, reached))
    return found


NOBODY: frozenset[int] = frozenset()


def _ways(
    at: int, edges: Sequence[tuple[int, int, str]], scope: str = ALL_ROLES, people: frozenset[int] = NOBODY
) -> Iterator[tuple[int, str, frozenset[int]]]:
    """All ways of `_walk` with each person once: whom one leads to, in which scope, and through whom."""
    for person, deputy, edge in edges:
        if deputy != at or person in people or (edge != ALL_ROLES and scope not in (ALL_ROLES, edge)):
            continue
        reached, way = scope if edge == ALL_ROLES else edge, people | {person}
        yield person, reached, way
        yield from _ways(person, edges, reached, way)


def seated(
    *,
    day: date,
    role: str = "",
    unit_id: int | None = None,
    office_id: int | None = None,
    person_id: int | None = None,
    without: Collection[int] = (),
    personal: bool = False,
) -> list[tuple[int, bool]]:
    """Ids of all who may act for the holders of a role (of a unit or office) or for one person.

    With each: whether they are away that day; those present come first. `personal` leaves out deputies.
    """
    words = {"day": day, "role": role, "unit": unit_id, "office": office_id, "person": person_id}
    with connection.cursor() as cursor:
        cursor.execute(SEATED, {**words, "without": list(without), "personal": personal})
        return [(row[0], row[1]) for row in cursor.fetchall()]


def standing(person_id: int, day: date) -> Standing:
    """One statement: the person's roles, deputyships (chains, each person once) and the units below."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, _asked(person_id, day))
        return read_standing(person_id, [row[0] for row in cursor.fetchall()])


def _asked(person_id: int, day: date) -> dict[str, Any]:
    return {"me": person_id, "day": day, "personal": [str(role) for role in NEVER_BY_DEPUTY]}


def read_standing(person_id: int, lines: list[list[Any]]) -> Standing:
    """What the lines of the statement say; the agency's words come with them and are remembered."""
    remember(lines[0][9] if lines else None)
    found = (Held(row[2], row[0], row[3], tuple(sorted(row[4] or ())), row[7]) for row in lines if row[2])
    held = tuple(dict.fromkeys(found))  # a role may come by two ways
    others = {row[0]: row[6] for row in lines if row[0] != person_id and row[1] == "all"}
    names = tuple(sorted(others.values()))
    edges = tuple((one, deputy, scope) for one, deputy, scope in (lines[0][8] if lines else None) or ())
    return Standing(person_id, held, frozenset(others), bool(lines and lines[0][5]), names, edges)


def stand_ins(people: Iterable[int], day: date, *scopes: str) -> dict[int, list[int]]:
    """Who is there on a day and acts for each of the people, in one statement; `scopes` beside everything."""
    with connection.cursor() as cursor:
        asked = {"people": sorted(set(people)), "day": day, "scopes": [ALL_ROLES, *scopes]}
        cursor.execute(STAND_INS, asked)
        rows = cursor.fetchall()
    found: dict[int, list[int]] = {}
    for person, other in rows:
        found.setdefault(person, []).append(other)
    return found


def away(people: Iterable[int], day: date) -> set[int]:
    """Those of the people who are away on a day."""
    with connection.cursor() as cursor:
        cursor.execute(AWAY, {"people": sorted(set(people)), "day": day})
        return {row[0] for row in cursor.fetchall()}


def unattended(day: date, role: str) -> RawSQL:
    """Ids of those who are away on a day while nobody who holds the role stands in for them."""
    return RawSQL(UNATTENDED, [day, day, role, day])  # noqa: S611  a text of ours with values apart


def searched_name() -> Func:
    """First name, last name and address without case, dots and accents; the index is built on the same."""
    whole = Concat(
        F("first_name"), Value(" "), F("last_name"), Value(" "), F("email"), output_field=models.TextField()
    )
    return Func(whole, function="plain", output_field=models.TextField())


class PersonQuerySet(models.QuerySet[Any]):
    """People."""

    def visible_to(self, person: Any) -> Self:
        """The staff register is open to everyone signed in; nobody else sees it."""
        return self if person.is_authenticated else self.none()

    def in_service(self) -> Self:
        """Those who have not left."""
        return self.exclude(state=PersonState.LEFT)

    def with_sign_in(self) -> Self:
        """Each with `has_factor` and `is_linked`: an app of one-time codes, a link to single sign-on."""
        mine = {"user": OuterRef("pk")}
        factor, link = (
            self.model._meta.get_field(name).related_model for name in ("authenticator", "socialaccount")
        )
        return self.annotate(
            has_factor=Exists(factor.objects.filter(**mine, type="totp")),
            is_linked=Exists(link.objects.filter(**mine)),
        )

    def with_standing(self, person_id: int, day: date) -> Any:
        """The person, if there is one, with their standing of a day, by one statement."""
        columns = ", ".join(f'person."{one.column}"' for one in self.model._meta.concrete_fields)
        whole = WITH_STANDING.format(columns=columns, standing=STANDING)
        person = next(iter(self.raw(whole, _asked(person_id, day))), None)
        if person is not None:
            person.standing = read_standing(person_id, person.__dict__.pop("lines") or [])
        return person

    def named_like(self, words: str) -> Self:
        """Every word is a part of the name or address; case, dots and accents do not matter."""
        found = self.annotate(plain_name=searched_name())
        for word in words.replace("\0", " ").split()[:5]:
            found = found.filter(plain_name__contains=Func(Value(word), function="plain"))
        return found

    def called(self, words: str) -> Self:
        """By name or address, or by a part of the phone number when the words are one."""
        digits = "".join(words.split()).lstrip("+").replace("-", "")
        if not digits.isdecimal() or len(digits) < SHORTEST_NUMBER:
            return self.named_like(words)
        only_digits = Func(
            F("phone"), Value(r"\D"), Value(""), Value("g"),
            function="regexp_replace", output_field=models.CharField(),
        )  # fmt: skip
        return self.annotate(digits=only_digits).filter(digits__contains=digits)

    def holding(self, role: str, day: date) -> Self:
        """Those who hold the role on a day."""
        return self.filter(roles__role=role, roles__period__contains=day).distinct()


class PersonManager(BaseUserManager.from_queryset(PersonQuerySet)):  # type: ignore[misc]  # made at run time
    """People, found by e-mail whatever its case."""

    def get_by_natural_key(self, username: str) -> Any:
        """The person in service with this address. Raises DoesNotExist."""
        return self.in_service().get(email__iexact=username)


class RoleQuerySet(models.QuerySet[Any]):
    """Roles held."""

    def visible_to(self, person: Any) -> Self:
        """Who gave what when: everything for administrators, the head and auditors, one's own for others."""
        if person.is_authenticated and person.holds(Role.ADMIN, Role.HEAD, Role.AUDITOR):
            return self
        return self.filter(person=person.pk)

    def on(self, day: date) -> Self:
        """In force on a day."""
        return self.filter(period__contains=day)

    def open_to_all(self) -> Self:
        """Without clearance, which is nobody else's business."""
        return self.exclude(role=Role.CLEARED)

    def not_over(self, day: date) -> Self:
        """In force on the day or later."""
        return self.filter(period__overlap=(day, None))


class DeputyQuerySet(models.QuerySet[Any]):
    """Appointments of deputies."""

    def visible_to(self, person: Any) -> Self:
        """Everyone signed in knows who stands in for whom."""
        return self if person.is_authenticated else self.none()

    def not_over(self, day: date) -> Self:
        """Not revoked, in force now or later."""
        return self.filter(revoked_at=None, period__overlap=(day, None))


class OfficeQuerySet(models.QuerySet[Any]):
    """Offices."""

    def visible_to(self, person: Any) -> Self:
        """Everyone signed in knows the offices."""
        return self if person.is_authenticated else self.none()

    def labelled_by(self, person: Any) -> Self:
        """Those for whose things the person prints labels."""
        if person.is_authenticated and person.holds(*PRINTS_ALL):
            return self
        return self.filter(pk__in=person.standing.offices())

    def open(self) -> Self:
        """Those that take requests."""
        return self.filter(state=OfficeState.OPEN)


class WorkCalendarQuerySet(models.QuerySet[Any]):
    """Working calendars."""

    def with_hours(self) -> Self:
        """Each calendar with its windows and exceptions, in one statement."""
        window = self.model._meta.get_field("windows").related_model
        exception = self.model._meta.get_field("exceptions").related_model
        mine = {"calendar": OuterRef("pk")}
        return self.annotate(
            all_windows=ArraySubquery(
                window.objects.filter(**mine).values(
                    json=JSONObject(day="weekday", opens="opens", closes="closes")
                )
            ),
            all_exceptions=ArraySubquery(
                exception.objects.filter(**mine).values(
                    json=JSONObject(day="day", opens="opens", closes="closes")
                )
            ),
        )


def working_calendar(row: Any) -> WorkingCalendar:
    """The pure calendar of a row of `with_hours`, kept between calls."""
    windows = tuple(sorted((one["day"], one["opens"], one["closes"]) for one in row.all_windows))
    days = tuple(sorted((one["day"], one["opens"] or "", one["closes"] or "") for one in row.all_exceptions))
    return _calendar(windows, days)


@lru_cache(maxsize=200)
def _calendar(
    windows: tuple[tuple[int, str, str], ...], days: tuple[tuple[str, str, str], ...]
) -> WorkingCalendar:
    week: dict[int, list[tuple[time, time]]] = {}
    for weekday, opens, closes in windows:
        week.setdefault(weekday, []).append((time.fromisoformat(opens), time.fromisoformat(closes)))
    closed: set[date] = set()
    special: dict[date, list[tuple[time, time]]] = {}
    for day, opens, closes in days:
        if opens:
            special.setdefault(date.fromisoformat(day), []).append(
                (time.fromisoformat(opens), time.fromisoformat(closes))
            )
        else:
            closed.add(date.fromisoformat(day))
    this_year = timezone.localdate().year
    return WorkingCalendar.estonian(week, range(this_year - 3, this_year + 8), closed, special)
