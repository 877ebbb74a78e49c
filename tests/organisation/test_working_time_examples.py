"""Working time by example: the office's own cases, holidays, nights of the clock change, refused values."""

import copy
import pickle
import subprocess
import sys
from datetime import UTC, date, datetime, time, timedelta
from time import process_time

import pytest
from holidays import country_holidays

from foundation.organisation.working_time import LedgerRow, WorkingCalendar
from tests.organisation.hours import DAY, MINUTE, OFFICE, ROUND_THE_CLOCK, TALLINN, WEEK, at

pytestmark = pytest.mark.proof("fault", "The clock jumps: summer time, holidays, year ends")


# --- the examples of the office -------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "work", "due"),
    [
        ("2026-02-20 15:30", 120, "2026-02-23 09:00"),
        ("2026-06-22 12:00", 120, "2026-06-25 09:00"),
        ("2026-01-13 12:10", 30, "2026-01-13 13:00"),
        ("2026-10-23 16:00", 60, "2026-10-26 08:30"),
        ("2026-01-13 15:30", 60, "2026-01-13 16:30"),  # exactly at closing stays there
        ("2026-01-13 11:00", 60, "2026-01-13 12:00"),
        ("2026-01-13 12:10", 0, "2026-01-13 12:30"),  # no work outside working time: the next opening
        ("2026-01-16 16:30", 0, "2026-01-19 08:00"),
        ("2026-01-13 09:07:31", 0, "2026-01-13 09:07:31"),
        ("2026-01-13 15:30:31", 60, "2026-01-14 08:00:31"),  # seconds are kept
    ],
)
def test_due_moments_of_the_office(start, work, due):
    assert OFFICE.add(at(start), work * MINUTE) == at(due)


def test_winter_time_is_back_on_the_monday_after_the_change():
    # given the Friday before the clocks go back, when an hour is added over the weekend
    due = OFFICE.add(at("2026-10-23 16:00"), timedelta(hours=1))
    # then it is due at half past eight of winter time
    assert due.isoformat() == "2026-10-26T06:30:00+00:00"


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2027-03-28", 23), ("2027-10-31", 25)]
)
def test_the_nights_of_the_clock_change_have_their_real_length(day, hours):
    assert ROUND_THE_CLOCK.elapsed(at(day), at(day) + timedelta(days=1)) == timedelta(hours=hours)
    assert len(ROUND_THE_CLOCK.windows(date.fromisoformat(day))) == 1


@pytest.mark.parametrize(
    ("day", "opens", "closes", "spans"),
    [
        ("2026-03-29", time(3), time(4), []),  # swallowed whole
        ("2026-03-29", time(3, 15), time(3, 45), []),
        ("2026-03-29", time(2, 30), time(3, 30), [("00:30", "01:00")]),
        ("2026-03-29", time(3, 30), time(4, 30), [("01:00", "01:30")]),
        ("2026-10-25", time(2, 30), time(4, 30), [("23:30", "02:30")]),  # the hour that comes twice
        ("2026-10-25", time(3, 15), time(3, 45), [("00:15", "00:45"), ("01:15", "01:45")]),
    ],
)
def test_windows_inside_the_night_of_the_change(day, opens, closes, spans):
    calendar = WorkingCalendar("Europe/Tallinn", {6: [(opens, closes)]})
    found = calendar.windows(date.fromisoformat(day))
    assert [(f"{since:%H:%M}", f"{until:%H:%M}") for since, until in found] == spans


def test_a_window_until_midnight_ends_at_midnight_and_meets_the_next_day():
    # given evenings until midnight and nights from midnight
    calendar = WorkingCalendar("Europe/Tallinn", {0: [(time(20), time(0))], 1: [(time(0), time(2))]})
    # when a night is looked at
    rows = calendar.ledger(at("2026-11-16 19:00"), at("2026-11-17 03:00"))
    # then midnight is no border
    assert calendar.windows(date(2026, 11, 16)) == [(at("2026-11-16 20:00"), at("2026-11-17 00:00"))]
    assert [row.kind for row in rows] == ["closed", "counted", "closed"]
    assert rows[1] == LedgerRow("counted", at("2026-11-16 20:00"), at("2026-11-17 02:00"))


def test_a_day_with_a_pause_as_a_ledger():
    # given a request filed before opening that waited over lunch
    pauses = [
        (at("2026-11-24 11:00"), at("2026-11-24 13:00")),
        (at("2026-11-24 11:30"), at("2026-11-24 12:45")),
    ]
    # when the ledger is opened
    rows = OFFICE.ledger(at("2026-11-24 07:00"), at("2026-11-24 17:00"), pauses)
    # then waiting counts as paused only inside working time
    told = [(row.kind.value, f"{row.start.astimezone(TALLINN):%H:%M}") for row in rows]
    assert told == [
        ("closed", "07:00"),
        ("counted", "08:00"),
        ("paused", "11:00"),
        ("closed", "12:00"),
        ("paused", "12:30"),
        ("counted", "13:00"),
        ("closed", "16:30"),
    ]


def test_time_that_runs_backwards_is_no_time():
    assert OFFICE.elapsed(at("2026-11-24 12:00"), at("2026-11-24 09:00")) == timedelta(0)
    assert OFFICE.ledger(at("2026-11-24 12:00"), at("2026-11-24 09:00")) == []


# --- working days ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("start", "count", "met", "closing"),
    [
        ("2026-11-20 15:42", 5, "2026-11-27 15:42", "2026-11-27 16:30"),
        ("2026-06-19 10:00", 2, "2026-06-25 10:00", "2026-06-25 16:30"),  # over Midsummer and its eve
        ("2026-06-25 10:00", -1, "2026-06-22 10:00", "2026-06-22 13:30"),  # back onto the shortened eve
        ("2026-06-25 10:00", -2, "2026-06-19 10:00", "2026-06-19 16:30"),
        ("2026-11-21 10:00", 1, "2026-11-23 10:00", "2026-11-23 16:30"),  # from a Saturday
        ("2026-11-21 10:00", -1, "2026-11-20 10:00", "2026-11-20 16:30"),
        ("2026-11-21 10:00", 0, "2026-11-23 10:00", "2026-11-23 16:30"),
        ("2026-11-20 18:00:05", 0, "2026-11-20 18:00:05", "2026-11-20 16:30"),
        ("2026-10-23 10:00", 1, "2026-10-26 10:00", "2026-10-26 16:30"),  # over the clock change
    ],
)
def test_working_days_keep_the_clock_time_or_end_at_closing(start, count, met, closing):
    assert OFFICE.add_days(at(start), count) == at(met)
    assert OFFICE.add_days(at(start), count, end_of_day=True) == at(closing)


def test_no_working_day_later_is_the_moment_itself_also_when_the_clock_shows_it_twice():
    second_time = datetime(2026, 10, 25, 3, 30, tzinfo=TALLINN, fold=1)
    assert ROUND_THE_CLOCK.add_days(second_time, 0) == second_time.astimezone(UTC)


@pytest.mark.parametrize(
    ("moment", "opening_at"),
    [
        ("2026-11-24 07:59:59", "2026-11-24 08:00"),
        ("2026-11-24 08:00", "2026-11-24 08:00"),
        ("2026-11-24 11:59:59", "2026-11-24 11:59:59"),
        ("2026-11-24 12:00", "2026-11-24 12:30"),
        ("2026-12-23 13:30", "2026-12-28 08:00"),  # Christmas after its shortened eve
    ],
)
def test_next_opening(moment, opening_at):
    assert OFFICE.next_opening(at(moment)) == at(opening_at)


# --- holidays -------------------------------------------------------------------------------------
def test_five_years_of_estonian_holidays_and_eves():
    # given an office that would work every day of the week
    calendar = WorkingCalendar.estonian(dict.fromkeys(range(7), DAY), range(2026, 2031))
    public = country_holidays("EE", years=range(2026, 2031), categories=("public",))
    eves = country_holidays("EE", years=range(2026, 2031), categories=("half_day",))
    assert len(eves) == 20  # four a year
    # when each day is looked at, then it is closed, three hours shorter, or whole, as the register says
    day = date(2026, 1, 1)
    while day < date(2031, 1, 1):
        told = [
            tuple(moment.astimezone(TALLINN).time() for moment in window) for window in calendar.windows(day)
        ]
        expected = [(time(8), time(12)), (time(12, 30), time(13, 30))] if day in eves else DAY
        assert told == ([] if day in public else expected), day
        day += timedelta(days=1)


def test_an_eve_loses_three_hours_from_its_last_windows():
    # given an office whose afternoon is shorter than three hours
    calendar = WorkingCalendar.estonian({0: [(time(9), time(12)), (time(13), time(15))]}, [2026])
    # then the afternoon goes and the morning ends an hour earlier
    assert calendar.windows(date(2026, 2, 23)) == [(at("2026-02-23 09:00"), at("2026-02-23 11:00"))]


def test_days_of_the_office_go_before_holidays_and_eves():
    # given an office open on Christmas Eve, at its own hours on a shortened eve, and closed on another
    calendar = WorkingCalendar.estonian(
        WEEK,
        [2026],
        closed=[date(2026, 12, 31)],
        special={date(2026, 12, 24): [(time(10), time(12))], date(2026, 12, 23): DAY},
    )
    # then its own word counts
    assert calendar.windows(date(2026, 12, 24)) == [(at("2026-12-24 10:00"), at("2026-12-24 12:00"))]
    assert calendar.windows(date(2026, 12, 23))[-1][1] == at("2026-12-23 16:30")
    assert calendar.windows(date(2026, 12, 31)) == []
    assert calendar.windows(date(2026, 12, 25)) == []


# --- one value, refused values, speed -------------------------------------------------------------
def test_calendars_are_equal_by_value_and_cannot_be_changed():
    # given the same week written in another order, with an empty day and a window in two overlapping parts
    one = WorkingCalendar(
        "Europe/Tallinn", {0: DAY, 1: [(time(8), time(12))]}, [date(2026, 1, 1), date(2026, 2, 2)]
    )
    other = WorkingCalendar(
        timezone="Europe/Tallinn",
        week={1: [(time(10), time(12)), (time(8), time(11))], 0: DAY[::-1], 6: []},
        closed=(date(2026, 2, 2), date(2026, 1, 1)),
        special={},
    )
    # when one of them has worked already, then they are still equal, as are copies
    one.add(at("2026-01-02 09:00"), timedelta(hours=40))
    assert one == other
    assert hash(one) == hash(other)
    assert pickle.loads(pickle.dumps(one)) == copy.deepcopy(one) == one  # noqa: S301  our own bytes
    assert one != OFFICE
    with pytest.raises(AttributeError):
        one.timezone = "UTC"
    with pytest.raises(TypeError):
        one.week[0] = ()


@pytest.mark.parametrize(
    "ask",
    [
        lambda: OFFICE.add(datetime(2026, 1, 1), MINUTE),  # noqa: DTZ001  naive on purpose
        lambda: OFFICE.elapsed(at("2026-01-01"), datetime(2026, 1, 1)),  # noqa: DTZ001  naive on purpose
        lambda: OFFICE.ledger(datetime(2026, 1, 1), at("2026-01-01")),  # noqa: DTZ001  naive on purpose
        lambda: OFFICE.add_days(datetime(2026, 1, 1), 1),  # noqa: DTZ001  naive on purpose
        lambda: OFFICE.next_opening(datetime(2026, 1, 1)),  # noqa: DTZ001  naive on purpose
        lambda: OFFICE.add(at("2026-01-01"), MINUTE, [(datetime(2026, 1, 1), None)]),  # noqa: DTZ001  naive on purpose
        lambda: OFFICE.add(at("2026-01-01"), -MINUTE),
        lambda: OFFICE.add(at("2026-01-01"), MINUTE, [(at("2025-01-01"), None)]),
        lambda: OFFICE.add(at("2026-01-01"), timedelta.max),
        lambda: OFFICE.add_days(at("2026-01-01"), 10**9),
        lambda: OFFICE.add_days(at("2026-01-01"), -(10**9)),
        lambda: OFFICE.windows(date.max),
        lambda: OFFICE.elapsed(at("2026-01-01"), datetime.max.replace(tzinfo=UTC)),
        lambda: WorkingCalendar("Europe/Tallinn", {}).next_opening(at("2026-01-01")),
        lambda: WorkingCalendar("Europe/Tallinn", {0: [], 1: [(time(8), time(8))]}).add(
            at("2026-01-01"), MINUTE
        ),
        lambda: WorkingCalendar("Europe/Tallinn", {}).add_days(at("2026-01-01"), 0),
        lambda: WorkingCalendar("Europe/Tallinn", {}, (), {date(2020, 1, 1): DAY}).add(
            at("2026-01-01"), MINUTE
        ),
        lambda: WorkingCalendar("Europe/Tallinn", {0: [(time(22), time(6))]}),
        lambda: WorkingCalendar("Europe/Tallinn", {7: DAY}),
        lambda: WorkingCalendar("Europe/Nowhere", {0: DAY}),
    ],
)
def test_what_cannot_be_answered_is_refused_soon(ask):
    began = process_time()
    with pytest.raises(ValueError, match=r"\w"):
        ask()
    assert process_time() - began < 1


def test_an_open_pause_stops_the_clock_but_not_what_was_done_before():
    pauses = [(at("2026-11-24 10:00"), None)]
    assert OFFICE.add(at("2026-11-24 09:00"), timedelta(hours=1), pauses) == at("2026-11-24 10:00")
    assert OFFICE.elapsed(at("2026-11-24 09:00"), at("2026-11-30 09:00"), pauses) == timedelta(hours=1)


def test_months_of_work_are_reckoned_in_less_than_a_millisecond():
    # given a calendar that has been asked before
    start, work = at("2026-01-05 08:00"), timedelta(hours=480)
    end = OFFICE.add(start, work)
    # when it is asked again, many times
    best = min(_seconds(lambda: OFFICE.add(start, work)) for _ in range(20))
    best_back = min(_seconds(lambda: OFFICE.elapsed(start, end)) for _ in range(20))
    # then three months cost less than a millisecond
    assert max(best, best_back) < 0.001


def _seconds(ask) -> float:
    began = process_time()
    ask()
    return process_time() - began


def test_the_module_needs_no_django():
    modules = "foundation.organisation.working_time, foundation.core.money"
    code = f"import sys, {modules}; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
