"""When something is due: by date or by km, whichever comes first."""

import statistics
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.odometer import Reading
from fleet.terms import Due, Term, next_due
from tests.fleet.cars import BORN, cars, reading
from tests.fleet.test_forecast import EXAMPLE, TODAY
from tests.fleet.test_odometer import START, histories
from tests.scale import times

SERVICE = Term(
    anchor=date(2025, 1, 5), months=12, km=Decimal(15_000), done=date(2026, 1, 5), done_km=Decimal(40_000)
)
days = st.dates(date(2025, 1, 1), date(2027, 6, 1))
terms = st.builds(
    Term,
    anchor=days,
    months=st.none() | st.integers(1, 48),
    km=st.none() | st.integers(1, 60_000).map(Decimal),
    anchor_km=st.integers(0, 50_000).map(Decimal),
    mode=st.sampled_from(["from_done", "from_due", "external"]),
    done=st.none() | days,
    done_km=st.none() | st.integers(0, 60_000).map(Decimal),
    closed_due=st.none() | days,
    valid_until=st.none() | days,
    lead_days=st.integers(0, 90),
    lead_km=st.none() | st.integers(0, 5_000).map(Decimal),
    urgent_days=st.integers(0, 20),
)


def test_the_worked_example_of_the_domain():
    # given a service at 40,000 km on 5 January, every 15,000 km or 12 months, and 50 km a day since
    due = next_due(SERVICE, EXAMPLE, TODAY)
    # then 200 days of driving come first: 1 November, by km
    assert (due.date, due.km, due.predicted_date) == (date(2027, 1, 5), 55_000, date(2026, 11, 1))
    assert (due.first, due.limiting, due.level) == (date(2026, 11, 1), "km", "ok")
    assert TODAY < due.earliest < due.first < due.latest <= due.date


def test_a_tie_is_the_dates():
    term = Term(anchor=date(2025, 11, 1), months=12, km=Decimal(10_000), anchor_km=Decimal(45_000))
    due = next_due(term, EXAMPLE, TODAY)
    assert (due.date, due.predicted_date, due.limiting) == (date(2026, 11, 1), date(2026, 11, 1), "date")


def test_part_of_a_day_is_not_waited_for():
    # given 10,049 km to go at 50 a day: 200.98 days
    term = Term(anchor=date(2026, 1, 5), km=Decimal(10_049), anchor_km=Decimal(45_000))
    assert next_due(term, EXAMPLE, TODAY).predicted_date == date(2026, 11, 1)


def test_a_rate_that_does_not_come_out_even_loses_no_day():
    # given 200 km in 3 days on average: 66.66 a day, and exactly 200 km to go
    history = [reading("2026-01-01", 1_000), reading("2026-01-31", 3_000)]
    term = Term(anchor=date(2026, 1, 1), km=Decimal(3_200))
    assert next_due(term, history, date(2026, 1, 31)).predicted_date == date(2026, 2, 3)


# What the next one counts from


@pytest.mark.parametrize(("done", "due"), [(None, date(2026, 2, 28)), (date(2026, 2, 10), date(2026, 3, 10))])
def test_from_done_counts_from_what_was_done_else_from_the_start(done, due):
    term = Term(anchor=date(2026, 1, 31), months=1, done=done)
    assert next_due(term, [], TODAY).date == due


def test_the_31st_stays_the_31st():
    # given a grid from 31 January, then months are never counted from a shorter month
    def due_after(closed: date) -> date | None:
        term = Term(anchor=date(2026, 1, 31), months=1, mode="from_due", done=closed, closed_due=closed)
        return next_due(term, [], TODAY).date

    assert due_after(date(2026, 2, 28)) == date(2026, 3, 31)
    assert due_after(date(2026, 3, 31)) == date(2026, 4, 30)
    assert due_after(date(2026, 4, 30)) == date(2026, 5, 31)
    assert due_after(date(2028, 1, 31)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("done", "closed", "due"),
    [
        (None, None, date(2026, 3, 1)),  # never done: the first day of the grid
        (
            date(2026, 2, 20),
            date(2026, 3, 1),
            date(2027, 3, 1),
        ),  # done early: the grid stays, nothing is skipped
        (date(2026, 3, 1), date(2026, 3, 1), date(2027, 3, 1)),
        (date(2026, 4, 9), date(2026, 3, 1), date(2027, 3, 1)),  # done late
        (date(2028, 4, 9), date(2026, 3, 1), date(2029, 3, 1)),  # cycles missed are not piled up
        (date(2026, 2, 20), None, date(2026, 3, 1)),  # done, but it answered no due date
        (None, date(2027, 3, 1), date(2028, 3, 1)),
        (date(2024, 1, 1), None, date(2026, 3, 1)),  # done before the term began
    ],
)
def test_from_due_keeps_the_grid(done, closed, due):
    term = Term(anchor=date(2025, 3, 1), months=12, mode="from_due", done=done, closed_due=closed)
    assert next_due(term, [], TODAY).date == due


def test_a_fixed_day_without_months_is_itself():
    lease = Term(
        anchor=date(2028, 6, 30),
        km=Decimal(80_000),
        anchor_km=Decimal(10),
        mode="from_due",
        done=date(2026, 1, 1),
    )
    due = next_due(lease, [], TODAY)
    assert (due.date, due.km) == (date(2028, 6, 30), 80_010)


def test_a_register_has_the_last_word():
    term = Term(
        anchor=date(2020, 1, 1), months=12, mode="external", valid_until=date(2026, 9, 30), done=TODAY
    )
    assert next_due(term, [], TODAY).date == date(2026, 9, 30)
    assert next_due(Term(anchor=date(2020, 1, 1), months=12, mode="external"), [], TODAY).first is None


def test_done_without_km_takes_the_valid_reading_nearest_to_that_day():
    def km_of(done: str, *more: Reading) -> Decimal | None:
        term = Term(
            anchor=date(2025, 1, 5), km=Decimal(15_000), anchor_km=Decimal(7), done=date.fromisoformat(done)
        )
        return next_due(term, [*EXAMPLE, *more], TODAY).km

    assert km_of("2026-02-25") == 57_300
    assert km_of("2026-03-14") == 57_300  # 22 days after one, 22 before the other: the earlier
    assert km_of("2026-03-15") == 59_500
    assert km_of("2026-02-25", reading("2026-02-25", 301_464)) == 57_300  # what is doubted does not count
    assert km_of("2020-01-01") == 55_000
    assert next_due(Term(anchor=TODAY, km=Decimal(9), anchor_km=Decimal(7), done=TODAY), [], TODAY).km == 16


# How pressing


@pytest.mark.parametrize(
    ("until", "level"),
    [(-1, "overdue"), (0, "due"), (1, "urgent"), (7, "urgent"), (8, "soon"), (30, "soon"), (31, "ok")],
)
def test_levels_by_date_and_due_today_is_not_overdue(until, level):
    term = Term(anchor=TODAY, mode="external", valid_until=TODAY + timedelta(days=until))
    assert next_due(term, EXAMPLE, TODAY).level == level


@pytest.mark.parametrize(
    ("limit", "level"),
    [
        (44_499, "overdue"),  # the last reading is 44,500
        (44_500, "due"),
        (44_501, "urgent"),  # projected as passed, read it is not
        (45_000 + 7 * 50, "urgent"),
        (45_000 + 8 * 50, "soon"),
        (45_000 + 2_000, "soon"),
        (45_000 + 2_001, "ok"),
    ],
)
def test_levels_by_km_are_of_the_last_reading_and_lead_of_the_projection(limit, level):
    term = Term(anchor=TODAY, km=Decimal(20_000), anchor_km=Decimal(limit - 20_000), lead_days=0)
    assert next_due(term, EXAMPLE, TODAY).level == level


@pytest.mark.parametrize(
    ("km", "lead", "left", "level"),
    [
        (5_000, None, 1_000, "soon"),  # at least 1,000
        (5_000, None, 1_001, "ok"),
        (30_000, None, 3_000, "soon"),  # a tenth
        (30_000, None, 3_001, "ok"),
        (30_000, Decimal(100), 101, "ok"),
        (30_000, Decimal(0), 1, "ok"),
    ],
)
def test_each_term_has_its_own_lead_in_km(km, lead, left, level):
    # given a reading without any rate
    history = [reading("2026-04-15", 45_000)]
    term = Term(anchor=TODAY, km=Decimal(km), anchor_km=Decimal(45_000 + left - km), lead_km=lead)
    assert next_due(term, history, TODAY).level == level


def test_a_limit_that_is_reached_is_of_today_also_without_a_rate():
    term = Term(anchor=date(2026, 1, 1), km=Decimal(15_000), months=12)
    due = next_due(term, [reading("2026-04-01", 15_001)], TODAY)
    assert due == Due(
        date=date(2027, 1, 1), km=Decimal(15_000), predicted_date=TODAY, limiting="km", level="overdue",
        earliest=TODAY, latest=TODAY,
    )  # fmt: skip


def test_without_readings_the_km_count_as_not_reached():
    due = next_due(Term(anchor=TODAY, km=Decimal(1)), [], TODAY)
    assert due == Due(
        date=None, km=Decimal(1), predicted_date=None, limiting="", level="ok", earliest=None, latest=None
    )
    assert due.first is None


def test_a_vehicle_that_stands_has_no_predicted_day():
    still = [reading("2026-01-05", 40_000), reading("2026-04-05", 40_000)]
    assert next_due(SERVICE, still, TODAY).predicted_date is None


def test_the_prediction_is_never_before_today_and_never_after_the_calendar():
    slow = [reading("2026-01-05", "0"), reading("2026-04-05", "0.001")]
    term = Term(anchor=TODAY, km=Decimal(999_999))
    assert next_due(term, slow, TODAY).predicted_date == date.max
    passed = Term(anchor=TODAY, km=Decimal(44_600))
    assert next_due(passed, EXAMPLE, date(2026, 5, 20)).predicted_date == date(2026, 5, 20)


def test_km_rest_while_out_of_service_and_dates_run():
    away = [(date(2026, 4, 5), None)]
    due = next_due(SERVICE, EXAMPLE, date(2027, 1, 4), away)
    assert due.predicted_date == date(2027, 1, 4) + timedelta(days=210)  # 10,500 km from the last reading on
    assert (due.level, due.limiting) == ("urgent", "date")


@pytest.mark.parametrize(
    "wrong",
    [
        {"mode": "whenever"}, {"months": 0}, {"km": Decimal(0)}, {"km": Decimal(-5)}, {"lead_days": -1},
        {"lead_km": Decimal(-1)}, {"urgent_days": -1}, {"km": 0.5},
    ],
)  # fmt: skip
def test_a_term_that_would_never_come_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        Term(anchor=TODAY, **wrong)


def test_a_due_date_after_the_calendar_is_refused():
    with pytest.raises(ValueError, match="calendar"):
        next_due(Term(anchor=date(9999, 1, 1), months=12), [], TODAY)


# For any term and history


@settings(max_examples=times(short=80, full=10_000), deadline=None)
@given(terms, histories, st.integers(0, 500))
def test_the_range_holds_the_first_day_and_order_never_matters(term, readings, day):
    on = START.date() + timedelta(days=day)
    due = next_due(term, readings, on)
    assert next_due(term, sorted(readings, key=repr), on) == due
    known = [one for one in (due.date, due.predicted_date) if one]
    assert due.first == min(known, default=None)
    assert (due.limiting == "") == (due.first is None) == (due.earliest is None) == (due.latest is None)
    if due.first:
        assert due.earliest <= due.first <= due.latest
        assert not due.date or due.latest <= due.date
        assert due.limiting == ("date" if due.first == due.date else "km")
    assert due.predicted_date is None or due.predicted_date >= on


@settings(max_examples=times(short=30, full=10_000), deadline=None)
@given(terms, histories, st.integers(0, 400), st.integers(0, 999_999))
def test_a_typo_corrected_leaves_due_dates_as_if_it_had_never_been_typed(term, readings, day, km):
    on = START.date() + timedelta(days=300)
    void = Reading(at=START + timedelta(days=day), value=Decimal(km), id=99, status="void")
    assert next_due(term, [void, *readings], on) == next_due(term, readings, on)


@settings(max_examples=times(short=20, full=10_000), deadline=None)
@given(st.lists(terms, max_size=4), terms, histories)
def test_no_term_changes_another(others, term, readings):
    alone = next_due(term, readings, TODAY)
    for other in others:
        next_due(other, readings, TODAY)
    assert next_due(term, readings, TODAY) == alone


def test_km_limits_are_foretold_on_a_synthetic_fleet():
    # given 40 cars over three years with typos, when a limit that they reach in 60 days is asked for
    errors, inside = [], 0
    for seed in range(times(short=1, full=6)):
        for car in cars(seed):
            for day in range(450, 1_000, 180):
                on = BORN + timedelta(days=day)
                limit = Term(anchor=on, km=Decimal(car.truth[day + 60]))
                due = next_due(limit, car.readings, on)
                actual = on + timedelta(days=60)
                errors.append(abs((due.predicted_date - actual).days))
                inside += due.earliest <= actual <= due.latest
    # then half of them are right to 13 days, nine of ten to 30, and the range holds at least eight of ten
    assert statistics.median(errors) <= 13
    assert statistics.quantiles(errors, n=10)[-1] <= 30
    assert inside / len(errors) >= 0.8
