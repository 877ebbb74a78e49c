"""Many sweeps at a time let each deadline rise once and tell each reader once."""

import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from foundation.deadlines import tasks
from foundation.deadlines.actions import Term, set_many
from foundation.deadlines.choices import Level
from foundation.deadlines.models import Announcement, Deadline
from foundation.events.models import Event, Pending
from foundation.notifications.models import Mail
from foundation.notifications.tasks import react
from tests.deadlines import probe
from tests.factories.organisation import PersonFactory
from tests.running import beat, running, worker
from tests.scale import FULL, times

READERS = 40
SWEEPS = 8  # two beats on four workers
PROBE = probe.__name__


def fall_due(count: int) -> None:
    """So many deadlines that are to rise now, of forty people, told at any hour."""
    people = PersonFactory.create_batch(READERS, unit=None, office=None)
    now = timezone.now()
    set_many(
        Term(
            subject="probe", subject_id=number, kind="probe.check", soon=now - timedelta(minutes=1),
            due_at=now + timedelta(days=1), responsible=people[number % READERS].pk, critical=True,
        )
        for number in range(count)
    )  # fmt: skip


def by_threads() -> None:
    """Eight sweeps that begin at the same moment, twice."""

    def sweep(start: threading.Barrier) -> None:
        try:
            start.wait()
            tasks.sweep()
        finally:
            connection.close()

    for _beat in (1, 2):
        start = threading.Barrier(SWEEPS)
        together = [threading.Thread(target=sweep, args=[start]) for _number in range(SWEEPS)]
        for one in together:
            one.start()
        for one in together:
            one.join()


def by_processes(folder: Path, count: int) -> None:
    """Two beats that sweep every second and four workers of two processes each, until nothing is left."""
    crowd = [worker(folder, name=f"worker-{number}", include=PROBE) for number in range(4)]
    often = {**os.environ, "FAST_TASKS": "deadlines.sweep,notifications.sweep"}
    crowd += [beat(folder, name=f"beat-{number}", fast=True, env=often) for number in (1, 2)]
    with running(*crowd, seconds=120):
        limit = time.monotonic() + 240
        while time.monotonic() < limit and (
            Announcement.objects.exclude(told=None).count() < count or Pending.objects.exists()
        ):
            time.sleep(0.5)


@pytest.mark.proof(
    "fault", "Two beats and four workers sweep the same deadlines: none announced twice, none missed"
)
def test_two_beats_and_four_workers_announce_each_deadline_once(tmp_path: Path, proved) -> None:
    # given deadlines whose moment has come
    count = times(short=500, full=10_000)
    fall_due(count)
    # when many sweep at the same time, and go on
    by_processes(tmp_path, count) if FULL else by_threads()
    # then each has risen once and was announced once, to its own reader
    assert Deadline.objects.filter(level=Level.SOON, ring=1).count() == count
    assert Event.objects.filter(kind="deadline.soon").count() == count
    assert Announcement.objects.count() == count
    told = Announcement.objects.exclude(told=None).values("deadline", "recipient").distinct().count()
    # and every reminder counts what it tells, so that nothing was told twice and nothing left out
    reminders = Event.objects.filter(kind="deadline.reminded")
    assert sum(event.data["count"] for event in reminders) == told == count
    by_event = dict(Announcement.objects.values_list("told").annotate(Count("pk")))
    assert by_event == {event.pk: event.data["count"] for event in reminders}
    assert not Announcement.objects.exclude(told__subject_id=F("recipient")).exists()
    if FULL:  # one mail for each, also for those that a slow machine has not come to
        for number in Pending.objects.values_list("pk", flat=True):
            react(number)
        assert Mail.objects.values("event").distinct().count() == Mail.objects.count() == reminders.count()
    proved(deadlines=count, doubled=Announcement.objects.count() - count, missed=count - told)
