"""Everybody else of the demo agency: drawn by chance from lists of names, the same with each loading."""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from foundation.organisation.choices import PersonState, Rank, Role
from foundation.organisation.demo import names
from foundation.organisation.demo.cast import ALWAYS, person, plain
from foundation.organisation.demo.places import MORE_OFFICES, MORE_UNITS, Places
from foundation.organisation.models import Absence, Deputy, Office, Person, RoleAssignment

PEOPLE = {  # how many of 1,200 work in an office
    "TLN": 430, "TRT": 150, "PRN": 80, "NRV": 75, "RKV": 55, "JHV": 50, "VLJ": 45, "VRU": 40, "KJR": 35,
    "KRS": 35, "HPS": 28, "PDE": 27, "RPL": 25, "JGV": 25, "PLV": 25, "VLG": 25, "SLM": 15, "KEI": 15,
    "TPA": 12, "KRD": 8,
}  # fmt: skip
RUSSIAN = {"SLM": 0.8, "NRV": 0.7, "KJR": 0.6, "JHV": 0.4, "TPA": 0.3, "TLN": 0.2, "KEI": 0.15, "VLG": 0.15}
REGIONS = {
    "23": ("KEI", "RPL", "RKV", "TPA"),
    "24": ("NRV", "JHV", "KJR", "SLM"),
    "25": ("TRT", "VRU", "PLV", "VLG", "JGV"),
    "26": ("PRN", "VLJ", "PDE", "HPS", "KRS", "KRD"),
}
IN_TALLINN = {
    "10": 12, "21": 70, "22": 80, "23": 25, "30": 2, "31": 8, "32": 8, "40": 5, "41": 12, "42": 26, "50": 15,
    "51": 22, "60": 22, "70": 8, "71": 34, "72": 24, "80": 6, "81": 30, "82": 20, "90": 15,
}  # fmt: skip
ELSEWHERE = {"21": 45, "22": 25, "region": 40, "81": 15, "42": 4, "51": 4, "72": 3}
SEATS = {"24": "JHV", "25": "TRT", "26": "PRN"}  # where a unit is led, when not in Tallinn
SPECIALISTS = [("TLN", "31"), ("RKV", "31"), ("KJR", "31"), ("PRN", "31"), ("VLJ", "32"), ("TLN", "32")]
NEW_CONTACTS = ("VLJ", "RKV", "HPS")  # offices whose contact person changed within the last year
LEFT, LEAVING = 25, 8  # of 1,200
SUMMERS, WEEKS = range(160, 226), (45, 80, 110, 290, 310, 345)  # days of a year on which leave begins


@dataclass(frozen=True, kw_only=True)
class Post:
    """A place that has to be taken: where, in which unit, with which role of which unit or office."""

    office: str
    unit: str
    role: str = ""
    of_unit: str = ""
    of_office: str = ""


def posts() -> list[Post]:
    """Those of the large agency: managers of the units, contact persons, the desk, finance, commission."""
    led = ["10", "40", *(code for code, _name, _parent in MORE_UNITS)]
    offices = ["TLN", *(row[0] for row in MORE_OFFICES)]
    return [
        *(Post(office=SEATS.get(one, "TLN"), unit=one, role=Role.MANAGER, of_unit=one) for one in led),
        *(Post(office=one, unit="21", role=Role.CONTACT, of_office=one) for one in offices),
        *(Post(office=office, unit=unit, role=Role.SPECIALIST) for office, unit in SPECIALISTS),
        *(Post(office="TLN", unit=unit, role=Role.FINANCE) for unit in ("41", "41", "42", "42")),
        *(Post(office="TLN", unit=unit, role=Role.COMMISSION) for unit in ("42", "42", "32")),
    ]


def make(rng: random.Random, places: Places, cast: dict[str, Person], *, count: int, today: date) -> None:
    """Writes so many people; roles, deputies and leave when the agency is the large one."""
    large = "TPA" in places.offices
    crowd = Crowd(rng, places, cast, today)
    taken = posts() if large else []
    people = [crowd.somebody(post) for post in taken]
    crowd.save(people, taken)
    others = [crowd.somebody(crowd.anywhere(large)) for _ in range(count - len(taken))]
    crowd.save(others, [])
    if not large:
        return
    crowd.retire(others[-(LEFT + LEAVING) * count // 1200 :])
    crowd.give_roles(people, taken, others)
    at_work = [one for one in (*people, *others) if one.state != PersonState.LEFT]
    crowd.deputise(people, at_work)
    crowd.send_on_leave(at_work)


class Crowd:
    """People in the making."""

    def __init__(self, rng: random.Random, places: Places, cast: dict[str, Person], today: date) -> None:
        self.rng, self.places, self.cast, self.today = rng, places, cast, today
        self.rooms = {code: places.work_rooms(code) for code in places.offices}
        self.addresses: set[str] = set()
        toomas, anneli = cast["demo-manager"], cast["demo-head"]
        self.managers: dict[str, Person] = {"20": toomas, "21": toomas, "22": toomas, "30": anneli}

    # --- who -------------------------------------------------------------------------------------
    def anywhere(self, large: bool) -> Post:
        """A place of a member of staff."""
        offices = {code: PEOPLE[code] for code in self.places.offices}
        office = self.draw(offices)
        if not large:
            return Post(office=office, unit=self.rng.choice(["21", "22", "40"]))
        unit = self.draw(IN_TALLINN if office == "TLN" else ELSEWHERE)
        region = next((code for code, towns in REGIONS.items() if office in towns), "23")
        return Post(office=office, unit=region if unit == "region" else unit)

    def draw(self, weights: dict[str, int]) -> str:
        """One of the codes by its weight."""
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def somebody(self, post: Post) -> Person:
        """A person with a name, in the place; not saved yet."""
        first, last = self.name(RUSSIAN.get(post.office, 0.04))
        address = plain(first, last)
        while address in self.addresses:
            address += "2" if address[-1].isalpha() else "3"
        self.addresses.add(address)
        number = f"{2000 + len(self.addresses)}"
        office, unit = self.places.offices[post.office], self.places.units[post.unit]
        room = self.rng.choice(self.rooms[post.office])
        return person(number, first, last, address, office=office, unit=unit, room=room)

    def name(self, russian: float) -> tuple[str, str]:
        """A first name and a last name that go together."""
        woman = self.rng.random() < 0.62
        if self.rng.random() < russian:
            first = self.rng.choice(names.RUSSIAN_WOMEN if woman else names.RUSSIAN_MEN)
            return first, self.rng.choice(names.RUSSIAN_LAST)[woman]
        first, last = self.rng.choice(names.WOMEN if woman else names.MEN), self.rng.choice(names.LAST)
        if self.rng.random() < 0.03:
            last = f"{last}-{self.rng.choice(names.LAST)}"
        return first, last

    # --- rows ------------------------------------------------------------------------------------
    def save(self, people: list[Person], taken: list[Post]) -> None:
        """Writes them; managers come one after the other, each below the one above."""
        for one, post in zip(people, taken, strict=False):
            if post.role == Role.MANAGER:
                one.manager = self.manager_of(one)
                one.save()
                self.managers[post.of_unit] = one
        rest = [one for one in people if one.pk is None]
        for one in rest:
            one.manager = self.manager_of(one)
        Person.objects.bulk_create(rest)

    def manager_of(self, one: Person) -> Person | None:
        """The manager of the unit, of the unit above, or the director general."""
        unit = one.unit
        while unit is not None:
            if found := self.managers.get(unit.code):
                return found
            unit = unit.parent
        return self.managers.get("10")

    def retire(self, people: list[Person]) -> None:
        """The first few are about to leave, the others have left."""
        for index, one in enumerate(people):
            one.state = PersonState.LEAVING if index * 33 < LEAVING * len(people) else PersonState.LEFT
        Person.objects.bulk_update(people, ["state"])

    def give_roles(self, people: list[Person], taken: list[Post], others: list[Person]) -> None:
        """Each post its role; some contact persons took over from somebody within the year."""
        admin, since = self.cast["demo-admin"], self.today - timedelta(days=200)
        rows = [self.role(admin, self.cast["demo-head"], Role.MANAGER, unit=self.places.units["30"])]
        for one, post in zip(people, taken, strict=True):
            unit, office = self.places.units.get(post.of_unit), self.places.offices.get(post.of_office)
            rows.append(self.role(admin, one, post.role, unit=unit, office=office))
            if post.role == Role.CONTACT and post.of_office in NEW_CONTACTS:
                rows[-1].period = DateRange(since, None)
                before = self.near(office, others)
                rows.append(self.role(admin, before, post.role, office=office))
                rows[-1].period, rows[-1].ended_by = DateRange(ALWAYS.lower, since), admin
                rows[-1].ended_at = self.moment(since)
        cleared = next(one for one, post in zip(people, taken, strict=True) if post.role == Role.SPECIALIST)
        rows.append(self.role(admin, cleared, Role.CLEARED))
        for office in ("TLN", "TRT"):  # large houses have two
            scope = self.places.offices[office]
            second = self.near(scope, others)
            rows.append(self.role(admin, second, Role.CONTACT, office=scope, rank=Rank.SECOND))
        RoleAssignment.objects.bulk_create(rows)

    def near(self, office: Office | None, others: list[Person]) -> Person:
        """Somebody of an office; of another one where nobody else works there."""
        return next((other for other in others if other.office == office), others[0])

    def role(self, admin: Person, one: Person, role: str, **more: object) -> RoleAssignment:
        """A role since always; not saved yet."""
        rank = {"rank": Rank.SECOND} if role == Role.SPECIALIST else {}
        return RoleAssignment(
            person=one, role=role, period=ALWAYS, given_by=admin, given_at=self.moment(ALWAYS.lower),
            **{**rank, **more},
        )  # fmt: skip

    def moment(self, day: date) -> datetime:
        """The morning of a day."""
        return datetime.combine(day, time(9), timezone.get_default_timezone())

    # --- away ------------------------------------------------------------------------------------
    def deputise(self, people: list[Person], at_work: list[Person]) -> None:
        """Who holds a post has somebody who stands in, of the others every third: a close colleague."""
        near: dict[tuple[int | None, int | None], list[Person]] = {}
        for one in at_work:
            near.setdefault((one.office_id, one.unit_id), []).append(one)
        posted, rows = {one.pk for one in people}, []
        for one in at_work:
            close = [other for other in near[one.office_id, one.unit_id] if other.pk != one.pk]
            close = close or [
                other for other in at_work if other.unit_id == one.unit_id and other.pk != one.pk
            ]
            if close and (one.pk in posted or self.rng.random() < 0.33):
                other = self.rng.choice(close)
                rows.append(
                    Deputy(
                        person=one, deputy=other, period=ALWAYS, standing=True, appointed_by=one,
                        appointed_at=self.moment(ALWAYS.lower),
                    )
                )  # fmt: skip
        Deputy.objects.bulk_create(rows)

    def send_on_leave(self, people: Iterable[Person]) -> None:
        """Leave of the last year and a half and of the next months; about one in twenty is away today."""
        rows = []
        for one in people:
            for start, days in self.leave():
                entered = min(
                    self.moment(start) - timedelta(days=self.rng.randint(7, 60)), self.moment(self.today)
                )
                period = DateRange(start, start + timedelta(days=days))
                rows.append(Absence(person=one, period=period, entered_by=one, entered_at=entered))
        Absence.objects.bulk_create(rows, batch_size=1000)

    def leave(self) -> list[tuple[date, int]]:
        """First days and lengths, none of which overlap."""
        first, last = self.today - timedelta(days=540), self.today + timedelta(days=100)
        wanted = []
        if self.rng.random() < 0.05:
            wanted.append((self.today - timedelta(days=self.rng.randint(0, 5)), self.rng.randint(7, 12)))
        for year in range(first.year, last.year + 1):
            start = date(year, 1, 1)
            summer = start + timedelta(days=self.rng.choice(SUMMERS))
            wanted.append((summer, self.rng.choice([12, 14, 19, 21])))
            if self.rng.random() < 0.5:
                wanted.append((start + timedelta(days=self.rng.choice(WEEKS)), self.rng.choice([2, 5, 7])))
        kept: list[tuple[date, int]] = []
        for day, days in wanted:
            free = all(day >= was + timedelta(days=n) or was >= day + timedelta(days=days) for was, n in kept)
            if free and first <= day <= last:
                kept.append((day, days))
        return kept
