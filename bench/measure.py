"""Starts one target, signs in eight clients and measures: statements, processor time, latency, memory."""

import os
import statistics
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import psycopg

from bench.client import Client, Round, load
from tools.processes import Trouble

# Not counted: what opens and ends a transaction or sets a variable, keys that PostgreSQL checks by itself,
# and the look whether a kept connection lives.
FRAME = (
    r"^\s*(begin|commit|rollback|savepoint|release|set |show|deallocate|discard|start|select pg_stat)"
    r"|^SELECT 1 FROM ONLY|^SELECT (set_config\(.*\)|\$1)$"
)
STARTS = 3
SAMPLES = 5
TICKS = os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(path.read_text().rpartition(")")[2].split()[1])
        except (OSError, IndexError):
            continue
        children.setdefault(parent, []).append(int(path.parent.name))
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def memory(pid: int) -> float:
    """PSS of a process tree in MiB."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return round(total / 1024, 1)


def processor_ms(pid: int) -> float:
    """Processor time of a process tree so far; unlike latency it hardly depends on busy neighbours."""
    total = 0
    for one in tree(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total * 1000 / TICKS


class Server:
    """The web server of a target, started as the target says."""

    def __init__(self, target: dict[str, Any], log: Path) -> None:
        """Nothing is started yet."""
        self.target, self.log = target, log
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """Its process number; it must run."""
        assert self.process is not None
        return self.process.pid

    def start(self) -> float:
        """Seconds until the first page."""
        server = self.target["server"]
        env = {**os.environ, **server.get("env", {})}
        began = time.perf_counter()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                server["cmd"], cwd=server["cwd"], env=env, stdout=log, stderr=log, start_new_session=True
            )
        while time.perf_counter() - began < 60:
            if self.process.poll() is not None:
                raise Trouble(f"{self.target['name']} ended by itself, see {self.log}")
            try:
                with urllib.request.urlopen(self.target["base_url"] + server["ready_path"], timeout=30):  # noqa: S310  http
                    return time.perf_counter() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.005)
        raise Trouble(f"{self.target['name']} gave no page, see {self.log}")

    def stop(self) -> None:
        """Ask it to end and wait."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


class Statements:
    """What PostgreSQL counted."""

    def __init__(self, dsn: str) -> None:
        """Connect as the superuser."""
        self.connection = psycopg.connect(dsn, autocommit=True)

    def reset(self) -> None:
        """Begin to count anew."""
        self.connection.execute("SELECT pg_stat_statements_reset()")

    def read(self) -> dict[str, float]:
        """Statements and their milliseconds since the last reset."""
        row = self.connection.execute(
            "SELECT coalesce(sum(calls), 0)::int, coalesce(sum(total_exec_time), 0)::float8"
            " FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid"
            " WHERE d.datname = current_database() AND query !~* %s",
            (FRAME,),
        ).fetchone()
        assert row is not None
        return {"sql": row[0], "sql_ms": round(row[1], 2)}

    def choices(self, spec: Any) -> list[Any]:
        """What a variable may be: the rows of a statement."""
        return [row[0] for row in self.connection.execute(spec).fetchall()]


def statements_of(client: Client, steps: list[dict[str, Any]], sql: Statements) -> dict[str, float]:
    """Statements of the timed steps: the least of some tries, since a session is sometimes written."""
    best: dict[str, float] = {}
    for _try in range(SAMPLES):
        values = client.values()
        for step in steps:
            timed = step.get("timed", True)
            if timed:
                sql.reset()
            client.step(step, values)
        found = sql.read()
        if not best or (found["sql"], found["sql_ms"]) < (best["sql"], best["sql_ms"]):
            best = found
    return best


def summary(rounds: list[Round]) -> dict[str, Any]:
    """The median round, and the least median."""
    middle = [one.share(0.5) for one in rounds]
    found: dict[str, Any] = {
        "p50": round(statistics.median(middle), 2),
        "p50_min": round(min(middle), 2),
        "p95": round(statistics.median(one.share(0.95) for one in rounds), 2),
        "p95_min": round(min(one.share(0.95) for one in rounds), 2),
        "rps": round(statistics.median(len(one.seconds) / one.wall for one in rounds), 1),
        "rps_max": round(max(len(one.seconds) / one.wall for one in rounds), 1),
        "errors": sum(len(one.errors) for one in rounds),
    }
    if found["errors"]:
        found["error"] = next(one.errors[0] for one in rounds if one.errors)
    return found


def scenario(
    clients: list[Client],
    steps: list[dict[str, Any]],
    sql: Statements,
    server: Server,
    seconds: float,
    rounds: int,
) -> dict[str, Any]:
    """One page, first by one client and then by all at once."""
    found: dict[str, Any] = {}
    first, found["bytes"] = clients[0].run(steps)
    found |= statements_of(clients[0], steps, sql)
    if first > 5:  # too slow to be asked often
        seconds, rounds = 0.01, 1
    cpu = []
    for name, some in (("c1", clients[:1]), ("c8", clients)):
        measured = []
        for _round in range(rounds):
            before = processor_ms(server.pid)
            one = load(some, steps, seconds)
            if not one.seconds:
                raise RuntimeError(one.errors[0])
            cpu.append((processor_ms(server.pid) - before) / len(one.seconds))
            measured.append(one)
        found[name] = summary(measured)
    found["cpu_ms"] = round(min(cpu), 2)
    return found


def measure(target: dict[str, Any], log: Path, *, seconds: float, rounds: int) -> dict[str, Any]:
    """All of one target."""
    found: dict[str, Any] = {"target": target["name"], "pages": {}, "load_before": os.getloadavg()[0]}
    server, sql = Server(target, log), Statements(target["db"]["dsn"])
    try:
        starts = []
        for _start in range(STARTS):
            server.stop()
            starts.append(server.start())
        found["cold_start_s"] = round(min(starts), 2)
        variables = {name: sql.choices(spec) for name, spec in target.get("vars", {}).items()}
        clients = [Client(target, number, variables) for number in range(1, 9)]
        for client in clients:
            client.run(target["login"])
        found["pss_idle_mib"] = memory(server.pid)
        for page in target["scenario"]:
            try:
                row = scenario(clients, page["step"], sql, server, seconds, rounds)
            except (RuntimeError, OSError) as fault:
                row = {"failed": str(fault)[:500]}
            found["pages"][page["name"]] = row
            print(f"  {target['name']} {page['name']}: {row}", flush=True)  # noqa: T201  its reader waits
        found["pss_end_mib"] = memory(server.pid)
        found["load_after"] = os.getloadavg()[0]
    finally:
        server.stop()
    return found
