"""From no password at all to one of one's own, by the links that mails and the first command give."""

import re

from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.visitor import Invite, Visitor

ADDRESS = "liina.lepp@naidisamet.example"
FIRST, SECOND = "seven quiet herons", "eight louder herons"


def chooses(visitor: Visitor, link: str, password: str) -> None:
    """Opens the link of a mail and chooses a password."""
    visitor.go(link)
    visitor.page.get_by_label(visitor.say("New password"), exact=True).fill(password)
    visitor.field("New password once more").fill(password)
    visitor.button("Save the password").click()
    expect(visitor.page).to_have_url(re.compile("/account/password/reset/key/done/"))


def signs_in(visitor: Visitor, password: str) -> None:
    """At the sign-in page."""
    visitor.go("/account/login/")
    visitor.page.get_by_text(visitor.say("Use a password")).click()
    visitor.field("E-mail").fill(ADDRESS)
    visitor.field("Password").fill(password)
    visitor.button("Log in").click()


def test_the_first_administrator_comes_in_and_back(house: House, invite: Invite) -> None:
    # given a new administrator, made by the command that prints a link
    told = house.manage(
        "manage.py", "first_admin", "--email", ADDRESS, "--first-name", "Liina", "--last-name", "Lepp",
        "--language", "en", "--force",
    )  # fmt: skip
    visitor = invite()
    # when the link is used and the password typed
    chooses(visitor, told.split()[-1], FIRST)
    signs_in(visitor, FIRST)
    # then she is in, and the link is used up
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Liina")
    visitor.go("/people/roles/")
    expect(visitor.heading("Roles").first).to_be_visible()
    visitor.button("Log out").click()
    visitor.go(told.split()[-1])
    expect(visitor.heading(visitor.say("This link no longer works"))).to_be_visible()
    # when she forgets it
    visitor.link("Ask for a new link").click()
    visitor.field("E-mail").fill(ADDRESS)
    visitor.page.get_by_role("main").get_by_role("button").last.click()
    expect(visitor.page).to_have_url(re.compile("/account/password/reset/done/"))
    # then a mail brings a new link, and only the new password opens
    (mail,) = house.letters(ADDRESS, house.url)
    chooses(visitor, mail.get_content().splitlines()[0].rpartition(" ")[2], SECOND)
    signs_in(visitor, FIRST)
    expect(visitor.page.get_by_role("alert").first).to_be_visible()
    signs_in(visitor, SECOND)
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Liina")


def test_an_administrator_invites_somebody(house: House, invite: Invite) -> None:
    # given somebody of the register without a password
    number, address = house.person("1108")
    admin, guest = invite("admin"), invite()
    house.sql("UPDATE organisation_person SET language = 'en' WHERE id = %s", number)
    # when the administrator invites
    admin.go(f"/people/{number}/")
    admin.button("Send an invitation").click()
    expect(admin.page.locator(".toasts")).to_contain_text(admin.say("The invitation is on its way."))
    # then the mail's first line leads to a password
    (mail,) = house.letters(address, house.url)
    first = mail.get_content().splitlines()[0]
    assert first.startswith("Choose your password here: ")
    chooses(guest, first.rpartition(" ")[2], FIRST)
