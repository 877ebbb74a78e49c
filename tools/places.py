"""Where things live: state under var/ of the checkout, and for root a private folder outside.

PostgreSQL refuses to run as root, and the user it then runs as may not read the checkout; so for root the
server binaries and the cluster live in a folder of their own, named after the checkout. Sockets live in short
private folders, because a socket's path may have 107 bytes and a checkout's path any length.
"""

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tools.processes import Trouble, born

CHECKOUT = Path(__file__).resolve().parent.parent
OUTSIDE = Path("/var/lib")  # only root writes there and no cleaner of old temporary files comes by
TEMPORARY = dict.fromkeys(["/tmp", "/var/tmp", tempfile.gettempdir()])  # noqa: S108 what is made there is private
SHORT_ENOUGH = 80
LONGEST_SOCKET_NAME = "/.s.PGSQL.5432"


def service_user() -> pwd.struct_passwd | None:
    """Who runs PostgreSQL: nobody for root, otherwise the person who started the launcher (None)."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise Trouble(
            "PostgreSQL may not run as root and there is no user nobody: use an ordinary user."
        ) from None


def own_folder(path: Path, *, owner: pwd.struct_passwd | None = None, mode: int = 0o700) -> Path:
    """Make a folder of ours or of the service user; a link or somebody else's folder is Trouble."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=mode)
        found = path.lstat()
        allowed = {os.geteuid(), owner.pw_uid if owner else os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
            raise Trouble(f"{path} belongs to somebody else: remove it and start again.")
        path.chmod(mode)
        if owner:
            os.chown(path, owner.pw_uid, owner.pw_gid)
    except OSError as fault:
        raise Trouble(f"The folder {path} cannot be made: {fault.strerror}.") from fault
    return path


def short_folder(name: str) -> Path:
    """Make a private folder for sockets with short paths, also under a long TMPDIR; it names our process."""
    prefix = f"korras-{name}-{os.getpid()}-"
    for base in TEMPORARY:
        if (
            os.access(base, os.W_OK | os.X_OK)
            and len(f"{base}/{prefix}xxxxxxxx{LONGEST_SOCKET_NAME}") < SHORT_ENOUGH
        ):
            return Path(tempfile.mkdtemp(prefix=prefix, dir=base))
    raise Trouble("No writable temporary folder with a short path was found: /tmp must be writable.")


def sweep() -> None:
    """Remove the short folders of launchers and test runs that were killed."""
    ours = {os.geteuid(), service.pw_uid if (service := service_user()) else os.geteuid()}
    for path in (found for base in TEMPORARY for found in Path(base).glob("korras-*-*-*")):
        pid = path.name.split("-")[2]
        with suppress(FileNotFoundError):  # another launcher sweeps too
            if path.lstat().st_uid in ours and pid.isdecimal() and not born(int(pid)):
                shutil.rmtree(path, ignore_errors=True)


def room_for(path: Path, megabytes: int) -> None:
    """Raise Trouble when the disk under `path` has less than `megabytes` free."""
    while not path.exists():
        path = path.parent
    free = shutil.disk_usage(path).free // 2**20
    if free < megabytes:
        raise Trouble(f"The disk of {path} is nearly full: {free} MB are free, {megabytes} MB are needed.")


@dataclass(frozen=True)
class Places:
    """The folders of one set of servers; `outside` holds the binaries and cluster of root, else None."""

    checkout: Path
    state: Path
    cluster: Path
    outside: Path | None
    owner: pwd.struct_passwd | None

    def make(self) -> None:
        """Make the folders that are missing."""
        passed_through = self.owner and self.cluster.is_relative_to(self.state)
        own_folder(self.state, mode=0o711 if passed_through else 0o700)
        if self.outside:
            own_folder(self.outside, mode=0o755)

    def remove(self) -> None:
        """Remove all state, also what lies outside the checkout."""
        for path in (self.state, self.cluster, *filter(None, [self.outside])):
            if path.exists():
                shutil.rmtree(path)


def outside_of(checkout: Path) -> Path:
    """The private folder of root outside the checkout, named after its path."""
    return OUTSIDE / f"korras-{hashlib.sha256(str(checkout).encode()).hexdigest()[:12]}"


def of_demo(checkout: Path = CHECKOUT) -> Places:
    """Where `make demo` keeps its things: they outlive it."""
    owner, state = service_user(), checkout / "var" / "demo"
    outside = outside_of(checkout) if owner else None
    return Places(checkout, state, (outside or state) / "postgres", outside, owner)


def of_tests(checkout: Path = CHECKOUT) -> Places:
    """Where a test run keeps its things: a new folder, removed at its end or by the next run."""
    owner = service_user()
    state = short_folder("test")
    return Places(checkout, state, state / "postgres", outside_of(checkout) if owner else None, owner)
