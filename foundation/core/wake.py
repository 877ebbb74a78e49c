"""The alarm clock: one number on the queue after commit. What it loses, the sweeps find in the tables."""

import time
from functools import cache, partial

import structlog
from celery import current_app
from django.conf import settings
from django.db import transaction
from kombu import Connection, pools
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)
TRY_SECONDS = 0.1
SILENT_SECONDS = 5.0
_silent_until = 0.0


@cache
def _producers() -> pools.ProducerPool:
    short = {"socket_timeout": TRY_SECONDS, "socket_connect_timeout": TRY_SECONDS, "retry_on_timeout": False}
    short["max_retries"] = 0  # else kombu sleeps 2 s before it believes that nobody is there
    connection = Connection(settings.CELERY_BROKER_URL, connect_timeout=TRY_SECONDS, transport_options=short)
    return pools.producers[connection]


def wake_after_commit(task: str, number: int) -> None:
    """Sends `number` to the task once the transaction is committed; never fails the page."""
    transaction.on_commit(partial(wake, task, number), robust=True)


def wake(task: str, number: int) -> None:
    """One try of at most 0.1 s; after a failure silent for 5 s, so that a page never waits for the queue."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        with _producers().acquire(block=True, timeout=TRY_SECONDS) as producer:
            current_app.send_task(task, args=[number], producer=producer, retry=False, ignore_result=True)
    except (OperationalError, OSError) as fault:
        _silent_until = time.monotonic() + SILENT_SECONDS
        log.warning("queue_unreachable", task=task, fault=type(fault).__name__)
