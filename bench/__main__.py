"""`make bench`: our pages, the ceiling's and django-helpdesk's on one machine, with the same data."""

import argparse
import json
import os
import re
import sys
import time
import tomllib
from typing import Any

from bench import report
from bench.measure import measure
from bench.servers import HERE, PASSWORD, PEERS, PORT, STATE, Servers, install_peers, peer_python
from tools import places
from tools.places import CHECKOUT
from tools.processes import Trouble

SIZES = (10_000, 100_000, 1_000_000)
PEER_SIZE = 100_000  # at a million one page of the peer takes a minute
RESULTS = STATE / "results"
KINDS = {"ceiling": "ceil", "ours": "ours", "django-helpdesk": "hd"}
HASH = "from django.contrib.auth.hashers import make_password; print(make_password('{word}'))"


def say(words: str) -> None:
    """For the person at the terminal, at once."""
    sys.stdout.write(f"{time.strftime('%H:%M:%S')} {words}\n")
    sys.stdout.flush()


def load(servers: Servers, name: str, size: int) -> None:
    """The database of a target with so many requests, unless it is there."""
    kind = KINDS[name]
    database = f"{kind}_{size}"
    if database in servers.databases():
        return
    began = time.monotonic()
    template = f"TEMPLATE {kind}_tpl" if name != "ceiling" else ""
    owner = "OWNER korras_owner" if name == "ours" else ""
    servers.postgres.sql(f"CREATE DATABASE {database}_new {owner} {template};")
    fresh = f"{database}_new"
    servers.postgres.sql("CREATE EXTENSION IF NOT EXISTS pg_stat_statements", database=fresh)
    servers.run_file("gen_source.sql", fresh, n=size)
    password = peer_python("-c", _hash(), database="hd_tpl") if name != "ceiling" else ""
    servers.run_file(f"load_{name.replace('-', '_')}.sql", fresh, n=size, pwhash=password)
    servers.postgres.sql(f"ALTER DATABASE {fresh} RENAME TO {database}")
    if name == "ceiling":
        peer_python(str(HERE / "ceiling" / "app.py"), "migrate-auth", database=database)
    say(f"{database} loaded in {time.monotonic() - began:.0f} s")


def _hash() -> str:
    return "import django; django.setup(); " + HASH.format(word=PASSWORD)


def templates(servers: Servers) -> None:
    """The empty databases of ours and of the peer, migrated."""
    servers.manage("ours_tpl", "migrate", "--database=owner", "-v0")
    servers.manage("ours_tpl", "collectstatic", "--no-input", "-v0")
    if "hd_tpl" not in servers.databases():
        servers.postgres.sql("CREATE DATABASE hd_tpl")
    peer_python("-m", "django", "migrate", "-v0", database="hd_tpl")
    peer_python("-m", "django", "loaddata", "emailtemplate.json", "-v0", database="hd_tpl")


def target(name: str, size: int, servers: Servers) -> dict[str, Any]:
    """What its file says, with the places and the size put in."""
    known = {"HERE": HERE, "PEERS": PEERS, "PORT": PORT, "PASSWORD": PASSWORD, "CHECKOUT": CHECKOUT,
             "PYTHON": sys.executable, "size": size}  # fmt: skip
    text = (HERE / "targets" / f"{name}.toml").read_text(encoding="utf-8")
    found = tomllib.loads(re.sub(r"\{(\w+)\}", lambda hit: str(known.get(hit[1], hit[0])), text))
    if name == "ours":
        found["server"]["env"] = servers.environment(f"ours_{size}")
    return found


def run(servers: Servers, size: int, *, names: list[str], seconds: float, rounds: int) -> None:
    """One size: load, measure, keep."""
    for name in names:
        if name == "django-helpdesk" and size != PEER_SIZE:
            continue
        load(servers, name, size)
        say(f"{name}, {size:,} requests, load of the machine {os.getloadavg()[0]:.1f}")
        found = measure(target(name, size, servers), STATE / f"{name}.log", seconds=seconds, rounds=rounds)
        found |= {"size": size, "day": time.strftime("%d.%m.%Y")}
        (RESULTS / f"{name}_{size}.json").write_text(json.dumps(found, indent=1))


def main() -> int:
    """Everything, or one size."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--size", type=int, action="append", help="requests; may be given more than once")
    parser.add_argument("--only", choices=sorted(KINDS), action="append", help="one target")
    parser.add_argument("--seconds", type=float, default=3, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--report", action="store_true", help="write the document from kept results only")
    given = parser.parse_args()
    RESULTS.mkdir(parents=True, exist_ok=True)
    if given.report:
        report.write(RESULTS)
        return 0
    for path in (STATE, places.OUTSIDE):
        places.room_for(path, 30_000 if given.size is None else 5_000)
    servers = Servers()
    try:
        install_peers()
        servers.start()
        templates(servers)
        names = given.only or list(KINDS)
        for size in given.size or SIZES:
            run(servers, size, names=names, seconds=given.seconds, rounds=given.rounds)
        report.write(RESULTS)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    finally:
        servers.stop()
    say(f"The figures stand in {report.DOCUMENT.relative_to(CHECKOUT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
