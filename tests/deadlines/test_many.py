"""Owners of many set their deadlines in chunks: quickly, with memory that does not grow with their number."""

import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest

from foundation.deadlines.actions import Term, set_many
from foundation.deadlines.models import Deadline
from tests.factories import PersonFactory
from tests.scale import times

NOON = datetime(2027, 3, 1, 10, tzinfo=UTC)


def terms(count, person, shift=timedelta(0)):
    """So many checks, made as they are asked for."""
    for number in range(count):
        due = NOON + timedelta(minutes=number % 90_000) + shift
        yield Term(
            subject="probe", subject_id=number, kind="probe.check", due_at=due, soon=due - timedelta(days=30),
            urgent=due - timedelta(days=7), overdue=due + timedelta(days=7), responsible=person,
        )  # fmt: skip


def measured(count, person, shift=timedelta(0)):
    """Rows changed, seconds of this process and the database together, and the most memory in MB."""
    tracemalloc.start()
    began = time.monotonic()
    changed = set_many(terms(count, person, shift))
    seconds = time.monotonic() - began
    most = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return changed, seconds, most


@pytest.mark.proof(
    "race", "The deadlines of many subjects are set, set again and moved, with memory that stays flat"
)
@pytest.mark.django_db
def test_many_deadlines_need_no_more_memory_than_few(proved):
    # given the memory that four chunks need
    person, count = PersonFactory().pk, times(short=16_000, full=100_000)
    _changed, _seconds, few = measured(8_000, person)
    # when many are set, set again without a change, and moved
    first, seconds, most = measured(count, person)
    again, _same, _flat = measured(count, person)
    moved, _later, _most = measured(count, person, timedelta(hours=1))
    # then every row is written once, nothing that says the same, and memory stays flat
    assert (first, again, moved) == (count - 8_000, 0, count)
    assert Deadline.objects.filter(cycle=2).count() == Deadline.objects.count() == count
    assert most < 1.3 * few + 1, f"{few:.1f} MB for few, {most:.1f} MB for many"
    proved(deadlines=count, longest_seconds=round(seconds, 1), most_megabytes=round(most, 1))
