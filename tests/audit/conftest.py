"""The running house of the journeys, and a book of what was looked at."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import (  # noqa: F401  their fixtures are ours too
    a_house_as_new,
    browser,
    come,
    house,
    invite,
)

ASKED = os.environ.get("AUDIT") == "1"
Told = Callable[..., None]


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """`make test` leaves the audit out: it takes half an hour."""
    return None if ASKED or collection_path.suffix != ".py" else True


@pytest.fixture
def told(request: pytest.FixtureRequest) -> Told:
    """Writes what a check found on a page into the book, one line each."""
    book = os.environ.get("AUDIT_BOOK")

    def write(**line: Any) -> None:
        if book:
            with Path(book).open("a", encoding="utf-8") as lines:
                lines.write(json.dumps({"page": request.node.callspec.id, **line}, ensure_ascii=False) + "\n")

    return write
