"""`make demo-reset`: end a running demo and remove all of its data, also what lies outside the checkout."""

import fcntl
import signal
import sys

from tools import places
from tools.localpg import end_stale
from tools.places import Places
from tools.processes import Trouble, end, end_leftovers


def end_running(at: Places) -> None:
    """End the launcher that holds the lock, and what a killed one left; Trouble when it does not end."""
    path = at.state / "launcher.lock"
    if path.exists():
        with path.open("r+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                pid = int(lock.read().strip() or 0)
                if not pid or not end(pid, signal.SIGTERM, patience=40):
                    raise Trouble(
                        f"The running demo (process {pid}) does not end: end it and try again."
                    ) from None
    end_leftovers(at.state)
    end_stale(at.cluster)


def main() -> int:
    """Remove the demo; the exit code is 1 when it could not be done."""
    try:
        at = places.of_demo()
        end_running(at)
        places.sweep()
        at.remove()
    except (Trouble, OSError) as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    sys.stdout.write("The demo's data are gone.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
