"""Synthetic cars with what people do to their odometer readings."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from fleet.odometer import Reading

BORN = date(2023, 1, 1)
DAYS = 3 * 365
NOON = datetime(2023, 1, 1, 10, tzinfo=UTC)


@dataclass(frozen=True)
class Car:
    """The true km of each day, the readings with typos, and by id by how many km a reading is wrong."""

    truth: list[int]
    readings: list[Reading]
    wrong: dict[int, int]


def reading(day: str, km: int | str, number: int = 0, status: str = "new") -> Reading:
    """A reading at noon of a day."""
    at = datetime.fromisoformat(f"{day}T10:00+00:00")
    return Reading(at=at, value=Decimal(km), id=number, status=status)


def mistype(km: int, chance: random.Random) -> int:
    """Another number than the one read: a digit changed, swapped, left out or added."""
    while True:
        digits, place = list(str(km)), chance.randrange(len(str(km)))
        match chance.randrange(4):
            case 0:
                digits[place] = str(chance.randrange(10))
            case 1:
                digits[place : place + 2] = reversed(digits[place : place + 2])
            case 2:
                digits[place] = ""
            case 3:
                digits.insert(place, str(chance.randrange(10)))
        typed = int("".join(digits) or 0)
        if typed != km:
            return typed


def cars(seed: int, *, count: int = 40, days_between: int = 14) -> Iterator[Car]:
    """Cars over three years: 20 to 120 km a day, 25 % more or less by season, a twentieth mistyped."""
    chance = random.Random(seed)
    for _ in range(count):
        truth = _driven(chance)
        readings: list[Reading] = []
        wrong: dict[int, int] = {}
        day = 0
        while day < DAYS:
            km = truth[day]
            if chance.random() < 0.05:
                km = mistype(km, chance)
                wrong[len(readings)] = abs(km - truth[day])
            readings.append(Reading(at=NOON + timedelta(days=day), value=Decimal(km), id=len(readings)))
            day += max(1, int(chance.expovariate(1 / days_between)))
        yield Car(truth, readings, wrong)


def _driven(chance: random.Random) -> list[int]:
    a_day, summer, km = chance.uniform(20, 120), chance.uniform(0, 365), chance.uniform(5_000, 90_000)
    truth = []
    for day in range(DAYS + 120):
        season = 1 + 0.25 * math.sin(2 * math.pi * (day + summer) / 365)
        km += max(0, chance.gauss(a_day, a_day / 2)) * season
        truth.append(int(km))
    return truth
