"""Amounts: nothing lost in a division, nothing rounded the wrong way."""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.core.money import euros, split, vat

amounts = st.integers(-(10**13), 10**13).map(lambda cents: Decimal(cents).scaleb(-2))
weights = st.lists(
    st.one_of(st.integers(0, 1000), st.decimals(0, 1000, places=4)), min_size=1, max_size=12
).filter(any)
CENT = Fraction(1, 100)


@given(amounts, weights)
def test_a_divided_amount_keeps_every_cent(amount, shares):
    # given any amount and weights, when it is divided
    parts = split(amount, shares)
    # then the parts sum to it, each is less than a cent from its exact share, and nothing goes to weight 0
    assert sum(parts) == amount
    assert len(parts) == len(shares)
    total = sum(map(Fraction, shares))
    for part, share in zip(parts, shares, strict=True):
        assert abs(Fraction(part) - Fraction(amount) * Fraction(share) / total) < CENT
        assert part.as_tuple().exponent == -2
        assert share or part == 0


@given(amounts, weights)
def test_the_cents_left_over_go_to_the_largest_remainders_the_earlier_first(amount, shares):
    # given the exact shares of any amount, rounded down
    total = sum(map(Fraction, shares))
    exact = [abs(Fraction(amount)) * 100 * Fraction(share) / total for share in shares]
    parts = split(abs(amount), shares)
    got_more = [int(part * 100) > int(share) for part, share in zip(parts, exact, strict=True)]
    # then whoever got a cent more had a larger remainder than whoever did not, or the same and came earlier
    ranks = [(-(share % 1), index) for index, share in enumerate(exact)]
    more = [rank for rank, yes in zip(ranks, got_more, strict=True) if yes]
    less = [rank for rank, yes in zip(ranks, got_more, strict=True) if not yes]
    assert not more or not less or max(more) < min(less)


@given(amounts, weights)
def test_a_negative_amount_mirrors_the_positive_one(amount, shares):
    assert split(-amount, shares) == [-part for part in split(amount, shares)]


@pytest.mark.parametrize(
    ("amount", "shares", "parts"),
    [
        ("100.00", [1, 1, 1], ["33.34", "33.33", "33.33"]),
        ("-100.00", [1, 1, 1], ["-33.34", "-33.33", "-33.33"]),
        ("0.01", [1, 1], ["0.01", "0.00"]),
        ("10", [0, 3, Decimal("1.5")], ["0.00", "6.67", "3.33"]),
        ("0", [2, 1], ["0.00", "0.00"]),
        ("123456789012345678901234567890.01", [1], ["123456789012345678901234567890.01"]),
    ],
)
def test_examples_of_divided_amounts(amount, shares, parts):
    assert [str(part) for part in split(Decimal(amount), shares)] == parts


@pytest.mark.parametrize(
    ("amount", "shares"),
    [
        ("1", []),
        ("1", [0, 0]),
        ("1", [2, -1]),
        ("1.005", [1]),
        ("NaN", [1]),
        ("1", [Decimal("NaN")]),
        ("Infinity", [1]),
    ],
)
def test_what_cannot_be_divided_is_refused(amount, shares):
    with pytest.raises(ValueError, match=r"\w"):
        split(Decimal(amount), shares)


@pytest.mark.parametrize(
    ("net", "percent", "tax"),
    [
        ("100", "24", "24.00"),
        ("0.10", "25", "0.03"),  # half away from zero, not to the even cent
        ("-0.10", "25", "-0.03"),
        ("0.30", "15", "0.05"),
        ("12.34", "0", "0.00"),
        ("-0.01", "9", "0.00"),
        ("10.50", "13.5", "1.42"),
    ],
)
def test_value_added_tax_is_rounded_half_away_from_zero(net, percent, tax):
    assert str(vat(Decimal(net), Decimal(percent))) == tax


def test_the_callers_decimal_context_changes_no_amount():
    with localcontext(prec=3):
        assert vat(Decimal("123456.78"), Decimal(24)) == Decimal("29629.63")
        assert split(Decimal("123456.78"), [1]) == [Decimal("123456.78")]


@pytest.mark.parametrize(
    ("amount", "estonian", "english"),
    [
        ("1234.5", "1\u00a0234,50\u00a0€", "€1,234.50"),
        ("-1234567.891", "\u22121\u00a0234\u00a0567,89\u00a0€", "\u2212€1,234,567.89"),
        ("0", "0,00\u00a0€", "€0.00"),
        ("-0.001", "0,00\u00a0€", "€0.00"),
        ("0.005", "0,01\u00a0€", "€0.01"),
    ],
)
def test_amounts_are_written_as_people_write_them(amount, estonian, english):
    assert euros(Decimal(amount)) == estonian
    assert euros(Decimal(amount), "en") == euros(Decimal(amount), "en-gb") == english
