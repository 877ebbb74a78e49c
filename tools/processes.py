"""Child processes: started, watched, ended, and found again when their launcher was killed."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from pwd import struct_passwd


class Trouble(Exception):
    """What keeps a launcher from going on: one clear sentence for the person at the terminal."""


def command_of(pid: int) -> str:
    """The command line of a running process; empty when there is none."""
    proc = Path(f"/proc/{pid}/cmdline")
    try:
        return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        if Path("/proc/self").exists():
            return ""
    return subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True
    ).stdout.strip()


def born(pid: int) -> str:
    """When a process started, to tell a reused number apart; empty when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        if Path("/proc/self").exists():
            return ""
        return subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True
        ).stdout.strip()
    return "" if fields[0] == "Z" else fields[19]


def end(pid: int, sign: signal.Signals, *, patience: float) -> bool:
    """Signal a process and wait up to `patience` seconds; True when it is gone."""
    birth, limit = born(pid), time.monotonic() + patience
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, sign)
    while time.monotonic() < limit:
        if not birth or born(pid) != birth:
            return True
        time.sleep(0.02)
    return False


def follow_parent(sign: signal.Signals) -> list[str]:
    """What makes the kernel end a command when its launcher dies; empty where setpriv is missing."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", sign.name.removeprefix("SIG")] if setpriv else []


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        port: int = place.getsockname()[1]
        return port


class Child:
    """One child process with its log file and its pid file."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        log: Path,
        folder: Path | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        user: struct_passwd | None = None,
        ending: signal.Signals = signal.SIGTERM,
        pass_fds: Sequence[int] = (),
    ) -> None:
        """`folder` takes the pid file if there is to be one, `ending` asks it to finish.

        `pass_fds` are open files that it gets too, such as a socket that somebody else holds.
        """
        self.name, self.log, self.ending, self.pass_fds = name, log, ending, pass_fds
        self.command = [*follow_parent(ending), *map(str, command)]
        self.env, self.cwd, self.user = env, cwd, user
        self.pid_file = folder / f"{name}.pid" if folder else None
        self.process: subprocess.Popen[bytes] | None = None
        self.asked = False

    def start(self, *, group: int | None = None) -> None:
        """Start it in the group given or at the head of a new one, away from the terminal's Ctrl-C."""
        self.asked = False
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.cwd,
                env=self.env,
                process_group=group or 0,
                pass_fds=self.pass_fds,
                user=self.user.pw_uid if self.user else None,
                group=self.user.pw_gid if self.user else None,
                extra_groups=[] if self.user else None,
            )
        if self.pid_file:
            self.pid_file.write_text(f"{self.pid} {born(self.pid)}\n")

    @property
    def pid(self) -> int:
        """Its process number; it must have been started."""
        assert self.process is not None
        return self.process.pid

    def running(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def wait(self) -> int:
        """Wait until it ends by itself; returns its exit code."""
        assert self.process is not None
        return self.process.wait()

    def kill(self) -> None:
        """End it at once, as a crash would; it may be started again."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def ask_to_end(self) -> None:
        """Send its ending signal and do not wait."""
        if self.process is not None and self.process.poll() is None and not self.asked:
            self.asked = True  # a second signal would mean "at once" to Celery
            self.process.send_signal(self.ending)

    def stop(self, *, patience: float = 10) -> None:
        """End it politely, after `patience` seconds by force."""
        if self.process is None:
            return
        self.ask_to_end()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.kill()
        if self.pid_file:
            self.pid_file.unlink(missing_ok=True)

    def wait_for_words(self, words: str, *, seconds: float) -> None:
        """Wait until its log says `words`; Trouble when it ends or `seconds` pass before."""
        limit = time.monotonic() + seconds
        while words not in self.log.read_text(errors="replace"):
            if not self.running() or time.monotonic() > limit:
                raise Trouble(f"The process {self.name} did not get ready:\n{self.last_words()}")
            time.sleep(0.05)

    def last_words(self, lines: int = 12) -> str:
        """The end of its log, for the person who has to find out why it died."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(text.splitlines()[-lines:])


def end_leftovers(folder: Path) -> list[str]:
    """End the processes whose pid files a killed launcher left in `folder`; returns their names."""
    ended = []
    for pid_file in sorted(folder.glob("*.pid")):
        pid, _, birth = pid_file.read_text().strip().partition(" ")
        if pid.isdecimal() and birth and born(int(pid)) == birth:
            _ = end(int(pid), signal.SIGTERM, patience=5) or end(int(pid), signal.SIGKILL, patience=5)
            ended.append(pid_file.stem)
        pid_file.unlink(missing_ok=True)
    return ended
