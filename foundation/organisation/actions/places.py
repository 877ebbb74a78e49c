"""Units, cost centres, offices, buildings, rooms and working calendars."""

from collections.abc import Iterable
from datetime import date, time
from itertools import groupby, pairwise
from typing import Any, TypeVar

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from foundation.core.duties import is_held
from foundation.core.errors import RuleBroken
from foundation.core.wording import codes
from foundation.organisation.actions.common import note, ruled
from foundation.organisation.choices import OfficeState, Role, RoomKind
from foundation.organisation.models import (
    Building,
    CalendarException,
    CalendarWindow,
    CostCentre,
    Office,
    Person,
    Room,
    Unit,
    Wording,
    WorkCalendar,
)

Place = TypeVar("Place", bound=models.Model)
Window = tuple[int, time, time]  # weekday (0 = Monday), opens, closes
Exceptional = tuple[date, time | None, time | None, str]  # day, opens, closes, reason; closed without hours


def _save(place: Place | None, model: type[Place], *, by: Person | None, **values: Any) -> Place:
    with ruled():
        row = (
            model()
            if place is None
            else model._default_manager.select_for_update(of=("self",), no_key=True).get(pk=place.pk)
        )
        for name, value in values.items():
            setattr(row, name, value)
        row.save()
        note(f"{model._meta.model_name}.saved", row, by=by, roles=(Role.ADMIN,))
    return row


def save_unit(
    unit: Unit | None = None, *, by: Person | None, code: str, name: str, parent: Unit | None = None
) -> Unit:
    """Adds or changes a unit. Raises RuleBroken when it would lie below itself."""
    return _save(unit, Unit, by=by, code=code, name=name, parent=parent)


def save_cost_centre(
    centre: CostCentre | None = None,
    *,
    by: Person | None,
    code: str,
    name: str,
    unit: Unit | None = None,
    closed_on: date | None = None,
) -> CostCentre:
    """Adds or changes a cost centre. Raises RuleBroken for a code in use."""
    return _save(centre, CostCentre, by=by, code=code, name=name, unit=unit, closed_on=closed_on)


def save_office(
    office: Office | None = None,
    *,
    by: Person | None,
    code: str,
    name: str,
    calendar: WorkCalendar,
    emergency_phone: str = "",
    cost_centre: CostCentre | None = None,
    state: str = OfficeState.OPEN,
) -> Office:
    """Adds or changes an office; with another calendar, due moments change. Raises RuleBroken."""
    with ruled():
        before = None if office is None else Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
        moved = before is not None and before.calendar_id != calendar.pk
        saved = _save(
            office,
            Office,
            by=by,
            code=code,
            name=name,
            calendar=calendar,
            emergency_phone=emergency_phone,
            cost_centre=cost_centre,
            state=state,
        )
        if moved:
            note("calendar.changed", calendar, by=by, roles=(Role.ADMIN,))
    return saved


def save_building(
    building: Building | None = None, *, by: Person | None, office: Office, address: str
) -> Building:
    """Adds or changes a building. Raises RuleBroken for an address the office has already."""
    return _save(building, Building, by=by, office=office, address=address)


def save_room(
    room: Room | None = None,
    *,
    by: Person | None,
    building: Building,
    number: str,
    floor: int | None = None,
    kind: str = RoomKind.WORK,
    label_code: str | None = None,
) -> Room:
    """Adds or changes a room. Raises RuleBroken for a number or label in use."""
    return _save(
        room,
        Room,
        by=by,
        building=building,
        number=number,
        floor=floor,
        kind=kind,
        label_code=label_code or None,
    )


def save_wording(
    wording: Wording | None = None, *, by: Person | None, code: str, text_et: str, text_en: str
) -> Wording:
    """Words something as the agency does, from the next page on. Raises RuleBroken for no such word."""
    if code not in codes():
        raise RuleBroken(_("This word cannot be changed."))
    return _save(wording, Wording, by=by, code=code, text_et=text_et.strip(), text_en=text_en.strip())


def save_calendar(
    calendar: WorkCalendar | None = None,
    *,
    by: Person | None,
    name: str,
    windows: Iterable[Window],
    exceptions: Iterable[Exceptional] = (),
) -> WorkCalendar:
    """Writes a calendar with all its windows and exceptional days; those who count by it hear of it.

    Raises RuleBroken for hours that overlap.
    """
    week, special = sorted(set(windows)), sorted(set(exceptions), key=lambda one: (one[0], one[1] or time(0)))
    _refuse_overlaps(week)
    _refuse_overlaps([one[:3] for one in special])
    with ruled():
        saved = _save(calendar, WorkCalendar, by=by, name=name)
        _replace_hours(saved, week, special)
        note("calendar.changed", saved, by=by, roles=(Role.ADMIN,))
    return saved


def _replace_hours(calendar: WorkCalendar, week: list[Window], special: list[Exceptional]) -> None:
    calendar.windows.all().delete()
    calendar.exceptions.all().delete()
    CalendarWindow.objects.bulk_create(
        CalendarWindow(calendar=calendar, weekday=weekday, opens=opens, closes=closes)
        for weekday, opens, closes in week
    )
    CalendarException.objects.bulk_create(
        CalendarException(calendar=calendar, day=day, opens=opens, closes=closes, reason=reason)
        for day, opens, closes, reason in special
    )


def _refuse_overlaps(rows: Iterable[tuple[Any, time | None, time | None]]) -> None:
    """Rows sorted by day and beginning; a window that closes at 00:00 ends at midnight."""
    for _day, group in groupby(rows, key=lambda row: row[0]):
        for (_a, _b, closes), (_c, opens, _d) in pairwise(group):
            if opens is None or not closes or closes == time(0) or opens < closes:
                raise RuleBroken(_("Two stretches of working time on the same day overlap."))


@transaction.atomic
def remove_place(place: models.Model, *, by: Person | None) -> models.Model:
    """Deletes a unit, office, room and the like for good. Raises RuleBroken while something uses it."""
    rows = type(place)._default_manager.select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=place.pk)
    used = _("This is in use and stays. Change first what uses it.")
    if is_held(place._meta.model_name or "", place.pk):
        raise RuleBroken(used)
    try:
        with transaction.atomic():
            row.delete()
    except ProtectedError as protected:
        raise RuleBroken(used) from protected
    note(f"{place._meta.model_name}.removed", place, by=by, roles=(Role.ADMIN,))
    return place
