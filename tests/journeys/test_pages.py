"""Every page, for its roles: nothing for axe, the console or a phone. `make audit` looks at all else."""

from typing import Any

import pytest

from tests.house.addresses import every_address
from tests.journeys.house import House
from tests.journeys.making import Come, fits_a_phone, is_well_made, speak
from tests.journeys.pages import ADMIN_PAGES, IN_JOURNEYS, NO_PAGES, ONLY_POSTED, PAGES, known_of
from tests.scale import times

pytestmark = pytest.mark.browser

# One look at each page here; the others (roles, empty lists, two languages and themes) are for `make audit`.
VISITS = [
    pytest.param(role, path, id=f"{role or 'nobody'} {path}")
    for rows in (PAGES | ADMIN_PAGES).values()
    for role, path in rows[: times(short=1, full=100)]
]


@pytest.fixture(scope="module")
def known(house: House) -> dict[str, Any]:
    """What stands for the words in the addresses."""
    return known_of(house)


@pytest.mark.parametrize(("role", "path"), VISITS)
def test_a_page_is_well_made(come: Come, known: dict[str, Any], role: str, path: str) -> None:
    # given a page in Estonian on a wide light screen
    visitor, address = come(role), path.format(**known)
    speak(visitor, "et")
    assert visitor.go(address).status == 200
    # then it is well made, also on a phone
    is_well_made(visitor)
    fits_a_phone(visitor)


def test_every_named_page_is_looked_at() -> None:
    # given all addresses of the product; those of the demo exist in the demo only
    demo = {"demo_enter", "demo_mails", "demo_mail"}
    names = {one.name for one in every_address() if one.name}
    admin = {name for name in names if name.startswith("admin:")}
    # then each is looked at here or in a journey of its own, or is no page
    assert (names - admin) | demo == PAGES.keys() | IN_JOURNEYS | NO_PAGES | ONLY_POSTED
    # and each kind of page of the admin site is
    assert ADMIN_PAGES.keys() <= admin
    assert {kind_of(name) for name in ADMIN_PAGES} == {kind_of(name) for name in admin}


def kind_of(name: str) -> str:
    """Index, changelist, add, change or delete."""
    return name.rpartition(":")[2].rpartition("_")[2]
