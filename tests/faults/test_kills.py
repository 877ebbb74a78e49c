"""Workers die in the middle of their work, and there are too many of them."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from celery import current_app
from django.utils import timezone

from foundation.events.models import Pending
from foundation.notifications import tasks
from foundation.notifications.choices import MailState
from foundation.notifications.models import Mail
from foundation.organisation.models import Person
from tests.factories.organisation import PersonFactory
from tests.faults.conftest import PROBE
from tests.notifications import probe
from tests.running import READY, beat, kill_with_pool, pool_of, running, worker
from tests.scale import times
from tools.processes import Child
from tools.smtp_sink import MailSink

PEOPLE, KILLS = times(short=100, full=1000), times(short=5, full=50)


def listeners(count: int) -> list[Person]:
    """People without anything around them."""
    return PersonFactory.create_batch(count, unit=None, office=None)


def kill_one(child: Child, number: int) -> int:
    """Every fifth time the whole worker, else one of its processes; returns how many processes died."""
    if number % 5 == 4:
        died = kill_with_pool(child)
        child.log.write_text("")
        child.start()
        child.wait_for_words(READY["worker"], seconds=40)
        return died
    pool = pool_of(child)
    os.kill(pool[number % len(pool)], signal.SIGKILL)
    return 1


def five_minutes_pass() -> None:
    """What waits for time to pass need not wait: senders that died are old, delays are over."""
    now = timezone.now()
    dead = Mail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - timedelta(seconds=3))
    dead.update(claimed_at=now - timedelta(minutes=6))
    Mail.objects.filter(state=MailState.WAITING).update(due_at=now)
    Pending.objects.update(due_at=now)
    current_app.send_task("notifications.sweep")


@pytest.mark.proof("fault", "Workers are killed in the middle of sending: each mail leaves")
def test_kills_during_many_notices_lose_none(
    mail_server: MailSink, tmp_path: Path, proved: Callable[..., None]
) -> None:
    # given some hundred events, a worker, and a mail server that takes its time
    mail_server.delay = 0.03
    people = listeners(PEOPLE)
    child = worker(tmp_path, include=PROBE)
    with running(child):
        for person in people:
            probe.ring(person)
        # when the worker is killed again and again while it sends
        died = 0
        for number in range(KILLS):
            mail_server.wait_for((number + 1) * 14, seconds=15)
            assert Mail.objects.exclude(state=MailState.SENT).exists() or Pending.objects.exists()
            died += kill_one(child, number)
        # then, when the sweeps have run, every mail was sent
        limit = time.monotonic() + times(short=60, full=300)
        while Mail.objects.filter(state=MailState.SENT).count() < PEOPLE and time.monotonic() < limit:
            five_minutes_pass()
            time.sleep(1)
    came = Counter(mail["Message-ID"] for mail in mail_server.mails())
    assert set(came) == set(Mail.objects.values_list("message_id", flat=True))
    assert Mail.objects.filter(state=MailState.SENT).count() == len(came) == PEOPLE
    # and what came twice was in the hands of a process that died, with the same Message-ID
    assert came.total() - PEOPLE <= died
    assert set(came.values()) <= {1, 2, 3}
    assert {mail["To"] for mail in mail_server.mails()} == {person.email for person in people}
    proved(mails=PEOPLE, kills=KILLS, lost=0, doubled_with_the_same_id=came.total() - PEOPLE)


@pytest.mark.proof("race", "Two beats and two workers want the same mails: each leaves once")
def test_two_beats_and_two_workers_send_each_mail_once(
    mail_server: MailSink, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proved: Callable[..., None]
) -> None:
    # given thirty events of three readers each: half of them are known to nobody but the tables, the mails of
    # the others lie on the queue four times in a row; and a server so slow that all hands want the same mail
    monkeypatch.setattr("foundation.core.wake.wake", lambda task, number: None)
    mail_server.delay = 0.05
    people = listeners(3)
    rung = [probe.ring(*people) for _ in range(30)]
    for event in rung[:15]:
        tasks.react(event.pk)
    for number in Mail.objects.values_list("pk", flat=True):
        for _ in range(4):
            current_app.send_task("notifications.send", args=[number])
    # when two beats and two workers find them
    crowd = [worker(tmp_path, name=f"worker-{number}", include=PROBE) for number in (1, 2)]
    crowd += [beat(tmp_path, name=f"beat-{number}", fast=True) for number in (1, 2)]
    with running(*crowd):
        mail_server.wait_for(90, seconds=40)
        time.sleep(2)
    # then each mail of each event came once
    came = Counter(mail["Message-ID"] for mail in mail_server.mails())
    assert len(came) == came.total() == 90
    assert Mail.objects.values("event", "recipient").distinct().count() == 90
    assert Mail.objects.filter(state=MailState.SENT, attempts=1).count() == 90
    assert not Pending.objects.exists()
    proved(mails=90, lost=0, doubled=0)
