"""A small duty of the tests whose subjects have deadlines; imported by the tests and by real workers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from foundation.core.duties import DeadlineKind, Described, Duty, register


@dataclass
class Seen:
    """What the tests of one process choose: subjects that nobody sees, and those that are restricted."""

    hidden: set[int] = field(default_factory=set)
    restricted: set[int] = field(default_factory=set)


seen = Seen()


def describe(person: Any, ids: Sequence[int]) -> dict[int, Described]:
    """Every subject has a number; a restricted one says no more than that outside."""
    return {
        one: Described(
            title=f"Check {one}",
            url=f"/probe/{one}/",
            words="the cellar",
            outside=f"No {one}" if one in seen.restricted else "",
        )
        for one in ids
        if one not in seen.hidden
    }


register(
    Duty(
        code="probe of deadlines",
        title="Probe",
        deadlines=[
            DeadlineKind(
                code="probe.check", title="Checks", icon="count", subject="probe", describe=describe
            ),
            DeadlineKind(code="probe.visit", title="Visits", icon="car", subject="probe", describe=describe),
        ],
    )
)
