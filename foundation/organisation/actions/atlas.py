"""Places in bulk and taken back, for imports."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.organisation.actions.common import note, ruled
from foundation.organisation.actions.register import note_many
from foundation.organisation.choices import Role
from foundation.organisation.models import Building, Office, Person, Room

Values = Mapping[str, Any]


def add_rooms(details: Sequence[Values], *, by: Person | None) -> list[Room]:
    """Adds many rooms. Raises RuleBroken for a number or label in use."""
    with ruled():
        rooms = Room.objects.bulk_create([Room(**one) for one in details], batch_size=500)
        note_many("room.saved", ((room, {}) for room in rooms), by=by)
    return rooms


def change_room(number: int, before: Values, after: Values, *, by: Person | None) -> bool:
    """Writes what a room should hold, where it still holds what it did; False when it does not."""
    with ruled():
        room = Room.objects.select_for_update(of=("self",), no_key=True).filter(pk=number).first()
        if room is None or any(getattr(room, name) != value for name, value in before.items()):
            return False
        for name, value in after.items():
            setattr(room, name, value)
        if after:
            room.save(update_fields=list(after))
            note("room.saved", room, by=by, roles=(Role.ADMIN,))
    return True


def put_room_back(number: int, written: Values, before: Values, *, by: Person | None) -> None:
    """Undoes `change_room`. Raises RuleBroken for a later change."""
    if not change_room(number, written, before, by=by):
        raise RuleBroken(_("Room %(number)s was changed since.") % {"number": _number(number)})


def _number(number: int) -> str:
    return Room.objects.filter(pk=number).values_list("number", flat=True).first() or "–"


def rename_office(number: int, name: str, *, by: Person | None, was: str | None = None) -> None:
    """Gives an office a name. Raises RuleBroken when it is no longer called `was`, or the name is taken."""
    with ruled():
        office = Office.objects.select_for_update(of=("self",), no_key=True).get(pk=number)
        if was is not None and office.name != was:
            raise RuleBroken(_("The office %(name)s was changed since.") % {"name": office.name})
        office.name = name
        office.save(update_fields=["name"])
        note("office.saved", office, by=by, roles=(Role.ADMIN,))


def remove_rooms(wanted: Mapping[int, Values], *, by: Person | None) -> None:
    """Takes out rooms added by mistake. Raises RuleBroken for one that has changed or is in use."""
    rooms = list(
        Room.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).order_by("pk")
    )
    for room in rooms:
        if any(getattr(room, name) != value for name, value in wanted[room.pk].items()):
            raise RuleBroken(_("Room %(number)s was changed since.") % {"number": room.number})
    _remove(rooms, "room.removed", by=by)


def remove_houses(numbers: Sequence[int], *, by: Person | None) -> None:
    """Takes out buildings added by mistake. Raises RuleBroken for one in use."""
    _remove(list(Building.objects.filter(pk__in=numbers)), "building.removed", by=by)


def remove_offices(numbers: Sequence[int], *, by: Person | None) -> None:
    """Takes out offices added by mistake. Raises RuleBroken for one in use."""
    _remove(list(Office.objects.filter(pk__in=numbers)), "office.removed", by=by)


def _remove(rows: Sequence[Any], kind: str, *, by: Person | None) -> None:
    if not rows:
        return
    note_many(kind, [(row, {}) for row in rows], by=by)
    try:
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
    except models.ProtectedError as used:
        names = ", ".join(str(row) for row in rows[:3])
        raise RuleBroken(_("In use already: %(names)s.") % {"names": names}) from used
