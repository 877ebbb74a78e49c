"""PostgreSQL is restarted while people work: they see a page that says so, and nothing is half written."""

import http.client
import time
import uuid
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event as Signal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from foundation.events.models import Event
from requests_desk.models import Message, Stay, Ticket
from tests.factories.organisation import OfficeFactory, PersonFactory
from tests.running import running, web
from tests.scale import times
from tools.localpg import LocalPg
from tools.processes import free_port

RESTARTS = times(short=2, full=10)
CLIENTS, PAUSE = 4, 0.2  # together twenty requests a second
BACK = 10  # seconds; on an idle machine it is one or two
TOKEN = "t" * 32
PATIENCE = 90  # seconds: on a busy machine the next web server takes many to start


class Visitor:
    """Asks the running web in turn for a page and for a new request, until told to stop."""

    def __init__(self, port: int, session: str, office: int):
        self.port, self.office = port, office
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        self.answers: list[tuple[float, str, int]] = []

    def work(self, stop: Signal) -> None:
        """Notes when each answer came, to what, and its code."""
        turn = 0
        while not stop.is_set():
            turn += 1
            method = "POST" if turn % 2 else "GET"
            code = self.ask(method)
            self.answers.append((time.monotonic(), method, code))
            time.sleep(PAUSE)

    def ask(self, method: str, key: uuid.UUID | None = None) -> int:
        """The code of one answer; 0 when the line was cut, -1 when none came in time."""
        filed: dict[str, Any] = {"text": "Tap drips", "category": "broken", "office": self.office}
        filed["form_key"] = key or uuid.uuid4()
        body = urlencode({**filed, "csrfmiddlewaretoken": TOKEN}) if method == "POST" else None
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            line.request(method, "/requests/new/" if body else "/requests/", body, headers)
            return line.getresponse().status
        except TimeoutError:
            return -1
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            line.close()


@pytest.mark.proof("fault", "PostgreSQL is restarted at twenty requests a second")
def test_a_restart_of_the_database_is_a_short_gap(
    postgres_server: LocalPg, tmp_path: Path, proved: Callable[..., None]
) -> None:
    # given a web as in production, and people at work
    office, client, port = OfficeFactory(), Client(), free_port()
    client.force_login(PersonFactory(office=office, unit=None))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    visitors = [Visitor(port, session, office.pk) for _ in range(CLIENTS)]
    stop, gaps = Signal(), []
    env = {"ALLOWED_HOSTS": "127.0.0.1", "BASE_URL": f"http://127.0.0.1:{port}"}
    with running(web(tmp_path, port=port, env=env)), ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(one.work, stop) for one in visitors]
        try:
            for _turn in range(RESTARTS):
                # when the database is restarted under them, again and again
                time.sleep(2)
                began = time.monotonic()
                postgres_server.restart()
                gaps.append((began, time.monotonic()))
            time.sleep(BACK)
        finally:
            stop.set()
        for job in jobs:
            job.result(120)
    connections.close_all()
    _judge([answer for one in visitors for answer in one.answers], gaps, proved)


def _judge(
    answers: list[tuple[float, str, int]], gaps: list[tuple[float, float]], proved: Callable[..., None]
) -> None:
    # then each answer was a page, or the one that says that the database is away, and that for seconds only
    codes = Counter(code for _at, _method, code in answers)
    assert set(codes) <= {200, 302, 503}, codes
    away = [at for at, _method, code in answers if code == 503]
    late = [at - max(back for began, back in gaps if began <= at) for at in away if at >= gaps[0][0]]
    assert len(late) == len(away), "away before anything happened"
    assert max(late, default=0) < BACK
    assert max(at for at, _method, code in answers if code != 503) > gaps[-1][1]
    # and what was answered as filed is there, and nothing is there by half
    filed = sum(method == "POST" and code == 302 for _at, method, code in answers)
    tickets = Ticket.objects.count()
    assert filed <= tickets <= filed + sum(m == "POST" and code == 503 for _at, m, code in answers)
    whole = [Message.objects.count(), Stay.objects.count(), Event.objects.filter(kind="ticket.filed").count()]
    assert whole == [tickets] * 3
    proved(
        restarts=RESTARTS,
        answers=len(answers),
        pages_that_said_so=len(away),
        half_rows=0,
        longest_seconds_until_back=max(0.0, *late) if late else 0.0,
    )
