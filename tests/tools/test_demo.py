"""`make demo` as a stranger meets it: from a copy of the checkout to a page, and nothing left afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scale import times
from tools import places
from tools.places import CHECKOUT
from tools.processes import free_port

COPIED = (
    *("config", "costs", "fleet", "foundation", "locale", "overview", "partners", "requests_desk"),
    *("static", "templates", "tools"),
)
GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_LOG_URL", "REDIS_URL", "EMAIL_URL", "KORRAS_MODE")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the checkout without any state; its demo is gone afterwards."""
    copy = tmp_path_factory.mktemp("closed") / "korras"
    copy.mkdir()
    for name in COPIED:
        if (CHECKOUT / name).exists():
            shutil.copytree(CHECKOUT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (*CHECKOUT.glob("*.py"), *CHECKOUT.glob("*.lock"), CHECKOUT / "pyproject.toml"):
        shutil.copy(file, copy)
    yield copy
    assert run(copy, "tools.reset").returncode == 0
    assert not (copy / "var" / "demo").exists()
    assert not places.outside_of(copy).exists()


def environment(port: int) -> dict[str, str]:
    """The environment of a stranger: none of the addresses of this test run."""
    bare = {name: value for name, value in os.environ.items() if name not in GIVEN}
    return bare | {"PORT": str(port), "PYTHONDONTWRITEBYTECODE": "1"}


def run(checkout: Path, module: str, *, port: int = 8000) -> subprocess.CompletedProcess[str]:
    """Run one of the tools to its end."""
    command = [sys.executable, "-m", module]
    return subprocess.run(
        command, cwd=checkout, env=environment(port), capture_output=True, text=True, timeout=60
    )


class Started:
    """One `make demo` and what it said until it was ready."""

    def __init__(self, checkout: Path, port: int) -> None:
        """Start it and wait for its address; the pages answer then."""
        command = [sys.executable, "-m", "tools.demo"]
        self.checkout, began = checkout, time.monotonic()
        self.process = subprocess.Popen(
            command,
            cwd=checkout,
            env=environment(port),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        self.words = ""
        for line in self.process.stdout:
            self.words += line
            if "Ctrl-C" in line:
                break
        self.seconds = time.monotonic() - began

    def end(self) -> tuple[int, str]:
        """Press Ctrl-C; the exit code and the complaints."""
        self.process.send_signal(signal.SIGINT)
        _, complaints = self.process.communicate(timeout=40)
        return self.process.returncode, complaints


def left_over(checkout: Path) -> list[str]:
    """The command lines of processes that work in the checkout or on its data."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            where = os.readlink(folder / "cwd")
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if where.startswith(str(checkout)) or any(
            str(p) in words for p in (checkout, places.outside_of(checkout))
        ):
            found.append(words)
    return found


def sentence(text: str) -> bool:
    """Whether this is one line that ends as sentences do."""
    return text.count("\n") == 1 and text.endswith(".\n") and "Traceback" not in text


def test_a_taken_port_is_one_sentence(checkout: Path) -> None:
    # given a port that somebody listens on
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        # when the demo is to use it
        done = run(checkout, "tools.demo", port=port)
    # then it says so, and starts nothing
    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert sentence(done.stderr)
    assert left_over(checkout) == []


def test_a_strange_port_is_one_sentence(checkout: Path) -> None:
    done = run(checkout, "tools.demo", port=123456)
    assert done.returncode == 1
    assert sentence(done.stderr)


@pytest.fixture(scope="module")
def tried(checkout: Path) -> Path:
    """The checkout after a first start that was ended by Ctrl-C: the data are kept."""
    port = free_port()
    first = Started(checkout, port)
    assert f"http://127.0.0.1:{port}/" in first.words, first.process.communicate(timeout=40)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
        assert answer.status == 200
    # and a second launcher beside it is refused
    beside = run(checkout, "tools.demo", port=port)
    assert beside.returncode == 1
    assert "already running" in beside.stderr
    assert first.end() == (0, "")
    assert left_over(checkout) == []
    return checkout


def test_a_child_that_dies_ends_the_demo(tried: Path) -> None:
    # given a running demo
    demo = Started(tried, free_port())
    beat = int((tried / "var" / "demo" / "beat.pid").read_text().split()[0])
    # when one of its processes is killed
    os.kill(beat, signal.SIGKILL)
    _, complaints = demo.process.communicate(timeout=40)
    # then all of it ends, and says why
    assert demo.process.returncode == 1
    assert complaints.startswith("The process beat ended by itself")
    assert left_over(tried) == []


def test_it_starts_again_soon_and_a_reset_leaves_nothing(tried: Path) -> None:
    # given what an earlier start left
    collected = tried / "var" / "demo" / "static.stamp"
    written = collected.stat().st_mtime_ns
    # when it is started again
    demo = Started(tried, free_port())
    # then it is there soon and nothing was collected anew, and `make demo-reset` ends it
    assert collected.stat().st_mtime_ns == written
    assert demo.seconds <= times(short=30, full=8)  # other tests run beside it
    assert run(tried, "tools.reset").returncode == 0
    demo.process.communicate(timeout=40)
    assert demo.process.returncode == 0
    assert left_over(tried) == []
