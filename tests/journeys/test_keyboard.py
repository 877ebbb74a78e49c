"""A specialist's morning without a mouse: the keys of the queue, and the way of Tab through the pages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, expect

from tests.journeys.house import House
from tests.journeys.visitor import WIDE, Invite, Visitor

FOCUS = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return "";
  const all = [...document.querySelectorAll("*")];
  return `${all.indexOf(one)} ${one.tagName.toLowerCase()} ${one.id || one.textContent.trim().slice(0, 40)}`;
}"""


@pytest.fixture
def rows(house: House) -> Iterator[list[int]]:
    """Numbers of the unassigned requests in the order of the queue; the keys are on again afterwards."""
    found = house.sql(
        "SELECT number FROM requests_desk_ticket WHERE assignee_id IS NULL AND state = 'new'"
        " ORDER BY solve_by, priority, number"
    )
    yield [number for (number,) in found]
    house.sql("UPDATE organisation_person SET keys_on = true")


def focused(visitor: Visitor) -> str:
    """What has the focus; never nothing."""
    found: str = visitor.page.evaluate(FOCUS)
    assert found, "the focus is lost"
    return found


def row(visitor: Visitor, number: int) -> Locator:
    """The link of a row of the queue."""
    return visitor.page.locator(f".row-item[data-number='{number}'] .subject")


def test_a_request_is_triaged_by_keys_alone(house: House, invite: Invite, rows: list[int]) -> None:
    first, second, third = rows[:3]
    # given the unassigned ones
    visitor = invite("specialist")
    page = visitor.page
    visitor.press("g", "q")
    expect(page).to_have_url(f"{house.url}/requests/queue/")
    visitor.go("/requests/queue/?view=unassigned")
    # when walking down, up and opening
    walks(visitor, first, second, third)
    # then the request stands beside and has the focus, the row is marked
    chosen = page.locator("#chosen")
    expect(chosen).to_be_focused()
    expect(page.locator(f"#detail [data-number='{second}']")).to_be_visible()
    expect(row(visitor, second).locator("..")).to_have_attribute("aria-current", "true")
    # and the page itself does not scroll: each side does
    assert page.evaluate("document.documentElement.scrollHeight") == WIDE["height"]
    # when it is taken, answered and noted
    visitor.press("m")
    expect(page.locator("#detail .facts")).to_contain_text("Kadri Lepik")
    expect(row(visitor, second)).to_have_count(0)
    expect(chosen).to_be_focused()
    writes(visitor, "c", "I come after lunch.", "reply")
    writes(visitor, "n", "Bring the long ladder.", "note")
    # when it is put into the right order and to somebody else
    reorders(visitor)
    hands_over(visitor)
    # when it is solved
    visitor.press("s")
    expect(visitor.field("What was done")).to_be_focused()
    page.keyboard.type("It works again.")
    visitor.press("Control+Enter")
    expect(page.locator("#detail .log")).to_contain_text("It works again.")
    expect(chosen).to_be_focused()
    # then the next one is one key away, and the queue too
    visitor.press("j")
    expect(page.locator(f"#detail [data-number='{third}']")).to_be_visible()
    visitor.press("u")
    expect(page).to_have_url(f"{house.url}/requests/queue/?view=unassigned")
    expect(page.locator("#detail [data-number]")).to_have_count(0)


def walks(visitor: Visitor, first: int, second: int, third: int) -> None:
    """Down the list, one up, and opens that one."""
    visitor.press("j")
    expect(row(visitor, first)).to_be_focused()
    visitor.press("j", "j")
    expect(row(visitor, third)).to_be_focused()
    visitor.press("k")
    expect(row(visitor, second)).to_be_focused()
    visitor.press("o")


def reorders(visitor: Visitor) -> None:
    """Another priority, with its reason."""
    page = visitor.page
    visitor.press("p")
    expect(page.locator("#verb [name=priority]")).to_be_focused()
    page.keyboard.type("H")
    expect(page.locator("#verb [name=priority] option:checked")).to_have_text("High")
    page.locator("#verb [name=override_reason]").focus()
    page.keyboard.type("Many people pass there.")
    visitor.press("Control+Enter")
    expect(page.locator("#verb form")).to_have_count(0)
    expect(page.locator("#chosen")).to_be_focused()
    expect(page.locator("#detail")).to_contain_text("High")


def hands_over(visitor: Visitor) -> None:
    """To another specialist, chosen by the first letters."""
    page = visitor.page
    visitor.press("a")
    expect(page.locator("#verb [name=to]")).to_be_focused()
    page.keyboard.type("Priit")
    visitor.press("Control+Enter")
    expect(page.locator("#detail .facts")).to_contain_text("Priit Laas")
    expect(page.locator("#chosen")).to_be_focused()


def writes(visitor: Visitor, key: str, text: str, kind: str) -> None:
    """Opens the text by its key, types and sends; keys do nothing meanwhile."""
    visitor.press(key)
    expect(visitor.field("Text")).to_be_focused()
    visitor.page.keyboard.type(text)
    visitor.press("Control+Enter")
    expect(visitor.page.locator(f"#detail .log li.{kind}").last).to_contain_text(text)
    expect(visitor.page.locator("#chosen")).to_be_focused()


def test_many_are_taken_at_once_and_given_back_and_one_is_found_by_keys(
    house: House, invite: Invite, rows: list[int]
) -> None:
    mine = "SELECT count(*) FROM requests_desk_ticket WHERE number = ANY(%s) AND assignee_id = %s"
    asked = (rows[:2], house.person("specialist")[0])
    # given two chosen rows of the unassigned ones
    visitor = invite("specialist")
    page = visitor.page
    visitor.go("/requests/queue/?view=unassigned")
    visitor.press("j", "x", "j", "x", "b")
    expect(page.locator("#bulk_to")).to_be_focused()
    # when they are taken, then both are one's own and the words have the focus
    visitor.press("Control+Enter")
    expect(page.locator("#bulk-title")).to_be_focused()
    expect(row(visitor, rows[0])).to_have_count(0)
    assert house.one(mine, *asked) == 2
    # when it is undone, then they are back
    house.sql("UPDATE requests_desk_bulk SET at = now()")  # a slow machine has its ten seconds too
    visitor.press("z")
    expect(page.locator(".toasts")).to_contain_text(visitor.say("Undone."))
    assert house.one(mine, *asked) == 0
    # when one is asked for by its number, then Enter opens it
    visitor.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type(f"P-{rows[1]}")
    expect(page.locator("#palette-found a")).to_have_count(1)
    visitor.press("Enter")
    expect(page).to_have_url(f"{house.url}/requests/P-{rows[1]}/")


def test_a_deadline_is_acknowledged_and_put_off_by_keys(house: House, invite: Invite) -> None:
    # given the deadlines of today, the first of them not yet acknowledged
    visitor = invite("specialist")
    page = visitor.page
    visitor.go("/today/")
    first = page.locator("[data-rows] > li:has([data-row-key=a])").first
    number = first.locator("form").get_attribute("action").split("/")[-3]
    answered = "SELECT acknowledged_by_id, snoozed_until FROM deadlines_deadline WHERE id = %s"
    title = first.locator(".subject").inner_text()
    # when it is acknowledged by its key
    first.locator(".subject").focus()
    visitor.press("a")
    # then the row says so and keeps the focus
    here = page.get_by_role("link", name=title, exact=True)
    expect(page.locator(f"form[action$='/{number}/acknowledge/']")).to_have_count(0)
    expect(here).to_be_focused()
    assert house.sql(answered, number) == [(house.person("specialist")[0], None)]
    # when it is put off to a day by its key
    visitor.press("e")
    day = visitor.field("Remind again on")
    expect(day).to_be_visible()
    day.fill((timezone.localdate() + timedelta(days=2)).isoformat())
    visitor.press("Control+Enter")
    # then it is, and one is back on the list
    expect(page).to_have_url(f"{house.url}/today/")
    assert house.sql(answered, number)[0][1] is not None


def test_the_list_of_keys_and_their_switch(house: House, invite: Invite, rows: list[int]) -> None:
    # given the queue and its list of keys
    visitor = invite("specialist")
    page = visitor.page
    visitor.go("/requests/queue/?view=unassigned")
    visitor.press("?")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text(visitor.say("Next row, previous row"))
    visitor.press("Escape")
    expect(dialog).to_be_hidden()
    # when the keys are switched off
    visitor.press("?")
    visitor.button("Switch single keys off").click()
    expect(page.locator("body")).to_have_attribute("data-keys", "off")
    # then single keys do nothing, and Ctrl+Enter still sends
    visitor.press("j")
    expect(row(visitor, rows[0])).not_to_be_focused()
    visitor.go(f"/requests/P-{rows[0]}/")
    visitor.field("Text").press_sequentially("Seen.")
    visitor.press("Control+Enter")
    expect(page.locator(".log li.reply")).to_contain_text("Seen.")
    # when they are switched on again by the button in the menu
    visitor.button("Keys").click()
    visitor.button("Switch single keys on").click()
    expect(page.locator("body")).not_to_have_attribute("data-keys", "off")
    visitor.press("c")
    expect(visitor.field("Text")).to_be_focused()


@pytest.mark.parametrize(
    "path", ["/", "/requests/new/?category=move", "/requests/queue/?ticket={}", "/people/"]
)
def test_tab_reaches_everything_and_is_held_by_nothing(invite: Invite, rows: list[int], path: str) -> None:
    # given a page
    visitor = invite("specialist")
    visitor.go(path.format(rows[1]))
    can = visitor.page.evaluate(REACHABLE)
    # when Tab is pressed from the way to the content on, until it comes round
    visitor.page.locator(".skip").focus()
    seen = [focused(visitor)]
    for _stop in range(2 * can + 5):
        visitor.press("Tab")
        at = visitor.page.evaluate(FOCUS)
        if at == seen[-1]:  # day, month and year of a date are stops within one control
            continue
        if not at or at in seen:
            break
        seen.append(at)
    # then each stop was another one, and none was left out
    assert len(seen) >= can, (can, seen)


REACHABLE = """() => {
  const seen = new Set();
  const controls = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  return [...document.querySelectorAll(controls)].filter((one) => {
    if (one.disabled || one.tabIndex < 0 || !one.checkVisibility({ visibilityProperty: true })) return false;
    if (one.type !== "radio") return true;
    const first = !seen.has(one.name);
    seen.add(one.name);
    return first;
  }).length;
}"""
