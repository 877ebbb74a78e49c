"""What the tests of the outbox share: mail over real SMTP, the queue not woken unless a test wants it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.notifications import probe
from tools.smtp_sink import MailSink

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.fixture(autouse=True)
def mails(mail_server: MailSink, settings: Any) -> MailSink:
    """Django swaps the mail backend in tests; these tests talk SMTP."""
    settings.EMAIL_BACKEND = SMTP
    settings.EMAIL_PORT = mail_server.port
    return mail_server


@pytest.fixture(autouse=True)
def bell() -> Iterator[probe.Ringing]:
    """What the bell does, back to normal after each test."""
    vars(probe.ringing).update(vars(probe.Ringing()))
    probe.reacted.clear()
    yield probe.ringing
    vars(probe.ringing).update(vars(probe.Ringing()))


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was put on the queue, in place of a queue."""
    calls: list[tuple[str, int]] = []
    monkeypatch.setattr("foundation.core.wake.wake", lambda task, number: calls.append((task, number)))
    return calls
