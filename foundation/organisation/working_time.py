"""Working time of an office: weekly windows, holidays, shortened eves and days of its own.

A moment counts when the local clock shows a time inside a window of that local day. So the night the clocks
go forward has no hour that nobody saw, and the hour that comes twice in autumn counts twice. Nothing here is
accumulated and nothing knows a database: the same question always has the same answer.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays

Windows = Sequence[tuple[time, time]]
Pauses = Iterable[tuple[datetime, datetime | None]]
Point = TypeVar("Point", timedelta, datetime)
Span = tuple[datetime, datetime]
Wall = tuple[timedelta, timedelta]  # local clock, counted from midnight

MIDNIGHT = timedelta(0)
ONE_DAY = timedelta(days=1)
EVE_LOSES = timedelta(hours=3)
CENTURY = timedelta(days=36525)  # a result further away means that the calendar never opens
FOREVER = datetime.max.replace(tzinfo=UTC)
YEARS = range(2, 9800)  # leaves room for a time zone and a century at both ends of what Python can count
KEPT_DAYS = 5000
NO_DAYS: Mapping[date, Windows] = MappingProxyType({})


class LedgerKind(StrEnum):
    """What a stretch of time was for the clock."""

    COUNTED = "counted"
    PAUSED = "paused"  # would have counted, but the clock stood
    CLOSED = "closed"  # outside working time, whether the clock stood or not


@dataclass(frozen=True)
class LedgerRow:
    """A stretch of time between two UTC moments, and what it was for the clock."""

    kind: LedgerKind
    start: datetime
    end: datetime


@dataclass(frozen=True)
class WorkingCalendar:
    """When an office works; weekday 0 is Monday, `special` replaces the windows of a day, even a closed one.

    Raises ValueError for an unknown time zone or weekday, and for a window that ends before it starts.
    """

    timezone: str
    week: Mapping[int, Windows]
    closed: Collection[date] = ()
    special: Mapping[date, Windows] = field(default_factory=dict)
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)
    _kept: dict[date, tuple[Span, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        """Bring equal calendars to one form, whatever the order of their windows."""
        if not set(self.week) <= set(range(7)):
            raise ValueError("a weekday is 0 (Monday) to 6")
        week = {weekday: _tidy(windows) for weekday, windows in sorted(self.week.items())}
        special = {day: _tidy(windows) for day, windows in sorted(self.special.items())}
        own = {
            "week": MappingProxyType({weekday: windows for weekday, windows in week.items() if windows}),
            "closed": frozenset(self.closed).difference(special),
            "special": MappingProxyType(special),
            "_zone": _zone(self.timezone),
        }
        for name, value in own.items():
            object.__setattr__(self, name, value)

    def __hash__(self) -> int:
        """Equal calendars have equal hashes; mappings have none of their own."""
        return hash((self.timezone, tuple(self.week.items()), self.closed, tuple(self.special.items())))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled by value: read-only mappings cannot be."""
        return WorkingCalendar, (self.timezone, dict(self.week), self.closed, dict(self.special))

    @classmethod
    def estonian(
        cls,
        week: Mapping[int, Windows],
        years: Iterable[int],
        closed: Collection[date] = (),
        special: Mapping[date, Windows] = NO_DAYS,
    ) -> "WorkingCalendar":
        """The calendar of an office in Estonia: closed on public holidays, three hours shorter on their eves.

        The office's own `closed` and `special` days go before both.
        """
        years = list(years)
        public = country_holidays("EE", years=years, categories=("public",))
        eves = country_holidays("EE", years=years, categories=("half_day",))
        shut = {*public, *closed}
        shorter = {day: _shortened(week.get(day.weekday(), ())) for day in eves if day not in shut}
        return cls("Europe/Tallinn", week, shut, {**shorter, **special})

    def add(self, start: datetime, working: timedelta, pauses: Pauses = ()) -> datetime:
        """The first moment by which so much working time has passed; no work is done at the next opening.

        Raises ValueError for naive moments, negative time, and a moment that is never reached.
        """
        if working < timedelta(0):
            raise ValueError("working time cannot be negative")
        begin, stood = _utc(start), _stood(pauses)
        end = begin + CENTURY
        if stood and stood[-1][1] == FOREVER:
            end = min(end, stood[-1][0])
        if working > end - begin:
            raise ValueError("there is not so much time before a century or an open pause")
        for kind, since, until in _pieces(self._open(begin, end), stood):
            if kind == LedgerKind.COUNTED:
                if until - since >= working:
                    return since + working
                working -= until - since
        raise ValueError("the calendar never opens for so long")

    def elapsed(self, start: datetime, end: datetime, pauses: Pauses = ()) -> timedelta:
        """Working time between two moments; zero when the end comes first, ValueError for naive ones."""
        total = timedelta(0)
        for kind, since, until in _pieces(self._open(_utc(start), _utc(end)), _stood(pauses)):
            if kind == LedgerKind.COUNTED:
                total += until - since
        return total

    def add_days(self, start: datetime, days: int, end_of_day: bool = False) -> datetime:
        """The same clock time so many working days later or earlier, or the closing time of that day.

        Days are counted from the day of the start, open or not; 0 from a closed day is the next open one.
        Raises ValueError for naive moments, and when there are not so many working days in a century.
        """
        local = _utc(start).astimezone(self._zone)
        day = self._working_day(local.date(), days)
        if end_of_day:
            return self._of_day(day)[-1][1]
        return datetime.combine(day, local.time(), self._zone).astimezone(UTC)

    def next_opening(self, at: datetime) -> datetime:
        """The moment itself inside a window, else when the next one opens; closing time is outside."""
        return self.add(at, timedelta(0))

    def windows(self, day: date) -> list[Span]:
        """The working time of a local day in UTC, in order; empty when closed."""
        if day.year not in YEARS:
            raise ValueError(f"{day} is too far away")
        return list(self._of_day(day))

    def ledger(self, start: datetime, end: datetime, pauses: Pauses = ()) -> list[LedgerRow]:
        """What each second between two moments was; rows touch, and the counted ones sum to `elapsed`."""
        begin, finish = _utc(start), _utc(end)
        rows: list[tuple[LedgerKind, datetime, datetime]] = []
        cursor = begin
        for kind, since, until in _pieces(self._open(begin, finish), _stood(pauses)):
            if cursor < since:
                rows.append((LedgerKind.CLOSED, cursor, since))
            if rows and rows[-1][0] == kind:  # windows of two days that meet at midnight, pauses that touch
                since = rows.pop()[1]
            rows.append((kind, since, until))
            cursor = until
        if cursor < finish:
            rows.append((LedgerKind.CLOSED, cursor, finish))
        return [LedgerRow(*row) for row in rows]

    def _open(self, start: datetime, end: datetime) -> Iterator[Span]:
        """The windows between two UTC moments, cut to them."""
        day, last = start.astimezone(self._zone).date(), end.astimezone(self._zone).date()
        while day <= last:
            for opens, closes in self._of_day(day):
                if closes > start and opens < end:
                    yield max(opens, start), min(closes, end)
            day += ONE_DAY

    def _working_day(self, day: date, days: int) -> date:
        if days == 0 and self._of_day(day):
            return day
        left, step = max(abs(days), 1), -ONE_DAY if days < 0 else ONE_DAY
        for _ in range(CENTURY.days if left <= CENTURY.days else 0):
            day += step
            left -= bool(self._of_day(day))
            if not left:
                return day
        raise ValueError("the calendar never opens on so many days")

    def _of_day(self, day: date) -> tuple[Span, ...]:
        found = self._kept.get(day)
        if found is None:
            if len(self._kept) >= KEPT_DAYS:
                self._kept.clear()  # no order to keep: a day costs some microseconds
            found = self._kept[day] = self._work_out(day)
        return found

    def _work_out(self, day: date) -> tuple[Span, ...]:
        """The windows of a day in UTC, one stretch of constant offset after the other."""
        windows = self.special.get(day)
        if windows is None:
            windows = () if day in self.closed else self.week.get(day.weekday(), ())
        if not windows:
            return ()
        clock_zero = datetime.combine(day, time(), UTC)
        return tuple(
            _merged(
                (max(clock_zero + opens - offset, since), min(clock_zero + closes - offset, until))
                for since, until, offset in self._stretches(day)
                for opens, closes in _walls(windows)
            )
        )

    def _stretches(self, day: date) -> list[tuple[datetime, datetime, timedelta]]:
        """A local day in UTC, cut where the clocks change, each part with its offset from UTC."""
        begin, end = (
            datetime.combine(one, time(), self._zone).astimezone(UTC) for one in (day, day + ONE_DAY)
        )
        seconds = (end - begin) // timedelta(seconds=1)

        def offset(second: int) -> timedelta:
            return (begin + timedelta(seconds=second)).astimezone(self._zone).utcoffset() or MIDNIGHT

        first, last = offset(0), offset(seconds - 1)
        if first == last:
            return [(begin, end, first)]
        change = begin + timedelta(
            seconds=bisect_left(range(seconds), True, key=lambda one: offset(one) == last)
        )
        return [(begin, change, first), (change, end, last)]


def _utc(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError(f"{at} has no time zone")
    if at.year not in YEARS:
        raise ValueError(f"{at} is too far away")
    return at.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError as unknown:
        raise ValueError(f"{name} is not a known time zone") from unknown


def _stood(pauses: Pauses) -> list[Span]:
    """Pauses in order, none overlapping; an open end lasts for ever."""
    return _merged((_utc(since), FOREVER if until is None else _utc(until)) for since, until in pauses)


def _pieces(
    windows: Iterable[Span], stood: Sequence[Span]
) -> Iterator[tuple[LedgerKind, datetime, datetime]]:
    """The windows cut into counted and paused parts; both inputs in order and without overlaps."""
    behind = 0
    for opens, closes in windows:
        while behind < len(stood) and stood[behind][1] <= opens:
            behind += 1
        index = behind
        while index < len(stood) and stood[index][0] < closes:
            since, until = max(stood[index][0], opens), min(stood[index][1], closes)
            if opens < since:
                yield LedgerKind.COUNTED, opens, since
            yield LedgerKind.PAUSED, since, until
            opens = until
            index += 1
        if opens < closes:
            yield LedgerKind.COUNTED, opens, closes


def _merged(spans: Iterable[tuple[Point, Point]]) -> list[tuple[Point, Point]]:
    """In order, empty ones dropped, those that overlap or touch joined."""
    found: list[tuple[Point, Point]] = []
    for since, until in sorted(spans):
        if since >= until:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found


def _walls(windows: Windows) -> list[Wall]:
    """Windows counted from midnight; 00:00 at the end is the midnight that follows."""
    walls = [(_from_midnight(opens), _from_midnight(closes) or ONE_DAY) for opens, closes in windows]
    if any(closes < opens for opens, closes in walls):
        raise ValueError("a window ends before it starts")
    return _merged(walls)


def _times(walls: Iterable[Wall]) -> tuple[tuple[time, time], ...]:
    day = datetime.combine(date.min, time(), UTC)
    return tuple(((day + opens).time(), (day + closes).time()) for opens, closes in walls)


def _tidy(windows: Windows) -> tuple[tuple[time, time], ...]:
    return _times(_walls(windows))


def _shortened(windows: Windows) -> tuple[tuple[time, time], ...]:
    """Windows without the last three working hours of the day."""
    kept, loss = [], EVE_LOSES
    for opens, closes in reversed(_walls(windows)):
        cut = min(loss, closes - opens)
        loss -= cut
        kept.append((opens, closes - cut))
    return _times(_merged(kept))


def _from_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
