"""Writes the agency; the named people are always there, the others by the size that is asked for."""

import random
from datetime import datetime

from django.utils import timezone

from foundation.organisation.demo import cast, crowd, places


def load(now: datetime, size: int) -> None:
    """`size` is a percentage: 100 brings 20 offices and 1,200 people, 0 brings 6 offices and 60 people."""
    rng = random.Random(1918)  # noqa: S311  the same agency every time, nothing secret
    today = timezone.localdate(now)
    made = places.make(large=size > 0)
    people = cast.make(made)
    cast.give_roles(people, made)
    cast.absences(people, today)
    crowd.make(rng, made, people, count=45 + round(11.4 * size), today=today)
