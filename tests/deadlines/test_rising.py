"""Levels rise once, and who has to hear of one hears once: whom, when, in what words."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from foundation.deadlines import tasks
from foundation.deadlines.actions import Term, acknowledge, rise, set_one, snooze
from foundation.deadlines.choices import Level
from foundation.deadlines.models import Announcement, Deadline
from foundation.deadlines.terms import end_of_day
from foundation.events.models import Event
from foundation.notifications.models import Mail
from foundation.notifications.notices import NotNeeded, letter
from foundation.organisation.actions import mark_left
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)  # a Tuesday, after lunch in Tallinn
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
STEPS = {"soon": NOON, "urgent": NOON + HOUR, "due_at": NOON + 2 * HOUR, "overdue": NOON + 3 * HOUR}


def due(person=None, number=1, **more):
    """A deadline that rises every hour from noon on."""
    who = {"responsible": person.pk} if person else {"role": "specialist"}
    set_one(Term(subject="probe", subject_id=number, kind="probe.check", **{**STEPS, **who, **more}))
    return Deadline.objects.get(subject_id=number)


def sweep(at):
    """One run of the job at a moment."""
    with time_machine.travel(at, tick=False):
        tasks.sweep()


def heard():
    """Who heard of which level, in order."""
    rows = Announcement.objects.order_by("pk").values_list("recipient", "level")
    return list(rows)


def told(person):
    """Events that told the person, each with its letter as it would leave now."""
    events = Event.objects.filter(kind="deadline.reminded", subject_id=person.pk).order_by("pk")
    return [letter(Mail(kind=one.kind, event=one, recipient=person, message_id="<x>")) for one in events]


def test_each_level_is_announced_once_and_goes_one_ring_further():
    # given a responsible person with a deputy, a manager and a head of facilities
    manager, head = PersonFactory(), PersonFactory(head=True)
    person = PersonFactory(manager=manager)
    deputy = DeputyFactory(person=person, standing=True, period=DateRange(date(2026, 1, 1), None)).deputy
    row = due(person)
    # when the sweep runs before the first step, then three times after each
    sweep(NOON - HOUR)
    assert heard() == []
    for hours in range(4):
        for _again in range(3):
            sweep(NOON + hours * HOUR)
    # then the responsible hears of each level, the deputy from the second, the head from the third
    everyone = [person, deputy, head]
    rings = [(Level.SOON, 1), (Level.URGENT, 2), (Level.DUE, 3), (Level.OVERDUE, 3)]
    assert heard() == [(one.pk, level) for level, ring in rings for one in everyone[:ring]]
    row.refresh_from_db()
    assert (row.level, row.ring, row.next_step_at) == (Level.OVERDUE, 3, None)
    kinds = Event.objects.filter(subject_type="deadline", subject_id=row.pk).order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "deadline.soon", "deadline.urgent", "deadline.due", "deadline.overdue",
    ]  # fmt: skip
    assert [len(told(one)) for one in everyone] == [4, 3, 2]
    assert manager.pk not in {one for one, _level in heard()}


def test_without_a_deputy_the_manager_hears_next():
    manager = PersonFactory()
    person = PersonFactory(manager=manager)
    due(person)
    sweep(NOON)
    sweep(NOON + HOUR)
    assert heard() == [(person.pk, 1), (person.pk, 2), (manager.pk, 2)]


def test_who_acts_for_the_absent_today_hears_at_once():
    # given somebody away, whose deputy is away too, and the deputy's deputy
    with time_machine.travel(NOON, tick=False):
        person, first, second = PersonFactory.create_batch(3)
        for absent, acting in ((person, first), (first, second)):
            AbsenceFactory(person=absent)
            DeputyFactory(person=absent, deputy=acting)
        due(person)
        # when the first level rises
        tasks.sweep()
    # then the responsible and the one who is there hear of it
    assert heard() == [(person.pk, 1), (second.pk, 1)]


def test_a_role_hears_when_nobody_is_responsible_and_the_head_when_nobody_holds_it():
    one, other, head = (
        PersonFactory(specialist=True),
        PersonFactory(specialist=True),
        PersonFactory(head=True),
    )
    due()
    due(number=2, role="commission")
    sweep(NOON)
    assert sorted(heard()) == sorted([(one.pk, 1), (other.pk, 1), (head.pk, 1)])


def test_the_word_of_one_who_left_goes_to_the_role():
    person, specialist = PersonFactory(), PersonFactory(specialist=True)
    due(person, role="specialist")
    mark_left(person, by=None)
    sweep(NOON)
    assert heard() == [(specialist.pk, 1)]


def test_acknowledged_the_word_goes_no_further_but_the_responsible_still_hears():
    # given a deadline announced to two rings and acknowledged by the deputy
    person, head = PersonFactory(), PersonFactory(head=True)
    row = due(person)
    sweep(NOON)
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        acknowledge(row.pk, by=person)
        acknowledge(row.pk, by=head)  # a second time changes nothing
    # when the other levels rise
    for hours in (1, 2, 3):
        sweep(NOON + hours * HOUR)
    # then only the responsible hears
    assert heard() == [(person.pk, level) for level in (1, 2, 3, 4)]
    row.refresh_from_db()
    assert row.acknowledged_by == person
    assert Event.objects.filter(kind="deadline.acknowledged").count() == 1


def test_a_snooze_silences_until_its_day_and_then_the_level_of_that_day_is_announced():
    # given a deadline that somebody heard of, and puts off to Friday
    person = PersonFactory()
    row = due(person)
    sweep(NOON)
    friday = date(2026, 11, 27)
    with time_machine.travel(NOON, tick=False):
        snooze(row.pk, until=friday, by=person)
    # when the sweep runs until Thursday midnight, then nothing is said
    for days in (0, 1, 2):
        sweep(NOON + days * DAY + 5 * HOUR)
    assert heard() == [(person.pk, Level.SOON)]
    # when it is Friday, then the level of Friday is said once, at the opening of the office
    sweep(datetime(2026, 11, 26, 22, 1, tzinfo=UTC))
    assert (person.pk, Level.OVERDUE) in heard()
    assert len(told(person)) == 1
    sweep(datetime(2026, 11, 27, 6, 1, tzinfo=UTC))
    sweep(datetime(2026, 11, 27, 7, 1, tzinfo=UTC))
    assert len(told(person)) == 2


def test_what_was_overdue_is_said_again_after_a_snooze():
    # given an overdue deadline that everybody heard of
    person = PersonFactory()
    row = due(person)
    sweep(NOON + 3 * HOUR)
    assert heard() == [(person.pk, Level.OVERDUE)]
    # when it is put off, and its day comes
    with time_machine.travel(NOON + 4 * HOUR, tick=False):
        snooze(row.pk, until=date(2026, 11, 27), by=person)
    sweep(datetime(2026, 11, 27, 7, tzinfo=UTC))
    # then the same level is news again
    assert heard() == [(person.pk, Level.OVERDUE)] * 2
    assert len(told(person)) == 2


def test_outside_working_hours_the_word_waits_for_the_morning_unless_critical():
    # given somebody with two deadlines that rise on Friday evening, one of them critical
    person = PersonFactory()
    friday = datetime(2026, 11, 27, 18, tzinfo=UTC)
    due(person, 1, soon=friday, urgent=None, due_at=friday + 9 * DAY, overdue=None)
    due(person, 2, soon=friday, urgent=None, due_at=friday + 9 * DAY, overdue=None, critical=True)
    # when the sweep runs at night and through the weekend
    for hours in (0, 12, 36, 59):
        sweep(friday + hours * HOUR)
    # then only the critical one was told
    assert [one.subject for one in told(person)] == ["Varsti: Check 2"]
    # when the office opens on Monday at eight, then the other, once
    for minutes in (0, 1, 60):
        sweep(datetime(2026, 11, 30, 6, minutes % 60, tzinfo=UTC))
    assert [one.subject for one in told(person)] == ["Varsti: Check 2", "Varsti: Check 1"]


def test_what_waits_for_the_morning_is_one_mail_and_loses_what_was_settled_meanwhile():
    # given three deadlines that rose in the night; one is acknowledged by the head, one ended before eight
    person, head = PersonFactory(language="en"), PersonFactory(head=True)
    night = datetime(2026, 11, 24, 20, tzinfo=UTC)
    rows = [
        due(person, n, soon=night, urgent=None, due_at=night + 5 * DAY, overdue=None) for n in (1, 2, 3, 4)
    ]
    sweep(night)
    with time_machine.travel(night, tick=False):
        acknowledge(rows[0].pk, by=head)
    rows[1].delete()
    # when the office opens
    sweep(datetime(2026, 11, 25, 6, tzinfo=UTC))
    # then one mail names the two that are left
    (mail,) = told(person)
    assert mail.subject == "2 deadlines need you"
    assert "Check 3" in mail.body
    assert "Check 4" in mail.body
    assert "Check 1" not in mail.body
    assert "Check 2" not in mail.body


def test_after_three_days_without_beat_each_is_announced_once_at_its_latest_level():
    # given thirty deadlines of one person that passed all their levels while nobody swept, and the head
    person, head = PersonFactory(), PersonFactory(head=True)
    for number in range(1, 31):
        due(person, number)
    # when the sweep runs again after three days, twice
    for hours in (0, 1):
        sweep(NOON + 3 * DAY + hours * HOUR)
    # then each is announced once, at the last level, and everybody gets one mail
    assert sorted(set(heard())) == sorted([(person.pk, Level.OVERDUE), (head.pk, Level.OVERDUE)])
    assert len(heard()) == 60
    assert len(told(person)) == len(told(head)) == 1
    assert told(person)[0].subject == "30 tähtaega ootab sind"


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2028, 2, 29),
        date(2026, 12, 31), date(2027, 12, 31),
    ],
)  # fmt: skip
def test_around_a_change_of_the_clocks_each_level_is_announced_once(day):
    # given a critical deadline at the end of a day, soon in the hour that is missing or comes twice
    person = PersonFactory()
    end = end_of_day(day)
    night = datetime.combine(day, time(3, 30), end.tzinfo)
    due(
        person,
        soon=night.astimezone(UTC),
        urgent=end.astimezone(UTC) - 2 * HOUR,
        due_at=end,
        overdue=end + DAY,
        critical=True,  # on holidays nobody is at work
    )
    # when the job runs every half hour of two days
    levels, at = [], end.astimezone(UTC) - 26 * HOUR
    while at <= end.astimezone(UTC) + 25 * HOUR:
        sweep(at)
        if len(heard()) > len(levels):
            levels.append((heard()[-1], at))
        at += timedelta(minutes=30)
    # then each level came once, within half an hour of its moment
    row = Deadline.objects.get()
    assert [level for (_who, level), _at in levels] == [1, 2, 3, 4]
    assert len(heard()) == 4
    for ((_who, level), came), step in zip(levels, dict(row.steps).values(), strict=True):
        assert timedelta(0) <= came - step < timedelta(minutes=30), level
    assert len(told(person)) == 4


def test_a_clock_that_jumps_back_announces_nothing_twice():
    person = PersonFactory()
    due(person)
    for hours in (0, 2, 0, 1, 2):
        sweep(NOON + hours * HOUR)
    assert heard() == [(person.pk, Level.SOON), (person.pk, Level.DUE)]


def test_a_reader_hears_nothing_of_what_they_may_not_see_and_no_words_of_what_is_restricted(seen):
    # given three deadlines: plain, restricted, and one that nobody may see any more
    person = PersonFactory(language="en")
    for number in (1, 2, 3):
        due(person, number)
    seen.restricted, seen.hidden = {2}, {3}
    sweep(NOON)
    # then the mail says so much
    (mail,) = told(person)
    assert mail.subject == "2 deadlines need you"
    assert "Check 1" in mail.body
    assert "http://testserver/probe/1/" in mail.body
    assert "No 2" in mail.body
    assert "Check 2" not in mail.body
    assert "3" not in mail.body.replace("13:", "").replace("23:", "")
    # when nothing is left to see, then there is no mail
    seen.hidden = {1, 2, 3}
    with pytest.raises(NotNeeded):
        told(person)


def test_an_escalated_mail_says_who_has_not_acknowledged():
    head = PersonFactory(head=True, language="en")
    person = PersonFactory(language="et")
    due(person)
    for hours in (0, 1, 2):
        sweep(NOON + hours * HOUR)
    (mail,) = told(head)
    assert f"{person.full_name} is responsible and has not acknowledged it yet." in mail.body
    assert mail.subject == "Time is up: Check 1"
    assert "ei ole seda veel" not in told(person)[0].body
    assert "/today/" in mail.body


def test_the_sweep_reads_one_index(django_assert_max_num_queries):
    # given some thousand deadlines that are far away
    person = PersonFactory()
    rows = [
        Deadline(
            subject_type="probe", subject_id=number, kind="probe.check", responsible=person,
            due_at=NOON + DAY * (1 + number % 300), soon_at=NOON + DAY, next_step_at=NOON + DAY,
        )
        for number in range(5000)
    ]  # fmt: skip
    Deadline.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        # only the owner may ANALYZE: the planner does not know how many rows there are
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    # then what the sweep and the Today page ask is answered from their indexes
    assert "deadline_next_step" in Deadline.objects.to_rise(NOON).explain()
    mine = Deadline.objects.mine(PersonFactory()).order_by("due_at", "pk")[:101]
    assert "Seq Scan" not in mine.explain()
    everybody = Deadline.objects.filter(due_at__lt=NOON + 14 * DAY).order_by("due_at", "pk")[:101]
    assert "deadline_by_due" in everybody.explain()
    # and a sweep without anything due costs a few statements
    with django_assert_max_num_queries(6):
        sweep(NOON)


def test_two_hundred_rows_cost_as_many_reads_as_one(django_assert_max_num_queries):
    people = PersonFactory.create_batch(10)
    for number in range(200):
        due(people[number % 10], number + 1)
    with django_assert_max_num_queries(200 + 25):  # one event each, and what all share
        assert rise(now=NOON) == 200
