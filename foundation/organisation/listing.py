"""Columns of the lists of people and of roles; rooms as their labels name them."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Found, Holding, Labelled
from foundation.core.linking import Thing
from foundation.core.pages import Column
from foundation.organisation.choices import OfficeState, PersonState
from foundation.organisation.models import Person, RoleAssignment, Room
from foundation.organisation.templatetags.organisation import period, role_name, role_names


def name_in(row: dict[str, Any], before: str = "") -> str:
    """First and last name in a row, "" for nobody."""
    return " ".join(row[f"{before}{part}"] or "" for part in ("first_name", "last_name")).strip()


BY_NAME = ("last_name", "first_name", "pk")
PEOPLE = [
    Column(name="last_name", title=_("Name"), order=BY_NAME, show=name_in),
    Column(name="email", title=_("E-mail"), only_exported=True),
    Column(name="office__name", title=_("Office"), order=("office__name", *BY_NAME)),
    Column(name="unit__name", title=_("Structural unit"), order=("unit__name", *BY_NAME)),
    Column(name="role_codes", title=_("Roles"), show=lambda row: role_names(row["role_codes"])),
    Column(name="phone", title=_("Phone")),
    Column(
        name="state",
        title=_("State"),
        show=lambda row: str(PersonState(row["state"]).label),
        only_exported=True,
    ),
]
OF_PERSON = ("person__last_name", "person__first_name", "pk")
ROLES = [
    Column(name="role", title=_("Role"), order=("role", *OF_PERSON), show=lambda row: role_name(row["role"])),
    Column(
        name="office__name",
        title=_("Office or unit"),
        order=("office__name", "unit__name", *OF_PERSON),
        show=lambda row: row["office__name"] or row["unit__name"],
    ),
    Column(
        name="person__last_name",
        title=_("Name"),
        order=OF_PERSON,
        show=partial(name_in, before="person__"),
    ),
    Column(name="period", title=_("Period"), show=lambda row: period(row["period"])),
    Column(name="given_at", title=_("Given"), order=("given_at", "pk")),
    Column(
        name="given_by",
        title=_("Given by"),
        show=partial(name_in, before="given_by__"),
        only_exported=True,
    ),
    Column(name="ended_at", title=_("Ended")),
    Column(
        name="ended_by",
        title=_("Ended by"),
        show=partial(name_in, before="ended_by__"),
        only_exported=True,
    ),
]


def people_rows(people: QuerySet[Any]) -> QuerySet[Any]:
    """One dictionary for each person, with the codes of today's roles; no rows behind it."""
    today = RoleAssignment.objects.on(timezone.localdate()).filter(person=OuterRef("pk"))
    names = ("first_name", "last_name", "email", "phone", "state", "office__name", "unit__name")
    return people.annotate(role_codes=ArraySubquery(today.values("role"))).values("pk", "role_codes", *names)


def role_rows(roles: QuerySet[Any]) -> QuerySet[Any]:
    """One dictionary for each role held, with the names around it."""
    names = [
        f"{who}__{part}" for who in ("person", "given_by", "ended_by") for part in ("first_name", "last_name")
    ]
    places = ("office__name", "unit__name", "person_id")
    return roles.values("pk", "role", "rank", "period", "given_at", "ended_at", *places, *names)


def roles_held(person_id: int) -> list[Holding]:
    """Roles of a person that are not over, for the list of one who leaves; clearance is nobody's business."""
    held = (
        RoleAssignment.objects.not_over(timezone.localdate()).open_to_all().select_related("office", "unit")
    )
    return [
        Holding(
            key=f"role-{row.pk}",
            title_et=_role_in("et", row),
            title_en=_role_in("en", row),
            url=reverse("person", args=[person_id]),
        )
        for row in held.filter(person=person_id).order_by("pk")
    ]


def _role_in(language: str, row: RoleAssignment) -> str:
    with translation.override(language):
        where = row.office or row.unit
        return f"{row.get_role_display()} ({where})" if where else str(row.get_role_display())


def describe_rooms(person: Any, ids: Sequence[int]) -> dict[int, Labelled]:
    """Rooms as their labels and the pages behind them name them; everybody who is signed in knows them."""
    rows = Room.objects.filter(pk__in=ids) if person.is_authenticated else Room.objects.none()
    return {
        room.pk: Labelled(
            title=gettext("Room %(number)s") % {"number": room.number},
            lines=(str(room.get_kind_display()), f"{room.building.office.name}, {room.building.address}"),
            office_id=room.building.office_id,
            room_id=room.pk,
            room=room.number,
        )
        for room in rows.select_related("building__office")
    }


def find_rooms(office: int, words: str) -> list[int]:
    """Rooms of an office in the order of their numbers: all, or those of the list "204, 210-215, B12"."""
    rooms = Room.objects.filter(building__office=office).order_by("building", "number", "pk")
    wanted = [one.strip().lower() for one in words.split(",") if one.strip()]
    return [pk for pk, number in rooms.values_list("pk", "number") if not wanted or _is_one(number, wanted)]


def _is_one(number: str, wanted: Sequence[str]) -> bool:
    return any(number.lower() == one or _between(number, one) for one in wanted)


def _between(number: str, span: str) -> bool:
    first, dash, last = (part.strip() for part in span.partition("-"))
    if not dash or not all(one.isdecimal() and len(one) < 10 for one in (number, first, last)):
        return False
    return int(first) <= int(number) <= int(last)


MOST_FOUND = 20


def rooms_found(person: Any, words: str) -> dict[int, Thing]:
    """Rooms by number, address or office; the register of places is open to everyone signed in."""
    rows = Room.objects.all()
    for word in words.split()[:5]:
        near = Q(building__address__icontains=word) | Q(building__office__name__icontains=word)
        rows = rows.filter(near | Q(number__istartswith=word))
    return _rooms(rows.order_by("building__office__name", "number", "pk")[:MOST_FOUND])


def rooms_in_words(person: Any, ids: Sequence[int]) -> dict[int, Thing]:
    """Rooms in words; of a closed office they are out of use."""
    return _rooms(Room.objects.filter(pk__in=ids))


def _rooms(rows: Any) -> dict[int, Thing]:
    return {
        row.pk: Thing(
            title=gettext("room %(number)s") % {"number": row.number},
            words=f"{row.building.office.name}, {row.building.address}",
            retired=row.building.office.state == OfficeState.CLOSED,
        )
        for row in rows.select_related("building__office")
    }


def people_found(person: Any, words: str) -> dict[int, Thing]:
    """People in service by a part of their name or address."""
    return _people(Person.objects.visible_to(person).in_service().named_like(words)[:MOST_FOUND])


def people_in_words(person: Any, ids: Sequence[int]) -> dict[int, Thing]:
    """People in words, also those who have left."""
    return _people(Person.objects.visible_to(person).filter(pk__in=ids))


def _people(rows: Any) -> dict[int, Thing]:
    return {
        row.pk: Thing(
            title=row.full_name,
            words=row.unit.name if row.unit else "",
            url=reverse("person", args=[row.pk]),
            retired=not row.is_active,
        )
        for row in rows.select_related("unit")
    }


FEW = 6


def find_people(person: Any, words: str) -> Sequence[Found]:
    """Colleagues in service by name, address or phone."""
    rows = Person.objects.visible_to(person).in_service().called(words).select_related("office")
    return [
        Found(
            title=one.full_name,
            url=reverse("person", args=[one.pk]),
            icon="person",
            words=" · ".join(filter(None, [one.phone, str(one.office or "")])),
        )
        for one in rows.order_by("last_name", "first_name", "pk")[:FEW]
    ]
