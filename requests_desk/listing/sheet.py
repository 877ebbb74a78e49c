"""Columns of lists of requests as files: the queue has them all, those who wait for requests some."""

from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.core.exports import MOST_ROWS
from foundation.core.pages import Column
from foundation.events.actions import log_views
from requests_desk.choices import Priority
from requests_desk.listing.rows import state_tag


def name_of(row: dict[str, Any], who: str) -> str:
    """First and last name of somebody in a row, "" for nobody."""
    return " ".join(row[f"{who}__{part}"] or "" for part in ("first_name", "last_name")).strip()


def kind_of(row: dict[str, Any]) -> str:
    """The kind of a request in the reader's language."""
    return str(row["category__name_et" if get_language() == "et" else "category__name_en"])


QUEUE_SHEET = [
    Column(name="number", title=_("Number"), show=lambda row: f"P-{row['number']}"),
    Column(name="title", title=_("Request")),
    Column(
        name="state", title=_("State"), show=lambda row: state_tag(row["state"], row["waiting_for"])["words"]
    ),
    Column(name="priority", title=_("Priority"), show=lambda row: str(Priority(row["priority"]).label)),
    Column(name="category", title=_("Kind"), show=kind_of),
    Column(name="office__name", title=_("Office")),
    Column(name="room__number", title=_("Room")),
    Column(name="requester", title=_("Requester"), show=partial(name_of, who="requester")),
    Column(name="assignee", title=_("Solver"), show=partial(name_of, who="assignee")),
    Column(name="confidential", title=_("Confidential")),
    Column(name="confidential_mark", title=_("Basis of the restriction")),
    Column(name="mark_until", title=_("Restricted until")),
    Column(name="created_at", title=_("Filed")),
    Column(name="respond_by", title=_("Answer due")),
    Column(name="solve_by", title=_("Solution due")),
    Column(name="solved_at", title=_("Solved")),
]
OF_ASKER = {"number", "title", "state", "office__name", "requester", "created_at", "solve_by", "solved_at"}
ASKER_SHEET = [column for column in QUEUE_SHEET if column.name in OF_ASKER]


def sheet_rows(requests: QuerySet[Any]) -> QuerySet[Any]:
    """The values behind the columns, in one statement."""
    people = [f"{who}__{part}" for who in ("requester", "assignee") for part in ("first_name", "last_name")]
    kinds = ("category__name_et", "category__name_en")
    plain = ("number", "title", "state", "waiting_for", "priority")
    plain += ("confidential", "confidential_mark", "mark_until")
    moments = ("created_at", "respond_by", "solve_by", "solved_at")
    return requests.values(*plain, *moments, *people, *kinds, "office__name", "room__number")


def taken_out(person: Any, requests: QuerySet[Any]) -> QuerySet[Any]:
    """The same for a file; first each confidential one in it is noted as looked at by the person.

    Raises DatabaseError when the log cannot be written; then nothing must be handed out.
    """
    hidden = requests.filter(confidential=True).order_by("pk").values_list("pk", flat=True)
    if ids := list(hidden[:MOST_ROWS]):
        log_views(person_id=person.pk, subject_type="ticket", ids=ids)
    return sheet_rows(requests)
