"""Amounts in euros: exact, to the cent, half away from zero. Knows no Django and no database."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

CENT = Decimal("0.01")
EXACT = Context(prec=100, rounding=ROUND_HALF_UP)  # the caller's context must not change an amount
NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"


def split(amount: Decimal, weights: Sequence[Decimal | int]) -> list[Decimal]:
    """Divide an amount by weights, no cent lost: largest remainder first, ties to the earlier.

    A negative amount mirrors the positive one. Raises ValueError for no weights, a negative one or only
    zeros, and for an amount finer than a cent.
    """
    cents, shares = _cents(amount), _shares(weights)
    exact = [abs(cents) * share for share in shares]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[: abs(cents) - sum(parts)]:
        parts[index] += 1
    return [Decimal(f"{-part if cents < 0 else part}e-2") for part in parts]


def vat(net: Decimal, percent: Decimal) -> Decimal:
    """The value added tax of a net amount in euros at a rate in percent, to the cent."""
    return _to_cent(EXACT.multiply(net, EXACT.scaleb(percent, -2)))


def euros(amount: Decimal, language: str = "et") -> str:
    """An amount as people write it: 1 234,50 € in Estonian, €1,234.50 in English."""
    rounded = _to_cent(amount)
    sign, digits = MINUS if rounded < 0 else "", f"{rounded.copy_abs():,f}"
    if language.startswith("en"):
        return f"{sign}€{digits}"
    return f"{sign}{digits.replace(',', NO_BREAK).replace('.', ',')}{NO_BREAK}€"


def _to_cent(amount: Decimal) -> Decimal:
    return EXACT.plus(EXACT.quantize(amount, CENT))  # plus: there is no -0.00


def _cents(amount: Decimal) -> int:
    if not amount.is_finite():
        raise ValueError(f"{amount} is not an amount")
    cents = Fraction(amount) * 100
    if cents.denominator != 1:
        raise ValueError(f"{amount} is finer than a cent")
    return cents.numerator


def _shares(weights: Sequence[Decimal | int]) -> list[Fraction]:
    """The weights as parts of one."""
    if not all(Decimal(weight).is_finite() and weight >= 0 for weight in weights):
        raise ValueError("a weight is a number from 0 on")
    exact = [Fraction(weight) for weight in weights]
    if not any(exact):
        raise ValueError("at least one weight must be above 0")
    total = sum(exact)
    return [weight / total for weight in exact]
