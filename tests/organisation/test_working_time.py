"""Working time against an oracle that walks minute by minute and only ever looks at the local clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.organisation.working_time import WorkingCalendar
from tests.organisation.hours import MINUTE, TALLINN

SLOW_MACHINE = [HealthCheck.too_slow]  # nothing here judges how fast it runs
pytestmark = pytest.mark.proof("fault", "The clock jumps: summer time, holidays, year ends")

# the days of the oracle begin at or near these: clock changes, eves and holidays, plain weeks, a year's end
STARTS = [
    date(2026, 3, 27),
    date(2026, 3, 28),
    date(2026, 10, 23),
    date(2026, 10, 24),
    date(2027, 3, 27),
    date(2027, 10, 30),
    date(2026, 6, 20),
    date(2026, 2, 20),
    date(2026, 12, 29),
    date(2026, 11, 16),
]
SPAN_DAYS = 5


# --- the oracle -----------------------------------------------------------------------------------
class Oracle:
    """Asks of each minute whether it counts, from the raw description of a calendar."""

    def __init__(self, week, closed, special):
        self.week, self.closed, self.special = week, closed, special

    def is_open(self, moment):
        local = moment.astimezone(TALLINN)
        if local.date() in self.special:
            windows = self.special[local.date()]
        else:
            windows = [] if local.date() in self.closed else self.week.get(local.weekday(), [])
        clock = local.hour * 60 + local.minute
        return any(
            opens.hour * 60 + opens.minute <= clock < (closes.hour * 60 + closes.minute or 1440)
            for opens, closes in windows
        )

    def kind(self, moment, pauses):
        if not self.is_open(moment):
            return "closed"
        stands = any(since <= moment and (until is None or moment < until) for since, until in pauses)
        return "paused" if stands else "counted"


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    while start < end:
        yield start
        start += MINUTE


# --- what hypothesis makes up ---------------------------------------------------------------------
def clock(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


quarters = st.integers(0, 95).map(lambda quarter: quarter * 15)
night = st.integers(1 * 60, 5 * 60)  # the hours in which the clocks change
opening = st.one_of(quarters, night, st.integers(0, 1439))
windows = st.lists(
    st.tuples(opening, st.one_of(st.integers(1, 180), st.integers(1, 1440), st.just(1440))).map(
        lambda pair: (clock(pair[0]), clock(min(pair[0] + pair[1], 1440)))
    ),
    max_size=3,
)
days = st.tuples(st.sampled_from(STARTS), st.integers(-1, SPAN_DAYS)).map(
    lambda pair: pair[0] + timedelta(days=pair[1])
)
weeks = st.dictionaries(st.integers(0, 6), windows, max_size=7)
closed_days = st.lists(days, max_size=3)
special_days = st.dictionaries(days, windows, max_size=2)
moments = st.tuples(st.sampled_from(STARTS), st.integers(0, 2 * 1440)).map(
    lambda pair: datetime.combine(pair[0], time(), UTC) + pair[1] * MINUTE
)


@st.composite
def cases(draw):
    """A calendar, its oracle, a start, an end some days later and pauses about them."""
    description = draw(weeks), draw(closed_days), draw(special_days)
    start = draw(moments)
    end = start + draw(st.integers(0, SPAN_DAYS * 1440)) * MINUTE
    offsets = st.integers(-600, SPAN_DAYS * 1440)
    pauses = draw(st.lists(st.tuples(offsets, st.one_of(st.none(), st.integers(0, 2000))), max_size=4))
    stood = [
        (start + since * MINUTE, None if lasts is None else start + (since + lasts) * MINUTE)
        for since, lasts in pauses
    ]
    return WorkingCalendar("Europe/Tallinn", *description), Oracle(*description), start, end, stood


# --- against the oracle ---------------------------------------------------------------------------
@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_MACHINE)
@given(cases())
def test_elapsed_and_ledger_say_what_a_walk_by_minutes_says(case):
    # given any calendar, two moments and pauses that overlap, have no end or come in no order
    calendar, oracle, start, end, pauses = case
    # when each minute between them is asked
    kinds = [oracle.kind(minute, pauses) for minute in minutes(start, end)]
    # then the sums agree, and the rows of the ledger say of each minute the same
    assert calendar.elapsed(start, end, pauses) == kinds.count("counted") * MINUTE
    rows = calendar.ledger(start, end, pauses)
    assert [row.kind for row in rows for _ in minutes(row.start, row.end)] == kinds


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW_MACHINE)
@given(cases(), st.integers(0, 3000))
def test_add_finds_the_moment_that_a_walk_by_minutes_finds(case, amount):
    # given any calendar and an amount of work that fits into the days walked through
    calendar, oracle, start, end, pauses = case
    counted = [minute for minute in minutes(start, end) if oracle.kind(minute, pauses) == "counted"]
    if not counted:
        return
    amount = amount % (len(counted) + 1)
    # when the work is added, then it is done after the last of so many counted minutes
    done = counted[amount - 1] + MINUTE if amount else counted[0]
    assert calendar.add(start, amount * MINUTE, pauses) == done


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW_MACHINE)
@given(cases(), st.integers(1, 100_000_000))
def test_elapsed_undoes_add_to_the_microsecond(case, micro):
    # given any calendar that opens, and work of any seconds
    calendar, _, start, _, pauses = case
    work = timedelta(microseconds=micro)
    pauses = [(since, until) for since, until in pauses if until]
    try:
        done = calendar.add(start, work, pauses)
    except ValueError:
        assert not any(calendar.week.values()), "only a calendar without a window of the week may give up"
        return
    # when the time up to the due moment is taken, then it is that work, and a moment earlier it is not
    assert calendar.elapsed(start, done, pauses) == work
    assert calendar.elapsed(start, done - timedelta(microseconds=1), pauses) < work
    assert done.tzinfo is UTC


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW_MACHINE)
@given(cases())
def test_a_ledger_has_no_gaps_and_sums_to_the_elapsed_time(case):
    # given any calendar and two moments with seconds
    calendar, _, start, end, pauses = case
    start, end = start + timedelta(seconds=17), end + timedelta(seconds=43)
    # when the ledger is opened
    rows = calendar.ledger(start, end, pauses)
    # then its rows touch, never repeat a kind, and the counted ones are the elapsed time
    assert (rows[0].start, rows[-1].end) == (start, end)
    assert all(one.end == two.start and one.kind != two.kind for one, two in pairwise(rows))
    assert all(row.start < row.end for row in rows)
    counted = [row.end - row.start for row in rows if row.kind == "counted"]
    assert sum(counted, timedelta()) == calendar.elapsed(start, end, pauses)


@settings(max_examples=80, deadline=None, suppress_health_check=SLOW_MACHINE)
@given(cases(), st.integers(-4, 4))
def test_working_days_are_counted_like_a_finger_on_the_calendar(case, count):
    # given any calendar, and the days about the start on which at least one minute is open
    _, oracle, start, _, _ = case
    calendar = WorkingCalendar("Europe/Tallinn", oracle.week, oracle.closed, oracle.special)
    local = start.astimezone(TALLINN)
    around = [local.date() + timedelta(days=n) for n in range(-9, 10)]
    working = [day for day in around if calendar.windows(day)]
    later, earlier = [d for d in working if d > local.date()], [d for d in working if d < local.date()][::-1]
    if count == 0:
        expected = (
            working[working.index(local.date())] if local.date() in working else next(iter(later), None)
        )
    else:
        expected = dict(enumerate(later if count > 0 else earlier, 1)).get(abs(count))
    if expected is None:
        return
    # when so many working days are added, then that day is met
    met = calendar.add_days(start, count, end_of_day=True)
    assert met == calendar.windows(expected)[-1][1]
    assert calendar.add_days(start, count).astimezone(TALLINN).date() == expected
