"""What the tests of deadlines share."""

from collections.abc import Iterator

import pytest

from tests.deadlines import probe


@pytest.fixture(autouse=True)
def seen() -> Iterator[probe.Seen]:
    """Everybody sees every subject again after each test."""
    yield probe.seen
    vars(probe.seen).update(vars(probe.Seen()))
