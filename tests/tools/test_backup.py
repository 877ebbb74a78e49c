"""A backup is made and brought back with PostgreSQL's own programs: every row, file, right and trigger."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import errors

from foundation.files.models import File
from tests.database import owner
from tests.factories.files import FileFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.test_models import FACTORIES
from tests.scale import times
from tools.localpg import ROLES, LocalPg
from tools.manifest import DUMP, FILES, NAME, Manifest
from tools.pgclient import Database
from tools.places import CHECKOUT
from tools.processes import Trouble

ELSEWHERE = "korras_restored"
MORE_TICKETS = times(short=30, full=3000)
READY = """
import django; django.setup()
from django.test import Client
from foundation.files.models import File
print(Client().get("/readyz").json()["migrations"], sum(one.path.exists() for one in File.objects.all()))
"""


@pytest.fixture
def env(postgres_server: LocalPg, tmp_path: Path, settings: Any) -> dict[str, str]:
    """The environment of somebody who makes a backup, with kept files in a folder of this test."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.mkdir()
    bin_folder = {"POSTGRES_BIN": str(postgres_server.bin), "MEDIA_ROOT": str(settings.MEDIA_ROOT)}
    return {**os.environ, **bin_folder, "DEST": str(tmp_path)}


@pytest.fixture
def empty(postgres_server: LocalPg) -> Iterator[dict[str, str]]:
    """A new database without anything in it, for the same three roles; gone after the test."""
    postgres_server.sql(f"DROP DATABASE IF EXISTS {ELSEWHERE}")
    postgres_server.create(ELSEWHERE)
    yield postgres_server.urls(ELSEWHERE)
    postgres_server.sql(f"DROP DATABASE {ELSEWHERE} WITH (FORCE)")


def make(target: str, env: dict[str, str], **changes: str) -> subprocess.CompletedProcess[str]:
    """`make backup` or `make restore`, as a person types it."""
    command = ["make", "--silent", target, f"PYTHON={sys.executable}"]
    return subprocess.run(command, cwd=CHECKOUT, env={**env, **changes}, capture_output=True, text=True)


def backup(env: dict[str, str]) -> Path:
    """A backup that went well."""
    done = make("backup", env)
    assert (done.returncode, done.stderr) == (0, "")
    assert "SECRET_KEY" in done.stdout
    return Path(done.stdout.partition(":")[0])


@contextmanager
def role(name: str, postgres: LocalPg) -> Iterator[psycopg.Connection]:
    """A connection of one of the three roles to the restored database."""
    with psycopg.connect(
        dbname=ELSEWHERE, user=ROLES[name], host=str(postgres.sockets), autocommit=True
    ) as connection:
        yield connection


@pytest.mark.django_db(transaction=True, databases=["default", "log"])
@pytest.mark.proof("fault", "Everything is brought back from a backup")
def test_a_restored_backup_is_equal_to_the_last_row(
    env: dict[str, str],
    empty: dict[str, str],
    postgres_server: LocalPg,
    tmp_path: Path,
    proved: Callable[..., None],
) -> None:
    # given rows in every table of ours, kept files, and one that is just being written
    for factory in FACTORIES:
        factory()
    for ticket in TicketFactory.create_batch(MORE_TICKETS):
        FileFactory(subject=ticket.messages.get(), content=os.urandom(1000))
    half = Path(env["MEDIA_ROOT"]) / "00" / "half.part"
    half.parent.mkdir(exist_ok=True)
    half.write_bytes(b"ha")
    # when a backup is made and brought back elsewhere
    folder, there = backup(env), {"MEDIA_ROOT": str(tmp_path / "brought back")}
    done = make("restore", env, FROM=str(folder), **empty, **there)
    # then every table, sequence, file and right is as it was, and the numbers say that something was there
    assert (done.returncode, done.stderr) == (0, "")
    found = Manifest.read(folder)
    ours = {name.removeprefix("public.") for name, (rows, _digest) in found.tables.items() if rows}
    assert {factory._meta.model._meta.db_table for factory in FACTORIES} <= ours
    assert len(found.files) == File.objects.count() > MORE_TICKETS
    _same_hashes_by_another_way(postgres_server, sorted(found.tables))
    # and the product stands on it
    ready = subprocess.run(
        [sys.executable, "-c", READY],
        cwd=CHECKOUT,
        env={**env, **empty, **there, "DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
    )
    assert ready.stdout.split() == ["applied", str(len(found.files))], ready.stderr
    _rights_came_back(postgres_server)
    rows = sum(rows for rows, _digest in found.tables.values())
    proved(tables=len(found.tables), rows=rows, files=len(found.files), differences=0)


def _same_hashes_by_another_way(postgres: LocalPg, tables: list[str]) -> None:
    """Row by row as COPY writes them, by psycopg and not by the tool's own hash."""
    with owner() as before, role("owner", postgres) as after:
        for table in tables:
            read = f'COPY (SELECT t::text FROM {table} t ORDER BY t::text COLLATE "C") TO STDOUT'
            texts = []
            for connection in (before, after):
                with connection.cursor().copy(read) as copy:
                    texts.append(b"".join(bytes(block) for block in copy))
            assert texts[0] == texts[1], table


def _rights_came_back(postgres: LocalPg) -> None:
    """The application works and is held as before; the view log takes rows from its role alone."""
    seen = (
        "INSERT INTO events_viewlog (person_id, subject_type, subject_id, at) VALUES (1, 'ticket', 1, now())"
    )
    with role("app", postgres) as app, role("log", postgres) as log, role("owner", postgres) as own:
        app.execute("UPDATE organisation_office SET name = upper(name)")
        log.execute(seen)
        for refused in (
            "TRUNCATE events_event CASCADE",
            "UPDATE events_event SET kind = 'x'",
            "DELETE FROM organisation_personchange",
            seen,
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                app.execute(refused)
        with pytest.raises(errors.InsufficientPrivilege):
            log.execute("SELECT * FROM organisation_person")
        with pytest.raises(errors.RestrictViolation):
            own.execute("UPDATE events_event SET kind = 'x'")
        # tables that the owner makes later are open to the application too
        own.execute("CREATE TABLE later (id int)")
        app.execute("INSERT INTO later VALUES (1)")
        with pytest.raises(errors.InsufficientPrivilege):
            app.execute("TRUNCATE later")


def a_file(folder: Path) -> Path:
    """The first kept file of a backup."""
    return folder / FILES / next(iter(Manifest.read(folder).files))


SPOILT: dict[str, Callable[[Path], object]] = {
    "cut": lambda folder: (folder / NAME).write_text("{"),
    "dump": lambda folder: (folder / DUMP).write_bytes((folder / DUMP).read_bytes()[:-1] + b"x"),
    "file": lambda folder: a_file(folder).write_bytes(b"other"),
    "gone": lambda folder: a_file(folder).unlink(),
    "roles": lambda folder: replace(Manifest.read(folder), roles={**ROLES, "app": "other"}).write(folder),
    "later": lambda folder: replace(Manifest.read(folder), format=2).write(folder),
}


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_could_harm_writes_nothing(
    env: dict[str, str], empty: dict[str, str], tmp_path: Path
) -> None:
    # given a good backup of a request with a file
    FileFactory(subject=TicketFactory().messages.get())
    good, full = backup(env), env["MEDIA_ROOT"]
    (file,) = list(Manifest.read(good).files)
    media = str(tmp_path / "brought back")
    # and copies of it that went bad
    for name, spoil in SPOILT.items():
        shutil.copytree(good, tmp_path / name)
        spoil(tmp_path / name)
    # when they are brought back, or the good one onto something
    here = {name: env[name] for name in empty}
    for words, source, target in (
        ("is missing or cut short", "cut", {**empty, "MEDIA_ROOT": media}),
        ("missing or damaged", "dump", {**empty, "MEDIA_ROOT": media}),
        (f"missing or damaged, the first is {file}", "file", {**empty, "MEDIA_ROOT": media}),
        (f"missing or damaged, the first is {file}", "gone", {**empty, "MEDIA_ROOT": media}),
        ("the roles other, korras_log, korras_owner", "roles", {**empty, "MEDIA_ROOT": media}),
        ("has format 2", "later", {**empty, "MEDIA_ROOT": media}),
        ("is not empty", good.name, {**here, "MEDIA_ROOT": media}),
        (f"{full}, which is not empty", good.name, {**empty, "MEDIA_ROOT": full}),
        ("FROM is not set", "", {**empty, "MEDIA_ROOT": media}),
    ):
        done = make("restore", env, FROM=str(tmp_path / source) if source else "", **target)
        # then each is refused in a sentence
        assert done.returncode != 0
        assert words in done.stderr
        assert "Traceback" not in done.stderr
    # and nothing was written: the good one still finds all empty
    assert not Path(media).exists()
    assert make("restore", env, FROM=str(good), **empty, MEDIA_ROOT=media).returncode == 0


@pytest.mark.django_db(transaction=True)
def test_a_restore_that_breaks_off_leaves_all_empty(
    env: dict[str, str], empty: dict[str, str], postgres_server: LocalPg, tmp_path: Path
) -> None:
    # given a backup whose dump is no dump, although its hash is right
    FileFactory(subject=TicketFactory().messages.get())
    folder, media = backup(env), tmp_path / "brought back"
    (folder / DUMP).write_bytes(b"no dump at all")
    found = json.loads((folder / NAME).read_text())
    found["dump"] = hashlib.sha256(b"no dump at all").hexdigest()
    (folder / NAME).write_text(json.dumps(found))
    # when it is brought back
    done = make("restore", env, FROM=str(folder), **empty, MEDIA_ROOT=str(media))
    # then the files are gone again and the database is empty
    assert done.returncode != 0
    assert "everything is empty as before" in done.stderr
    assert list(media.iterdir()) == []
    assert (
        postgres_server.sql(r"SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database=ELSEWHERE)
        == "0"
    )


@pytest.mark.django_db(transaction=True)
def test_lost_and_damaged_files_are_told_with_the_backup(env: dict[str, str]) -> None:
    # given three files, one of them gone, one changed on the disk; and one held for a form, gone too
    rows = [FileFactory(subject=TicketFactory().messages.get()) for _ in range(3)]
    rows[0].path.unlink()
    rows[1].path.write_bytes(b"rotten")
    FileFactory().path.unlink()
    # when a backup is made
    done = make("backup", env)
    # then it is there, and says which
    assert Path(done.stdout.partition(":")[0], NAME).exists()
    told = done.stderr.splitlines()
    assert len([line for line in told if line.startswith("The backup is kept")]) == 2
    assert f"file {rows[0].id.hex[:2]}/{rows[0].id.hex} is missing" in told[0]
    assert f"file {rows[1].id.hex[:2]}/{rows[1].id.hex} was damaged" in told[1]
    assert done.returncode != 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"DEST": ""}, "DEST is not set"),
        ({"DEST": "/nowhere"}, "no such folder"),
        ({"MEDIA_ROOT": "/nowhere"}, "no such folder"),
        ({"DATABASE_OWNER_URL": "mysql://x"}, "postgres://ROLE:PASSWORD@HOST/NAME"),
        ({"DATABASE_OWNER_URL": "postgres://o@127.0.0.1:1/x"}, "refused"),
        ({"POSTGRES_BIN": "/nowhere"}, "pg_dump was not found"),
    ],
)
def test_a_backup_that_cannot_be_made_says_why_and_leaves_nothing(
    env: dict[str, str], changes: dict[str, str], words: str, tmp_path: Path
) -> None:
    done = make("backup", env, **changes)
    assert done.returncode != 0
    assert words in done.stderr.replace("psql", "pg_dump")
    assert "Traceback" not in done.stderr
    assert not list(tmp_path.glob("korras-*"))


def test_every_difference_is_told() -> None:
    # given what a backup holds, and what came of it
    before = Manifest(
        tables={"a": [1, "x"], "b": [2, "y"]}, sequences={"s": 4}, files={"f": [1, "z"]}, schema="one"
    )
    assert before.differences(replace(before)) == []
    for change in (
        {"tables": {"a": [1, "x"]}},
        {"tables": {"a": [1, "other"], "b": [2, "y"]}},
        {"tables": {"a": [1, "x"], "b": [2, "y"], "c": [0, ""]}},
        {"sequences": {"s": 3}},
        {"files": {}},
        {"schema": "two"},
    ):
        assert len(before.differences(replace(before, **change))) == 1


@pytest.mark.parametrize(
    ("url", "conninfo", "password"),
    [
        ("postgres://o:a%40b@db/korras", "dbname='korras' user='o' host='db'", "a@b"),
        ("postgres://o@//run/pg/korras", "dbname='korras' user='o' host='/run/pg'", ""),
        (
            "postgres://o@db:6432/k?sslmode=require&CONN_MAX_AGE=0",
            "dbname='k' user='o' host='db' port='6432' sslmode='require'",
            "",
        ),
    ],
)
def test_addresses_are_read_as_the_settings_read_them(url: str, conninfo: str, password: str) -> None:
    found = Database.of(url)
    assert (found.conninfo, found.password) == (conninfo, password)
    assert password not in found.conninfo or not password


def test_no_address_of_another_kind_is_taken() -> None:
    for url in ("mysql://o@db/x", "postgres://db/x", "postgres://o@db", ""):
        with pytest.raises(Trouble):
            Database.of(url)
