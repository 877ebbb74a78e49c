"""How much a vehicle is driven and where its odometer stands."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.forecast import Rate, projected, usage_rate
from tests.fleet.cars import reading
from tests.fleet.test_odometer import START, histories
from tests.scale import times

# The worked example of the domain: 4,500 km in 90 days
EXAMPLE = [
    reading("2026-01-05", 40_000, 1),
    reading("2026-02-20", 42_300, 2),
    reading("2026-04-05", 44_500, 3),
]
TODAY = date(2026, 4, 15)


def test_the_rate_is_that_of_the_90_days_up_to_the_last_reading():
    assert usage_rate(EXAMPLE, TODAY) == Rate(
        km_per_day=Decimal(50), basis="90d", confidence="medium", readings=tuple(EXAMPLE)
    )
    # a reading 91 days before the last is outside
    earlier = reading("2026-01-04", 39_990)
    assert usage_rate([earlier, *EXAMPLE], TODAY).readings == tuple(EXAMPLE)


def test_a_span_of_less_than_14_days_gives_no_rate():
    first = reading("2026-01-05", 40_000)
    assert usage_rate([first, reading("2026-01-18", 41_000)], TODAY) is None
    assert usage_rate([first, reading("2026-01-19", 41_400)], TODAY).km_per_day == 100
    assert usage_rate([first, reading("2026-01-05", 40_100)], TODAY) is None
    assert usage_rate([first], TODAY) is None
    assert usage_rate([], TODAY) is None


def test_with_a_year_of_history_half_of_each_window_counts():
    # given 365 days: 20 km a day, then 80 in the last 90
    history = [reading("2025-01-05", 10_000), reading("2025-10-07", 15_500), reading("2026-01-05", 22_700)]
    rate = usage_rate(history, TODAY)
    # then half of 80 and half of 12,700 / 365
    assert rate.basis == "blend"
    assert rate.km_per_day == Decimal("0.5") * 80 + Decimal("0.5") * (Decimal(12_700) / 365)
    assert rate.readings == tuple(history)
    # and with one day less the 90 days alone
    assert usage_rate([reading("2025-01-06", 10_000), *history[1:]], TODAY).basis == "90d"


def test_without_readings_in_90_days_the_year_counts():
    history = [reading("2024-11-01", 1_000), reading("2025-06-01", 10_000), reading("2025-12-28", 20_500)]
    rate = usage_rate(history, TODAY)
    assert (rate.basis, rate.km_per_day, rate.readings) == ("365d", 50, tuple(history[1:]))


def test_without_a_rate_of_its_own_the_contract_counts():
    rate = usage_rate(EXAMPLE[:1], TODAY, km_per_year=Decimal(20_000))
    assert rate == Rate(km_per_day=Decimal(20_000) / 365, basis="contract", confidence="low", readings=())
    assert usage_rate(EXAMPLE, TODAY, km_per_year=Decimal(20_000)).basis == "90d"
    with pytest.raises(ValueError, match="0 or more"):
        usage_rate(EXAMPLE, TODAY, km_per_year=Decimal(-1))


def test_days_out_of_service_are_not_days():
    # given 40 of the 90 days in the workshop, told in two spans that overlap
    away = [(date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 2, 20), date(2026, 3, 13))]
    assert usage_rate(EXAMPLE, TODAY, away).km_per_day == 90
    # then a span that has not ended, or lies outside, counts for nothing here
    assert (
        usage_rate(
            EXAMPLE, TODAY, [(date(2026, 4, 5), None), (date(2025, 1, 1), date(2026, 1, 5))]
        ).km_per_day
        == 50
    )
    # and a vehicle that was never there has no rate
    assert usage_rate(EXAMPLE, TODAY, [(date(2025, 1, 1), None)]) is None
    with pytest.raises(ValueError, match="before it starts"):
        usage_rate(EXAMPLE, TODAY, [(date(2026, 2, 1), date(2026, 1, 1))])


def test_the_14_days_are_days_of_the_calendar_also_for_a_vehicle_that_was_away():
    history = [reading("2026-01-05", 40_000), reading("2026-01-19", 41_000)]
    assert usage_rate(history, TODAY, [(date(2026, 1, 6), date(2026, 1, 16))]).km_per_day == 250


@pytest.mark.parametrize(
    ("days", "confidence"),
    [
        ([0, 15, 30, 45, 60], "high"),
        ([0, 15, 30, 45, 59], "medium"),
        ([0, 15, 30, 60], "medium"),
        ([0, 14, 28], "medium"),
        ([0, 14, 27], "low"),
        ([0, 60], "low"),
    ],
)
def test_confidence_grows_with_readings_and_days(days, confidence):
    history = [reading(str(date(2026, 1, 1) + timedelta(days=day)), 1000 + day * 10) for day in days]
    assert usage_rate(history, TODAY).confidence == confidence


def test_what_is_doubted_void_or_dated_later_does_not_count():
    typo, void = reading("2026-03-01", 301_464), reading("2026-04-10", 44_700, 5, "void")
    later = reading("2026-04-16", 45_900)
    assert usage_rate([*EXAMPLE, typo, void, later], TODAY) == usage_rate(EXAMPLE, TODAY)
    assert projected([*EXAMPLE, typo, void, later], TODAY) == 45_000
    assert usage_rate([*EXAMPLE, later], date(2026, 4, 16)).readings[-1] == later


def test_the_odometer_is_projected_for_at_most_45_days():
    assert projected(EXAMPLE, TODAY) == 45_000
    assert projected(EXAMPLE, date(2026, 5, 20)) == 46_750
    assert projected(EXAMPLE, date(2026, 12, 1)) == 46_750


def test_without_a_rate_the_odometer_stands_where_it_was_read():
    assert projected(EXAMPLE[:1], TODAY) == 40_000
    assert projected([], TODAY) is None
    assert projected(EXAMPLE, date(2026, 1, 4)) is None


def test_days_out_of_service_since_the_last_reading_do_not_count():
    assert projected(EXAMPLE, TODAY, [(date(2026, 4, 8), date(2026, 4, 12))]) == 44_800
    assert projected(EXAMPLE, TODAY, [(date(2026, 4, 5), None)]) == 44_500
    assert projected(EXAMPLE, date(2026, 6, 30), [(date(2026, 4, 6), date(2026, 5, 6))]) == 46_750


@settings(max_examples=times(short=60, full=10_000), deadline=None)
@given(histories, st.integers(0, 500), st.booleans())
def test_rates_are_never_negative_and_order_never_matters(readings, day, backwards):
    on = START.date() + timedelta(days=day)
    rate, stand = usage_rate(readings, on), projected(readings, on)
    mixed = readings[::-1] if backwards else sorted(readings, key=repr)
    assert usage_rate(mixed, on) == rate
    assert projected(mixed, on) == stand
    if rate:
        assert rate.km_per_day >= 0
        assert len(rate.readings) >= 2
        assert all(one.day <= on for one in rate.readings)
    if stand is not None and rate:
        assert 0 <= stand - rate.readings[-1].value <= rate.km_per_day * 45 + Decimal("1e-9")
