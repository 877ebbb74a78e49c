"""What the tests of the screens share."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from foundation.organisation.models import Person
from tests.factories import PersonFactory


@pytest.fixture
def enter(client: Any) -> Any:
    """Signs in as a person of some kind, who reads English."""

    def sign_in(**kind: Any) -> Person:
        person = PersonFactory(language="en", **kind)
        client.force_login(person)
        return person

    return sign_in


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences of actions are the English ones here; requests speak the person's own language."""
    with translation.override("en"):
        yield
