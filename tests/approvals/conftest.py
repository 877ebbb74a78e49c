"""The sentences of these tests are read in English."""

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def in_english():
    """The language of actions that no page calls."""
    with translation.override("en"):
        yield
