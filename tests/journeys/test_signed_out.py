"""A session that ended while somebody was writing: the text waits for the same person behind the sign-in."""

import pytest
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.visitor import Invite, Visitor

PASSWORD = "a long word of passage"
SESSION = "sessionid"


def is_signed_out_by_the_clock(visitor: Visitor) -> None:
    """The session's cookie is gone, the page is still there."""
    visitor.context.clear_cookies(name=SESSION)


def signs_in(visitor: Visitor, code: str) -> None:
    """By password, on the page where the visitor was sent."""
    number, address = visitor.house.person(code)
    visitor.house.give_password(number, PASSWORD)
    expect(visitor.page.get_by_role("heading", name=visitor.say("Log in"), level=1)).to_be_visible()
    visitor.page.get_by_text(visitor.say("Use a password")).click()
    visitor.field("E-mail").fill(address)
    visitor.field("Password").fill(PASSWORD)
    visitor.button("Log in").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_new_request_is_typed_once(house: House, invite: Invite, scripts: bool) -> None:
    # given somebody whose session ends while they write
    visitor = invite("staff", scripts=scripts)
    visitor.go("/requests/new/?category=broken")
    visitor.field("What happened, or what do you need?").fill("The tap in the kitchen drips.")
    is_signed_out_by_the_clock(visitor)
    # when they send it and sign in again
    visitor.button("Send request").click()
    signs_in(visitor, "staff")
    # then the text is there and can be sent
    text = visitor.field("What happened, or what do you need?")
    expect(text).to_have_value("The tap in the kitchen drips.")
    visitor.button("Send request").click()
    expect(visitor.heading("The tap in the kitchen drips.")).to_be_visible()


def test_a_reply_beside_the_queue_is_typed_once(house: House, invite: Invite) -> None:
    # given a specialist who answers beside the queue, by htmx, when the session ends
    visitor = invite("specialist")
    number = house.one("SELECT min(number) FROM requests_desk_ticket WHERE state = 'in_work'")
    visitor.go(f"/requests/queue/?ticket={number}")
    visitor.field("Text").fill("I come on Thursday.")
    is_signed_out_by_the_clock(visitor)
    # when the reply is sent and the specialist signs in again
    visitor.button("Send reply").click()
    signs_in(visitor, "specialist")
    # then the text stands on the page of the request
    expect(visitor.page).to_have_url(f"{house.url}/requests/P-{number}/")
    expect(visitor.field("Text")).to_have_value("I come on Thursday.")


def test_somebody_else_does_not_get_the_text(house: House, invite: Invite) -> None:
    # given a text of somebody whose session ended
    visitor = invite("staff")
    visitor.go("/requests/new/?category=broken")
    visitor.field("What happened, or what do you need?").fill("Only for me.")
    is_signed_out_by_the_clock(visitor)
    visitor.button("Send request").click()
    # when somebody else signs in at the same browser
    signs_in(visitor, "contact")
    # then their form is empty
    expect(visitor.field("What happened, or what do you need?")).to_have_value("")


def test_the_back_button_shows_nothing_after_signing_out(house: House, invite: Invite) -> None:
    # given a specialist who opened a request beside the queue, by htmx, and another page
    visitor = invite("specialist")
    visitor.go("/requests/queue/")
    row = visitor.page.locator("[data-rows] a.subject").first
    title = row.inner_text()
    row.click()
    expect(visitor.page.locator("#detail h1, #detail h2").first).to_contain_text(title)
    visitor.go("/people/")
    # when they sign out and somebody presses the back button, again and again
    visitor.button("Log out").first.click()
    expect(visitor.page.get_by_role("heading", name=visitor.say("Log in"), level=1)).to_be_visible()
    for _page in range(3):
        visitor.page.go_back(wait_until="load")
        # then every page is the sign-in again
        expect(visitor.page.get_by_role("heading", name=visitor.say("Log in"), level=1)).to_be_visible()
        assert title not in visitor.page.content()
    # and the browser keeps nothing of what was read
    kept = visitor.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert title not in kept
