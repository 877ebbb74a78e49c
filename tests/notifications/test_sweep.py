"""What the queue lost is found again in the tables."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.events.models import Pending
from foundation.notifications import tasks
from foundation.notifications.choices import JobState, MailState
from foundation.notifications.models import Heartbeat, Mail
from tests.factories.notifications import JobRunFactory, MailFactory
from tests.factories.organisation import PersonFactory
from tests.notifications import probe

pytestmark = pytest.mark.django_db


@pytest.fixture
def offers(monkeypatch) -> list[tuple[str, int]]:
    """What the sweep offered."""
    seen = []
    monkeypatch.setattr(
        tasks.current_app._get_current_object(),
        "send_task",
        lambda name, args, **options: seen.append((name, args[0], options["expires"])),
    )
    return seen


def test_the_sweep_offers_what_is_due_and_nothing_else(offers):
    # given a due and a later event, a due, a later and a sent mail
    now, later = timezone.now(), timezone.now() + timedelta(hours=1)
    event = probe.ring(PersonFactory())
    other = probe.ring(PersonFactory())
    Pending.objects.filter(pk=other.pk).update(due_at=later)
    due = MailFactory()
    MailFactory(due_at=later)
    MailFactory(state=MailState.SENT, sent_at=now)
    # when the sweep runs
    tasks.sweep()
    # then two numbers are offered, and the offers end when the next sweep comes
    assert offers == [("notifications.react", event.pk, 15), ("notifications.send", due.pk, 15)]


def test_the_sweep_takes_back_what_a_dead_sender_held(offers):
    # given a mail claimed six minutes ago and one claimed now
    dead = MailFactory(state=MailState.SENDING, claimed_at=timezone.now() - timedelta(minutes=6))
    busy = MailFactory(state=MailState.SENDING, claimed_at=timezone.now())
    # when the sweep runs
    tasks.sweep()
    # then the first waits and is offered, the second is left alone
    assert dict(Mail.objects.values_list("pk", "state")) == {dead.pk: "waiting", busy.pk: "sending"}
    assert offers == [("notifications.send", dead.pk, 15)]


def test_the_sweep_says_that_it_lives(offers):
    # when the worker runs it twice, then one row says when it ran last
    tasks.sweep.apply()
    first = Heartbeat.objects.get(name="notifications.sweep").at
    tasks.sweep.apply()
    assert Heartbeat.objects.get(name="notifications.sweep").at > first


def test_the_sweep_offers_jobs_that_shall_run_again(offers):
    # given a job that waits to run again, one that failed, and one whose worker died
    now = timezone.now()
    queued, _failed = JobRunFactory(state=JobState.QUEUED), JobRunFactory()
    dead = JobRunFactory(
        state=JobState.RUNNING, first_at=now - timedelta(hours=1), last_at=now - timedelta(minutes=11)
    )
    tasks.sweep()
    assert {number for name, number, _ in offers if name == "notifications.run_job"} == {queued.pk, dead.pk}


@pytest.mark.parametrize("rows", [1, 30])
def test_the_sweep_costs_the_same_for_any_number_of_rows(offers, django_assert_num_queries, rows):
    # given waiting mails
    MailFactory.create_batch(rows)
    # when it runs, then it asks the database as often for one as for thirty
    with django_assert_num_queries(4):
        tasks.sweep()
    assert len(offers) == rows


def test_the_sweep_is_bounded(offers, monkeypatch):
    # given more than one piece
    monkeypatch.setattr(tasks, "BATCH", 3)
    MailFactory.create_batch(5)
    # when it runs, then it offers one piece, the oldest
    tasks.sweep()
    oldest = Mail.objects.order_by("due_at").values_list("pk", flat=True)[:3]
    assert [number for _, number, _ in offers] == list(oldest)
