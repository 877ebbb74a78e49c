"""Owners set deadlines: one row for each subject and kind, untouched while they say the same."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from foundation.deadlines.actions import (
    Term,
    acknowledge,
    end,
    end_many,
    end_of_day,
    set_many,
    set_one,
    snooze,
)
from foundation.deadlines.choices import Level
from foundation.deadlines.models import Announcement, Deadline
from tests.factories import PersonFactory
from tests.factories.deadlines import AnnouncementFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 10, tzinfo=UTC)


def term(number: int = 1, **more):
    """A check of the probe, due at noon and soon the day before."""
    facts = {"due_at": NOON, "soon": NOON - timedelta(days=1), "role": "specialist", "kind": "probe.check"}
    return Term(subject="probe", subject_id=number, **{**facts, **more})


def test_a_deadline_waits_for_its_first_step():
    # when a term is set
    person = PersonFactory()
    assert set_one(term(responsible=person.pk, overdue=NOON + timedelta(days=1), critical=True))
    # then the row says what the term said, and nothing is announced yet
    row = Deadline.objects.get()
    assert (row.subject_type, row.subject_id, row.kind) == ("probe", 1, "probe.check")
    assert (row.soon_at, row.urgent_at, row.due_at) == (NOON - timedelta(days=1), None, NOON)
    assert (row.overdue_at, row.next_step_at) == (NOON + timedelta(days=1), row.soon_at)
    assert (row.responsible, row.role, row.critical) == (person, "specialist", True)
    assert (row.level, row.ring, row.cycle) == (Level.OK, 0, 1)


def test_the_same_term_again_touches_nothing():
    assert set_many([term(1), term(2)]) == 2
    before = list(Deadline.objects.values())
    # when the same terms come again, one of them twice
    assert set_many([term(1), term(2), term(2)]) == 0
    # then no row was touched
    assert list(Deadline.objects.values()) == before
    assert set_one(term(1)) is False


def test_another_due_moment_begins_a_new_cycle():
    # given a deadline that was announced and acknowledged
    set_one(term())
    Deadline.objects.update(
        level=Level.DUE, ring=2, next_step_at=None, acknowledged_at=NOON, acknowledged_by=PersonFactory()
    )
    # when its due moment changes
    assert set_many([term(due_at=NOON + timedelta(hours=1))]) == 1
    # then it begins anew
    row = Deadline.objects.get()
    assert (row.cycle, row.level, row.ring, row.acknowledged_at) == (2, Level.OK, 0, None)
    assert row.next_step_at == NOON - timedelta(days=1)


@pytest.mark.parametrize(
    ("level", "step"),
    [
        (Level.OK, "soon"),
        (Level.SOON, "urgent"),
        (Level.URGENT, "due_at"),
        (Level.DUE, "overdue"),
        (Level.OVERDUE, None),
    ],
)
def test_other_steps_keep_the_cycle_and_wait_for_the_next_level(level, step):
    # given a deadline announced up to a level
    set_one(term())
    Deadline.objects.update(level=level)
    # when all its steps and its responsible person change, but not its due moment
    person = PersonFactory()
    steps = {
        "soon": NOON - timedelta(hours=9),
        "urgent": NOON - timedelta(hours=4),
        "overdue": NOON + timedelta(days=2),
    }
    set_one(term(**steps, responsible=person.pk))
    # then it waits for the next level above that
    row = Deadline.objects.get()
    assert (row.cycle, row.level, row.responsible) == (1, level, person)
    assert row.next_step_at == ({**steps, "due_at": NOON}[step] if step else None)
    assert row.next_step_at == row.step_after(row.level)


def test_a_snooze_outlives_other_steps():
    # given a snoozed deadline
    head = PersonFactory(head=True)
    until = timezone.localdate() + timedelta(days=5)
    soon = timezone.now() + timedelta(days=1)
    set_one(term(due_at=soon + timedelta(days=30), soon=soon))
    snooze(Deadline.objects.get().pk, until=until, by=head)
    woken = Deadline.objects.get().next_step_at
    # when its owner moves a step
    set_one(term(due_at=soon + timedelta(days=30), soon=soon + timedelta(hours=1)))
    # then nobody is reminded before the chosen day
    assert Deadline.objects.get().next_step_at == woken > soon + timedelta(days=2)


def test_an_ended_deadline_takes_its_announcements_along():
    # given deadlines of two kinds of one subject, and of another subject; one has been announced
    set_many([term(1), term(1, kind="probe.visit"), term(2)])
    AnnouncementFactory(
        deadline=Deadline.objects.get(subject_id=1, kind="probe.check"), recipient=PersonFactory()
    )
    # when one kind ends, then all of the subject
    assert end("probe", 1, "probe.check") == 1
    assert not Announcement.objects.exists()
    assert end("probe", 1) == 1
    assert end("probe", 1) == 0
    # then only the other subject has a deadline left
    assert Deadline.objects.get().subject_id == 2
    assert end_many("probe", [2, 3]) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"due_at": NOON.replace(tzinfo=None), "soon": None},
        {"soon": NOON + timedelta(seconds=1)},
        {"overdue": NOON - timedelta(seconds=1)},
        {"role": ""},
    ],
)
def test_a_term_that_cannot_be_announced_is_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        term(**wrong)


def test_a_kind_that_nobody_declared_is_refused():
    with pytest.raises(ValueError, match="no duty"):
        set_one(term(kind="probe.unknown"))
    assert not Deadline.objects.exists()


@pytest.mark.proof("fault", "The clock jumps: summer time, holidays, year ends")
def test_a_date_means_the_end_of_that_day_in_tallinn_also_when_the_clocks_change():
    # given days around all changes of the clocks until the end of 2027, a leap day and the end of a year
    ends = {
        date(2026, 3, 28): 21, date(2026, 3, 29): 20, date(2026, 10, 24): 20, date(2026, 10, 25): 21,
        date(2027, 3, 27): 21, date(2027, 3, 28): 20, date(2027, 10, 30): 20, date(2027, 10, 31): 21,
        date(2028, 2, 29): 21, date(2026, 12, 31): 21,
    }  # fmt: skip
    for day, hour in ends.items():
        assert end_of_day(day) == datetime(day.year, day.month, day.day, hour, 59, 59, tzinfo=UTC)


def test_acknowledging_before_anything_was_announced_counts():
    set_one(term())
    row = acknowledge(Deadline.objects.get().pk, by=PersonFactory(specialist=True))
    assert row.acknowledged_at is not None
