"""How much a vehicle is driven and where its odometer stands today.

Knows no Django and no database. Readings are in cumulative km; only those that `classify` believes and that
are dated on or before the day of the question count. Days out of service do not count as days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction

from fleet.odometer import ENOUGH_DAYS, RATE_DAYS, Reading, believed, exact

Spans = Iterable[tuple[date, date | None]]
YEAR = 365
FURTHEST = 45  # days after the last reading that a rate is trusted
FIGURES = Context(prec=28)  # of quotients; the caller's context must not change them


class Basis(StrEnum):
    """What a rate was taken from: readings of 90 or 365 days, half of each, or the contract's km a year."""

    SHORT = "90d"
    LONG = "365d"
    BLEND = "blend"
    CONTRACT = "contract"


class Confidence(StrEnum):
    """How far a rate may be trusted."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class Rate:
    """Km a day (unrounded), what it was taken from, how far to trust it, and the readings behind it."""

    km_per_day: Decimal
    basis: str
    confidence: str
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Pace:
    """A rate as an exact fraction: what the sums are made with, `Rate` is what is shown."""

    km_per_day: Fraction
    basis: Basis
    readings: tuple[Reading, ...]

    @property
    def confidence(self) -> Confidence:
        """High from 5 readings over 60 days, medium from 3 over 28, else low."""
        if self.basis is Basis.CONTRACT:
            return Confidence.LOW
        count, span = len(self.readings), (self.readings[-1].day - self.readings[0].day).days
        if count >= 5 and span >= 60:
            return Confidence.HIGH
        return Confidence.MEDIUM if count >= 3 and span >= 28 else Confidence.LOW


def usage_rate(
    readings: Iterable[Reading], on: date, out_of_service: Spans = (), km_per_year: Decimal | None = None
) -> Rate | None:
    """Km a day as of a day, or None where nothing tells (formula 3).

    From the readings of the 90 days up to the last one; with 365 days of history half of that and half of the
    rate of 365 days; where the 90 days tell nothing, the 365 days; else the contract's km a year. A window
    tells something when at least 14 days lie between its first and last reading. Raises ValueError for a
    negative number of km a year, or for a span out of service that ends before it starts.
    """
    found = pace(believed(readings, on), merged(out_of_service), km_per_year)
    if not found:
        return None
    return Rate(to_decimal(found.km_per_day), found.basis, found.confidence, found.readings)


def projected(readings: Iterable[Reading], on: date, out_of_service: Spans = ()) -> Decimal | None:
    """Where the odometer stands on a day, in km: last reading + rate x days since, at most 45 (formula 4).

    None without a valid reading; the last value where there is no rate.
    """
    valid, spans = believed(readings, on), merged(out_of_service)
    return to_decimal(stands_at(valid, on, spans, pace(valid, spans))) if valid else None


def pace(
    valid: Sequence[Reading], spans: Sequence[tuple[date, date]], km_per_year: Decimal | None = None
) -> Pace | None:
    """The rate of believed readings, in their order, with merged spans out of service."""
    if km_per_year is not None and exact(km_per_year) < 0:
        raise ValueError("km a year are 0 or more")
    short, long = _measured(valid, RATE_DAYS, spans), _measured(valid, YEAR, spans)
    if short and long and (valid[-1].day - valid[0].day).days >= YEAR:
        return Pace((short[0] + long[0]) / 2, Basis.BLEND, long[1])
    if short:
        return Pace(short[0], Basis.SHORT, short[1])
    if long:
        return Pace(long[0], Basis.LONG, long[1])
    if km_per_year is not None:
        return Pace(Fraction(km_per_year) / YEAR, Basis.CONTRACT, ())
    return None


def stands_at(
    valid: Sequence[Reading], on: date, spans: Sequence[tuple[date, date]], rate: Pace | None
) -> Fraction:
    """The projection of believed readings, of which there is at least one."""
    last = valid[-1]
    if not rate:
        return Fraction(last.value)
    days = max(0, (on - last.day).days - _within(spans, last.day, on))
    return Fraction(last.value) + rate.km_per_day * min(days, FURTHEST)


def merged(spans: Spans) -> list[tuple[date, date]]:
    """Spans of days without overlaps, by day; the end is the first day in service again (None: not yet)."""
    tidy: list[tuple[date, date]] = []
    for start, end in sorted((start, end or date.max) for start, end in spans):
        if end < start:
            raise ValueError("a span out of service ends before it starts")
        if tidy and start <= tidy[-1][1]:
            tidy[-1] = (tidy[-1][0], max(end, tidy[-1][1]))
        else:
            tidy.append((start, end))
    return tidy


def to_decimal(number: Fraction) -> Decimal:
    """An exact quotient as a Decimal of 28 figures."""
    return FIGURES.divide(Decimal(number.numerator), Decimal(number.denominator))


def _measured(
    valid: Sequence[Reading], window: int, spans: Sequence[tuple[date, date]]
) -> tuple[Fraction, tuple[Reading, ...]] | None:
    if not valid:
        return None
    last = valid[-1]
    used = tuple(one for one in valid if (last.day - one.day).days <= window)
    first = used[0]
    span = (last.day - first.day).days
    driven = span - _within(spans, first.day, last.day)
    if span < ENOUGH_DAYS or driven <= 0 or last.value < first.value:
        return None
    return (Fraction(last.value) - Fraction(first.value)) / driven, used


def _within(spans: Sequence[tuple[date, date]], start: date, end: date) -> int:
    """Days out of service from `start` to before `end`."""
    return sum(max(0, (min(end, until) - max(start, since)).days) for since, until in spans)
