"""What a backup holds, counted and hashed, so that a restored one can be compared with it to the last row."""

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tools.pgclient import Database, Session, program
from tools.processes import Trouble

NAME, DUMP, FILES = "manifest.json", "database.dump", "files"
FORMAT = 1
PIECE = 2**20
# A row as text must not depend on who asks.
SAME_FOR_ALL = (
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO'; SET IntervalStyle = 'postgres'; SET bytea_output = 'hex'; "
    "SET extra_float_digits = 1; SET search_path = public, pg_catalog; SET statement_timeout = 0"
)
TABLES = """
SELECT quote_ident(nspname) || '.' || quote_ident(relname)
FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
WHERE relkind = 'r' AND nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema' ORDER BY 1
"""
SEQUENCES = """
SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename), coalesce(last_value, 0)
FROM pg_sequences ORDER BY 1
"""
# The hash of all rows, each hashed alone: the order of rows says nothing, and letters sort here as bytes.
HASH = """
SELECT count(*), encode(sha256(coalesce(string_agg(h, ''::bytea ORDER BY h), ''::bytea)), 'hex')
FROM (SELECT sha256(convert_to(t::text, 'UTF8')) AS h FROM {table} t) AS rows
"""
CHANGING = re.compile(r"^(--.*|\\(un)?restrict .*|)$")


@dataclass
class Manifest:
    """All that is compared: tables with their rows, sequences, the schema with its rights, kept files."""

    made_at: str = ""
    product: str = ""
    server: str = ""
    client: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    dump: str = ""  # sha256
    schema: str = ""  # sha256 of tables, constraints, triggers and rights, as pg_dump writes them
    tables: dict[str, list[Any]] = field(default_factory=dict)  # name: [rows, sha256]
    sequences: dict[str, int] = field(default_factory=dict)
    files: dict[str, list[Any]] = field(default_factory=dict)  # path: [bytes, sha256]
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """As JSON beside what it tells of."""
        (folder / NAME).write_text(json.dumps(asdict(self), indent=1, sort_keys=True), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Trouble when the folder is no backup of ours, or one of a later format."""
        try:
            found = json.loads((folder / NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise Trouble(f"{folder} holds no whole backup: {NAME} is missing or cut short.") from None
        if found.get("format") != FORMAT:
            raise Trouble(f"{folder} has format {found.get('format')}, this version reads {FORMAT}.")
        return cls(**found)

    def differences(self, other: "Manifest") -> list[str]:
        """What another one has otherwise, in sentences. The schema counts only if one pg_dump wrote both."""
        found = [
            *_different("table", self.tables, other.tables),
            *_different("sequence", self.sequences, other.sequences),
            *_different("file", self.files, other.files),
        ]
        if self.client == other.client and self.schema != other.schema:
            found.append("the schema (tables, constraints, triggers or rights) is another")
        return found


def _different(what: str, one: dict[str, Any], two: dict[str, Any]) -> Iterator[str]:
    for name in sorted(one.keys() | two.keys()):
        if one.get(name) != two.get(name):
            yield f"{what} {name}: {one.get(name, 'missing')} became {two.get(name, 'missing')}"


def read_tables(session: Session) -> dict[str, list[Any]]:
    """Rows and hash of every table, in the moment that the session sees."""
    session.ask(SAME_FOR_ALL)
    found: dict[str, list[Any]] = {}
    for (table,) in session.ask(TABLES):
        ((rows, digest),) = session.ask(HASH.format(table=table))
        found[table] = [int(rows), digest]
    return found


def read_sequences(session: Session) -> dict[str, int]:
    """The last number that each sequence gave."""
    return {name: int(last) for name, last in session.ask(SEQUENCES)}


def read_schema(database: Database, *options: str) -> str:
    """A hash over everything but rows; what differs each time is left out."""
    lines = database.run("pg_dump", "--schema-only", *options).splitlines()
    kept = [_plain(line) for line in lines if not CHANGING.match(line)]
    return hashlib.sha256("\n".join(kept).encode()).hexdigest()


def _plain(line: str) -> str:
    """PostgreSQL writes a list of texts in another way once it has read it back: casts and brackets move."""
    return re.sub(r"::(character varying|text)(\[\])?|[()]", "", line) if "ARRAY[" in line else line


def client_version() -> str:
    """Which pg_dump is here."""
    return subprocess.run([program("pg_dump"), "--version"], capture_output=True, text=True).stdout.strip()


def read_files(folder: Path, copy_to: Path | None = None) -> dict[str, list[Any]]:
    """Bytes and hash of every kept file, copied on the way if wanted; half-written ones are left out."""
    found: dict[str, list[Any]] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".part"):
        name = str(path.relative_to(folder))
        try:
            found[name] = hash_of(path, copy_to / name if copy_to else None)
        except FileNotFoundError:  # a file of an unfinished form, dropped since the folder was read
            continue
    return found


def hash_of(path: Path, copy_to: Path | None = None) -> list[Any]:
    """Bytes and sha256 of a file, copied on the way if wanted, for its owner's eyes only."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, _target(copy_to) as target:
        while piece := source.read(PIECE):
            digest.update(piece)
            size += target.write(piece)
        target.flush()
        if copy_to:
            os.fsync(target.fileno())
    return [size, digest.hexdigest()]


def _target(path: Path | None) -> Any:
    if path is None:
        return Path(os.devnull).open("wb")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
