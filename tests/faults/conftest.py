"""Nothing is pretended here: real workers, a real queue, real SMTP, rows that are really committed."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app

from config import settings as product
from foundation.core import wake
from tests.house.pretending import forbid_pretending
from tests.running import beat, running, worker
from tools.smtp_sink import MailSink

PROBE = "tests.notifications.probe"
SMTP = "django.core.mail.backends.smtp.EmailBackend"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder commits, and is known as one that breaks something."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.fault)
            item.add_marker(
                pytest.mark.django_db(transaction=True, databases=["default", "log"]), append=False
            )


@pytest.fixture(autouse=True)
def nothing_is_pretended(settings: Any, mail_server: MailSink, monkeypatch: pytest.MonkeyPatch) -> MailSink:
    """Fails when tasks would run inside the caller, or mails end in memory."""
    forbid_pretending(monkeypatch)
    assert not current_app.conf.task_always_eager, "the tests of faults need a real queue"
    assert product.EMAIL_BACKEND == SMTP, "the tests of faults need real SMTP"
    assert os.environ["REDIS_URL"].startswith(("unix://", "redis://")), (
        "the tests of faults need a real broker"
    )
    settings.EMAIL_BACKEND = SMTP  # Django's tests keep mails in memory
    settings.EMAIL_PORT = mail_server.port
    return mail_server


@pytest.fixture(autouse=True)
def clean_queue(redis_server: Any) -> Iterator[None]:
    """No numbers left over from the test before."""
    forget_queue()
    yield
    forget_queue()


def forget_queue() -> None:
    """Empties the queue and lets the next wake try at once."""
    wake._silent_until = 0.0
    try:
        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
    except redis.ConnectionError:
        return


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[Path]:
    """A worker and a beat that live through the whole module; gives the folder of their logs."""
    folder = tmp_path_factory.mktemp("house")
    with running(worker(folder, include=PROBE), beat(folder, fast=True)):
        yield folder
