"""The whole product for a browser: its own database, the demo agency, web, worker and beat as processes."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from time import monotonic
from typing import Any

import redis
from django.contrib.auth.hashers import make_password

from tests import running
from tests.database import Keeper, owner
from tools.places import CHECKOUT
from tools.processes import Child, free_port
from tools.smtp_sink import MailSink

DATABASE = "korras_journeys"
TRUTH = """
import django; django.setup()
from celery import current_app
from django.conf import settings
print(settings.EMAIL_BACKEND, current_app.conf.task_always_eager, current_app.conf.broker_url, settings.MODE)
"""


class House:
    """A running Korras: `url` for browsers, `sql` for what a test must know, `letters` for the mails."""

    def __init__(self, folder: Path, mail: MailSink) -> None:
        """Nothing is started yet."""
        self.folder, self.mail, self.port = folder, mail, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = {**os.environ, **self._settings()}
        self.truth: list[str] = []
        self.read: dict[str, int] = {}
        self.made: Keeper | None = None

    def _settings(self) -> dict[str, str]:
        own = {name: _other_database(os.environ[name]) for name in os.environ if name.startswith("DATABASE_")}
        return own | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "KORRAS_MODE": "demo",
            "BASE_URL": self.url,
            "ALLOWED_HOSTS": "127.0.0.1",
            "MEDIA_ROOT": str(self.folder / "media"),
            "STATIC_ROOT": str(self.folder / "static"),
            "DEMO_MAIL_DIR": str(self.mail.folder),
            "LOG_LEVEL": "INFO",
        }

    @contextmanager
    def living(self) -> Iterator["House"]:
        """Made as by `make demo`, then ended and forgotten."""
        _administer(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)", f"CREATE DATABASE {DATABASE}")
        redis.Redis.from_url(os.environ["REDIS_URL"]).flushall()
        self.manage("-m", "tools.prepare")
        self.truth = self.manage("-c", TRUTH).split()
        self.made = Keeper(DATABASE)
        with running.running(self.web(), self.worker(), self.beat(), seconds=120):
            yield self
        # not by force: that may not end an autovacuum, which gives way by itself
        _administer(f"DROP DATABASE {DATABASE}")

    def as_new(self) -> None:
        """The demo agency as it was at first, no mails, nothing logged yet."""
        assert self.made is not None
        self.made.restore()
        self.mail.clear()
        self.faults()

    def web(self) -> Child:
        """gunicorn, not started."""
        return running.web(self.folder, port=self.port, env=self.env)

    def worker(self) -> Child:
        """The Celery worker, not started."""
        return running.worker(self.folder, env=self.env)

    def beat(self) -> Child:
        """The Celery beat, which sweeps every second, not started."""
        return running.beat(self.folder, fast=True, env=self.env)

    def manage(self, *arguments: str) -> str:
        """Runs Python in the environment of the house; returns what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments], env=self.env, cwd=CHECKOUT, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the house's database, read or changed by its owner."""
        with owner(DATABASE) as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def one(self, statement: str, *values: Any) -> Any:
        """The first value of the first row; it must be there."""
        return self.sql(statement, *values)[0][0]

    def person(self, code: str) -> tuple[int, str]:
        """Id and e-mail address of somebody of the demo agency, by "staff" or a personnel number."""
        number = code if code.isdigit() else f"demo-{code}"
        rows = self.sql("SELECT id, email FROM organisation_person WHERE personnel_no = %s", number)
        return rows[0][0], rows[0][1]

    def give_password(self, number: int, words: str) -> None:
        """As the product keeps it, which the cheap passwords of other tests are not."""
        kept = make_password(words, hasher="pbkdf2_sha256")
        self.sql("UPDATE organisation_person SET password = %s WHERE id = %s", kept, number)

    def letters(self, address: str, about: str, *, count: int = 1, seconds: float = 25) -> list[EmailMessage]:
        """The mails to an address that hold `about`; waits for `count`, fails when they do not come."""
        limit = monotonic() + seconds
        while len(found := self._came(address, about)) < count and monotonic() < limit:
            self.mail.wait_for(len(self.mail.files()) + 1, seconds=limit - monotonic())
        assert len(found) == count, [(one["To"], one["Subject"]) for one in self.mail.mails()]
        return found

    def faults(self) -> list[str]:
        """What web, worker and beat logged as errors since the last look."""
        found = []
        for log in sorted(self.folder.glob("*.log")):
            with log.open() as lines:
                lines.seek(self.read.get(log.name, 0))
                found += [f"{log.stem}: {words}" for line in lines if (words := _error(line))]
                self.read[log.name] = lines.tell()
        return found

    def _came(self, address: str, about: str) -> list[EmailMessage]:
        return [one for one in self.mail.mails() if one["To"] == address and about in one.get_content()]


def _error(line: str) -> str:
    """Nothing for a line that is no error."""
    if '"level": "error"' not in line and '"level": "critical"' not in line:
        return "" if "Traceback" not in line else line
    told = json.loads(line)
    return f"{told['event']} {told.get('request', '')} {told.get('exception', '')[-600:]}"


def _other_database(url: str) -> str:
    return f"{url.rpartition('/')[0]}/{DATABASE}"


def _administer(*statements: str) -> None:
    with owner("postgres") as connection:
        for statement in statements:
            connection.execute(statement)
