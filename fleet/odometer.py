"""Readings of a vehicle's odometer: one count of km over all its meters, and which readings to believe.

Knows no Django and no database. The order in which readings are given never matters, and nothing is a
maximum: a mistyped reading is set aside (`suspect`), and correcting it leaves everything as if it had never
been typed. Days are days of Europe/Tallinn, distances are km.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal, localcontext
from enum import StrEnum
from zoneinfo import ZoneInfo

from foundation.core.money import EXACT  # the caller's context must not change a distance either

TALLINN = ZoneInfo("Europe/Tallinn")
RATE_DAYS = 90
ENOUGH_DAYS = 14  # a shorter span gives no rate
USUAL_TIMES = 4
ALWAYS_POSSIBLE = 300  # km a day
SMALL = 500  # km: a step up to this is a trip, at whatever speed
NEVER_POSSIBLE = 1500  # km a day
LOOK_BACK = 2


class ReadingStatus(StrEnum):
    """What is known of a reading: nothing yet, confirmed by a person, doubted, or taken back."""

    NEW = "new"
    VALID = "valid"
    SUSPECT = "suspect"
    VOID = "void"


class Unit(StrEnum):
    """What a meter counts."""

    KM = "km"
    MI = "mi"


class Doubt(StrEnum):
    """Why a reading is not believed; empty where it is."""

    NONE = ""
    BELOW = "below_previous"
    ABOVE = "above_next"
    FAST = "too_fast"


KM = {Unit.KM: Decimal(1), Unit.MI: Decimal("1.609344")}  # the international mile, exact


@dataclass(frozen=True)
class Reading:
    """A value seen on a meter, in the meter's unit; after `cumulative` in km over all meters of the vehicle.

    Raises ValueError for a naive moment, a value that is no finite Decimal (or int), or an unknown status.
    """

    at: datetime
    value: Decimal
    id: int = 0
    status: str = ReadingStatus.NEW

    def __post_init__(self) -> None:
        """Refuse what would make figures wrong later."""
        aware(self.at)
        object.__setattr__(self, "value", exact(self.value))
        object.__setattr__(self, "status", ReadingStatus(self.status))

    @property
    def day(self) -> date:
        """The day of the reading in Estonia."""
        return self.at.astimezone(TALLINN).date()


@dataclass(frozen=True)
class Segment:
    """The time of one meter: from `start` on its values count from `offset_km`, in its own unit.

    Raises ValueError for another unit than km or mi.
    """

    start: datetime
    offset_km: Decimal = Decimal(0)
    unit: str = Unit.KM

    def __post_init__(self) -> None:
        """Refuse what would make figures wrong later."""
        aware(self.start)
        object.__setattr__(self, "offset_km", exact(self.offset_km))
        object.__setattr__(self, "unit", Unit(self.unit))


@dataclass(frozen=True)
class Classified:
    """A reading, whether it is believed (valid | suspect | void), and the doubt in a word where it is not."""

    reading: Reading
    status: str
    reason: str


def aware(at: datetime) -> datetime:
    """The moment itself; raises ValueError where it has no time zone."""
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    return at


def exact(number: Decimal | int) -> Decimal:
    """The number as a Decimal; raises ValueError for a float or what is not finite."""
    if isinstance(number, float) or not Decimal(number).is_finite():
        raise ValueError(f"{number} is not an exact number")
    return Decimal(number)


def in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Readings by moment, then value, then id."""
    return sorted(readings, key=_order)


def cumulative(readings: Iterable[Reading], segments: Iterable[Segment]) -> list[Reading]:
    """Readings in cumulative km: offset of the meter then in use + its value in km, unrounded (formula 1).

    Before the first segment a value counts as it is, in km: that was the meter the vehicle came with.
    """
    meters = sorted(segments, key=lambda one: (one.start.astimezone(UTC), one.offset_km, one.unit))
    starts = [one.start.astimezone(UTC) for one in meters]

    def in_km(reading: Reading) -> Reading:
        count = bisect_right(starts, reading.at.astimezone(UTC))
        if not count:
            return reading
        meter = meters[count - 1]
        value = EXACT.add(meter.offset_km, EXACT.multiply(reading.value, KM[Unit(meter.unit)]))
        return replace(reading, value=value)

    return in_order(in_km(reading) for reading in readings)


def classify(readings: Iterable[Reading]) -> list[Classified]:
    """Judge readings in cumulative km, by (moment, value, id): valid, suspect with a reason, or void.

    What a person confirmed stays valid and what was taken back stays void; all else is judged anew (formula
    2). A reading is suspect that is below the valid one before it or above the next, or that would need more
    than 1,500 km a day, or more than 500 km at above 300 km a day and four times the rate of the last 90
    days. A lower one is believed instead of the one or two before it where it fits without them. Of the first
    two, as many are doubted as leave fewest doubts in the whole.
    """
    ordered = in_order(readings)
    judged = [one for one in ordered if one.status != ReadingStatus.VOID]
    with localcontext(EXACT):
        starts = range(_unconfirmed_at_start(judged) + 1)
        doubts = min((_Chain(judged).doubts(skip) for skip in starts), key=len)
    verdicts = [_verdict(one, doubts.get(place, Doubt.NONE)) for place, one in enumerate(judged)]
    void = [
        Classified(one, ReadingStatus.VOID, Doubt.NONE) for one in ordered if one.status == ReadingStatus.VOID
    ]
    return sorted(verdicts + void, key=lambda one: _order(one.reading))


def believed(readings: Iterable[Reading], on: date) -> list[Reading]:
    """What counts on a day: the valid readings, by (moment, value, id), dated on or before it."""
    valid = (one.reading for one in classify(readings) if one.status == ReadingStatus.VALID)
    return [reading for reading in valid if reading.day <= on]


def _order(reading: Reading) -> tuple[datetime, Decimal, int, str]:
    """By UTC, so the hour that comes twice in autumn keeps its order; the status parts equals."""
    return reading.at.astimezone(UTC), reading.value, reading.id, reading.status


def _verdict(reading: Reading, doubt: Doubt) -> Classified:
    return Classified(reading, ReadingStatus.SUSPECT if doubt else ReadingStatus.VALID, doubt)


def _unconfirmed_at_start(readings: Sequence[Reading]) -> int:
    """How many of the first readings may be doubted: at most two, none that a person confirmed, never all."""
    count = 0
    for reading in readings[:LOOK_BACK]:
        if reading.status == ReadingStatus.VALID:
            break
        count += 1
    return max(0, min(count, len(readings) - 1))


class _Chain:
    """Goes through readings in their order and keeps the chain of those that are believed so far."""

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.values = [one.value for one in readings]
        self.days = [one.day.toordinal() for one in readings]
        self.confirmed = [one.status == ReadingStatus.VALID for one in readings]
        self.chain: list[int] = []  # places of readings
        self.chain_days: list[int] = []
        self.found: dict[int, Doubt] = {}

    def doubts(self, skip: int) -> dict[int, Doubt]:
        """The doubts by place, if the first `skip` readings are not believed."""
        for place in range(skip):
            above = self.values[place] > self.values[skip]
            self.found[place] = Doubt.ABOVE if above else Doubt.FAST
        ceilings = self._ceilings()
        for place in range(skip, len(self.values)):
            self._meet(place, ceilings[place])
        return self.found

    def _ceilings(self) -> list[Decimal | None]:
        """For each reading the next value that a person confirmed."""
        ceilings: list[Decimal | None] = []
        ceiling = None
        for value, confirmed in zip(reversed(self.values), reversed(self.confirmed), strict=True):
            ceilings.append(ceiling)
            ceiling = value if confirmed else ceiling
        return ceilings[::-1]

    def _meet(self, place: int, ceiling: Decimal | None) -> None:
        if self.confirmed[place]:
            while self.chain and not self.confirmed[self.chain[-1]] and self._below(place, 0):
                self._drop(1)
        elif doubt := self._doubt(place, ceiling):
            self.found[place] = doubt
            return
        self.chain.append(place)
        self.chain_days.append(self.days[place])

    def _doubt(self, place: int, ceiling: Decimal | None) -> Doubt:
        if ceiling is not None and self.values[place] > ceiling:
            return Doubt.ABOVE
        if not self.chain:
            return Doubt.NONE
        if not self._below(place, 0):
            return Doubt.FAST if self._fast(place, 0) else Doubt.NONE
        for back in range(1, LOOK_BACK + 1):
            if self._fits_without(place, back):
                self._drop(back)
                return Doubt.NONE
        return Doubt.BELOW

    def _fits_without(self, place: int, back: int) -> bool:
        if len(self.chain) <= back or any(self.confirmed[one] for one in self.chain[-back:]):
            return False
        return not self._below(place, back) and not self._fast(place, back)

    def _drop(self, count: int) -> None:
        for _ in range(count):
            self.found[self.chain.pop()] = Doubt.ABOVE
            self.chain_days.pop()

    def _below(self, place: int, back: int) -> bool:
        """Whether a reading is below the believed one, `back` from the last."""
        return self.values[place] < self.values[self.chain[-1 - back]]

    def _fast(self, place: int, back: int) -> bool:
        """Whether it would need more km a day than the vehicle can have driven; a part of a day is a day."""
        end = len(self.chain) - 1 - back
        before = self.chain[end]
        step = self.values[place] - self.values[before]
        days = max(1, self.days[place] - self.days[before])
        if step > NEVER_POSSIBLE * days:
            return True
        if step <= SMALL or step <= ALWAYS_POSSIBLE * days:
            return False
        first = self.chain[bisect_left(self.chain_days, self.days[before] - RATE_DAYS, 0, end)]
        span = self.days[before] - self.days[first]
        usual = self.values[before] - self.values[first]
        return span < ENOUGH_DAYS or step * span > USUAL_TIMES * usual * days
