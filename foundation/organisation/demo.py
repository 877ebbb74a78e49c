"""A small invented agency: offices in Estonian towns, people with roles, deputies and absences."""

import random
from datetime import date, datetime, time, timedelta

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from foundation.organisation.choices import Rank, Role, RoomKind
from foundation.organisation.models import (
    Absence,
    Building,
    CalendarWindow,
    CostCentre,
    Deputy,
    Office,
    Person,
    RoleAssignment,
    Room,
    Unit,
    WorkCalendar,
)

OFFICES = [  # code, name, address, emergency phone, floors
    ("TLN", "Tallinn", "Paldiski mnt 80", "5550 100", 4),
    ("TRT", "Tartu", "Põllu 1a", "5550 101", 3),
    ("PRN", "Pärnu", "Lai 14", "5550 102", 3),
    ("NRV", "Narva", "Kreenholmi 12", "5550 103", 2),
    ("JHV", "Jõhvi", "Rahu 38", "5550 104", 2),
    ("VRU", "Võru", "Jüri 12", "5550 105", 2),
]
UNITS = [  # code, name, parent
    ("10", "Peadirektori büroo", None),
    ("20", "Teenuste osakond", None),
    ("21", "Klienditeeninduse talitus", "20"),
    ("22", "Menetluse talitus", "20"),
    ("30", "Haldusosakond", None),
    ("40", "Finantsosakond", None),
]
# personnel number, first and last name, office, unit, room
CAST = [
    ("demo-staff", "Marek", "Unt", "TLN", "22", "312"),
    ("demo-contact", "Piret", "Saar", "PRN", "21", "201"),
    ("demo-specialist", "Kadri", "Lepik", "TLN", "30", "110"),
    ("demo-manager", "Toomas", "Sild", "TLN", "20", "405"),
    ("demo-head", "Anneli", "Põld", "TLN", "30", "111"),
    ("demo-admin", "Rein", "Kuusk", "TLN", "30", "112"),
    ("demo-auditor", "Maie", "Luik", "TLN", "40", "401"),
    ("1101", "Priit", "Laas", "TRT", "30", "101"),
    ("1102", "Jaanus", "Orav", "NRV", "21", "101"),
    ("1103", "Karin", "Mets", "JHV", "21", "102"),
    ("1104", "Tiina", "Kask", "TRT", "22", "203"),
    ("1105", "Urmas", "Teder", "PRN", "21", "202"),
    ("1106", "Helle", "Kask", "VRU", "21", "101"),
    ("1107", "Irina", "Petrova", "NRV", "21", "102"),
    ("1108", "Liis", "Rohumäe", "PRN", "22", "207"),
]
FIRST = [
    "Kristi",
    "Andrus",
    "Siiri",
    "Margus",
    "Õnne",
    "Tõnu",
    "Ülle",
    "Raivo",
    "Marika",
    "Indrek",
    "Jelena",
    "Sander",
]
LAST = ["Tamme", "Rebane", "Vaher", "Ilves", "Haab", "Kuuse", "Nurm", "Allik", "Lõhmus", "Pihlak"]
WINDOWS = [(time(8), time(12)), (time(12, 30), time(16, 30))]
ALWAYS = DateRange(date(2024, 1, 1), None)


def load(now: datetime) -> None:
    """Writes the agency; passwords are unusable, the demo enters by its own buttons."""
    rng = random.Random(1918)  # noqa: S311  the same agency every time, nothing secret
    calendar = WorkCalendar.objects.create(name="Kontorid E–R 8.00–16.30")
    CalendarWindow.objects.bulk_create(
        CalendarWindow(calendar=calendar, weekday=day, opens=opens, closes=closes)
        for day in range(5)
        for opens, closes in WINDOWS
    )
    units = _units()
    offices, rooms = _offices(calendar)
    people = _cast(units, offices, rooms)
    _crowd(rng, units, offices, rooms)
    _roles(people, units, offices)
    _absences(people, now.date())


def _units() -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for code, name, parent in UNITS:
        made[code] = Unit.objects.create(code=code, name=name, parent=made.get(parent or ""))
        CostCentre.objects.create(code=f"KK{code}", name=name, unit=made[code])
    return made


def _offices(calendar: WorkCalendar) -> tuple[dict[str, Office], dict[tuple[str, str], Room]]:
    offices, rooms = {}, {}
    for code, name, address, phone, floors in OFFICES:
        office = Office.objects.create(code=code, name=name, emergency_phone=phone, calendar=calendar)
        building = Building.objects.create(office=office, address=address)
        offices[code] = office
        for floor in range(1, floors + 1):
            for index in range(1, 13):
                kind = RoomKind.MEETING if index == 4 else RoomKind.WORK
                number = f"{floor}{index:02}"
                rooms[code, number] = Room(building=building, number=number, floor=floor, kind=kind)
    Room.objects.bulk_create(rooms.values())
    return offices, rooms


def _person(number: str, first: str, last: str, **more: object) -> Person:
    plain = f"{first}.{last}".lower().translate(str.maketrans("õäöüšž", "oaousz"))
    return Person(
        personnel_no=number,
        first_name=first,
        last_name=last,
        email=f"{plain}.{number.removeprefix('demo-')}@naidisamet.example",
        password=make_password(None),
        **more,
    )


def _cast(
    units: dict[str, Unit], offices: dict[str, Office], rooms: dict[tuple[str, str], Room]
) -> dict[str, Person]:
    people = {
        number: _person(
            number, first, last, office=offices[office], unit=units[unit], room=rooms[office, room]
        )
        for number, first, last, office, unit, room in CAST
    }
    Person.objects.bulk_create(people.values())
    Person.objects.filter(unit__code__startswith="2").exclude(personnel_no="demo-manager").update(
        manager=people["demo-manager"]
    )
    Person.objects.filter(unit__code="30").exclude(personnel_no="demo-head").update(
        manager=people["demo-head"]
    )
    return people


def _crowd(
    rng: random.Random, units: dict[str, Unit], offices: dict[str, Office], rooms: dict[tuple[str, str], Room]
) -> None:
    crowd = []
    names = rng.sample([(first, last) for first in FIRST for last in LAST], 45)
    for index, (first, last) in enumerate(names):
        code = rng.choice(list(offices))
        room = rng.choice([one for (where, _number), one in rooms.items() if where == code])
        person = _person(
            f"2{index:03}", first, last, office=offices[code], room=room,
            unit=units[rng.choice(["21", "22", "40"])],
        )  # fmt: skip
        crowd.append(person)
    Person.objects.bulk_create(crowd)


def _roles(people: dict[str, Person], units: dict[str, Unit], offices: dict[str, Office]) -> None:
    admin = people["demo-admin"]
    rows = [
        ("demo-specialist", Role.SPECIALIST, {}),
        ("demo-specialist", Role.CLEARED, {}),
        ("1101", Role.SPECIALIST, {"rank": Rank.SECOND}),
        ("demo-head", Role.HEAD, {}),
        ("demo-admin", Role.ADMIN, {}),
        ("demo-auditor", Role.AUDITOR, {}),
        ("demo-manager", Role.MANAGER, {"unit": units["20"]}),
        ("demo-contact", Role.CONTACT, {"office": offices["PRN"]}),
        ("1102", Role.CONTACT, {"office": offices["NRV"]}),
        ("1103", Role.CONTACT, {"office": offices["JHV"]}),
        ("1104", Role.CONTACT, {"office": offices["TRT"]}),
        ("1106", Role.CONTACT, {"office": offices["VRU"]}),
    ]
    RoleAssignment.objects.bulk_create(
        RoleAssignment(person=people[number], role=role, period=ALWAYS, given_by=admin, **scope)
        for number, role, scope in rows
    )


def _absences(people: dict[str, Person], today: date) -> None:
    """Helle is away this week and Kadri stands in; Kadri and Priit stand in for each other when away."""
    helle, kadri, priit, piret, urmas = (
        people[number] for number in ("1106", "demo-specialist", "1101", "demo-contact", "1105")
    )
    week = DateRange(today - timedelta(days=2), today + timedelta(days=5))
    Absence.objects.create(person=helle, period=week, entered_by=helle)
    pairs = [(helle, kadri, True), (kadri, priit, True), (priit, kadri, True), (piret, urmas, True)]
    Deputy.objects.bulk_create(
        Deputy(person=person, deputy=deputy, period=ALWAYS, standing=standing, appointed_by=person)
        for person, deputy, standing in pairs
    )
