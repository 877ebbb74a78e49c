"""When something is due for a vehicle: by date or by km, whichever comes first.

Service, inspection, insurance, tax, tyres and lease are all such terms. Knows no Django and no database;
readings are in cumulative km, days are days of Europe/Tallinn. Every term has its own thresholds: nothing is
shared, so no term changes another.
"""

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor

from fleet.forecast import Confidence, Pace, Spans, merged, pace, stands_at
from fleet.odometer import Reading, believed, exact
from foundation.core.money import EXACT

LEAST_LEAD_KM = Decimal(1000)
Day = date  # where a field of that name hides the type
SPREAD = {  # how much slower or faster than its rate a vehicle may go on: eight of ten do not leave this
    Confidence.HIGH: Fraction(35, 100),
    Confidence.MEDIUM: Fraction(45, 100),
    Confidence.LOW: Fraction(60, 100),
}


class Mode(StrEnum):
    """What the next due date counts from: when it was done, a fixed grid of days, or what a register says."""

    FROM_DONE = "from_done"
    FROM_DUE = "from_due"
    EXTERNAL = "external"


class Limiting(StrEnum):
    """Which limit comes first; empty where neither is known."""

    DATE = "date"
    KM = "km"
    NONE = ""


class Level(StrEnum):
    """How pressing a term is. Due today is due, not overdue."""

    OK = "ok"
    SOON = "soon"
    URGENT = "urgent"
    DUE = "due"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Term:
    """A term of a vehicle: its start, its limits in months and km, what was done last, its thresholds.

    `closed_due` is the due date which the last completion answered. Raises ValueError for an unknown mode,
    for months or km of 0 or less, and for negative thresholds.
    """

    anchor: date
    months: int | None = None
    km: Decimal | None = None
    anchor_km: Decimal = Decimal(0)
    mode: str = Mode.FROM_DONE
    done: date | None = None
    done_km: Decimal | None = None
    closed_due: date | None = None
    valid_until: date | None = None
    lead_days: int = 30
    lead_km: Decimal | None = None
    urgent_days: int = 7

    def __post_init__(self) -> None:
        """Refuse a term that would never come or always be due."""
        object.__setattr__(self, "mode", Mode(self.mode))
        for name in ("km", "anchor_km", "done_km", "lead_km"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, exact(getattr(self, name)))
        if (self.months is not None and self.months <= 0) or (self.km is not None and self.km <= 0):
            raise ValueError("months and km of a term are above 0")
        if min(self.lead_days, self.urgent_days, self.lead_km or 0) < 0:
            raise ValueError("a threshold is 0 or more")

    @property
    def warns_from_km(self) -> Decimal:
        """How many km before the limit it counts as soon: its own, else a tenth, at least 1,000."""
        if self.lead_km is not None or self.km is None:
            return self.lead_km or Decimal(0)
        return max(LEAST_LEAD_KM, EXACT.divide(self.km, Decimal(10)))


@dataclass(frozen=True)
class Due:
    """When a term is due: both limits, the day the km are predicted for, which comes first, the level.

    `earliest` and `latest` bound the first of both: show them, not one day, where the km decide.
    """

    date: Day | None
    km: Decimal | None
    predicted_date: Day | None
    limiting: str
    level: str
    earliest: Day | None
    latest: Day | None

    @property
    def first(self) -> Day | None:
        """The earlier of both days: what is shown and planned by."""
        return _earlier(self.date, self.predicted_date)


def next_due(term: Term, readings: Iterable[Reading], on: date, out_of_service: Spans = ()) -> Due:
    """When a term is next due as of a day (formulas 5 to 7).

    Raises ValueError where the calendar ends before the due date.
    """
    valid, spans = believed(readings, on), merged(out_of_service)
    rate = pace(valid, spans)
    stand = _Stand(
        on=on,
        odo=valid[-1].value if valid else None,
        projection=stands_at(valid, on, spans, rate) if valid else None,
        rate=rate if rate and rate.km_per_day > 0 else None,
    )
    by_date, by_km = _date_limit(term), _km_limit(term, valid)
    predicted = _predicted(by_km, stand)
    first = _earlier(by_date, predicted)
    return Due(
        date=by_date,
        km=by_km,
        predicted_date=predicted,
        limiting=_limiting(first, by_date),
        level=_level(term, by_date, by_km, first, stand),
        earliest=_earlier(first, _predicted(by_km, stand, faster=True)),
        latest=_earlier(by_date, _predicted(by_km, stand, slower=True)),
    )


def add_months(day: date, months: int) -> date:
    """The same day months later, or the last of a shorter month. Raises ValueError after year 9999."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        raise ValueError(f"{months} months after {day} the calendar has ended")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True)
class _Stand:
    """What the readings say of a vehicle on a day; rate only where it moves."""

    on: date
    odo: Decimal | None
    projection: Fraction | None
    rate: Pace | None


def _date_limit(term: Term) -> date | None:
    if term.mode == Mode.EXTERNAL:
        return term.valid_until
    if term.mode == Mode.FROM_DUE:
        return _grid_day(term) if term.months else term.anchor
    return add_months(term.done or term.anchor, term.months) if term.months else None


def _grid_day(term: Term) -> date:
    """The first day of the grid after what was done and what that answered, counted from the anchor."""
    months = term.months or 0
    passed = max(term.done or date.min, term.closed_due or date.min)
    between = (passed.year - term.anchor.year) * 12 + passed.month - term.anchor.month
    turn = max(1, between // months)
    while (day := add_months(term.anchor, turn * months)) <= passed:
        turn += 1
    return day


def _km_limit(term: Term, valid: Sequence[Reading]) -> Decimal | None:
    if term.km is None:
        return None
    base = term.done_km
    if base is None and term.done and valid:
        done = term.done
        base = min(valid, key=lambda one: abs((one.day - done).days)).value  # of two as near the earlier
    return EXACT.add(term.anchor_km if base is None else base, term.km)


def _predicted(
    by_km: Decimal | None, stand: _Stand, *, faster: bool = False, slower: bool = False
) -> date | None:
    """The day the km limit is reached at its rate, or at the fastest or slowest that is likely."""
    if by_km is None:
        return None
    if stand.odo is not None and stand.odo >= by_km:
        return stand.on
    if not stand.rate or stand.projection is None:
        return None
    spread = SPREAD[stand.rate.confidence]
    factor = 1 + spread * (faster - slower)
    days = floor((Fraction(by_km) - stand.projection) / (stand.rate.km_per_day * factor))
    return stand.on + timedelta(days=min(max(0, days), (date.max - stand.on).days))


def _limiting(first: date | None, by_date: date | None) -> Limiting:
    if first is None:
        return Limiting.NONE
    return Limiting.DATE if first == by_date else Limiting.KM


def _level(
    term: Term, by_date: date | None, by_km: Decimal | None, first: date | None, stand: _Stand
) -> Level:
    past = [stand.on - by_date > timedelta(0)] if by_date else []
    now = [stand.on == by_date]
    if by_km is not None and stand.odo is not None:
        past.append(stand.odo > by_km)
        now.append(stand.odo == by_km)
    if any(past):
        return Level.OVERDUE
    if any(now):
        return Level.DUE
    days = (first - stand.on).days if first else None
    if days is not None and days <= term.urgent_days:
        return Level.URGENT
    near = by_km is not None and stand.projection is not None
    if near and Fraction(by_km or 0) - (stand.projection or 0) <= Fraction(term.warns_from_km):
        return Level.SOON
    return Level.SOON if days is not None and days <= term.lead_days else Level.OK


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
