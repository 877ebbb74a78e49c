"""The servers of the benchmark and its databases: one PostgreSQL for all that is compared, and Redis."""

import os
import secrets
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from tools.localpg import LocalPg
from tools.localredis import LocalRedis
from tools.places import CHECKOUT, Places, outside_of, service_user
from tools.processes import Trouble

HERE = Path(__file__).resolve().parent
STATE = CHECKOUT / "var" / "bench"
PEERS = STATE / "peers"
PORT = 55432
PEER_PACKAGES = ("django~=5.2", "django-helpdesk==2.6.1", "psycopg[binary,pool]~=3.3", "gunicorn~=23.0")
PASSWORD = "bench-pass-1"  # noqa: S105  of invented agents in a database of its own
# Of a small machine; durable as in production.
SETTINGS = (
    "listen_addresses=127.0.0.1",
    "shared_preload_libraries=pg_stat_statements",
    "shared_buffers=2GB",
    "max_wal_size=8GB",
    "maintenance_work_mem=512MB",
    "work_mem=16MB",
)


def places() -> Places:
    """Where the benchmark keeps its things: they outlive it."""
    owner = service_user()
    outside = outside_of(CHECKOUT) if owner else None
    return Places(CHECKOUT, STATE, (outside or STATE) / "bench-postgres", outside, owner)


class Servers:
    """PostgreSQL on a port, since the ceiling knows no socket, and Redis."""

    def __init__(self) -> None:
        """Nothing is started yet."""
        at = places()
        self.postgres = LocalPg(at, settings=SETTINGS, port=PORT)
        self.redis = LocalRedis(at)

    def start(self) -> None:
        """Both, ready."""
        self.postgres.start(database="ours_tpl")
        self.redis.start()

    def stop(self) -> None:
        """Both; the databases stay."""
        self.redis.stop()
        self.postgres.stop()

    def databases(self) -> set[str]:
        """Names of the databases that are there."""
        return set(self.postgres.sql("SELECT datname FROM pg_database").split())

    def run_file(self, name: str, database: str, **variables: object) -> None:
        """Run one SQL file of this folder as the superuser; Trouble when it fails."""
        to = ["-h", "127.0.0.1", "-p", str(PORT), "-U", "postgres", "-d", database]
        given = [f"-v{key}={value}" for key, value in variables.items()]
        done = subprocess.run(
            [
                self.postgres.bin / "psql",
                "-Xq",
                "-v",
                "ON_ERROR_STOP=1",
                *to,
                *given,
                "-f",
                HERE / "sql" / name,
            ],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Trouble(f"{name} failed on {database}: {done.stderr.strip()[-2000:]}")

    def environment(self, database: str) -> dict[str, str]:
        """Our settings as in production, on this database."""
        roles = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner", "DATABASE_LOG_URL": "log"}
        key = STATE / "secret_key"
        if not key.exists():
            key.write_text(secrets.token_urlsafe(48))
        return {
            **{name: f"postgres://korras_{role}@127.0.0.1:{PORT}/{database}" for name, role in roles.items()},
            "KORRAS_MODE": "production",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "SECRET_KEY": key.read_text(),
            "ALLOWED_HOSTS": "127.0.0.1",
            "BASE_URL": "http://127.0.0.1:8095",
            "REDIS_URL": self.redis.url,
            "EMAIL_URL": "smtp://127.0.0.1:9",  # nobody sends: the worker is not measured
            "MAIL_FROM": "korras@agency.example",
            "MEDIA_ROOT": str(STATE / "media"),
            "STATIC_ROOT": str(STATE / "static"),
            "MFA_REQUIRED_ROLES": "",  # the peers have no second step
            "LOG_LEVEL": "WARNING",
        }

    def manage(self, database: str, *command: str) -> None:
        """One of our commands."""
        env = os.environ | self.environment(database)
        subprocess.run([sys.executable, "manage.py", *command], cwd=CHECKOUT, env=env, check=True)


def install_peers() -> None:
    """A virtual environment of its own for django-helpdesk and for the ceiling."""
    home = PEERS / "hd-venv"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True)
        quiet = ("--quiet", "--disable-pip-version-check")
        subprocess.run([home / "bin" / "pip", "install", *quiet, *PEER_PACKAGES], check=True)
        (home / "ready").touch()
    shutil.copytree(HERE / "peers" / "django_helpdesk", PEERS / "hd", dirs_exist_ok=True)


def peer_python(*command: str, database: str) -> str:
    """Run the peers' Python in the folder of the django-helpdesk project and return what it prints."""
    env = os.environ | {
        "DBNAME": database,
        "PGPORT": str(PORT),
        "PEERS": str(PEERS),
        "DJANGO_SETTINGS_MODULE": "settings",
    }
    done = subprocess.run(
        [PEERS / "hd-venv" / "bin" / "python", *command],
        cwd=PEERS / "hd",
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()
