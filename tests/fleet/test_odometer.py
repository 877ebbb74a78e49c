"""The odometer: one count of km over all meters, and which readings are believed."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal, localcontext
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.odometer import Classified, Reading, Segment, classify, cumulative
from tests.fleet.cars import cars, reading
from tests.scale import times

START = datetime(2026, 1, 1, 10, tzinfo=UTC)
histories = st.lists(
    st.builds(
        lambda day, km, number, status: Reading(
            at=START + timedelta(days=day), value=Decimal(km), id=number, status=status
        ),
        st.integers(0, 400),
        st.one_of(st.integers(0, 60_000), st.integers(0, 999_999)),
        st.integers(1, 5),
        st.sampled_from(["new", "new", "new", "suspect", "valid", "void"]),
    ),
    max_size=14,
)


def statuses(*readings: Reading) -> list[str]:
    """What each reading is judged to be, in the order of their days."""
    return [one.status for one in classify(readings)]


def doubted(*readings: Reading) -> dict[int, str]:
    """The values that are doubted, each with the reason."""
    return {int(one.reading.value): one.reason for one in classify(readings) if one.status == "suspect"}


# One count over all meters


def test_a_new_meter_goes_on_counting_where_the_old_one_stopped():
    # given a meter changed at 120,000 km, the new one begins at 12 km and counts miles
    meters = [
        Segment(start=datetime(2025, 1, 1, tzinfo=UTC)),
        Segment(start=datetime(2026, 3, 1, tzinfo=UTC), offset_km=Decimal(120_000), unit="mi"),
    ]
    old, new = reading("2026-02-28", "119990.5", 7), reading("2026-03-10", "1000.1", 8, "valid")
    # when both are counted, in whatever order they come
    counted = cumulative([new, old], meters[::-1])
    # then the new one stands on top of the old one, exactly, and keeps what it was
    assert counted == [old, reading("2026-03-10", "121609.5049344", 8, "valid")]


def test_a_meter_counts_from_the_moment_it_was_put_in():
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    meters = [Segment(start=at, offset_km=Decimal(500))]
    before, then = Reading(at=at - timedelta(seconds=1), value=Decimal(10)), Reading(at=at, value=Decimal(10))
    assert [one.value for one in cumulative([then, before], meters)] == [10, 510]
    assert cumulative([before], []) == [before]


def test_readings_come_by_moment_then_km_then_id():
    first, second = reading("2026-01-01", 5, 9), reading("2026-01-01", 7, 1)
    third, fourth = reading("2026-01-01", 7, 2), reading("2026-01-02", 1, 0)
    assert cumulative([fourth, third, second, first], []) == [first, second, third, fourth]


def test_the_hour_that_comes_twice_in_autumn_keeps_its_order():
    # given readings at 3.30 before and 3.20 after the clocks went back
    tallinn = ZoneInfo("Europe/Tallinn")
    earlier = Reading(at=datetime(2026, 10, 25, 3, 30, tzinfo=tallinn), value=Decimal(900))
    later = Reading(at=datetime(2026, 10, 25, 3, 20, tzinfo=tallinn, fold=1), value=Decimal(910))
    assert cumulative([later, earlier], []) == [earlier, later]


def test_the_context_of_the_caller_does_not_change_a_distance():
    with localcontext(prec=3):
        counted = cumulative(
            [reading("2026-01-01", 123456)], [Segment(start=START, offset_km=Decimal(654321))]
        )
    assert counted[0].value == Decimal(777777)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Segment(start=START, unit="nm"),
        lambda: Segment(start=datetime(2026, 1, 1)),  # noqa: DTZ001  naive on purpose
        lambda: Segment(start=START, offset_km=0.5),  # type: ignore[arg-type]  a float on purpose
        lambda: Reading(at=datetime(2026, 1, 1), value=Decimal(1)),  # noqa: DTZ001  naive on purpose
        lambda: Reading(at=START, value=Decimal("NaN")),
        lambda: Reading(at=START, value=Decimal(1), status="perhaps"),
    ],
)
def test_what_would_make_figures_wrong_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        wrong()


# Which are believed


def test_a_typo_far_too_high_is_doubted_and_not_what_follows():
    # the typo that made everything past due elsewhere
    typo = reading("2026-03-01", 301_464, status="suspect")
    history = [reading("2026-01-05", 40_000), reading("2026-02-20", 42_300), reading("2026-04-05", 44_500)]
    assert doubted(*history, typo) == {301_464: "too_fast"}


def test_a_typo_that_was_possible_is_doubted_once_the_next_reading_is_lower():
    # given 45,500 km that nobody could doubt, when the next shows 44,500
    history = [reading("2026-01-05", 40_000), reading("2026-02-20", 45_500)]
    assert statuses(*history) == ["valid", "valid"]
    # then the earlier is doubted: without it the later fits
    assert doubted(*history, reading("2026-04-05", 44_500)) == {45_500: "above_next"}


def test_the_two_before_are_doubted_where_the_new_one_fits_without_them():
    history = [reading("2026-01-05", 40_000), reading("2026-02-20", 47_000), reading("2026-02-25", 47_300)]
    assert doubted(*history, reading("2026-04-05", 44_500)) == {47_000: "above_next", 47_300: "above_next"}


def test_a_reading_that_is_lower_than_three_before_it_is_doubted_itself():
    history = [reading("2026-01-05", 40_000), reading("2026-02-20", 42_300), reading("2026-04-05", 44_500)]
    later = reading("2026-05-20", 46_900)
    assert doubted(*history, later, reading("2026-06-01", 4_690)) == {4_690: "below_previous"}
    assert doubted(*history, reading("2026-06-01", 4_690)) == {4_690: "below_previous"}
    assert doubted(*history[:2], reading("2026-06-01", 4_230)) == {4_230: "below_previous"}


def test_a_wrong_first_reading_does_not_cast_doubt_on_all_others():
    rest = [reading("2026-02-20", 42_300), reading("2026-04-05", 44_500), reading("2026-05-20", 46_900)]
    assert doubted(reading("2026-01-05", 400_000), *rest) == {400_000: "above_next"}
    assert doubted(reading("2026-01-05", 4_000), *rest) == {4_000: "too_fast"}


def test_of_two_readings_the_later_lower_one_is_doubted():
    assert doubted(reading("2026-01-05", 10_000), reading("2026-02-05", 9_000)) == {9_000: "below_previous"}


@pytest.mark.parametrize(
    ("km", "day", "status"),
    [
        (40_500, "2026-01-06", "valid"),  # 500 km are a trip
        (40_501, "2026-01-06", "suspect"),  # 501 on one day are not
        (40_600, "2026-01-07", "valid"),  # 300 a day
        (40_601, "2026-01-07", "suspect"),
        (49_000, "2026-02-04", "valid"),  # 300 a day over 30 days
        (49_001, "2026-02-04", "suspect"),
        (40_450, "2026-01-05", "valid"),  # the same day counts as one day
        (40_501, "2026-01-05", "suspect"),
    ],
)
def test_no_car_drives_more_than_500_km_at_above_300_a_day(km, day, status):
    assert statuses(reading("2026-01-05", 40_000), reading(day, km)) == ["valid", status]


@pytest.mark.parametrize(
    ("km", "status"), [(60_000 + 1_500, "valid"), (60_000 + 1_501, "suspect"), (60_000 + 1_600, "suspect")]
)
def test_a_car_that_is_driven_far_may_go_four_times_its_usual_rate_but_never_above_1500_a_day(km, status):
    # given 400 km a day for 50 days, confirmed
    history = [reading("2026-01-01", 40_000), reading("2026-02-20", 60_000, status="valid")]
    assert statuses(*history, reading("2026-02-21", km))[-1] == status


def test_the_usual_rate_is_that_of_the_90_days_before():
    # given 100 km a day for 90 days after a fast start: four times that is 400 a day
    history = [
        reading("2025-12-01", 10_000),
        reading("2026-01-01", 19_000, status="valid"),
        reading("2026-04-01", 28_000, status="valid"),
    ]
    assert statuses(*history, reading("2026-04-11", 32_000))[-1] == "valid"
    assert statuses(*history, reading("2026-04-11", 32_001))[-1] == "suspect"


def test_a_reading_above_a_later_confirmed_one_is_doubted():
    history = [reading("2026-01-05", 40_000), reading("2026-02-20", 45_500), reading("2026-02-25", 45_600)]
    confirmed = reading("2026-04-05", 44_500, status="valid")
    later = [reading("2026-02-26", 45_700), reading("2026-02-27", 45_800)]
    assert set(doubted(*history, *later, confirmed)) == {45_500, 45_600, 45_700, 45_800}


def test_what_a_person_confirmed_or_took_back_stays_so():
    confirmed, void = reading("2026-02-01", 90_000, 1, "valid"), reading("2026-02-02", 41_000, 2, "void")
    verdicts = classify([reading("2026-01-01", 40_000), confirmed, void])
    assert verdicts[1:] == [
        Classified(reading=confirmed, status="valid", reason=""),
        Classified(reading=void, status="void", reason=""),
    ]


def test_a_confirmed_reading_is_never_dropped_for_a_later_lower_one():
    history = [reading("2026-01-05", 40_000), reading("2026-02-20", 45_500, status="valid")]
    assert doubted(*history, reading("2026-04-05", 44_500)) == {44_500: "below_previous"}


def test_a_doubt_goes_when_its_cause_is_taken_back():
    # given a reading doubted because of a confirmed typo
    typo = reading("2026-02-20", 45_500, 1, "valid")
    good = reading("2026-04-05", 44_500, 2, "suspect")
    assert statuses(reading("2026-01-05", 40_000), typo, good) == ["valid", "valid", "suspect"]
    # when the typo is taken back, then it is believed again
    void = Reading(at=typo.at, value=typo.value, id=1, status="void")
    assert statuses(reading("2026-01-05", 40_000), void, good) == ["valid", "void", "valid"]


def test_back_dated_and_equal_readings_are_believed():
    assert statuses(
        reading("2026-03-01", 43_000), reading("2026-01-05", 40_000), reading("2026-02-01", 41_500),
        reading("2026-02-01", 41_500, 3), reading("2026-02-02", 41_500, 4),
    ) == ["valid"] * 5  # fmt: skip


def test_nothing_is_judged_of_nothing():
    assert classify([]) == []


@settings(max_examples=times(short=50, full=10_000), deadline=None)
@given(histories, st.randoms(use_true_random=False))
def test_the_order_of_readings_never_matters(readings, chance):
    shuffled = random.Random(chance.random()).sample(readings, len(readings))
    assert classify(shuffled) == classify(readings)
    assert cumulative(shuffled, []) == cumulative(readings, [])


@settings(max_examples=times(short=50, full=10_000), deadline=None)
@given(histories)
def test_each_reading_gets_one_verdict_and_the_confirmed_and_void_keep_theirs(readings):
    verdicts = classify(readings)
    assert sorted(map(repr, readings)) == sorted(repr(one.reading) for one in verdicts)
    for one in verdicts:
        assert one.status != "suspect" or one.reason
        assert one.reading.status not in {"valid", "void"} or one.status == one.reading.status
    # then those believed never go down, except where a person said so
    valid = [one.reading for one in verdicts if one.status == "valid"]
    for before, after in pairwise(valid):
        assert before.value <= after.value or before.status == after.status == "valid"


@settings(max_examples=times(short=30, full=10_000), deadline=None)
@given(histories, st.integers(0, 400), st.integers(0, 999_999))
def test_a_typo_taken_back_leaves_all_verdicts_as_if_it_had_never_been(readings, day, km):
    typo = Reading(at=START + timedelta(days=day), value=Decimal(km), id=99, status="void")
    with_it = [one for one in classify([*readings, typo]) if one.reading != typo]
    assert with_it == classify(readings)


def test_typos_are_found_and_good_readings_left_alone_on_a_synthetic_fleet():
    # given 40 cars over three years, each twentieth reading mistyped
    found = typos = alarms = good = 0
    for seed in range(times(short=1, full=6)):
        for car in cars(seed):
            for one in classify(car.readings):
                if one.reading.id not in car.wrong:
                    good, alarms = good + 1, alarms + (one.status == "suspect")
                elif car.wrong[one.reading.id] > 500:
                    typos, found = typos + 1, found + (one.status == "suspect")
    # then at least nine of ten that are wrong by more than 500 km are found, at most 2 % false alarms
    assert typos > 50
    assert found / typos >= 0.90
    assert alarms / good <= 0.02
