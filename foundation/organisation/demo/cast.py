"""The people of the demo by name: those as whom one enters, and those of whom its stories tell."""

from datetime import date, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange

from foundation.organisation.choices import Rank, Role
from foundation.organisation.demo.places import Places
from foundation.organisation.models import Absence, Deputy, Person, RoleAssignment

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
ROLES = [  # personnel number, role, what more
    ("demo-specialist", Role.SPECIALIST, {}),
    ("demo-specialist", Role.CLEARED, {}),
    ("1101", Role.SPECIALIST, {"rank": Rank.SECOND}),
    ("demo-head", Role.HEAD, {}),
    ("demo-admin", Role.ADMIN, {}),
    ("demo-auditor", Role.AUDITOR, {}),
    ("demo-manager", Role.MANAGER, {"unit": "20"}),
    ("demo-contact", Role.CONTACT, {"office": "PRN"}),
    ("1102", Role.CONTACT, {"office": "NRV"}),
    ("1103", Role.CONTACT, {"office": "JHV"}),
    ("1104", Role.CONTACT, {"office": "TRT"}),
    ("1106", Role.CONTACT, {"office": "VRU"}),
]
ALWAYS = DateRange(date(2024, 1, 1), None)
DOMAIN = "naidisamet.example"
PLAIN = str.maketrans("õäöüšž", "oaousz")


def person(number: str, first: str, last: str, address: str, **more: Any) -> Person:
    """Somebody who is not saved yet; the password is unusable, the demo enters by its own buttons."""
    return Person(
        personnel_no=number, first_name=first, last_name=last, email=f"{address}@{DOMAIN}",
        password=make_password(None), **more,
    )  # fmt: skip


def plain(first: str, last: str) -> str:
    """A name as it stands in an address."""
    return f"{first}.{last}".lower().translate(PLAIN)


def make(places: Places) -> dict[str, Person]:
    """Writes them, with those of the services under Toomas and those of the facilities under Anneli."""
    people = {}
    for number, first, last, office, unit, room in CAST:
        address = f"{plain(first, last)}.{number.removeprefix('demo-')}"
        people[number] = person(
            number, first, last, address,
            office=places.offices[office], unit=places.units[unit], room=places.rooms[office][room],
        )  # fmt: skip
    Person.objects.bulk_create(people.values())
    for units, manager in (("2", people["demo-manager"]), ("30", people["demo-head"])):
        led = Person.objects.filter(unit__code__startswith=units).exclude(pk=manager.pk)
        led.update(manager=manager)
    return people


def give_roles(people: dict[str, Person], places: Places) -> None:
    """Their roles, since always."""
    found = {"unit": places.units, "office": places.offices}
    RoleAssignment.objects.bulk_create(
        RoleAssignment(
            person=people[number], role=role, period=ALWAYS, given_by=people["demo-admin"],
            **{name: found[name][value] if name in found else value for name, value in scope.items()},
        )
        for number, role, scope in ROLES
    )  # fmt: skip


def absences(people: dict[str, Person], today: date) -> None:
    """Helle is away this week and Kadri stands in; Kadri and Priit stand in for each other when away."""
    helle, kadri, priit, piret, urmas = (
        people[number] for number in ("1106", "demo-specialist", "1101", "demo-contact", "1105")
    )
    week = DateRange(today - timedelta(days=2), today + timedelta(days=5))
    Absence.objects.create(person=helle, period=week, entered_by=helle)
    pairs = [(helle, kadri), (kadri, priit), (priit, kadri), (piret, urmas)]
    Deputy.objects.bulk_create(
        Deputy(person=person, deputy=deputy, period=ALWAYS, standing=True, appointed_by=person)
        for person, deputy in pairs
    )
