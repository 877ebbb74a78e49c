"""People of every role and things of theirs and of others, as in the rights table."""

import pytest
from django.core.cache import cache
from django.test import Client

from tests.house.judging import Judge
from tests.house.world import World


@pytest.fixture
def judge(client: Client) -> Judge:
    """Asks for any role."""
    cache.clear()  # counters of tries
    return Judge(client, World())
