"""When a request must be answered and solved: recomputed from its history, never accumulated.

The clock runs in the working time of the request's office from the moment of filing, and stands while the
request waits or has ended. Nothing here knows a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from foundation.organisation.working_time import WorkingCalendar

WARN_AT = 0.75  # part of the working time after which a request counts as near its due moment
# While a request stays in these the clock stands; an ended one that is reopened goes on where it stopped.
ENDED = ("resolved", "closed", "cancelled", "merged")
STANDS = ("waiting", *ENDED)
Pause = tuple[datetime, datetime | None]


@dataclass(frozen=True, kw_only=True)
class Goal:
    """Working minutes to the first answer; working minutes or working days to the solution."""

    respond_minutes: int
    solve_minutes: int | None = None
    solve_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """A stay in a state, from a moment to another or until now."""

    state: str
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Moments:
    """Due moments; None while the clock stands before they are reached."""

    respond_by: datetime | None
    solve_by: datetime | None
    warn_at: datetime | None


def pauses(spans: Sequence[Span]) -> list[Pause]:
    """When the clock stood. The last stay of an ended request is no pause: it will not go on."""
    return [
        (span.since, span.until)
        for span in spans
        if span.state in STANDS and not (span.state in ENDED and span.until is None)
    ]


def solve_time(goal: Goal, filed_at: datetime, calendar: WorkingCalendar) -> timedelta:
    """The working time that the goal allows; a goal in days keeps the clock time of the start."""
    if goal.solve_minutes is not None:
        return timedelta(minutes=goal.solve_minutes)
    start = calendar.next_opening(filed_at)
    return calendar.elapsed(start, calendar.add_days(start, goal.solve_days or 0))


def moments(
    goal: Goal,
    filed_at: datetime,
    spans: Sequence[Span],
    calendar: WorkingCalendar,
    *,
    responded_at: datetime | None = None,
) -> Moments:
    """The due moments by the history so far."""
    stood = pauses(spans)
    waiting = any(until is None for _, until in stood)
    allowed = solve_time(goal, filed_at, calendar)
    before_answer = [
        (since, until if until is None or responded_at is None else min(until, responded_at))
        for since, until in stood
        if responded_at is None or since < responded_at
    ]
    return Moments(
        respond_by=_due(
            filed_at, timedelta(minutes=goal.respond_minutes), before_answer, calendar, responded_at
        ),
        solve_by=None if waiting else calendar.add(filed_at, allowed, stood),
        warn_at=None if waiting else calendar.add(filed_at, allowed * WARN_AT, stood),
    )


def given(due: Moments, filed_at: datetime, set_due_at: datetime, calendar: WorkingCalendar) -> Moments:
    """The same with a deadline that somebody set: it stays while the clock stands, and warns as others do."""
    allowed = calendar.elapsed(filed_at, set_due_at)
    warn_at = calendar.add(filed_at, allowed * WARN_AT)
    return replace(due, solve_by=set_due_at, warn_at=min(warn_at, set_due_at))


def _due(
    filed_at: datetime,
    allowed: timedelta,
    stood: Sequence[Pause],
    calendar: WorkingCalendar,
    happened_at: datetime | None,
) -> datetime | None:
    closed = [(since, until or happened_at) for since, until in stood]
    if any(until is None for _, until in closed):
        return None
    return calendar.add(filed_at, allowed, closed)
