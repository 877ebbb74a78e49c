"""`make demo`: the whole product on this machine, from nothing to a page, and everything ended on Ctrl-C."""

import contextlib
import fcntl
import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from tools import places
from tools.localpg import LocalPg
from tools.localredis import LocalRedis
from tools.places import Places
from tools.processes import Child, Trouble, end_leftovers
from tools.smtp_sink import MailSink

MEGABYTES_NEEDED = 500
SECONDS_TO_START = 90
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
DATABASE_NAMES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LOG_URL")


class Interrupted(BaseException):
    """Ctrl-C or a polite signal: the person wants it to end."""


def port_wanted() -> int:
    """PORT, 8000 when unset; Trouble when it is no port or something listens there."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise Trouble(f"PORT is {given}, but a port is a number from 1 to 65535.")
    try:
        with socket.create_server(("127.0.0.1", int(given))):
            return int(given)
    except PermissionError:
        raise Trouble(
            f"Port {given} is not allowed for this user: choose one above 1023, such as PORT=8001."
        ) from None
    except OSError:
        other = int(given) % 65535 + 1
        raise Trouble(
            f"Port {given} is taken by another program: try another, such as PORT={other}."
        ) from None


def check(at: Places) -> int:
    """Look at everything that could be missing before anything is started; returns the port."""
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        raise Trouble(
            f"Korras needs Python 3.11, 3.12 or 3.13; this is {sys.version_info[0]}.{sys.version_info[1]}."
        )
    given = [name for name in DATABASE_NAMES if os.environ.get(name)]
    if given and len(given) < len(DATABASE_NAMES):
        raise Trouble(f"{' and '.join(given)} is set: set all of {', '.join(DATABASE_NAMES)} or none.")
    for path in filter(None, [at.state, at.outside]):
        places.room_for(path, MEGABYTES_NEEDED)
    return port_wanted()


@contextlib.contextmanager
def only_one(at: Places) -> Iterator[None]:
    """Hold the lock of this checkout's demo; Trouble when another one holds it."""
    with (at.state / "launcher.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Trouble(
                f"This demo is already running (process {lock.read().strip()}): use it, or end it first."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def secret(path: Path) -> str:
    """The key of this demo, made once and kept readable for its owner only."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


class Demo:
    """The servers and the children of one running demo."""

    def __init__(self, at: Places, *, port: int) -> None:
        """Nothing is started yet."""
        self.at, self.port = at, port
        self.address = f"http://127.0.0.1:{port}"
        self.postgres = None if os.environ.get("DATABASE_URL") else LocalPg(at)
        self.redis = None if os.environ.get("REDIS_URL") else LocalRedis(at)
        self.mail = None if os.environ.get("EMAIL_URL") else MailSink(at.state / "mail")
        self.children: list[Child] = []

    def environment(self) -> dict[str, str]:
        """The settings of the demo; what the person set for database, Redis and mail wins."""
        state = self.at.state
        ours = {
            "KORRAS_MODE": "demo",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONUNBUFFERED": "1",
            "SECRET_KEY": secret(state / "secret_key"),
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "BASE_URL": self.address,
            "AGENCY": "Näidisamet",
            "MEDIA_ROOT": str(state / "media"),
            "STATIC_ROOT": str(state / "static"),
            "DEMO_MAIL_DIR": str(state / "mail"),
        }
        if self.postgres:
            ours |= self.postgres.urls()
        if self.redis:
            ours["REDIS_URL"] = self.redis.url
        if self.mail:
            ours["EMAIL_URL"] = self.mail.url
        return {"MAIL_FROM": "korras@agency.example"} | dict(os.environ) | ours

    def start_servers(self) -> None:
        """PostgreSQL, Redis and mail, those that were not given."""
        if self.postgres:
            self.postgres.start()
        if self.redis:
            self.redis.start()
        if self.mail:
            self.mail.start()

    def prepare(self) -> None:
        """Static files, migrations and the demo's data, in one process; Trouble with its last words."""
        log = self.at.state / "log" / "prepare.log"
        child = Child(
            "prepare",
            [sys.executable, "-m", "tools.prepare"],
            log=log,
            env=self.environment(),
            cwd=self.at.checkout,
        )
        log.unlink(missing_ok=True)
        self.children = [child]
        child.start()
        if child.wait():
            raise Trouble(
                f"The database could not be prepared, {log} has the whole story:\n{child.last_words()}"
            )
        self.children = []

    def start_children(self) -> None:
        """Web, worker and beat as one process group."""
        state, python = self.at.state, [sys.executable, "-m"]
        celery = [*python, "celery", "--app", "config"]
        web = [
            "gunicorn",
            "config.wsgi:application",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--worker-class",
            "gthread",
        ]
        commands: dict[str, list[str | Path]] = {
            "web": [*python, *web, "--workers", "2", "--threads", "4", "--preload", "--no-control-socket"],
            "worker": [
                *celery,
                "worker",
                "--loglevel",
                "INFO",
                "--concurrency",
                "2",
                "--without-gossip",
                "--without-mingle",
            ],
            "beat": [
                *celery,
                "beat",
                "--loglevel",
                "INFO",
                "--schedule",
                state / "beat-schedule",
                "--pidfile=",
            ],
        }
        env = self.environment()
        for name, command in commands.items():
            log = state / "log" / f"{name}.log"
            child = Child(name, command, folder=state, log=log, env=env, cwd=self.at.checkout)
            child.start(group=self.children[0].pid if self.children else None)
            self.children.append(child)

    def watch(self) -> None:
        """Raise Trouble when something that should run has ended."""
        servers = [server.child for server in (self.postgres, self.redis) if server and server.child]
        for child in (*self.children, *servers):
            if not child.running():
                words = child.last_words()
                raise Trouble(
                    f"The process {child.name} ended by itself, so the demo ends; {child.log} says:\n{words}"
                )

    def wait_until_ready(self) -> None:
        """Wait until the pages answer."""
        limit = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            self.watch()
            if time.monotonic() > limit:
                raise Trouble(f"No page answered within {SECONDS_TO_START} s: see {self.at.state / 'log'}.")
            time.sleep(0.1)

    def _answers(self) -> bool:
        """Whether /readyz says yes."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:  # noqa: S310 always http
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def stop(self) -> None:
        """End everything: children first, then the servers they use; nothing stays."""
        for child in self.children:
            child.ask_to_end()
        limit = time.monotonic() + 10
        for child in self.children:
            child.stop(patience=max(0.1, limit - time.monotonic()))
        if self.children:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.children[0].pid, signal.SIGKILL)
        for server in (self.mail, self.redis, self.postgres):
            if server:
                server.stop()


def say(words: str) -> None:
    """Print for the person at the terminal, at once."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def run(demo: Demo) -> None:
    """Start all, tell the person, and watch until something ends or the person wants it to."""
    began = time.monotonic()
    say("Starting PostgreSQL, Redis and mail …")
    demo.start_servers()
    say("Preparing the database …")
    demo.prepare()
    say("Starting web, worker and beat …")
    demo.start_children()
    demo.wait_until_ready()
    accounts = demo.at.state / "accounts.txt"
    say(f"\nReady after {time.monotonic() - began:.1f} s: {demo.address}/\n")
    say(accounts.read_text().rstrip() if accounts.exists() else "")
    if demo.mail:
        say(f"\nMails: {demo.address}/demo/mail/")
    say("Ctrl-C ends it; the data are kept. `make demo-reset` removes them.")
    while True:
        time.sleep(0.5)
        demo.watch()


def interrupt(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an exception, once: the ending itself is not to be interrupted."""
    interrupt_no_more()
    raise Interrupted


def interrupt_no_more() -> None:
    """Ignore further signals while everything is being ended."""
    for one in ENDING_SIGNALS:
        signal.signal(one, signal.SIG_IGN)


def main() -> int:
    """Run the demo; the exit code is 0 when the person ended it and 1 when it could not go on."""
    for one in ENDING_SIGNALS:
        signal.signal(one, interrupt)
    os.umask(0o022)
    try:
        at = places.of_demo()
        at.make()
        with only_one(at):
            end_leftovers(at.state)
            places.sweep()
            demo = Demo(at, port=check(at))
            try:
                run(demo)
            finally:
                interrupt_no_more()
                demo.stop()
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    except Interrupted:
        say("\nEnded; the data are kept.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
