"""Lists that page by key: each row once, whatever is empty, equal or sent by strangers."""

import base64
import json

import pytest
from django.core.exceptions import BadRequest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.core.pages import cut
from foundation.organisation.models import Room, Unit
from tests.factories import BuildingFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def pages(rows, order, size):
    """All rows, page by page."""
    seen, after = [], ""
    while True:
        found, after = cut(rows, order, after, size=size)
        seen += found
        if not after:
            return seen


@pytest.mark.parametrize(
    "order", [("floor", "pk"), ("-floor", "pk"), ("-floor", "-pk"), ("kind", "floor", "pk")]
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(floors=st.lists(st.one_of(st.none(), st.integers(0, 3)), max_size=12), size=st.integers(1, 4))
def test_every_row_comes_once_and_in_order(order, floors, size):
    # given rooms on floors that are equal or unknown
    building = BuildingFactory()
    Room.objects.bulk_create(
        Room(building=building, number=str(number), floor=floor) for number, floor in enumerate(floors)
    )
    rows = Room.objects.filter(building=building)
    # then the pages together are the sorted list
    assert pages(rows, order, size) == list(rows.order_by(*order))
    assert pages(rows.values("pk", "kind", "floor"), order, size) == list(
        rows.order_by(*order).values("pk", "kind", "floor")
    )


@pytest.mark.parametrize(
    "key", ["x", "e30", "[1]", "bnVsbA", "W10", "õ", "W3sieCI6MX0sMV0", "WyJ4Iiwi\u200b"]
)
def test_a_key_that_nobody_made_is_refused(key):
    with pytest.raises(BadRequest):
        cut(Unit.objects.all(), ["parent_id", "pk"], key)


@pytest.mark.parametrize("value", ["abc", 10**30, "2026-99-99", True])
def test_a_key_with_strange_values_is_no_error_page(value):
    UnitFactory()
    key = base64.urlsafe_b64encode(json.dumps([value, 1]).encode()).decode()
    try:
        cut(Unit.objects.all(), ["parent_id", "pk"], key)
    except BadRequest:
        return


def test_the_web_waits_for_nobody():
    with connection.cursor() as cursor:
        for name, limit in (("statement_timeout", "10s"), ("lock_timeout", "5s")):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (limit,)
