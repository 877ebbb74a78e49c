"""What somebody who takes over must know of each open request: what was last, what is next, until when."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.core.clock import day, short_moment
from foundation.core.duties import HandoverLine
from foundation.events.models import Event
from requests_desk.choices import State, WaitingFor
from requests_desk.models import Draft, Ticket

MOST = 200
ROW = ("number", "title", "state", "waiting_for", "waiting_until", "solve_by", "office__name")
NEXT = {
    State.NEW: gettext_lazy("Answer and take it up"),
    State.IN_WORK: gettext_lazy("Solve it"),
    State.WAITING: gettext_lazy("Ask how far it is"),
}
# What was done, for hand-over lines and diaries.
DONE = {
    "ticket.filed": gettext_lazy("Filed"),
    "ticket.replied": gettext_lazy("Reply written"),
    "ticket.noted": gettext_lazy("Note written"),
    "ticket.taken": gettext_lazy("Taken"),
    "ticket.assigned": gettext_lazy("Assigned"),
    "ticket.waiting": gettext_lazy("Put on hold"),
    "ticket.resumed": gettext_lazy("Resumed"),
    "ticket.forwarded": gettext_lazy("Sent to a partner"),
    "ticket.resolved": gettext_lazy("Resolved"),
    "ticket.confirmed": gettext_lazy("Confirmed as solved"),
    "ticket.reopened": gettext_lazy("Reopened"),
    "ticket.cancelled": gettext_lazy("Cancelled"),
    "ticket.prioritised": gettext_lazy("Priority changed"),
    "ticket.recategorised": gettext_lazy("Kind changed"),
    "ticket.moved": gettext_lazy("Place changed"),
    "ticket.merged": gettext_lazy("Merged"),
    "ticket.approved": gettext_lazy("Approved"),
    "approval.step_approved": gettext_lazy("Approved"),
    "approval.approved": gettext_lazy("Approved"),
    "approval.returned": gettext_lazy("Returned without approval"),
}


def done_words(kind: str) -> str:
    """What an event was, briefly."""
    return str(DONE.get(kind, _("Changed")))


def handed_over(person: Any, reader: Any) -> tuple[list[HandoverLine], int]:
    """Open requests that the person solves, as the reader may see them, and how many others there are."""
    mine = Ticket.objects.open().filter(assignee=person)
    last = Event.objects.filter(subject_type="ticket", subject_id=OuterRef("pk")).order_by("-pk")
    typed = Draft.objects.filter(ticket=OuterRef("pk"), person=person)
    seen = (
        mine.visible_to(reader)
        .annotate(last=Subquery(last.values(json=JSONObject(kind="kind", at="at"))[:1]), typed=Exists(typed))
        .order_by("solve_by", "priority", "pk")
        .values(*ROW, "last", "typed")
    )
    now, rows = timezone.now(), list(seen[:MOST])
    return [_line(row, now) for row in rows], max(0, mine.count() - len(rows))


def _line(row: dict[str, Any], now: datetime) -> HandoverLine:
    promised = row["waiting_until"]
    waits = str(WaitingFor(row["waiting_for"]).label) if row["waiting_for"] else ""
    return HandoverLine(
        title=row["title"],
        url=reverse("ticket", args=[row["number"]]),
        words=f"P-{row['number']} · {row['office__name']}",
        last=_last(row["last"], now),
        step=str(NEXT[State(row["state"])]),
        due=short_moment(row["solve_by"], now) if row["solve_by"] else "",
        waits=f"{waits} ({day(promised)})" if waits and promised else waits,
        draft=row["typed"],
    )


def _last(event: dict[str, str] | None, now: datetime) -> str:
    at = parse_datetime(event["at"]) if event else None
    return f"{done_words(event['kind'])}, {short_moment(at, now)}" if event and at else ""
