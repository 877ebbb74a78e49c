"""Each page for each of its roles, in both languages and both themes, by every check."""

from typing import Any

import pytest

from tests.audit.conftest import Told
from tests.audit.looking import come_to, look
from tests.journeys.house import House
from tests.journeys.making import Come
from tests.journeys.pages import ADMIN_PAGES, FORMS, PAGES, known_of

pytestmark = pytest.mark.browser
VISITS = [
    pytest.param(role, path, id=f"{role or 'nobody'} {path}")
    for rows in (PAGES | ADMIN_PAGES).values()
    for role, path in rows
]
REFUSALS = [
    ("staff", "/requests/queue/", 403),
    ("staff", "/requests/P-999999/", 404),
    ("staff", "/?x=%00", 400),
]
ERRORS = [pytest.param(*row, id=f"{row[0]} {row[1]} {row[2]} {len(row[3])}") for row in FORMS]


@pytest.fixture(scope="module")
def known(house: House) -> dict[str, Any]:
    """What stands for the words in the addresses."""
    return known_of(house)


@pytest.mark.parametrize(("role", "path"), VISITS)
def test_a_page(come: Come, known: dict[str, Any], told: Told, role: str, path: str) -> None:
    # given a page for one of its readers, in each language
    visitor, found = come(role), list[str]()
    for language in ("et", "en"):
        assert come_to(visitor, path.format(**known), language=language) == 200
        # when everything is looked at
        found += look(visitor, told)
    # then nothing is found
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("role", "path", "button", "typed"), ERRORS)
def test_a_form_that_complains(
    come: Come, known: dict[str, Any], told: Told, role: str, path: str, button: str, typed: dict[str, str]
) -> None:
    # given a form that was sent with something missing
    visitor, found = come(role), list[str]()
    visitor.allowed = {422}
    for language in ("et", "en"):
        come_to(visitor, path.format(**known), language=language)
        visitor.fill(typed)
        visitor.button(button).click()
        visitor.page.get_by_role("alert").first.wait_for()
        # when everything is looked at
        found += look(visitor, told)
    # then nothing is found
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("role", "path", "status"), REFUSALS)
def test_a_refusal(come: Come, told: Told, role: str, path: str, status: int) -> None:
    # given a page that says no, in each language
    visitor, found = come(role), list[str]()
    visitor.allowed = {status}
    for language in ("et", "en"):
        assert come_to(visitor, path, language=language) == status
        # when everything is looked at
        found += look(visitor, told)
    # then nothing is found
    assert not found, "\n".join(found)
