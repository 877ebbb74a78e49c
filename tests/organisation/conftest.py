"""What the tests of the screens share."""

from typing import Any

import pytest

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
