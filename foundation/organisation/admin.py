"""Units, places and working calendars on the admin site."""

from typing import Any

from django import forms
from django.contrib.admin import register
from django.utils.translation import gettext_lazy as _

from foundation.core.admin import ActionAdmin, ActionInline, site
from foundation.core.wording import codes
from foundation.organisation import actions
from foundation.organisation.forms import WEEK, CalendarForm
from foundation.organisation.models import (
    Building,
    CalendarException,
    CostCentre,
    Office,
    Room,
    Unit,
    Wording,
    WorkCalendar,
)
from foundation.organisation.permissions import keeps_places, reads_places

CODE = _("Short and lasting, for example from the personnel system.")


class PlaceAdmin(ActionAdmin):
    """What administrators keep and auditors read; a row goes only while nothing uses it."""

    group = _("Agency and places")
    reads = staticmethod(reads_places)
    keeps = staticmethod(keeps_places)
    remove_row = staticmethod(actions.remove_place)


@register(Unit, site=site)
class UnitAdmin(PlaceAdmin):
    """Structural units."""

    noun, nouns, order = _("Structural unit"), _("Structural units"), 10
    about = _("The tree of the agency: who belongs where, and what a manager sees.")
    fields = ["code", "name", "parent"]
    labels = {"code": _("Code"), "name": _("Name"), "parent": _("Belongs to")}
    hints = {"code": CODE}
    list_display = ["name", "code", "parent"]
    list_select_related = ["parent"]
    search_fields = ["name", "code"]
    save_row = staticmethod(actions.save_unit)


@register(CostCentre, site=site)
class CostCentreAdmin(PlaceAdmin):
    """Cost centres."""

    noun, nouns, order = _("Cost centre"), _("Cost centres"), 20
    about = _("Where costs are booked.")
    fields = ["code", "name", "unit", "closed_on"]
    labels = {
        "code": _("Code"),
        "name": _("Name"),
        "unit": _("Structural unit"),
        "closed_on": _("Closed from"),
    }
    hints = {"closed_on": _("From this day nothing new is booked here.")}
    list_display = ["name", "code", "unit", "closed_on"]
    list_select_related = ["unit"]
    search_fields = ["name", "code"]
    save_row = staticmethod(actions.save_cost_centre)


class ExceptionInline(ActionInline):
    """Days that differ from their weekday."""

    model = CalendarException
    noun, nouns = _("Exceptional day"), _("Exceptional days")
    about = _("Closed all day when there are no hours; several stretches of a day are several rows.")
    fields = ["day", "opens", "closes", "reason"]
    labels = {"day": _("Day"), "opens": _("Open from"), "closes": _("Open until"), "reason": _("Reason")}
    extra = 3
    reads = staticmethod(reads_places)
    keeps = staticmethod(keeps_places)


@register(WorkCalendar, site=site)
class CalendarAdmin(PlaceAdmin):
    """Working calendars."""

    noun, nouns, order = _("Working calendar"), _("Working calendars"), 30
    about = _(
        "When offices work. The clock of a request counts only this time; open requests follow a change."
    )
    form = CalendarForm
    fields = ["name", *WEEK]
    labels = {"name": _("Name")}
    hints = {"name": _("Estonian public holidays are known and need no entry.")}
    list_display = ["name"]

    inlines = [ExceptionInline]

    def save_row(self, row: Any, *, by: Any, **values: Any) -> Any:
        """The whole calendar at once."""
        windows = [(day, *stretch) for day, name in enumerate(WEEK) for stretch in values[name]]
        special = [(one["day"], one["opens"], one["closes"], one["reason"]) for one in values["exceptions"]]
        return actions.save_calendar(row, by=by, name=values["name"], windows=windows, exceptions=special)


def _weekday(number: int) -> Any:
    """A method that words the hours of a weekday, for those who only read."""

    def hours(self: CalendarAdmin, row: WorkCalendar) -> str:
        found = [one for one in row.windows.all() if one.weekday == number]
        return ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in found) or "–"

    hours.short_description = CalendarForm.base_fields[WEEK[number]].label  # type: ignore[attr-defined]  # read by Django
    return hours


for _number, _name in enumerate(WEEK):
    setattr(CalendarAdmin, _name, _weekday(_number))


@register(Office, site=site)
class OfficeAdmin(PlaceAdmin):
    """Offices."""

    noun, nouns, order = _("Office"), _("Offices"), 40
    about = _("Where people work and ask from. A closed office takes no new requests.")
    fields = ["code", "name", "calendar", "emergency_phone", "cost_centre", "state"]
    labels = {
        "code": _("Code"),
        "name": _("Name"),
        "calendar": _("Working calendar"),
        "emergency_phone": _("Emergency phone"),
        "cost_centre": _("Cost centre"),
        "state": _("State"),
    }
    hints = {
        "code": CODE,
        "emergency_phone": _("Shown to everybody of this office who reports danger."),
    }
    list_display = ["name", "code", "calendar", "emergency_phone", "state"]
    list_select_related = ["calendar"]
    search_fields = ["name", "code"]
    save_row = staticmethod(actions.save_office)


@register(Building, site=site)
class BuildingAdmin(PlaceAdmin):
    """Buildings."""

    noun, nouns, order = _("Building"), _("Buildings"), 50
    about = _("The houses of an office, by address.")
    fields = ["office", "address"]
    labels = {"office": _("Office"), "address": _("Address")}
    list_display = ["address", "office"]
    list_select_related = ["office"]
    search_fields = ["address"]
    save_row = staticmethod(actions.save_building)


@register(Room, site=site)
class RoomAdmin(PlaceAdmin):
    """Rooms."""

    noun, nouns, order = _("Room"), _("Rooms"), 60
    about = _("Rooms are typed by their number when somebody asks for something.")
    fields = ["building", "number", "floor", "kind", "label_code"]
    labels = {
        "building": _("Building"),
        "number": _("Number of the room"),
        "floor": _("Floor"),
        "kind": _("What it is for"),
        "label_code": _("Code on its label"),
        "building__office": _("Office"),
    }
    list_display = ["number", "building", "floor", "kind"]
    list_select_related = ["building"]
    list_filter = ["building__office"]
    search_fields = ["number", "building__address"]
    save_row = staticmethod(actions.save_room)


@register(Wording, site=site)
class WordingAdmin(PlaceAdmin):
    """Words of the agency."""

    noun, nouns, order = _("Word of the agency"), _("Words of the agency"), 70
    about = _("What the agency calls something, in menus, on pages and in mails.")
    fields = ["code", "text_et", "text_en"]
    labels = {
        "code": _("What is worded"),
        "text_et": _("In Estonian"),
        "text_en": _("In English"),
    }
    list_display = ["code", "text_et", "text_en"]
    save_row = staticmethod(actions.save_wording)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """What can be worded stands in the code."""
        if db_field.name == "code":
            return forms.ChoiceField(label=kwargs.get("label"), choices=list(codes().items()))
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def show_code(self, row: Wording) -> Any:
        """Our own word for it."""
        return codes().get(row.code, row.code)
