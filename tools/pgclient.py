"""PostgreSQL's own programs (psql, pg_dump, pg_restore) on the database that a setting names.

Only the standard library is used: a backup must also run where nothing of the product is installed.
"""

import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import parse_qsl, unquote, urlsplit

from tools.localpg import debian_binaries
from tools.processes import Trouble

SETTINGS = {"owner": "DATABASE_OWNER_URL", "app": "DATABASE_URL", "log": "DATABASE_LOG_URL"}
END_OF_ANSWER = "--end-of-answer--"


def program(name: str) -> Path:
    """Where psql and the others lie: in POSTGRES_BIN, else on the path, else with Debian's server."""
    chosen = os.environ.get("POSTGRES_BIN")
    on_path = shutil.which(name)
    found = (
        Path(chosen) / name if chosen else Path(on_path) if on_path else (debian_binaries() or Path()) / name
    )
    if not found.is_file():
        raise Trouble(f"{name} was not found: install PostgreSQL's client programs, or set POSTGRES_BIN.")
    return found


def setting(name: str) -> str:
    """A variable of the environment; Trouble when it is missing or empty."""
    value = os.environ.get(name, "")
    if not value:
        raise Trouble(f"{name} is not set: use the same environment as the product (docs/operations.md).")
    return value


def roles() -> dict[str, str]:
    """The names of the three roles, by what they are."""
    return {role: Database.of(setting(name)).user for role, name in SETTINGS.items()}


@dataclass(frozen=True)
class Database:
    """One database, as one role sees it."""

    user: str
    password: str
    name: str
    place: str  # host, port and the rest, in the words of libpq

    @classmethod
    def of(cls, url: str) -> "Database":
        """From an address as the settings take it, also with the folder of a unix socket in its path."""
        at = urlsplit(url)
        folder, _, name = unquote(at.path).removeprefix("/").rpartition("/")
        host = folder if folder and not at.hostname else unquote(at.hostname or "")
        if at.scheme not in ("postgres", "postgresql") or not name or not at.username:
            raise Trouble("An address of the database is postgres://ROLE:PASSWORD@HOST/NAME.")
        words = {"host": host, "port": str(at.port or ""), **dict(parse_qsl(at.query))}
        # what is written in capitals is for Django, such as CONN_MAX_AGE
        ours = {key: value for key, value in words.items() if value and not key.isupper()}
        place = " ".join(f"{key}={_quoted(value)}" for key, value in ours.items())
        return cls(unquote(at.username), unquote(at.password or ""), name, place)

    @property
    def conninfo(self) -> str:
        """For `--dbname`; without the password, which everybody on the machine could read there."""
        return f"dbname={_quoted(self.name)} user={_quoted(self.user)} {self.place}".strip()

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a program: the password, and none of the person's own PG… variables."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return kept | {"PGPASSWORD": self.password, "PGCONNECT_TIMEOUT": "10"}

    def run(self, name: str, *options: str | Path) -> str:
        """Run a program on it and return what it prints; Trouble with its own words when it fails."""
        command: list[str | Path] = [program(name), "--no-password", f"--dbname={self.conninfo}", *options]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise Trouble(f"{name} failed: {last_words(done.stderr)}")
        return done.stdout


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def last_words(text: str) -> str:
    """The end of what a program said."""
    return "\n".join(text.strip().splitlines()[-4:]) or "it said nothing"


class Session:
    """One psql that stays, so that several questions see the same moment: `with Session(database) as one`."""

    def __init__(self, database: Database) -> None:
        """It connects with the first question."""
        self.errors = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed with the session
        command: list[str | Path] = [program("psql"), "-XqAt", "--no-password", "-v", "ON_ERROR_STOP=1"]
        self.psql = subprocess.Popen(
            [*command, f"--dbname={database.conninfo}"],
            env=database.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
        )

    def __enter__(self) -> "Session":
        return self

    def __exit__(self, kind: type | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.psql.kill() if kind else self.psql.communicate()
        self.psql.wait()
        self.errors.close()

    def ask(self, sql: str) -> list[list[str]]:
        """The rows of an answer; Trouble when the server refuses."""
        assert self.psql.stdin is not None
        assert self.psql.stdout is not None
        try:
            self.psql.stdin.write(f"{sql};\n\\echo {END_OF_ANSWER}\n")
            self.psql.stdin.flush()
        except BrokenPipeError:
            raise self._trouble() from None
        lines: list[str] = []
        for line in self.psql.stdout:
            if line.rstrip("\n") == END_OF_ANSWER:
                return [row.split("|") for row in lines]
            lines.append(line.rstrip("\n"))
        raise self._trouble()

    def _trouble(self) -> Trouble:
        self.psql.wait()
        self.errors.seek(0)
        return Trouble(f"PostgreSQL refused: {last_words(self.errors.read())}")
