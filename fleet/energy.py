"""What a vehicle uses: litres or kWh for 100 km, from its fills and charges.

Knows no Django and no database. A series is one kind of energy (litres or kWh) of one vehicle, its km
cumulative.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from fleet.odometer import aware, exact
from foundation.core.money import EXACT

SAME_CHARGE = Decimal(5)  # points of the state of charge
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class EnergyEntry:
    """A fill in litres or a charge in kWh at a moment and an odometer value in km.

    `full`: the tank was filled up; `missed`: a fill before this one was not written down; `soc_end`: percent
    in the battery afterwards. Raises ValueError for a naive moment or numbers that are not exact.
    """

    at: datetime
    km: Decimal
    quantity: Decimal
    full: bool = True
    missed: bool = False
    soc_end: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse what would make figures wrong later."""
        aware(self.at)
        for name in ("km", "quantity", "soc_end"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, exact(getattr(self, name)))


@dataclass(frozen=True)
class Consumption:
    """An entry with what was used up to it: per 100 km at 0.01, over which km, how much; or None."""

    entry: EnergyEntry
    per_100: Decimal | None
    distance: Decimal | None
    quantity: Decimal | None


def consumption(entries: Iterable[EnergyEntry]) -> list[Consumption]:
    """What was used, for each entry by (moment, km) (formula 9).

    From full to full: all that was filled after the previous full fill, over the km between. A partial fill
    has no figure and counts for the next full one. After a missed fill counting starts anew. With a state of
    charge the start is the latest earlier charge that ended within 5 points of it.
    """
    ordered = sorted(entries, key=_order)
    return [_used(ordered, place) for place in range(len(ordered))]


def average(entries: Iterable[EnergyEntry]) -> Decimal | None:
    """Litres or kWh for 100 km at 0.01 over all that has a figure; None where nothing has."""
    known = [one for one in consumption(entries) if one.distance is not None and one.quantity is not None]
    if not known:
        return None
    quantity = distance = Decimal(0)
    for one in known:
        quantity = EXACT.add(quantity, one.quantity or 0)
        distance = EXACT.add(distance, one.distance or 0)
    return _per_100(quantity, distance)


def _order(entry: EnergyEntry) -> tuple[datetime, Decimal, Decimal, bool, bool, Decimal]:
    soc = Decimal(-1) if entry.soc_end is None else entry.soc_end
    return entry.at.astimezone(UTC), entry.km, entry.quantity, entry.full, entry.missed, soc


def _used(ordered: Sequence[EnergyEntry], place: int) -> Consumption:
    entry = ordered[place]
    start = _start(ordered, place)
    if start is not None:
        distance = EXACT.subtract(entry.km, ordered[start].km)
        quantity = Decimal(0)
        for one in ordered[start + 1 : place + 1]:
            quantity = EXACT.add(quantity, one.quantity)
        if distance > 0 and quantity > 0:
            return Consumption(entry, _per_100(quantity, distance), distance, quantity)
    return Consumption(entry, None, None, None)


def _start(ordered: Sequence[EnergyEntry], place: int) -> int | None:
    """The place of the entry that this one is measured from; None where there is none."""
    entry = ordered[place]
    if entry.missed or not (entry.full or entry.soc_end is not None):
        return None
    for earlier in range(place - 1, -1, -1):
        if _as_full(ordered[earlier], entry):
            return earlier
        if ordered[earlier].missed:
            return None
    return None


def _as_full(earlier: EnergyEntry, entry: EnergyEntry) -> bool:
    """Whether the tank or battery was as full after the earlier entry as after this one."""
    if entry.soc_end is None or earlier.soc_end is None:
        return entry.soc_end is None and earlier.soc_end is None and earlier.full
    return abs(earlier.soc_end - entry.soc_end) <= SAME_CHARGE


def _per_100(quantity: Decimal, distance: Decimal) -> Decimal:
    return EXACT.quantize(EXACT.divide(EXACT.scaleb(quantity, 2), distance), HUNDREDTH)
