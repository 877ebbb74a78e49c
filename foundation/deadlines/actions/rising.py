"""Levels rise once, and who has to hear of one hears once; any number of sweeps may run side by side."""

from datetime import datetime

from django.db import transaction

from foundation.deadlines.actions.hearing import HEAD, RESPONSIBLE, Hearers, openings, today
from foundation.deadlines.choices import Level
from foundation.deadlines.models import Announcement, Deadline
from foundation.events.actions import record
from foundation.events.models import Event
from foundation.organisation.models import Person

CHUNK = 200
IN_ONE_MAIL = 500
RISES = {
    Level.SOON: "deadline.soon",
    Level.URGENT: "deadline.urgent",
    Level.DUE: "deadline.due",
    Level.OVERDUE: "deadline.overdue",
}
CHANGED = ["level", "ring", "next_step_at"]


@transaction.atomic
def rise(*, now: datetime) -> int:
    """Raises the level of some deadlines whose moment has come and notes who has to hear of it.

    Returns how many rows it took, 0 when nothing is left that nobody else has in hand. Of moments that passed
    while nobody swept only the latest level is announced.
    """
    rows = Deadline.objects.to_rise(now).select_related("responsible__manager")
    taken = list(rows.select_for_update(of=("self",), no_key=True, skip_locked=True)[:CHUNK])
    risen = [row for row in taken if _climb(row, now)]
    if risen:
        _announce(risen, now)
    Deadline.objects.bulk_update(taken, CHANGED)
    for row in risen:
        data = {"about": row.subject_type, "number": row.subject_id, "cycle": row.cycle, "ring": row.ring}
        record(RISES[Level(row.level)], row, actor=None, **data)
    return len(taken)


def _climb(row: Deadline, now: datetime) -> bool:
    """Brings the row to its level of now, in memory; whether that is higher than what was announced."""
    level = row.level_at(now)
    row.next_step_at = row.step_after(level)
    if level <= row.level:
        return False
    row.ring = _next_ring(row, level)
    row.level = level
    return True


def _next_ring(row: Deadline, level: Level) -> int:
    """How far the word goes: one ring further with each level while nobody has acknowledged."""
    if row.acknowledged_at is not None:
        return max(row.ring, RESPONSIBLE)
    return HEAD if level == Level.OVERDUE else min(row.ring + 1, HEAD)


def _announce(risen: list[Deadline], now: datetime) -> None:
    """One announcement for each deadline and hearer; what is there already stays as it is."""
    hearers = Hearers(risen, today(now))
    heard = [(row, hearers.of(row, _reach(row))) for row in risen]
    at_work = openings({person for row, people in heard for person in people}, now)
    Announcement.objects.bulk_create(
        [
            Announcement(
                deadline=row,
                cycle=row.cycle,
                level=row.level,
                ring=ring,
                recipient_id=person,
                tell_at=now if row.critical else at_work.get(person, now),
            )
            for row, people in heard
            for person, ring in people.items()
        ],
        ignore_conflicts=True,
    )


def _reach(row: Deadline) -> int:
    """An acknowledged deadline goes on with the first ring alone."""
    return RESPONSIBLE if row.acknowledged_at is not None else row.ring


@transaction.atomic
def tell(person: Person, *, now: datetime) -> Event | None:
    """Puts all that a person has to hear now into one notice; None when there is nothing (any more)."""
    waiting = Announcement.objects.to_tell(now).filter(recipient=person).order_by("pk")
    taken = waiting.select_for_update(of=("self",), no_key=True, skip_locked=True)
    numbers = list(taken.values_list("pk", flat=True)[:IN_ONE_MAIL])
    if not numbers:
        return None
    event = record("deadline.reminded", person, actor=None, count=len(numbers))
    Announcement.objects.filter(pk__in=numbers).update(told=event)
    return event
