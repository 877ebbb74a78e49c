"""What the tests of signing in share: a running identity provider, and no tries left over."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from tests.signon import idp


@pytest.fixture(scope="package")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[idp.Provider]:
    """The identity provider, a process of its own."""
    with idp.running(tmp_path_factory.mktemp("provider")) as found:
        yield found


@pytest.fixture
def no_tries() -> None:
    """Tries of earlier tests are forgotten."""
    cache.clear()
