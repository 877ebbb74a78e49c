"""How the tests are shared out between processes: a file stays whole, and the journeys are one piece.

Loaded by `-p tests.side_by_side`. The journeys share a running house that takes half a minute to build. What
takes long comes first, so that no process is left alone with it at the end.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

ONE_PIECE = "tests/journeys/"
FIRST = (
    ONE_PIECE,
    "tests/tools/test_demo.py",
    "tests/faults/",
    "tests/house/test_rights.py",
    "tests/safety/",
)


class Sharing(LoadFileScheduling):
    """Hands out files, and the journeys together."""

    def _split_scope(self, nodeid: str) -> str:
        return ONE_PIECE if nodeid.startswith(ONE_PIECE) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """Used where the tests run in several processes."""
    return Sharing(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long goes first; the rest keeps its order."""
    items.sort(key=lambda item: _turn(item.nodeid, FIRST))


def _turn(nodeid: str, first: Iterable[str]) -> int:
    return next((turn for turn, start in enumerate(first) if nodeid.startswith(start)), len(FIRST))
