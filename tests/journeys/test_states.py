"""What people see when something is wrong: each page says what to do, and is as well made as others."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.making import OF_THEMES, Come, fits_a_phone, is_well_made, speak
from tests.journeys.pages import FORMS
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser


def is_well_made_twice(visitor: Visitor, *, status: int) -> None:
    """As it stands in Estonian: on a wide light screen, and in the dark on a phone."""
    visitor.allowed = {status}
    is_well_made(visitor)
    visitor.page.emulate_media(color_scheme="dark")
    fits_a_phone(visitor)
    is_well_made(visitor, rules=OF_THEMES)


def some_ticket(house: House) -> int:
    """The number of a request that nobody works on yet."""
    number: int = house.one(
        "SELECT min(number) FROM requests_desk_ticket WHERE state = 'new' AND NOT confidential"
    )
    return number


@pytest.mark.parametrize(("role", "path", "button", "typed"), FORMS)
def test_a_form_says_what_is_missing(
    house: House, come: Come, role: str, path: str, button: str, typed: dict[str, str]
) -> None:
    # given a form
    visitor = come(role)
    speak(visitor, "et")
    visitor.go(path.format(new=some_ticket(house)))
    visitor.allowed = {422}
    # when it is sent as it is
    visitor.fill(typed)
    visitor.button(button).click()
    # then the summary has the focus, the title says so, and what was typed is still there
    expect(visitor.page.get_by_role("alert").first).to_be_focused()
    assert visitor.page.title().startswith(visitor.say("Error:"))
    for name, words in typed.items():
        expect(visitor.page.locator(f"main [name={name}]")).to_have_value(words)
    # and each of its lines leads to its field
    lines = visitor.page.locator(".errors a")
    for place in range(lines.count()):
        anchor = str(lines.nth(place).get_attribute("href"))
        expect(visitor.page.locator(anchor)).to_have_count(1)
    is_well_made_twice(visitor, status=422)


def test_a_wrong_password_is_an_error_too(house: House, come: Come) -> None:
    # given the sign-in page
    visitor = come("")
    speak(visitor, "et")
    visitor.go("/account/login/")
    # when the password is wrong
    visitor.page.get_by_text(visitor.say("Use a password")).click()
    visitor.field("E-mail").fill("nobody@naidisamet.example")
    visitor.field("Password").fill("not this one")
    visitor.button("Log in").click()
    # then the page says so
    expect(visitor.page.get_by_role("alert").first).to_be_focused()
    is_well_made_twice(visitor, status=200)


def refused(visitor: Visitor) -> None:
    """A page that one's role lacks."""
    visitor.go("/requests/queue/")


def missing(visitor: Visitor) -> None:
    """A page that is nowhere."""
    visitor.go("/requests/P-999999/")


def senseless(visitor: Visitor) -> None:
    """An address that no page can use."""
    visitor.go("/?x=%00")


def unprotected(visitor: Visitor) -> None:
    """A form whose cookie went away."""
    visitor.go("/requests/new/?category=broken")
    visitor.context.clear_cookies(name="csrftoken")
    visitor.field("What happened, or what do you need?").fill("Tuba on külm.")
    visitor.button("Send request").click()


@pytest.mark.parametrize(
    ("way", "status", "words"),
    [
        (refused, 403, "You have no access to this page"),
        (missing, 404, "There is no such page"),
        (senseless, 400, "This request makes no sense"),
        (unprotected, 403, "Send the form again"),
    ],
)
def test_a_page_that_says_no(come: Come, way: Callable[[Visitor], None], status: int, words: str) -> None:
    # given a member of staff
    visitor = come("staff")
    speak(visitor, "et")
    visitor.allowed = {status}
    # when something cannot be shown
    way(visitor)
    # then the page says so, and leads on
    expect(visitor.heading(visitor.say(words))).to_be_visible()
    expect(visitor.page.get_by_role("main").get_by_role("link").first).to_be_visible()
    is_well_made_twice(visitor, status=status)


@pytest.fixture(scope="module")
def drawn(house: House) -> dict[str, str]:
    """Pages for what a test cannot easily make happen, as the house draws them: without a context."""
    pages: dict[str, str] = json.loads(house.manage("-c", DRAW))
    return pages


DRAW = """
import json
import django; django.setup()
from django.template.loader import render_to_string
from django.utils.translation import override
with override("et"):
    print(json.dumps({status: render_to_string(f"{status}.html") for status in (413, 429, 500, 503)}))
"""


@pytest.mark.parametrize("status", [413, 429, 500, 503])
def test_a_page_for_too_much_and_for_our_own_faults(come: Come, drawn: dict[str, str], status: int) -> None:
    # given somebody whom the house answers with such a page
    visitor = come("")
    speak(visitor, "et")
    page = {"status": status, "content_type": "text/html", "body": drawn[str(status)]}
    visitor.page.route("**/somewhere/", lambda way: way.fulfill(**page))
    # when it is opened
    visitor.allowed = {status}
    visitor.go("/somewhere/")
    # then it says so, and leads on
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    expect(visitor.page.get_by_role("main").get_by_role("link").first).to_be_visible()
    is_well_made_twice(visitor, status=status)


def test_two_people_at_once_see_both_values(house: House, come: Come) -> None:
    # given a specialist who changes a title while somebody else does
    visitor, number = come("specialist"), some_ticket(house)
    speak(visitor, "et")
    visitor.go(f"/requests/P-{number}/edit/")
    visitor.page.locator("[name=title]").fill("Minu pealkiri")
    house.sql("UPDATE requests_desk_ticket SET title = 'Teise pealkiri' WHERE number = %s", number)
    # when it is saved
    visitor.allowed = {409}
    visitor.button("Save").click()
    # then both stand there, and nothing was overwritten
    main = visitor.page.get_by_role("main")
    expect(main.get_by_role("table")).to_contain_text("Teise pealkiri")
    expect(main.get_by_role("table")).to_contain_text("Minu pealkiri")
    expect(visitor.page.locator("[name=title]")).to_have_value("Minu pealkiri")
    is_well_made_twice(visitor, status=409)
    assert house.one("SELECT title FROM requests_desk_ticket WHERE number = %s", number) == "Teise pealkiri"
    # when it is sent again
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.button("Save").click()
    # then it is ours
    expect(visitor.page.get_by_role("heading", name="Minu pealkiri")).to_be_visible()


def test_the_last_administrator_stays(house: House, come: Come) -> None:
    # given the only administrator, looking at the own roles
    visitor, number = come("admin"), house.person("admin")[0]
    speak(visitor, "et")
    house.sql(
        "UPDATE organisation_roleassignment SET period = daterange(lower(period), CURRENT_DATE)"
        " WHERE role = 'admin' AND person_id <> %s",
        number,
    )
    visitor.go(f"/people/{number}/")
    visitor.allowed = {409}
    # when that role is ended
    visitor.page.locator("form[action*='/end/'] button").first.click()
    # then the page says why not
    expect(visitor.page.get_by_role("alert").first).to_be_visible()
    is_well_made_twice(visitor, status=409)


def test_the_theme_is_chosen_and_kept(come: Come) -> None:
    # given somebody on a light screen
    visitor = come("staff")
    speak(visitor, "et")
    visitor.go("/")
    # when dark is chosen
    visitor.button("Dark theme").click()
    # then it stays, and is as well made, and light comes back
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    visitor.go("/requests/")
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "dark")
    is_well_made(visitor, rules=OF_THEMES)
    visitor.button("Light theme").click()
    expect(visitor.page.locator("html")).to_have_attribute("data-theme", "light")
