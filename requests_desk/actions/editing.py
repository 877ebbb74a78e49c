"""Changing the facts of a request; two people at once lose nothing."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.events.actions import record
from requests_desk.actions.approving import facts_changed
from requests_desk.actions.common import acting_for, demand, locked, save
from requests_desk.actions.filing import matrix_priority
from requests_desk.actions.ledger import DUE_FIELDS, set_due
from requests_desk.actions.marking import settle_mark
from requests_desk.models import Ticket
from requests_desk.permissions import may_work

LABELS = {
    "title": gettext_lazy("Title"),
    "category": gettext_lazy("Kind"),
    "impact": gettext_lazy("Whom it reaches"),
    "urgency": gettext_lazy("How urgent it is"),
    "priority": gettext_lazy("Priority"),
    "override_reason": gettext_lazy("Reason for another priority"),
    "office": gettext_lazy("Office"),
    "room": gettext_lazy("Room"),
    "element": gettext_lazy("Part of the house"),
    "confidential": gettext_lazy("Only those who solve it may see it"),
    "confidential_mark": gettext_lazy("Basis of the restriction"),
    "mark_until": gettext_lazy("Restricted until"),
}
FIELDS = tuple(LABELS)
ASKS_ANEW = {"title", "category", "office", "room", "confidential"}
MARK = {"confidential", "confidential_mark", "mark_until"}
MOVES_THE_CLOCK = {"category", "priority", "office"}


@transaction.atomic
def edit(number: int, *, by: Any, was: dict[str, Any], now: dict[str, Any]) -> Ticket:
    """Changes the fields of `now` that differ from `was`, what the editor saw when the form was opened.

    Somebody else's change of another field stays. Raises ChangedMeanwhile when both changed the same field to
    different values, RuleBroken when the matrix is overruled without a reason.
    """
    ticket = locked(number, by, "element", "office", "room__building")
    demand(may_work(by, ticket))
    wanted = {name: now[name] for name in FIELDS if name in now and now[name] != was.get(name)}
    _same_field_twice(ticket, was=was, wanted=wanted)
    before = {name: getattr(ticket, name) for name in FIELDS}
    for name, value in wanted.items():
        setattr(ticket, name, value)
    _settle_priority(ticket, wanted)
    if MARK & wanted.keys():
        settle_mark(ticket)
    changed = [name for name in FIELDS if getattr(ticket, name) != before[name]]
    if not changed:
        return ticket
    _settle_place(ticket)
    fields = [*changed, *(("mark_holder", "mark_made_on") if MARK & set(changed) else ())]
    if MOVES_THE_CLOCK & set(changed):
        set_due(ticket)
        fields += DUE_FIELDS
    save(ticket, fields)
    _tell(ticket, before=before, changed=changed, by=by)
    if ASKS_ANEW & set(changed):
        facts_changed(ticket, by=by, recategorised="category" in changed)
    return ticket


def _same_field_twice(ticket: Ticket, *, was: dict[str, Any], wanted: dict[str, Any]) -> None:
    clash = [name for name, value in wanted.items() if getattr(ticket, name) not in (was.get(name), value)]
    if clash:
        labels = {name: str(LABELS[name]) for name in clash}
        raise ChangedMeanwhile(
            _("Somebody else changed the same thing while you were writing. Both are shown: choose again."),
            theirs={labels[name]: shown(ticket, name, getattr(ticket, name)) for name in clash},
            yours={labels[name]: shown(ticket, name, wanted[name]) for name in clash},
        )


def shown(ticket: Ticket, name: str, value: Any) -> str:
    """A field's value in words."""
    choices = dict(getattr(Ticket._meta.get_field(name), "flatchoices", ()))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(choices.get(value, value if value is not None else "–"))


def _settle_priority(ticket: Ticket, wanted: dict[str, Any]) -> None:
    """By the matrix, unless set by hand with a reason."""
    by_matrix = (
        matrix_priority(ticket.impact, ticket.urgency) if _touches_priority(wanted) else ticket.priority
    )
    if "priority" in wanted and ticket.priority != by_matrix:
        if not ticket.override_reason.strip():
            raise RuleBroken(_("Give a reason for a priority other than the one of the matrix."))
        return
    if {"impact", "urgency"} & wanted.keys() or "priority" in wanted:
        ticket.priority, ticket.override_reason = by_matrix, ""


def _touches_priority(wanted: dict[str, Any]) -> bool:
    return bool({"impact", "urgency", "priority"} & wanted.keys())


def _settle_place(ticket: Ticket) -> None:
    if ticket.room is not None and ticket.room.building.office_id != ticket.office_id:
        raise RuleBroken(_("This room is not in the chosen office."))


def _tell(ticket: Ticket, *, before: dict[str, Any], changed: list[str], by: Any) -> None:
    """One event for each thing that people ask about later."""
    behalf = acting_for(by, ticket)
    groups = {
        "ticket.prioritised": ("priority",),
        "ticket.recategorised": ("category",),
        "ticket.moved": ("office", "room"),
        "ticket.pointed": ("element",),
        "ticket.restricted": ("confidential", "confidential_mark", "mark_until"),
        "ticket.retitled": ("title", "impact", "urgency"),
    }
    for kind, names in groups.items():
        touched = [name for name in names if name in changed]
        if touched:
            values = {
                name: [_code(before[name]), _code(getattr(ticket, name))] for name in touched if name in CODES
            }
            record(kind, ticket, actor=by, on_behalf_of=behalf, once=None, **values)


CODES = {"priority", "category", "office", "room", "element", "confidential", "impact", "urgency"}


def _code(value: Any) -> int | str | bool | None:
    """An id, a code or a number for the event's data."""
    code: int | str | bool | None = getattr(value, "pk", value)
    return code
