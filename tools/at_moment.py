"""Runs a part of the demo as if it were one moment, so that pictures show the same whenever they are taken.

`python -m tools.at_moment prepare` fills the database, `python -m tools.at_moment web PORT` answers pages.
"""

import sys
from datetime import UTC, datetime
from wsgiref.simple_server import WSGIRequestHandler, make_server

import time_machine

MOMENT = datetime(2026, 11, 24, 8, 40, tzinfo=UTC)  # a Tuesday morning in the heating season


class Quiet(WSGIRequestHandler):
    """Says nothing about each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name of the standard library
        """Nothing."""


def main() -> None:
    """Prepares or serves, with a clock that stands."""
    with time_machine.travel(MOMENT, tick=False):
        if sys.argv[1] == "prepare":
            from tools.prepare import main as prepare  # noqa: PLC0415  only when the clock stands already

            prepare()
        else:
            from config.wsgi import application  # noqa: PLC0415  only when the clock stands already

            with make_server("127.0.0.1", int(sys.argv[2]), application, handler_class=Quiet) as server:
                sys.stdout.write("Listening\n")
                sys.stdout.flush()
                server.serve_forever()


if __name__ == "__main__":
    main()
