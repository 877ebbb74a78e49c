"""A desk chair by keys alone: asked for, approved by the manager, taken by the specialist; in Estonian."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.making import is_well_made
from tests.journeys.visitor import Invite, Visitor, number_of

TITLE = "Tool, mille käetugi ei kõigu"


@pytest.fixture
def number(house: House, invite: Invite) -> str:
    """The number of a request that a member of staff filed without a mouse."""
    asker = invite("staff", language="et")
    asker.go("/requests/new/?category=furniture")
    expect(asker.page.locator("[name=text]")).to_be_focused()
    asker.page.keyboard.type(TITLE)
    asker.press("Control+Enter")
    expect(asker.page).to_have_url(re.compile(r"/requests/P-[0-9]+/"))
    expect(asker.page.locator("main")).to_contain_text("Ootab kinnitust")
    is_well_made(asker)
    return number_of(asker.page)


def test_a_request_is_approved_by_keys_alone_and_work_starts(
    house: House, invite: Invite, number: str
) -> None:
    # given the specialist, who finds no way to start
    solver = invite("specialist", language="et")
    solver.go(f"/requests/{number}/")
    expect(solver.page.locator(".actions")).not_to_contain_text(solver.say("Resolve"))
    # when the manager goes to the inbox, walks to it, opens it and looks a second time
    manager = invite("manager", language="et")
    manager.press("g", "a")
    expect(manager.page).to_have_url(f"{house.url}/approvals/")
    walks_to(manager, TITLE)
    manager.press("o")
    expect(manager.page.locator("#chosen")).to_be_focused()
    expect(manager.page.locator("#detail")).to_contain_text(TITLE)
    manager.press("y")
    yes = manager.button("Yes, approve")
    expect(yes).to_be_focused()
    is_well_made(manager)
    manager.press("Enter")
    # then it is approved, gone from the list, and the page says who decided
    expect(manager.page.locator("#detail")).to_contain_text("Kinnitatud")
    expect(manager.page.locator("#list .subject", has_text=TITLE)).to_have_count(0)
    expect(manager.page.locator("#chosen")).to_be_focused()
    is_well_made(manager)
    # and the specialist takes it by a key
    solver.go(f"/requests/{number}/")
    solver.press("m")
    expect(solver.page.locator(".page-head")).to_contain_text(
        solver.say("In progress", context="state of a request")
    )
    (mail,) = house.letters(house.person("staff")[1], f"/requests/{number}/", count=2)[1:]
    assert "Kinnitatud" in mail["Subject"]


def walks_to(visitor: Visitor, title: str) -> None:
    """Down the list until the row has the focus."""
    row = visitor.page.locator("#list .subject", has_text=title)
    for _step in range(visitor.page.locator("#list .row-item").count()):
        visitor.press("j")
        if row.evaluate("one => one === document.activeElement"):
            return
    expect(row).to_be_focused()
