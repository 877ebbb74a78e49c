"""The product as it runs: real workers, beats and web servers as processes, on the tests' services."""

import os
import re
import shlex
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.places import CHECKOUT
from tools.processes import Child

READY = {"worker": " ready.", "beat": "beat: Starting", "web": "Listening at"}
# The product's own beat but for its pace: the sweep every second, so that tests need not wait 15 seconds.
# FAST_TASKS in the environment names other tasks, with commas between.
FAST_BEAT = """
import os
import sys
from config.celery import app
tasks = os.environ.get("FAST_TASKS", "notifications.sweep").split(",")
app.conf.beat_schedule = {task: {"task": task, "schedule": 1.0} for task in tasks}
app.start(sys.argv[1:])
"""
# The open socket as number 3, and who it is for, as systemd hands it over.
AS_SYSTEMD = """
import os
import sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *sys.argv[2:]])
"""


def worker(
    folder: Path, *, name: str = "worker", include: str = "", env: dict[str, str] | None = None
) -> Child:
    """A Celery worker of two processes; `include` names modules that it loads besides the product's."""
    command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--loglevel", "INFO"]
    command += ["--concurrency", "2", "--hostname", f"{name}@tests", "--without-gossip", "--without-mingle"]
    command += ["--include", include] if include else []
    return _child(name, command, folder, env)


def beat(folder: Path, *, name: str = "beat", fast: bool = False, env: dict[str, str] | None = None) -> Child:
    """A Celery beat with a schedule file of its own; `fast` sweeps every second and does nothing else."""
    start = ["-c", FAST_BEAT] if fast else ["-m", "celery", "--app", "config"]
    options = ["beat", "--loglevel", "INFO", "--pidfile=", "--schedule", str(folder / f"{name}.schedule")]
    return _child(name, [sys.executable, *start, *options], folder, env)


def web(folder: Path, *, port: int, name: str = "web", env: dict[str, str] | None = None) -> Child:
    """gunicorn as in production, on a port of this machine."""
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--workers", "2", "--threads", "4", "config.wsgi"]
    return _child(name, command, folder, env)


def web_on(
    listening: socket.socket, folder: Path, *, name: str = "web", env: dict[str, str] | None = None
) -> Child:
    """The web server of the systemd unit, on a socket that somebody else holds open, as systemd does."""
    unit = (CHECKOUT / "deploy/systemd/korras-web.service").read_text(encoding="utf-8")
    command = re.search(r"^ExecStart=\S+/gunicorn (.+)$", unit, re.MULTILINE)
    assert command, "the unit starts no gunicorn"
    given = [sys.executable, "-c", AS_SYSTEMD, str(listening.fileno()), *shlex.split(command[1])]
    child = _child(name, given, folder, env)
    child.pass_fds = (listening.fileno(),)
    return child


def _child(name: str, command: list[str], folder: Path, env: dict[str, str] | None) -> Child:
    return Child(name, command, log=folder / f"{name}.log", cwd=CHECKOUT, env={**os.environ, **(env or {})})


@contextmanager
def running(*children: Child, seconds: float = 40) -> Iterator[None]:
    """Starts all, goes on when all are ready, ends all."""
    try:
        for child in children:
            child.start()
        for child in children:
            child.wait_for_words(READY[child.name.partition("-")[0]], seconds=seconds)
        yield
    finally:
        for child in children:
            child.ask_to_end()
        for child in children:
            child.stop()


def pool_of(child: Child) -> list[int]:
    """The process numbers below a running child."""
    return [
        int(number) for number in Path(f"/proc/{child.pid}/task/{child.pid}/children").read_text().split()
    ]


def kill_with_pool(child: Child) -> int:
    """`kill -9` of the child and all its processes at once; returns how many of them did the work."""
    pool = pool_of(child)
    os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    return len(pool)
