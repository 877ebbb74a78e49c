"""Whether a process of ours lives, for health checks of containers: `python -m tools.alive web` or `sweep`.

`web` asks its own /healthz. `sweep` looks how old the last sweep is: it needs beat, Redis and a worker, so it
tells of all three and not of one. Django is not loaded: a check must be cheap.
"""

import os
import sys
import urllib.request

import environ
import psycopg
from psycopg.conninfo import make_conninfo

PORT = 8000
OLDEST = 120  # seconds; the sweep runs every 15
AGE = "SELECT extract(epoch FROM now() - at) FROM notifications_heartbeat WHERE name = 'notifications.sweep'"


def web() -> str:
    """Empty when the process answers, else what is wrong."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0].strip().lstrip(".") or "localhost"
    ask = urllib.request.Request(f"http://127.0.0.1:{PORT}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(ask, timeout=5) as answer:  # noqa: S310  always http
            return "" if answer.status == 200 else f"/healthz says {answer.status}"
    except OSError as fault:
        return f"/healthz: {fault}"


def sweep() -> str:
    """Empty when the last sweep is young, else what is wrong."""
    at = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    wanted = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    place = make_conninfo(
        **{name: at[key] for name, key in wanted.items() if at.get(key)}, **at.get("OPTIONS", {})
    )
    try:
        with psycopg.connect(place, connect_timeout=5) as connection:
            row = connection.execute(AGE).fetchone()
    except psycopg.Error as fault:
        return f"the database: {fault}"
    if row is None:
        return "no sweep has run yet"
    return "" if row[0] < OLDEST else f"the last sweep was {int(row[0])} seconds ago"


def main() -> int:
    """Exit code 1, and the reason, when it does not live."""
    trouble = {"web": web, "sweep": sweep}[sys.argv[1]]()
    sys.stdout.write(f"{trouble or 'alive'}\n")
    return 1 if trouble else 0


if __name__ == "__main__":
    sys.exit(main())
