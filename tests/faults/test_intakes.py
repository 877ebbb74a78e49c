"""Requests are filed while what stands behind the form is killed: each is there once, however often sent."""

import os
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import cycle
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections
from django.test import Client

from foundation.events.models import Event
from requests_desk.models import Message, Stay, Ticket
from tests.factories.organisation import OfficeFactory, PersonFactory
from tests.faults.test_restarts import Visitor
from tests.running import READY, kill_with_pool, pool_of, running, web, worker
from tests.scale import times
from tools.localpg import LocalPg
from tools.processes import Child, free_port

INTAKES, KILLS = times(short=40, full=5000), times(short=6, full=200)
CLIENTS, PATIENCE = 4, 120  # seconds in which one request must be filed, however often it is repeated
FILED = 302
# of the web and the worker; the test's own line lives
CUT = """SELECT count(pg_terminate_backend(pid)) FROM (
  SELECT pid FROM pg_stat_activity
  WHERE usename = '{role}' AND datname = '{database}' AND pid <> {own} ORDER BY random() LIMIT 1) one"""


class Sender(Visitor):
    """Files requests one by one; what was not answered as filed is sent again with the key of its form."""

    def send(self, keys: Iterator[uuid.UUID]) -> int:
        """Takes keys until there are none; returns how often it had to repeat."""
        repeated = 0
        for key in keys:
            limit = time.monotonic() + PATIENCE
            while self.ask("POST", key) != FILED:
                assert time.monotonic() < limit, f"{key} could not be filed"
                repeated += 1
                time.sleep(0.1)
        return repeated


class Killer:
    """Ends processes of the web and of the worker, and connections to the database, in turn."""

    def __init__(self, postgres: LocalPg, web: Child, worker: Child) -> None:
        """Nothing is killed yet."""
        self.postgres, self.web, self.worker = postgres, web, worker
        self.turns = cycle((self.web_process, self.connection, self.worker_process, self.connection))
        self.killed: Counter[str] = Counter()

    def strike(self) -> None:
        """One more; now and then the whole web server with all its processes."""
        if sum(self.killed.values()) % 25 == 24:
            kill_with_pool(self.web)
            self.web.log.write_text("")
            self.web.start()
            self.web.wait_for_words(READY["web"], seconds=40)
            self.killed["web_servers"] += 1
            return
        next(self.turns)()

    def web_process(self) -> None:
        """One of the processes that answer."""
        self._kill(self.web, "web_processes")

    def worker_process(self) -> None:
        """One of the processes that send mails."""
        self._kill(self.worker, "worker_processes")

    def connection(self) -> None:
        """A connection of the application, whoever holds it."""
        names = {"role": settings.DATABASES["default"]["USER"], "own": connection.connection.info.backend_pid}
        database = settings.DATABASES["default"]["NAME"]
        done = self.postgres.sql(CUT.format(database=database, **names))
        self.killed["connections"] += int(done)

    def _kill(self, child: Child, what: str) -> None:
        if pool := pool_of(child):
            os.kill(random.choice(pool), signal.SIGKILL)
            self.killed[what] += 1


@pytest.mark.proof("fault", "Web, worker and connections are killed while requests are filed")
def test_each_request_is_filed_once_whatever_is_killed(
    postgres_server: LocalPg, tmp_path: Path, proved: Callable[..., None]
) -> None:
    # given clients that file requests, and send again what nobody confirmed
    office, client, port = OfficeFactory(), Client(), free_port()
    client.force_login(PersonFactory(office=office, unit=None))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    keys = [uuid.uuid4() for _ in range(INTAKES)]
    env = {"ALLOWED_HOSTS": "127.0.0.1", "BASE_URL": f"http://127.0.0.1:{port}"}
    serving, sending = web(tmp_path, port=port, env=env), worker(tmp_path)
    with running(serving, sending), ThreadPoolExecutor(CLIENTS) as pool:
        senders = [Sender(port, session, office.pk) for _ in range(CLIENTS)]
        jobs = [pool.submit(one.send, iter(keys[turn::CLIENTS])) for turn, one in enumerate(senders)]
        # when processes and connections are killed again and again meanwhile
        killer = Killer(postgres_server, serving, sending)
        for turn in range(KILLS):
            _wait_for((turn + 1) * INTAKES // (KILLS + 1), jobs)
            killer.strike()
        repeated = sum(job.result(PATIENCE + 3600) for job in jobs)
    # then each is there once, and whole
    whole = [Message.objects.count(), Stay.objects.count(), Event.objects.filter(kind="ticket.filed").count()]
    assert [Ticket.objects.count(), *whole] == [INTAKES] * 4
    assert set(Ticket.objects.values_list("form_key", flat=True)) == set(keys)
    assert sum(killer.killed.values()) >= KILLS * 0.8
    connections.close_all()
    proved(
        filed=INTAKES,
        sent_again=repeated,
        lost=0,
        doubled=0,
        **killer.killed,
    )


def _wait_for(filed: int, jobs: list[Future[int]]) -> None:
    """Until so many requests are there; the killing is spread over the whole time."""
    while Ticket.objects.count() < filed:
        assert not any(job.done() and job.exception() for job in jobs), "a client gave up"
        time.sleep(0.02)
