"""What a vehicle uses, and how far its tyres go."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fleet.energy import Consumption, EnergyEntry, average, consumption
from fleet.tyres import Tread, current_tread, km_left
from tests.scale import times

START = datetime(2026, 1, 1, 10, tzinfo=UTC)
entries = st.lists(
    st.builds(
        lambda day, km, quantity, full, missed, soc: EnergyEntry(
            at=START + timedelta(days=day), km=Decimal(km), quantity=Decimal(quantity),
            full=full, missed=missed, soc_end=soc,
        ),
        st.integers(0, 40), st.integers(0, 5000), st.integers(-5, 60), st.booleans(), st.booleans(),
        st.none() | st.integers(0, 100).map(Decimal),
    ),
    max_size=12,
)  # fmt: skip


def fill(day: int, km: int, quantity: str, **more: object) -> EnergyEntry:
    """A fill some days after the start."""
    at = START + timedelta(days=day)
    return EnergyEntry(at=at, km=Decimal(km), quantity=Decimal(quantity), **more)


def charge(day: int, km: int, quantity: str, soc: int) -> EnergyEntry:
    """A charge that ended at so many percent."""
    return fill(day, km, quantity, soc_end=Decimal(soc))


def per_100(*fills: EnergyEntry) -> list[str | None]:
    """The figures, in the order of the fills."""
    return [None if one.per_100 is None else str(one.per_100) for one in consumption(fills)]


def test_from_full_to_full():
    first, second = fill(0, 1000, "50"), fill(9, 1600, "40.5")
    assert consumption([second, first]) == [
        Consumption(entry=first, per_100=None, distance=None, quantity=None),
        Consumption(entry=second, per_100=Decimal("6.75"), distance=Decimal(600), quantity=Decimal("40.5")),
    ]


def test_a_partial_fill_has_no_figure_and_counts_for_the_next_full_one():
    assert per_100(fill(0, 1000, "50"), fill(5, 1300, "15", full=False), fill(9, 1600, "30")) == [
        None,
        None,
        "7.50",
    ]


def test_after_a_missed_fill_counting_starts_anew():
    # the missed one has no figure and is the start of the next
    assert per_100(fill(0, 1000, "50"), fill(9, 2200, "40", missed=True), fill(15, 2700, "35")) == [
        None, None, "7.00",
    ]  # fmt: skip
    # missed and partial: nobody knows how full the tank was
    assert per_100(
        fill(0, 1000, "50"),
        fill(9, 2200, "9", missed=True, full=False),
        fill(15, 2700, "35"),
        fill(20, 3200, "40"),
    ) == [None, None, None, "8.00"]


def test_without_distance_or_quantity_there_is_no_figure():
    assert per_100(fill(0, 1000, "50"), fill(1, 1000, "4"), fill(9, 1500, "30")) == [None, None, "6.00"]
    assert per_100(fill(0, 1000, "50"), fill(9, 900, "30")) == [None, None]
    assert per_100(fill(0, 1000, "50"), fill(9, 1500, "0")) == [None, None]
    assert per_100(fill(0, 1000, "50"), fill(9, 1500, "-3")) == [None, None]


def test_half_a_hundredth_is_rounded_up():
    assert per_100(fill(0, 0, "1"), fill(1, 800, "0.04")) == [None, "0.01"]  # 0.005


def test_a_battery_is_measured_between_equal_states_of_charge():
    # given charges to 80, 60 and 76 percent: the last is as full as the first
    charges = [charge(0, 1000, "20", 80), charge(3, 1200, "10", 60), charge(6, 1400, "30", 76)]
    assert consumption(charges)[2] == Consumption(
        entry=charges[2], per_100=Decimal("10.00"), distance=Decimal(400), quantity=Decimal(40)
    )
    assert per_100(*charges) == [None, None, "10.00"]


def test_five_points_are_equal_and_six_are_not():
    assert per_100(charge(0, 1000, "20", 80), charge(3, 1200, "40", 85)) == [None, "20.00"]
    assert per_100(charge(0, 1000, "20", 80), charge(3, 1200, "40", 86)) == [None, None]
    assert per_100(charge(0, 1000, "20", 80), charge(3, 1200, "40", 74)) == [None, None]


def test_the_latest_of_equal_charges_is_the_start_and_charges_without_moving_have_no_figure():
    charges = [
        charge(0, 1000, "20", 80),
        charge(3, 1200, "30", 78),
        charge(4, 1200, "1", 80),
        charge(8, 1400, "36", 80),
    ]
    assert per_100(*charges) == [None, "15.00", None, "18.00"]
    assert per_100(charge(0, 1000, "20", 80), charge(3, 1000, "5", 82)) == [None, None]


def test_a_missed_charge_parts_what_was_before_from_what_comes_after():
    missed = fill(3, 1200, "30", soc_end=Decimal(50), missed=True)
    assert per_100(charge(0, 1000, "20", 80), missed, charge(8, 1400, "36", 80)) == [None, None, None]
    assert per_100(missed, charge(8, 1400, "36", 50)) == [None, "18.00"]


def test_the_average_is_of_all_that_has_a_figure():
    # given 600 km with 40 l and 200 km with 20 l, after a fill that was missed
    fills = [fill(0, 1000, "50"), fill(9, 1600, "40"), fill(12, 9000, "9", missed=True), fill(20, 9200, "20")]
    assert average(fills) == Decimal("7.50")
    assert average(fills[:1]) is None
    assert average([]) is None


@settings(max_examples=times(short=40, full=10_000), deadline=None)
@given(entries)
def test_each_fill_has_one_row_and_their_order_never_matters(fills):
    rows = consumption(fills)
    assert sorted(map(repr, fills)) == sorted(repr(one.entry) for one in rows)
    assert consumption(fills[::-1]) == rows
    assert average(sorted(fills, key=repr)) == average(fills)
    for one in rows:
        assert (one.per_100 is None) == (one.distance is None) == (one.quantity is None)
        assert one.per_100 is None or (one.distance > 0 and one.quantity > 0)


@pytest.mark.parametrize("wrong", [{"km": 1.5}, {"quantity": Decimal("NaN")}, {"at": datetime(2026, 1, 1)}])  # noqa: DTZ001  naive on purpose
def test_an_inexact_entry_is_refused(wrong):
    with pytest.raises(ValueError, match=r"."):
        EnergyEntry(**{"at": START, "km": Decimal(1), "quantity": Decimal(1)} | wrong)


# Tyres


def tread(day: str, km: int, mm: str) -> Tread:
    """A measured tread."""
    return Tread(on=date.fromisoformat(day), km=Decimal(km), mm=Decimal(mm))


def test_the_current_tread_is_the_newest_by_date():
    old, new = tread("2026-01-01", 900, "5"), tread("2026-02-01", 800, "6")
    assert current_tread([new, old]) == new
    assert current_tread([]) is None


def test_tyres_wear_in_a_straight_line_from_the_first_to_the_newest():
    # given 2 mm in 10,000 km whatever was measured between, 3 mm are left: 15,000 km
    treads = [
        tread("2026-06-01", 15_000, "7"),
        tread("2026-01-01", 10_000, "8"),
        tread("2026-11-01", 20_000, "6"),
    ]
    assert km_left(treads, Decimal(3)) == 15_000
    # 3 mm in 10,000 km: 2 mm are left for 6,666.67 km
    assert km_left([treads[1], tread("2026-11-01", 20_000, "5")], Decimal(3)) == 6_666


def test_worn_tyres_have_nothing_left():
    treads = [tread("2026-01-01", 10_000, "8"), tread("2026-11-01", 20_000, "3")]
    assert km_left(treads, Decimal(3)) == 0
    assert km_left(treads, Decimal(4)) == 0


def test_without_wear_or_a_second_measurement_nothing_is_known():
    one = tread("2026-01-01", 10_000, "8")
    assert km_left([], Decimal(3)) is None
    assert km_left([one], Decimal(3)) is None
    assert km_left([one, tread("2026-11-01", 20_000, "8")], Decimal(3)) is None
    assert km_left([one, tread("2026-11-01", 20_000, "8.5")], Decimal(3)) is None
    assert km_left([one, tread("2026-11-01", 10_000, "7")], Decimal(3)) is None
