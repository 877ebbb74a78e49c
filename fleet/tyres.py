"""How far a set of tyres still goes, from its tread measured over time. Knows no Django and no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor

from fleet.odometer import exact


@dataclass(frozen=True)
class Tread:
    """A measured tread depth in mm, on a day and at the km that the set has run.

    Raises ValueError for numbers that are not exact.
    """

    on: date
    km: Decimal
    mm: Decimal

    def __post_init__(self) -> None:
        """Refuse what would make figures wrong later."""
        for name in ("km", "mm"):
            object.__setattr__(self, name, exact(getattr(self, name)))


def current_tread(treads: Iterable[Tread]) -> Tread | None:
    """The newest measurement by date; of one day the one at most km, then the most worn. None without any."""
    return max(treads, key=_order, default=None)


def km_left(treads: Iterable[Tread], minimum: Decimal) -> Decimal | None:
    """Whole km, rounded down, until the tread is down to the minimum in mm, from the newest measurement on.

    A straight line through the first and the newest measurement. 0 when worn down to it; None with one
    measurement or without wear.
    """
    ordered = sorted(treads, key=_order)
    if not ordered:
        return None
    first, newest = ordered[0], ordered[-1]
    if newest.mm <= exact(minimum):
        return Decimal(0)
    worn, run = Fraction(first.mm) - Fraction(newest.mm), Fraction(newest.km) - Fraction(first.km)
    if worn <= 0 or run <= 0:
        return None
    return Decimal(floor((Fraction(newest.mm) - Fraction(minimum)) * run / worn))


def _order(tread: Tread) -> tuple[date, Decimal, Decimal]:
    return tread.on, tread.km, -tread.mm
