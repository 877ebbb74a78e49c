"""What lists and timelines show: rows in words, formatted once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.core import parts
from foundation.core.clock import short_moment, time_left
from foundation.core.pages import Column
from requests_desk.choices import OPEN, Priority, State, WaitingFor

PRIORITY_LOOK = {
    Priority.CRITICAL: ("critical", "over"),
    Priority.HIGH: ("high", "soon"),
    Priority.NORMAL: ("normal", "bare"),
    Priority.LOW: ("low", "bare"),
}
STATE_LOOK = {
    State.NEW: ("new", "info"),
    State.IN_WORK: ("working", ""),
    State.WAITING: ("pause", "still"),
    State.RESOLVED: ("done", "ok"),
    State.CLOSED: ("check", ""),
    State.CANCELLED: ("cross", ""),
    State.MERGED: ("merge", "still"),
}
COLUMNS = [
    Column(name="due", title=gettext_lazy("By due time"), order=("solve_by", "priority", "pk")),
    Column(name="priority", title=gettext_lazy("By priority"), order=("priority", "solve_by", "pk")),
    Column(name="newest", title=gettext_lazy("Newest first"), order=("-number",)),
]
ROW = (
    "pk", "number", "title", "priority", "state", "waiting_for", "office__name", "created_at", "respond_by",
    "solve_by", "warn_at", "responded_at", "confidential", "assignee", "assignee__first_name",
    "assignee__last_name", "version",
)  # fmt: skip


@dataclass(frozen=True)
class Name:
    """A person as rows and timelines show one."""

    first_name: str
    last_name: str

    @classmethod
    def of(cls, first_name: str | None, last_name: str | None) -> Self | None:
        """The name that a row holds, None where nobody stands."""
        return None if first_name is None or last_name is None else cls(first_name, last_name)

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"


def priority_tag(priority: int) -> dict[str, str]:
    """Icon, tone and word of a priority."""
    icon, tone = PRIORITY_LOOK[Priority(priority)]
    return {"icon": icon, "tone": tone, "words": str(Priority(priority).label)}


def state_tag(state: str, waiting_for: str = "") -> dict[str, str]:
    """Icon, tone and words of a state; a wait says for what."""
    icon, tone = STATE_LOOK[State(state)]
    words = str(State(state).label)
    if waiting_for:
        words = _("Waiting: %(what)s") % {"what": WaitingFor(waiting_for).label}
    return {"icon": icon, "tone": tone, "words": words}


def left_tag(row: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Time left until the solution is due, as a tag; the ring shows the part of the time that is used."""
    if row["state"] not in OPEN:
        return state_tag(row["state"])
    if row["solve_by"] is None:
        return {"icon": "pause", "tone": "still", "words": _("waiting")}
    words, over = time_left(row["solve_by"], now)
    if over:
        return {"icon": "warn", "tone": "over", "words": words}
    return {"ring": used_tenths(row, now), "tone": "soon" if now >= row["warn_at"] else "", "words": words}


def used_tenths(row: dict[str, Any], now: datetime) -> int:
    """Tenths of the working time that are used: 7.5 at the warning, 10 when due."""
    start, warn, due = row["created_at"], row["warn_at"], row["solve_by"]
    if now < warn:
        return int(7.5 * _part(start, now, warn))
    return min(10, round(7.5 + 2.5 * _part(warn, now, due)))


def _part(start: datetime, now: datetime, end: datetime) -> float:
    whole = (end - start).total_seconds()
    return max(0.0, (now - start).total_seconds()) / whole if whole > 0 else 1.0


def queue_rows(
    rows: Iterable[dict[str, Any]], now: datetime, *, page: str, back: str, chosen: int | None
) -> list[dict[str, Any]]:
    """Rows of the queue, drawn once: a template that puts fifty together by itself takes three times as long.

    `page` is the address of the list, `back` the same to come back to, `chosen` the number of the open one.
    """
    address = reverse("ticket", args=[0])
    looks = {one: priority_sign(one) for one in Priority.values}
    return [
        {
            "number": (number := str(row["number"])),  # as text: a template localises numbers
            "chosen": row["number"] == chosen,
            "url": f"{page}&ticket={number}",
            "part": f"{address.replace('P-0/', f'P-{number}/')}?from={back}",
            "title": row["title"],
            "priority": looks[row["priority"]],
            "office": row["office__name"],
            "label": f"P-{number}",
            "pick": f"{number}.{row['version']}",  # as it was seen: a later change is noticed
            "left": left_sign(row, now),
            "unread": row["responded_at"] is None and row["state"] == State.NEW,
            "confidential": row["confidential"],
            "solver": solver_sign(row),
        }
        for row in rows
    ]


def priority_sign(priority: int) -> SafeString:
    """A priority, drawn."""
    look = priority_tag(priority)
    return parts.tag_of(look["tone"], look["icon"], look["words"])


def left_sign(row: dict[str, Any], now: datetime) -> SafeString:
    """Time left, drawn."""
    left = left_tag(row, now)
    if "ring" in left:
        return parts.time_left(left["words"], left["ring"], left["tone"])
    return parts.tag_of(left["tone"], left["icon"], left["words"])


def solver_name(row: dict[str, Any]) -> str:
    """Who solves it, in words."""
    name = Name.of(row["assignee__first_name"], row["assignee__last_name"])
    return name.full_name if name else _("nobody yet")


def solver_sign(row: dict[str, Any]) -> SafeString:
    """Who solves it, drawn."""
    if row["assignee"] is None:
        return parts.nobody()
    return parts.initials(row["assignee__first_name"], row["assignee__last_name"], named=True)


ASKER_ROW = (
    "pk", "number", "title", "state", "waiting_for", "waiting_until", "solve_by", "solved_at", "created_at",
    "office__name", "requester__first_name", "requester__last_name", "merged_into__state",
    "merged_into__solve_by", "merged_into__solved_at",
)  # fmt: skip


def rows_of_asker(rows: Iterable[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Rows for those who wait for them: where each stands, in words. Takes values of ASKER_ROW."""
    return [
        {
            "number": row["number"],
            "label": f"P-{row['number']}",
            "title": row["title"],
            "tag": asker_tag(row),
            "asks": row["state"] == State.WAITING and row["waiting_for"] == WaitingFor.REQUESTER,
            "when": asker_words(row, now),
            "office": row["office__name"],
            "requester": f"{row['requester__first_name']} {row['requester__last_name']}",
        }
        for row in rows
    ]


def asker_tag(row: dict[str, Any]) -> dict[str, str]:
    """A wait for the reader's own answer is said to them; a merged one stands where its matter stands."""
    if row["waiting_for"] == WaitingFor.REQUESTER:
        return {"icon": "reply", "tone": "soon", "words": _("Waits for your answer")}
    if row["state"] == State.MERGED:
        return state_tag(row["merged_into__state"])
    return state_tag(row["state"], row["waiting_for"])


def asker_words(row: dict[str, Any], now: datetime) -> str:
    """Due when, or solved when, in words."""
    merged = row["state"] == State.MERGED
    solved, due = (row[f"merged_into__{name}" if merged else name] for name in ("solved_at", "solve_by"))
    if solved:
        return _("solved %(when)s") % {"when": short_moment(solved, now)}
    if due:
        return _("due %(when)s") % {"when": short_moment(due, now)}
    if row["waiting_until"]:
        return _("promised by %(day)s") % {"day": row["waiting_until"].strftime("%d.%m.%Y")}
    return _("filed %(when)s") % {"when": short_moment(row["created_at"], now)}
