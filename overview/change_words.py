"""What stands in the tables of changes, in words: kinds of things, names of fields, values, pages."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation.approvals.models import Route
from foundation.core import clock
from foundation.core.history import ChangeKind
from foundation.organisation.models import Building, CostCentre, Office, Person, Room, Unit, WorkCalendar
from overview.machine import JOBS
from partners.models import Partner, PartnerPerson
from requests_desk.models import Category, Element, WorkplaceTemplate

KINDS = {
    "person": gettext_lazy("Person"),
    "roleassignment": gettext_lazy("Role"),
    "deputy": gettext_lazy("Deputy"),
    "absence": gettext_lazy("Absence"),
    "unit": gettext_lazy("Unit"),
    "costcentre": gettext_lazy("Cost centre"),
    "office": gettext_lazy("Office"),
    "building": gettext_lazy("Building"),
    "room": gettext_lazy("Room"),
    "workcalendar": gettext_lazy("Calendar"),
    "calendarwindow": gettext_lazy("Working hours"),
    "calendarexception": gettext_lazy("Exceptional day"),
    "category": gettext_lazy("Kind of request"),
    "matrixcell": gettext_lazy("Priority matrix"),
    "target": gettext_lazy("Target time"),
    "categoryfield": gettext_lazy("Extra field"),
    "cannedreply": gettext_lazy("Canned reply"),
    "route": gettext_lazy("Approval route"),
    "routestep": gettext_lazy("Step of a route"),
    "wording": gettext_lazy("Word of the agency"),
    "workplacetemplate": gettext_lazy("Workplace template"),
    "templatestep": gettext_lazy("Step of a workplace"),
    "partner": gettext_lazy("Partner"),
    "partnerperson": gettext_lazy("Person of the partner"),
    "element": gettext_lazy("Part of the house"),
    "responsibility": gettext_lazy("Responsibility"),
    "guide": gettext_lazy("Guide"),
}
FIELDS = {
    "address": gettext_lazy("Address"),
    "after": gettext_lazy("Waits for"),
    "answerer": gettext_lazy("Who answers"),
    "appointed_at": gettext_lazy("Appointed at"),
    "appointed_by": gettext_lazy("Appointed by"),
    "approval_route": gettext_lazy("Approval route"),
    "building": gettext_lazy("Building"),
    "calendar": gettext_lazy("Calendar"),
    "cancelled_at": gettext_lazy("Cancelled at"),
    "cancelled_by": gettext_lazy("Cancelled by"),
    "category": gettext_lazy("Kind of request"),
    "changed_at": gettext_lazy("Changed at"),
    "changed_by": gettext_lazy("Changed by"),
    "choices_en": gettext_lazy("Choices in English"),
    "choices_et": gettext_lazy("Choices in Estonian"),
    "closed_on": gettext_lazy("Closed on"),
    "closes": gettext_lazy("Until"),
    "code": gettext_lazy("Code"),
    "confidential": gettext_lazy("Confidential"),
    "cost_centre": gettext_lazy("Cost centre"),
    "day": gettext_lazy("Day"),
    "days": gettext_lazy("Working days"),
    "days_before": gettext_lazy("Working days before the day"),
    "deputy": gettext_lazy("Deputy"),
    "directory_id": gettext_lazy("Directory id"),
    "element": gettext_lazy("Part of the house"),
    "email": gettext_lazy("E-mail"),
    "email_bounced_at": gettext_lazy("Mail came back at"),
    "emergency_phone": gettext_lazy("Emergency phone"),
    "ended_at": gettext_lazy("Ended at"),
    "ended_by": gettext_lazy("Ended by"),
    "entered_at": gettext_lazy("Entered at"),
    "entered_by": gettext_lazy("Entered by"),
    "first_name": gettext_lazy("First name"),
    "floor": gettext_lazy("Floor"),
    "forwards": gettext_lazy("New requests are sent to the partner by themselves"),
    "from_amount": gettext_lazy("From the amount"),
    "given_at": gettext_lazy("Given at"),
    "given_by": gettext_lazy("Given by"),
    "hint_en": gettext_lazy("Hint in English"),
    "hint_et": gettext_lazy("Hint in Estonian"),
    "hours": gettext_lazy("When"),
    "icon": gettext_lazy("Icon"),
    "impact": gettext_lazy("Impact"),
    "kind": gettext_lazy("Kind"),
    "label_code": gettext_lazy("Label code"),
    "label_en": gettext_lazy("Label in English"),
    "label_et": gettext_lazy("Label in Estonian"),
    "language": gettext_lazy("Language"),
    "last_name": gettext_lazy("Last name"),
    "manager": gettext_lazy("Manager"),
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("Name in English"),
    "name_et": gettext_lazy("Name in Estonian"),
    "note": gettext_lazy("Note"),
    "number": gettext_lazy("Number"),
    "office": gettext_lazy("Office"),
    "opens": gettext_lazy("From"),
    "order": gettext_lazy("Order"),
    "parent": gettext_lazy("Part of"),
    "partner": gettext_lazy("Partner"),
    "partner_person": gettext_lazy("Person of the partner"),
    "period": gettext_lazy("Period"),
    "person": gettext_lazy("Person"),
    "personnel_no": gettext_lazy("Personnel number"),
    "phone": gettext_lazy("Phone"),
    "priority": gettext_lazy("Priority"),
    "provider": gettext_lazy("Part of the system"),
    "published": gettext_lazy("Published"),
    "rank": gettext_lazy("Rank"),
    "readers": gettext_lazy("For whom"),
    "reason": gettext_lazy("Reason"),
    "required": gettext_lazy("Required"),
    "respond_minutes": gettext_lazy("Minutes to the first answer"),
    "retired": gettext_lazy("Out of use"),
    "returnable": gettext_lazy("Asked back when the person leaves"),
    "revoked_at": gettext_lazy("Revoked at"),
    "revoked_by": gettext_lazy("Revoked by"),
    "role": gettext_lazy("Role"),
    "room": gettext_lazy("Room"),
    "round_the_clock": gettext_lazy("Minutes of the clock, also at night"),
    "route": gettext_lazy("Approval route"),
    "scope": gettext_lazy("Scope"),
    "shown_if": gettext_lazy("Shown when the field"),
    "shown_if_value": gettext_lazy("Shown when it holds"),
    "solve_days": gettext_lazy("Working days to the solution"),
    "solve_minutes": gettext_lazy("Minutes to the solution"),
    "standing": gettext_lazy("Always while away"),
    "state": gettext_lazy("State"),
    "task": gettext_lazy("For what"),
    "template": gettext_lazy("Workplace template"),
    "text_en": gettext_lazy("Text in English"),
    "text_et": gettext_lazy("Text in Estonian"),
    "tile": gettext_lazy("Place on the home page"),
    "title": gettext_lazy("Title"),
    "title_en": gettext_lazy("Title in English"),
    "title_et": gettext_lazy("Title in Estonian"),
    "unit": gettext_lazy("Unit"),
    "urgency": gettext_lazy("Urgency"),
    "wanted": gettext_lazy("When it is needed"),
    "weekday": gettext_lazy("Weekday"),
    "who": gettext_lazy("Whose it is"),
}
# Pages from which changes come, by the name of their address; others show that name.
PAGES = {
    "person_new": gettext_lazy("New person"),
    "person_edit": gettext_lazy("Edit details"),
    "person_left": gettext_lazy("End of service"),
    "role_give": gettext_lazy("Give a role"),
    "role_end": gettext_lazy("End the role"),
    "deputy_appoint": gettext_lazy("Appoint a deputy"),
    "deputy_revoke": gettext_lazy("Revoke the appointment"),
    "absence_enter": gettext_lazy("Enter an absence"),
    "absence_cancel": gettext_lazy("Cancel the absence"),
    "language": gettext_lazy("Language"),
}
LONGEST = 120
CALLED = {"calendar": "workcalendar"}  # fields that are not named like what they point at
Names = dict[tuple[str, Any], str]


def named() -> dict[Any, Any]:
    """How a thing that others point at is called, as an expression over its columns."""
    own = "name_en" if get_language() == "en" else "name_et"
    return {
        Person: Concat("first_name", Value(" "), "last_name"),
        CostCentre: Concat("code", Value(" "), "name"),
        Building: F("address"),
        Room: F("number"),
        **dict.fromkeys([Unit, Office, WorkCalendar, Partner, PartnerPerson], F("name")),
        **dict.fromkeys([Category, Route, WorkplaceTemplate, Element], F(own)),
    }


def title(row: dict[str, Any], names: Names) -> str:
    """What a row without a name of its own is about: its person, office, calendar or kind."""
    for field in ("name", "person", "calendar", "category", "route", "element", "day"):
        held = row.get(field)
        if held:
            return names.get((field, held)) or names.get((CALLED.get(field, ""), held)) or str(held)
    return ""


def where(context: dict[str, Any]) -> str:
    """The page or the job that changed a row; nothing when the database was changed by hand."""
    page, job = context.get("page", ""), context.get("job", "")
    if page:
        return str(PAGES.get(page, ""))
    return _("Job: %(job)s") % {"job": JOBS.get(job, job)} if job else ""


def points_at(model: Any, row: dict[str, Any] | None) -> Iterator[tuple[type[models.Model], Any]]:
    """The rows that a change names, to be read for their names."""
    for field in fields_of(model):
        if isinstance(field, models.ForeignKey) and row and row.get(field.name) is not None:
            yield field.related_model, row[field.name]


def differences(
    model: Any, label: str, row: dict[str, Any], before: dict[str, Any] | None, names: Names
) -> list[dict[str, Any]]:
    """Each changed field with what it held before and holds now; all that is set of a new or removed row."""
    old, new = {}, row
    if label == ChangeKind.DELETE:
        old, new = row, {}
    elif label == ChangeKind.UPDATE:
        old = before if before is not None else {}
    found = []
    for field in fields_of(model):
        was, now = old.get(field.name), new.get(field.name)
        if was == now or (was in (None, "") and now in (None, "")):
            continue
        title = FIELDS.get(field.name, field.name)
        found.append({"field": title, "old": value(field, was, names), "new": value(field, now, names)})
    return found


def fields_of(model: Any) -> list[Any]:
    """The fields of a table of changes that its model has too, without the key."""
    return [one for one in model._meta.fields if not one.name.startswith("pgh_") and one.name != "id"]


def value(field: Any, held: Any, names: Names) -> str:
    """What a field held, as people say it."""
    if held is None or held == "":
        return ""
    if isinstance(held, bool):
        return _("yes") if held else _("no")
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model._meta.model_name, held), f"#{held}")
    chosen = dict(field.flatchoices).get(held) if field.flatchoices else None
    if chosen is not None:
        return str(chosen)
    if field.name == "weekday":
        return str(WEEKDAYS.get(held, held))
    return _written(held)[:LONGEST]


def _written(held: Any) -> str:
    """Days, moments and periods as the reader writes them; the database gives them as ISO text."""
    if not isinstance(held, str):
        return json.dumps(held, ensure_ascii=False)
    for kind in (_period, _day, _moment, _time):
        try:
            return kind(held)
        except ValueError:
            continue
    return held


def _period(held: str) -> str:
    if not (held.startswith("[") and held.endswith(")") and "," in held):
        raise ValueError(held)
    since, until = held[1:-1].split(",")
    last = clock.day(date.fromisoformat(until) - timedelta(days=1)) if until else ""
    return f"{clock.day(date.fromisoformat(since))} – {last}".strip()


def _day(held: str) -> str:
    if len(held) != 10:
        raise ValueError(held)
    return clock.day(date.fromisoformat(held))


def _moment(held: str) -> str:
    if "T" not in held or not held[:4].isdecimal():
        raise ValueError(held)
    at = datetime.fromisoformat(held)
    return f"{clock.day(at)} {clock.clock_time(at)}"


def _time(held: str) -> str:
    if held.count(":") != 2:
        raise ValueError(held)
    return time.fromisoformat(held).strftime("%H:%M")
