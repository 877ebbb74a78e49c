"""The service clock on real rows: goal, hours and history in one statement, due moments set from them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import F, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from foundation.organisation.models import Office, WorkCalendar
from foundation.organisation.working_time import LedgerRow, WorkingCalendar
from requests_desk.actions import referrals
from requests_desk.actions.hours import that_opens
from requests_desk.actions.terms import publish
from requests_desk.choices import OPEN, State
from requests_desk.models import Stay, Target, Ticket
from requests_desk.service_clock import STANDS, Goal, Moments, Span, given, moments, pauses, solve_time


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What the due moments of one request follow from."""

    goal: Goal
    calendar: WorkingCalendar
    spans: tuple[Span, ...]


def picture(ticket: Ticket) -> Picture:
    """Goal, hours and stays of a request, saved or not, in one statement.

    Raises RuleBroken when no target covers its priority.
    """
    targets = Target.objects.filter(
        Q(category=ticket.category_id) | Q(category=None), priority=ticket.priority
    )
    best = targets.order_by(F("category").asc(nulls_last=True)).values(
        json=JSONObject(
            respond_minutes="respond_minutes", solve_minutes="solve_minutes", solve_days="solve_days"
        )
    )
    stays = Stay.objects.filter(ticket=ticket.pk).order_by("since", "pk")
    row = (
        WorkCalendar.objects.filter(office=ticket.office_id)
        .with_hours()
        .annotate(
            goal=Subquery(best[:1]),
            history=ArraySubquery(stays.values(json=JSONObject(state="state", since="since", until="until"))),
        )
        .get()
    )
    if row.goal is None:
        raise RuleBroken(_("No service target covers this priority. Ask an administrator to add one."))
    return Picture(
        goal=Goal(**row.goal), calendar=row.hours(), spans=tuple(_span(one) for one in row.history)
    )


def pictures(tickets: Sequence[Ticket]) -> dict[int, Picture]:
    """The same for many saved requests, by id, in four statements."""
    offices = {ticket.office_id for ticket in tickets}
    hours_of = dict(Office.objects.filter(pk__in=offices).order_by().values_list("pk", "calendar_id"))
    calendars = WorkCalendar.objects.filter(pk__in=hours_of.values()).with_hours()
    hours = {row.pk: row.hours() for row in calendars}
    kinds, priorities = {one.category_id for one in tickets}, {one.priority for one in tickets}
    targets = Target.objects.filter(Q(category__in=kinds) | Q(category=None), priority__in=priorities)
    goals = {(row.category_id, row.priority): _goal(row) for row in targets}
    spans: dict[int, list[Span]] = {ticket.pk: [] for ticket in tickets}
    for row in Stay.objects.filter(ticket__in=spans).order_by("since", "pk"):
        spans[row.ticket_id].append(Span(state=row.state, since=row.since, until=row.until))
    return {
        one.pk: Picture(
            goal=goals.get((one.category_id, one.priority)) or _default(goals, one.priority),
            calendar=hours[hours_of[one.office_id]],
            spans=tuple(spans[one.pk]),
        )
        for one in tickets
    }


def _goal(row: Target) -> Goal:
    return Goal(
        respond_minutes=row.respond_minutes, solve_minutes=row.solve_minutes, solve_days=row.solve_days
    )


def _default(goals: Mapping[tuple[int | None, int], Goal], priority: int) -> Goal:
    if (None, priority) not in goals:
        raise RuleBroken(_("No service target covers this priority. Ask an administrator to add one."))
    return goals[None, priority]


def _span(row: dict[str, Any]) -> Span:
    until = datetime.fromisoformat(row["until"]) if row["until"] else None
    return Span(state=row["state"], since=datetime.fromisoformat(row["since"]), until=until)


def due_moments(ticket: Ticket) -> Moments:
    """The due moments as they follow from the rows now."""
    return _moments(ticket, picture(ticket))


def _moments(ticket: Ticket, seen: Picture) -> Moments:
    with that_opens():
        due = moments(
            seen.goal, ticket.created_at, seen.spans, seen.calendar, responded_at=ticket.responded_at
        )
        if ticket.set_due_at is None or due.solve_by is None:
            return due
        return given(due, ticket.created_at, ticket.set_due_at, seen.calendar)


def set_due(ticket: Ticket) -> None:
    """Writes the due moments into the object; the caller saves it."""
    _set(ticket, due_moments(ticket))


def set_due_many(tickets: Sequence[Ticket]) -> None:
    """The same for many saved requests; the caller saves them."""
    seen = pictures(tickets) if tickets else {}
    for ticket in tickets:
        _set(ticket, _moments(ticket, seen[ticket.pk]))


def _set(ticket: Ticket, due: Moments) -> None:
    ticket.respond_by, ticket.solve_by, ticket.warn_at = due.respond_by, due.solve_by, due.warn_at


DUE_FIELDS = ["respond_by", "solve_by", "warn_at"]


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why the due moment is what it is."""

    goal: Goal
    rows: list[LedgerRow]
    allowed_minutes: int
    used_minutes: int


def explain(ticket: Ticket, *, now: datetime | None = None) -> Explanation:
    """The ledger of the clock from filing until now or the end: counted, paused and closed stretches."""
    seen = picture(ticket)
    end = ticket.solved_at or now or timezone.now()
    stood = pauses(seen.spans)
    allowed = solve_time(seen.goal, ticket.created_at, seen.calendar)
    if ticket.set_due_at is not None:
        allowed = seen.calendar.elapsed(ticket.created_at, ticket.set_due_at)
    used = seen.calendar.elapsed(ticket.created_at, end, stood)
    return Explanation(
        goal=seen.goal,
        rows=seen.calendar.ledger(ticket.created_at, end, stood),
        allowed_minutes=int(allowed.total_seconds() // 60),
        used_minutes=int(used.total_seconds() // 60),
    )


@transaction.atomic
def recompute(ids: Iterable[int]) -> int:
    """Due moments of open requests after a change of calendar or target; returns how many changed."""
    changed = 0
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids, state__in=OPEN)
    for ticket in rows.order_by("pk"):
        before = (ticket.respond_by, ticket.solve_by, ticket.warn_at)
        set_due(ticket)
        if before != (ticket.respond_by, ticket.solve_by, ticket.warn_at):
            ticket.save(update_fields=DUE_FIELDS)
            publish(ticket, DUE_FIELDS)
            record("ticket.rescheduled", ticket, actor=None)
            changed += 1
    return changed


def compare_clocks() -> list[str]:
    """Open requests whose stored due moments differ from a recomputation; reported, not repaired."""
    wrong = []
    for ticket in Ticket.objects.filter(state__in=OPEN).order_by("pk").iterator(chunk_size=500):
        due = due_moments(ticket)
        if (due.respond_by, due.solve_by, due.warn_at) != (
            ticket.respond_by,
            ticket.solve_by,
            ticket.warn_at,
        ):
            wrong.append(ticket.label)
    return wrong


def enter_state(
    ticket: Ticket, state: State, *, at: datetime, waiting_for: str = "", until: date | None = None
) -> None:
    """Ends the running stay and begins the next. Raises RuleBroken for a move that is not allowed."""
    ticket.move_to(state)
    referrals.end([ticket], at=at)
    ticket.waiting_for, ticket.waiting_until = waiting_for, until
    Stay.objects.filter(ticket=ticket, until=None).update(until=at)
    Stay.objects.create(ticket=ticket, state=state, waiting_for=waiting_for, since=at)


def clock_moved(before: str, after: str) -> bool:
    """Whether a move between two states changes when the request is due."""
    return before != after and (before in STANDS or after == State.WAITING)


def open_tickets_of(**where: Any) -> list[int]:
    """Ids of open requests, for `recompute` in pieces."""
    return list(Ticket.objects.filter(state__in=OPEN, **where).order_by("pk").values_list("pk", flat=True))
