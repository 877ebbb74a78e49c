"""What lies around us goes away for a while: the queue, the mail server."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from foundation.core import wake as wake_module
from foundation.core.wake import wake
from foundation.notifications.choices import MailState
from foundation.notifications.models import Heartbeat, Mail
from tests.factories.organisation import PersonFactory
from tests.notifications import probe
from tools.localredis import LocalRedis
from tools.smtp_sink import MailSink


def seconds_of(call) -> float:
    """How long a call takes."""
    start = time.monotonic()
    call()
    return time.monotonic() - start


def wait_until(true, seconds: float) -> bool:
    """Whether it becomes true in time."""
    limit = time.monotonic() + seconds
    while not true() and time.monotonic() < limit:
        time.sleep(0.1)
    return true()


def test_a_mail_leaves_within_seconds_of_its_act(house: Path, mail_server: MailSink) -> None:
    # given a running house
    reader = PersonFactory(unit=None, office=None)
    # when somebody acts, then the mail is there at once and the sweep says that it lives
    probe.ring(reader)
    assert len(mail_server.wait_for(1, seconds=5)) == 1
    assert wait_until(lambda: Heartbeat.objects.filter(name="notifications.sweep").exists(), 5)


@pytest.mark.proof("fault", "Redis is gone: nobody waits, nothing is lost")
def test_without_the_queue_nobody_waits_and_nothing_is_lost(
    house: Path, mail_server: MailSink, redis_server: LocalRedis, proved: Callable[..., None]
) -> None:
    # given a running house whose queue stops
    people = PersonFactory.create_batch(5, unit=None, office=None)
    redis_server.pause()
    # when five people act meanwhile
    first, *others = [seconds_of(lambda one=one: probe.ring(one)) for one in people]
    # then the first act waits a moment for the queue, the others do not wait at all
    assert first < 0.2
    assert max(others) < 0.1
    # when the queue is back, then all mails follow within a minute, each once
    redis_server.start()
    assert len(mail_server.wait_for(5, seconds=60)) == 5
    assert sorted(mail["To"] for mail in mail_server.mails()) == sorted(one.email for one in people)
    assert wait_until(lambda: Mail.objects.filter(state=MailState.SENT).count() == 5, 5)
    proved(mails=5, lost=0, longest_wait_ms=1000 * max(first, *others))


def test_a_queue_that_hangs_is_tried_for_a_moment_only(monkeypatch, redis_server: LocalRedis) -> None:
    # given a queue that takes connections and never answers
    redis_server.child.process.send_signal(19)  # SIGSTOP
    try:
        # when something is woken twice
        first = seconds_of(lambda: wake("notifications.react", 1))
        second = seconds_of(lambda: wake("notifications.react", 1))
    finally:
        redis_server.child.process.send_signal(18)  # SIGCONT
    # then the first try is short and the second does not happen
    assert first < 0.5
    assert second < 0.01


def test_a_process_that_never_met_the_queue_does_not_sleep_before_it_gives_up(monkeypatch, settings) -> None:
    # given a process whose first act comes while the queue is away
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(wake_module, "_silent_until", 0.0)
    wake_module._producers.cache_clear()
    slept: list[float] = []
    monkeypatch.setattr("kombu.utils.functional.sleep", slept.append)
    try:
        # when it wakes a task, then it tries once, sleeps nowhere and is silent for a while
        wake("notifications.react", 1)
        assert wake_module._silent_until > time.monotonic()
        assert slept == []
    finally:
        wake_module._producers.cache_clear()


@pytest.mark.proof("fault", "The mail server is down, slow, busy or refuses: no page waits, no mail is lost")
@pytest.mark.parametrize("trouble", ["down", "slow", "busy", "refuses the text"])
def test_while_the_mail_server_is_in_trouble_no_page_waits(
    house: Path, mail_server: MailSink, trouble: str, proved: Callable[..., None]
) -> None:
    # given a running house and a mail server in trouble
    reader = PersonFactory(unit=None, office=None)
    assert Client().get("/account/password/reset/").status_code == 200  # the first page of a process is slow
    if trouble == "down":
        mail_server.stop()
    mail_server.delay = 3 if trouble == "slow" else 0
    mail_server.answers = {"*": "451 4.3.0 Busy"} if trouble == "busy" else {}
    mail_server.data_answer = "554 5.6.0 No" if trouble == "refuses the text" else None
    # when somebody asks for a new password
    taken = seconds_of(lambda: Client().post("/account/password/reset/", {"email": reader.email}))
    # then the page answers at once, and the mail waits in the outbox or is on its way
    assert taken < 1
    assert wait_until(lambda: Mail.objects.get().attempts == 1, 5)
    # when the trouble is over, then the mail arrives
    if trouble == "down":
        mail_server.start()
    mail_server.behave()
    wait_until(lambda: Mail.objects.get().state != MailState.SENDING, 15)
    Mail.objects.filter(state=MailState.WAITING).update(due_at=timezone.now())
    assert len(mail_server.wait_for(1, seconds=10)) == 1
    assert wait_until(lambda: Mail.objects.get().state == MailState.SENT, 5)
    proved(mails=1, lost=0, longest_page_ms=1000 * taken)
