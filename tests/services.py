"""The real servers of the tests: PostgreSQL, Redis and mail, started before Django's settings load.

Loaded by `-p tests.services`. What DATABASE_URL, REDIS_URL and EMAIL_URL already name is not started.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tools import places
from tools.browsers import chromium
from tools.localpg import FAST_AND_FORGETFUL, LocalPg
from tools.localredis import LocalRedis
from tools.places import CHECKOUT, Places
from tools.processes import Child, Trouble
from tools.smtp_sink import MailSink

DATABASE = "korras_test"
NEEDS_BROWSER = ("journey", "browser")
NO_BROWSER = (
    "no Chromium was found: `apt-get install chromium` (or set CHROMIUM to its path) to run the browser tests"
)


@dataclass
class Running:
    """What this run started; None is a server that was given from outside."""

    at: Places
    postgres: LocalPg | None
    redis: LocalRedis | None
    mail: MailSink | None


running: Running | None = None
OURS = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "DEMO_MAIL_DIR")
STARTED = "KORRAS_TESTS_STARTED"  # what the run itself started: each of several workers starts its own


def start() -> Running:
    """Start what is not given and put the addresses into the environment."""
    places.sweep()
    at = places.of_tests()
    env = os.environ
    for name in env.pop(STARTED, "").split():
        del env[name]
    env[STARTED] = " ".join(name for name in OURS if not env.get(name))
    found = Running(
        at,
        None if env.get("DATABASE_URL") else LocalPg(at, settings=FAST_AND_FORGETFUL),
        None if env.get("REDIS_URL") else LocalRedis(at),
        None if env.get("EMAIL_URL") else MailSink(at.state / "mail"),
    )
    if found.postgres:
        found.postgres.start(database=DATABASE)
        env.update(found.postgres.urls(DATABASE))
    if found.redis:
        found.redis.start()
        env["REDIS_URL"] = found.redis.url
    if found.mail:
        found.mail.start()
        env["EMAIL_URL"] = found.mail.url
    env.update(KORRAS_MODE="test", MEDIA_ROOT=str(at.state / "media"), STATIC_ROOT=str(at.state / "static"))
    env.setdefault("DEMO_MAIL_DIR", str(at.state / "mail"))
    env.setdefault("DEMO_SIZE", "0")
    env.setdefault("SECRET_KEY", "only for tests, never outside a test run")
    env.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
    env.setdefault("BASE_URL", "http://testserver")
    env.setdefault("MAIL_FROM", "korras@agency.example")
    env.setdefault("MAIL_GROUP_SECONDS", "0")  # each mail at once; what is grouped has tests of its own
    return found


def stop() -> None:
    """Stop what was started and remove its folder; may be called twice."""
    global running
    ended, running = running, None
    if ended is None:
        return
    for server in (ended.mail, ended.redis, ended.postgres):
        if server:
            server.stop()
    shutil.rmtree(ended.at.state, ignore_errors=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Iterator[None]:
    """Start before pytest-django loads the settings."""
    global running
    try:
        running = start()
    except Trouble as trouble:
        raise pytest.UsageError(str(trouble)) from None
    try:
        return (yield)
    except BaseException:
        stop()
        raise


def pytest_unconfigure() -> None:
    """Stop at the end, also after Ctrl-C."""
    stop()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip only the browser tests where there is no Chromium; under CI that is a failure."""
    leg = [item for item in items if any(map(item.get_closest_marker, NEEDS_BROWSER))]
    if not leg or chromium():
        return
    if os.environ.get("CI"):
        raise pytest.UsageError(f"CI is set and {NO_BROWSER}")
    for item in leg:
        item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say once more what was left out."""
    reports = terminalreporter.stats.get("skipped", [])
    left_out = [one for one in reports if NO_BROWSER in str(one.longrepr)]
    if left_out:
        terminalreporter.write_line(f"{len(left_out)} browser tests were left out: {NO_BROWSER}", yellow=True)


@pytest.fixture(scope="session")
def postgres_server() -> LocalPg:
    """The PostgreSQL of this run: `sql`, `stop`, `start`."""
    if not running or not running.postgres:
        pytest.skip("DATABASE_URL was given, so this run has no PostgreSQL of its own")
    return running.postgres


@pytest.fixture
def redis_server() -> Iterator[LocalRedis]:
    """The Redis-compatible server of this run: `pause` and `start` again; it lives again after the test."""
    if not running or not running.redis:
        pytest.skip("REDIS_URL was given, so this run has no Redis of its own")
    yield running.redis
    if not running.redis.running():
        running.redis.start()


@pytest.fixture
def mail_server() -> Iterator[MailSink]:
    """The mail server of this run, empty and obedient; see MailSink for its faults."""
    if not running or not running.mail:
        pytest.skip("EMAIL_URL was given, so this run has no mail server of its own")
    running.mail.clear()
    yield running.mail
    if not running.mail.thread:
        running.mail.start()
    running.mail.clear()


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Child]:
    """A real Celery worker in its own process, ready when the test begins: `kill`, `start`, `stop`."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "--app",
        "config",
        "worker",
        "--loglevel",
        "INFO",
        "--concurrency",
        "2",
    ]
    child = Child(
        "worker",
        [*command, "--without-gossip", "--without-mingle"],
        log=tmp_path / "worker.log",
        cwd=CHECKOUT,
    )
    child.start()
    child.wait_for_words(" ready.", seconds=30)
    yield child
    child.stop()
