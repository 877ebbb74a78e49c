"""How often a test tries: its short form with every run of the tests, the full count with `make proof`.

    @pytest.mark.proof("fault", "Workers are killed while mails leave")
    def test_kills_lose_none(proved):
        people = times(short=200, full=1000)
        ...
        proved(mails=people, lost=0)

`make proof` runs what carries the mark and writes the sentence, the figures and the result into
docs/reliability.md. The figures of several tests with the same sentence are added up; names that begin with
`longest` or `most` keep the largest one.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

FULL = os.environ.get("PROOF") == "1"
KINDS = ("attack", "race", "fault")
FIGURES = pytest.StashKey[dict[str, int | float]]()


def times(*, short: int, full: int) -> int:
    """The count of this run."""
    return full if FULL else short


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keeps what a test measured: names of one or two words to whole or decimal numbers."""

    def keep(**figures: int | float) -> None:
        request.node.stash.setdefault(FIGURES, {}).update(figures)

    return keep


def pytest_configure(config: pytest.Config) -> None:
    """Makes the mark known."""
    words = 'proof("attack" | "race" | "fault", sentence): stands in docs/reliability.md, see tests/scale.py'
    config.addinivalue_line("markers", words)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A mark says of what kind a test is, and what it tries in a sentence."""
    for item in items:
        for mark in item.iter_markers("proof"):
            if len(mark.args) != 2 or mark.args[0] not in KINDS:
                raise pytest.UsageError(f'{item.nodeid}: a mark is proof("attack", "What is tried")')


def pytest_collection_finish(session: pytest.Session) -> None:
    """What is about to run stands in the book first, so that what was never reached is told too."""
    for item in session.items:
        _write(item, "not run", 0)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """One line for each test, once its work is done, for the writer of the document."""
    report = yield
    if report.when == "call" or report.outcome != "passed":
        _write(item, report.outcome, report.duration)
    return report


def _write(item: pytest.Item, result: str, seconds: float) -> None:
    book, mark = os.environ.get("PROOF_BOOK"), item.get_closest_marker("proof")
    if not book or not mark:
        return
    kind, sentence = mark.args
    figures = item.stash.get(FIGURES, {})
    line = {"test": item.nodeid, "kind": kind, "sentence": sentence, "result": result}
    with Path(book).open("a", encoding="utf-8") as lines:
        lines.write(json.dumps({**line, "seconds": seconds, "figures": figures}) + "\n")
