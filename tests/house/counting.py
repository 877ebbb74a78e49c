"""How many statements a page costs, and people and rows that differ in everything that a page names."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# What the framework and the tests' own transaction add around the work.
AROUND = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ")


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the application's connection while this lasts, filled at the end."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [one["sql"] for one in captured.captured_queries if not one["sql"].upper().startswith(AROUND)]


def told(found: list[str]) -> str:
    """The statements, one a line, for the message of a test."""
    return f"{len(found)} statements:\n" + "\n".join(" ".join(one.split())[:160] for one in found)


def cost(client: Any, method: str, address: str, data: dict[str, Any] | None = None) -> tuple[Any, list[str]]:
    """The answer and its statements."""
    with statements() as found:
        response = getattr(client, method)(address, data)
    return response, found
