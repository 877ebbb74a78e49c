"""People and places of tests: every call makes another unit, office and calendar unless they are given."""

from datetime import date, time, timedelta
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from factory.django import DjangoModelFactory

from foundation.organisation.choices import ALL_ROLES, Role
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

FIRST_NAMES = ["Kadri", "Jüri", "Õie", "Märt", "Siiri", "Tõnu", "Ülle", "Andres", "Žanna", "Priit"]
LAST_NAMES = ["Lepik", "Kask", "Tamm", "Õunapuu", "Põder", "Šmidt", "Kuusk"]
TOWNS = ["Tallinn", "Tartu", "Pärnu", "Narva", "Jõhvi", "Võru", "Põlva", "Rakvere", "Haapsalu", "Kärdla"]
MORNING, AFTERNOON = (time(8), time(12)), (time(12, 30), time(16, 30))
ALWAYS = DateRange(date(2020, 1, 1), None)
TRAITS = ["specialist", "head", "admin", "auditor", "cleared", "finance"]


class UnitFactory(DjangoModelFactory):
    """A unit at the top of the tree."""

    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"U{n:03}")
    name = factory.Sequence(lambda n: f"Talitus {n}")


class CostCentreFactory(DjangoModelFactory):
    """An open cost centre."""

    class Meta:
        model = CostCentre

    code = factory.Sequence(lambda n: f"K{n:04}")
    name = factory.Sequence(lambda n: f"Kulukoht {n}")


class WorkCalendarFactory(DjangoModelFactory):
    """Monday to Friday 8:00-12:00 and 12:30-16:30."""

    class Meta:
        model = WorkCalendar
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Kalender {n}")

    @factory.post_generation
    def hours(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """`hours=[(weekday, opens, closes)]` replaces the usual week."""
        usual = [(day, *window) for day in range(5) for window in (MORNING, AFTERNOON)]
        rows = usual if extracted is None else extracted
        if create:
            CalendarWindow.objects.bulk_create(
                CalendarWindow(calendar=self, weekday=day, opens=opens, closes=closes)
                for day, opens, closes in rows
            )


class OfficeFactory(DjangoModelFactory):
    """An open office with a calendar of its own."""

    class Meta:
        model = Office

    code = factory.Sequence(lambda n: f"O{n:03}")
    name = factory.Sequence(lambda n: f"{TOWNS[n % len(TOWNS)]} {n}")
    calendar = factory.SubFactory(WorkCalendarFactory)


class BuildingFactory(DjangoModelFactory):
    """A house of an office."""

    class Meta:
        model = Building

    office = factory.SubFactory(OfficeFactory)
    address = factory.Sequence(lambda n: f"Pikk {n}")


class RoomFactory(DjangoModelFactory):
    """A room; its office is `room.building.office`."""

    class Meta:
        model = Room

    building = factory.SubFactory(BuildingFactory)
    number = factory.Sequence(lambda n: f"{100 + n}")


class PersonFactory(DjangoModelFactory):
    """A member of staff without a password.

    `specialist=True` (head, admin, auditor, cleared, finance), `contact_of=office` and `manager_of=unit` give
    the role for ever; `password="..."` makes one that can sign in by the form.
    """

    class Meta:
        model = Person

    first_name = factory.Sequence(lambda n: FIRST_NAMES[n % len(FIRST_NAMES)])
    last_name = factory.Sequence(lambda n: f"{LAST_NAMES[n % len(LAST_NAMES)]}{n}")
    email = factory.Sequence(lambda n: f"staff{n}@agency.example")
    unit = factory.SubFactory(UnitFactory)
    office = factory.SubFactory(OfficeFactory)

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        password = kwargs.get("password")
        return {**kwargs, "password": make_password(password)} if password != "" else kwargs

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        roles = [{"role": trait} for trait in TRAITS if kwargs.pop(trait, False)]
        if office := kwargs.pop("contact_of", None):
            roles.append({"role": Role.CONTACT, "office": office})
        if unit := kwargs.pop("manager_of", None):
            roles.append({"role": Role.MANAGER, "unit": unit})
        person = super()._create(model_class, *args, **kwargs)
        for role in roles:
            RoleAssignment.objects.create(person=person, period=ALWAYS, **role)
        return person


class RoleAssignmentFactory(DjangoModelFactory):
    """A role held since 2020; a contact person and a manager get an office or unit of their own."""

    class Meta:
        model = RoleAssignment

    person = factory.SubFactory(PersonFactory)
    role = Role.SPECIALIST
    period = ALWAYS

    @classmethod
    def _adjust_kwargs(cls, **kwargs: Any) -> dict[str, Any]:
        if kwargs["role"] == Role.CONTACT:
            kwargs.setdefault("office", OfficeFactory())
        if kwargs["role"] == Role.MANAGER:
            kwargs.setdefault("unit", UnitFactory())
        return kwargs


class DeputyFactory(DjangoModelFactory):
    """A deputy for everything, from yesterday for two weeks, appointed by the person."""

    class Meta:
        model = Deputy

    person = factory.SubFactory(PersonFactory)
    deputy = factory.SubFactory(PersonFactory)
    scope = ALL_ROLES
    period = factory.LazyFunction(lambda: around_today(14))
    appointed_by = factory.SelfAttribute("person")


class AbsenceFactory(DjangoModelFactory):
    """Away from yesterday for a week, entered by the person."""

    class Meta:
        model = Absence

    person = factory.SubFactory(PersonFactory)
    period = factory.LazyFunction(lambda: around_today(7))
    entered_by = factory.SelfAttribute("person")


def around_today(days: int, *, since: int = -1) -> DateRange:
    """From yesterday, or `since` days from today, until `days` from today, that day excluded."""
    today = timezone.localdate()
    return DateRange(today + timedelta(days=since), today + timedelta(days=days))
