"""A new version comes and goes while people work: nobody is turned away, old code meets new tables.

systemd holds the listening socket in production; here the test does. The command is that of the unit.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event as Signal

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from foundation.events.models import Event
from requests_desk.models import Message, Stay, Ticket
from tests.factories.organisation import OfficeFactory, PersonFactory
from tests.faults.test_restarts import Visitor
from tests.running import READY, web_on
from tests.scale import times
from tools.places import CHECKOUT
from tools.processes import Child

PAUSE = 1  # second for people to work in
UPGRADES = times(short=1, full=5)
CLIENTS = times(short=4, full=8)
NEXT = {"DJANGO_SETTINGS_MODULE": "tests.faults.next_version.settings"}


@pytest.fixture
def door() -> Iterator[socket.socket]:
    """A listening socket that outlives the web servers behind it."""
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listening:
        yield listening


def migrate(*to: str) -> None:
    """The migrations of the next version, as its owner runs them."""
    command = [sys.executable, "manage.py", "migrate", "--database=owner", "--no-input", *to]
    done = subprocess.run(command, cwd=CHECKOUT, env={**os.environ, **NEXT}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@contextmanager
def people_at_work(port: int) -> Iterator[list[Visitor]]:
    """Clients that read and file requests all the time; each ends with the last answer it waits for."""
    office, client, stop = OfficeFactory(), Client(), Signal()
    client.force_login(PersonFactory(office=office, unit=None))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    visitors = [Visitor(port, session, office.pk) for _ in range(CLIENTS)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [pool.submit(one.work, stop) for one in visitors]
        try:
            yield visitors
        finally:
            stop.set()
        for job in jobs:
            job.result(120)
    connections.close_all()


def judge(visitors: list[Visitor]) -> dict[str, int]:
    """Every request was answered as it should be, and what was answered as filed is there."""
    answers = [(method, code) for one in visitors for _at, method, code in one.answers]
    codes = Counter(code for _method, code in answers)
    assert set(codes) == {200, 302}, codes
    filed = answers.count(("POST", 302))
    whole = [Message.objects.count(), Stay.objects.count(), Event.objects.filter(kind="ticket.filed").count()]
    assert [Ticket.objects.count(), *whole] == [filed] * 4
    return {"requests": len(answers), "filed": filed, "dropped": 0}


@pytest.fixture
def version(door: socket.socket, tmp_path: Path) -> Iterator[Callable[[dict[str, str]], Child]]:
    """Makes web servers behind the door, of this version or of the next; all end with the test."""
    made: list[Child] = []
    at = f"127.0.0.1:{door.getsockname()[1]}"

    def make(more: dict[str, str]) -> Child:
        env = {"ALLOWED_HOSTS": "127.0.0.1", "BASE_URL": f"http://{at}", **more}
        made.append(web_on(door, tmp_path, name=f"web-{len(made)}", env=env))
        return made[-1]

    yield make
    for child in made:
        child.stop()


def start(child: Child) -> Child:
    """It takes requests."""
    child.start()
    child.wait_for_words(READY["web"], seconds=40)
    return child


def replace(old: Child, new: Child) -> Child:
    """As `systemctl restart`: the old one is asked to end, and once it has, the new one starts."""
    old.ask_to_end()
    assert old.wait() == 0, old.last_words()
    return start(new)


@pytest.mark.proof("fault", "A new version comes under load, and goes again")
def test_an_upgrade_turns_nobody_away(
    door: socket.socket, version: Callable[[dict[str, str]], Child], proved: Callable[..., None]
) -> None:
    # given this version and people at work
    web = start(version({}))
    with people_at_work(door.getsockname()[1]) as visitors:
        time.sleep(PAUSE)
        for _turn in range(UPGRADES):
            # when the next version migrates, this one still running, and takes over
            migrate("next_version")
            time.sleep(PAUSE)
            web = replace(web, version(NEXT))
            time.sleep(PAUSE)
            # and its processes are made anew, as by `systemctl reload`
            os.kill(web.pid, signal.SIGHUP)
            time.sleep(PAUSE)
            # and it is taken back: this version on the tables of the next, then on its own
            web = replace(web, version({}))
            time.sleep(PAUSE)
            migrate("next_version", "zero")
        time.sleep(PAUSE)
    # then nobody noticed
    proved(upgrades=UPGRADES, **judge(visitors))
