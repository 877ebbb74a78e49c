"""Words that would run as scripts, in every text of the house, on every page in Chromium: none runs.

Listening are: dialogs, the console, reports of the content policy, and requests to other hosts.
"""

import uuid
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from itertools import islice
from typing import Any

import pytest
from playwright.sync_api import Error, Locator, expect

from tests.files.corpus import PDF
from tests.hostile import SCRIPTS
from tests.journeys.house import House
from tests.journeys.making import Come
from tests.journeys.pages import PAGES
from tests.journeys.test_pages import known  # noqa: F401  a fixture of this module too
from tests.journeys.visitor import Visitor
from tests.scale import times

pytestmark = pytest.mark.browser

# Every column of people's own words, and how long it may be.
WORDS = {
    "organisation_person": {"first_name": 80, "last_name": 80, "phone": 30},
    "organisation_unit": {"name": 120},
    "organisation_office": {"name": 80, "emergency_phone": 30},
    "organisation_building": {"address": 120},
    "organisation_room": {"number": 20},
    "organisation_costcentre": {"name": 120},
    "organisation_workcalendar": {"name": 80},
    "organisation_calendarexception": {"reason": 120},
    "requests_desk_category": {"name_et": 80, "name_en": 80, "hint_et": 160, "hint_en": 160},
    "requests_desk_ticket": {"title": 120, "override_reason": 200, "confidential_mark": 120},
    "requests_desk_message": {"text": 20_000},
    "requests_desk_draft": {"text": 20_000},
    "files_file": {"name": 120},
    "approvals_route": {"name_et": 80, "name_en": 80},
    "imports_batch": {"name": 120},
    "notifications_jobrun": {"words": 200},
}
FILL = """UPDATE {} AS row SET {} = new.words
FROM unnest(%s::text[], %s::text[]) AS new(id, words) WHERE row.id::text = new.id"""
EVERYTHING = "\n".join(SCRIPTS)
Tell = Callable[..., None]


def columns() -> Iterator[tuple[str, str, int]]:
    """Table, column and longest words."""
    for table, names in WORDS.items():
        for name, longest in names.items():
            yield table, name, longest


def hostile_words(place: int, longest: int, mark: str) -> str:
    """All scripts where they fit, else the one of this place; the mark makes them the only ones."""
    if longest > len(EVERYTHING):
        return EVERYTHING
    return f"{SCRIPTS[place % len(SCRIPTS)][: longest - len(mark)]}{mark}"


def fill(house: House, shift: int) -> None:
    """Hostile words in every column of every row; each row has others, and with each shift others again."""
    for number, (table, column, longest) in enumerate(columns()):
        ids = [key for (key,) in house.sql(f"SELECT id::text FROM {table} ORDER BY id")]
        # two digits of the shift and three of the row: no row gets what another still has
        words = [
            hostile_words(shift + 7 * number + row, longest, f"{shift:02}{row:03}") for row in range(len(ids))
        ]
        house.sql(FILL.format(table, column), ids, words)


@pytest.fixture(scope="module")
def known_pages(house: House, request: pytest.FixtureRequest) -> Iterator[dict[str, Any]]:
    """What addresses need; afterwards the house has its own words back, and ours are harmless."""
    before = {
        (table, column): dict(house.sql(f"SELECT id::text, {column} FROM {table}"))
        for table, column, _longest in columns()
    }
    yield request.getfixturevalue("known")
    for (table, column), words in before.items():
        ids = [key for (key,) in house.sql(f"SELECT id::text FROM {table}")]
        house.sql(FILL.format(table, column), ids, [words.get(key, "Words") for key in ids])


def test_the_listeners_hear(come: Come) -> None:
    # given a page and words that do run, or that lead away
    visitor = come("staff")
    visitor.go("/")
    visitor.page.evaluate("alert('heard')")
    visitor.page.evaluate("document.body.innerHTML += '<img src=x onerror=alert(1)>'")
    with pytest.raises(Error):
        visitor.go("http://127.0.0.1:1/")
    # then each of them is a complaint
    heard = "\n".join(visitor.complaints)
    assert "dialog: heard" in heard
    assert "policy: script-src-attr" in heard
    assert "calls another host: http://127.0.0.1:1/" in heard


def teller(visitor: Visitor, number: int) -> Tell:
    """Posts a verb of a request as its form does."""

    def tell(verb: str, **data: Any) -> None:
        token = next(one["value"] for one in visitor.context.cookies() if one["name"] == "csrftoken")
        sent = {"csrfmiddlewaretoken": token, "form_key": str(uuid.uuid4()), "text": EVERYTHING, **data}
        answer = visitor.context.request.post(
            f"{visitor.house.url}/requests/P-{number}/{verb}/",
            multipart=sent, headers={"Referer": visitor.house.url}, max_redirects=0,
        )  # fmt: skip
        assert answer.status == 302, (verb, answer.text()[:3000])

    return tell


def attachment(name: str) -> dict[str, Any]:
    """A file whose name is a script."""
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def test_nothing_runs_in_what_was_sent_through_the_forms(house: House, come: Come) -> None:
    # given a member of staff who files with every script in the text and in the name of the file
    staff = come("staff")
    staff.go("/requests/new/?category=broken")
    staff.page.locator("main [name=text]").fill(EVERYTHING)
    staff.page.locator("main [type=file]").set_input_files([attachment(name) for name in SCRIPTS[:10]])
    staff.button("Send request").click()
    assert "/requests/P-" in staff.page.url, staff.page.locator("main").inner_text()[:2000]
    number = house.one("SELECT max(number) FROM requests_desk_ticket")
    # when the desk and the staff say the same by every verb
    desk = come("specialist")
    desk.go("/")
    say, answer = teller(desk, number), teller(staff, number)
    say("take")
    say("reply", files=attachment(SCRIPTS[10]))
    say("reply", kind="note", files=attachment(SCRIPTS[17]))
    say("forward", address="partner@firm.example")
    say("wait", waiting_for="requester")
    answer("reply")
    say("resolve")
    answer("not-solved")
    say("cancel")
    # then nothing runs for the staff, for the desk, or on paper
    for visitor in (staff, desk):
        visitor.go(f"/requests/P-{number}/")
        visitor.page.emulate_media(media="print")
        assert visitor.page.pdf()
        visitor.page.emulate_media(media="screen")
        assert visitor.page.locator(".log .said").count() >= 6
        visitor.happy()
    # nor in the mails
    desk.go("/demo/mail/")
    desk.happy()


def hostile_mail(number: int) -> bytes:
    """A mail as a stranger's program writes it: scripts in the text, in the HTML and in the head."""
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "stranger@partner.example"
    mail["To"] = f'"{SCRIPTS[17][:-1]}" <nobody@agency.example>'
    mail["Subject"] = f"\u202e{SCRIPTS[number]} javascript:alert(1) ' autofocus onfocus=alert(1) \""
    mail["X-Way"] = "\u202e" + SCRIPTS[0]
    mail.set_content(f"javascript:alert(1) http://evil.example/'onmouseover='alert(1) \u202e\n{EVERYTHING}")
    mail.add_alternative(f"<html><body>{EVERYTHING}</body></html>", subtype="html")
    if number % 2:  # the HTML alone, and a line that would be a head of its own
        mail = EmailMessage(policy=SMTP)
        mail["Subject"] = SCRIPTS[number]
        mail.set_content(f"<html><body>{EVERYTHING}</body></html>", subtype="html")
    injected = b"Subject: a\r\n\tBcc: x@evil.example\r\nContent-Security-Policy: default-src *\r\n"
    return (injected if number == 2 else b"") + mail.as_bytes()


def test_nothing_runs_in_mails_of_strangers(house: House, come: Come) -> None:
    # given mails that hold scripts in their head, their text and their HTML
    files = [house.mail.folder / f"stranger-{number}.eml" for number in range(3)]
    for number, file in enumerate(files):
        file.write_bytes(hostile_mail(number))
    try:
        # when the list and each of them are opened, and every link is looked at
        desk = come("specialist")
        desk.go("/demo/mail/")
        expect(desk.page.locator("[data-rows]")).to_contain_text(SCRIPTS[0])
        for file in files:
            desk.go(f"/demo/mail/{file.stem}/")
            desk.page.locator("main summary").click()
            schemes = desk.page.eval_on_selector_all("main a", "all => all.map(one => one.protocol)")
            # then nothing runs or calls, and no link does
            assert set(schemes) <= {"http:", "https:", "mailto:"}
            desk.happy()
    finally:
        for file in files:
            file.unlink()


def opens(visitor: Visitor, link: Locator) -> None:
    """A part that htmx brings: the form of a verb below the buttons."""
    with visitor.page.expect_response(lambda answer: answer.request.headers.get("hx-request") == "true"):
        link.click()
    expect(visitor.page.locator("#verb form")).to_be_visible()


def test_nothing_runs_in_parts_that_htmx_brings(
    house: House, come: Come, known_pages: dict[str, Any]
) -> None:
    # given a queue in which every word is hostile
    fill(house, shift=0)
    desk = come("specialist")
    desk.go("/requests/queue/")
    # when its rows are opened, and forms in them
    rows = desk.page.locator("[data-rows] a.subject")
    for place in range(3):
        rows.nth(place).click()
        expect(desk.page.locator("#detail > article")).to_have_attribute(
            "data-number", str(desk.page.locator("[data-rows] > li").nth(place).get_attribute("data-number"))
        )
    detail = desk.page.locator("#detail")
    for words in ("Resolve", "Put on hold", "Assign"):
        opens(desk, desk.link(words, detail))
    # and when a reply and a search hold scripts too
    detail.locator("textarea[name=text]").last.fill(EVERYTHING)
    desk.button("Send reply", detail).click()
    expect(detail.locator(".log .said").last).to_contain_text(SCRIPTS[0])
    desk.go(f"/requests/queue/?q={SCRIPTS[17]}&office=1")
    desk.happy()


@pytest.mark.proof("attack", "Scripts stand in every text, and every page is opened in Chromium")
def test_nothing_runs_on_any_page(
    house: House, come: Come, known_pages: dict[str, Any], proved: Callable[..., None]
) -> None:
    opened = 0
    for shift in range(0, 100, times(short=100, full=6)):
        # given a house in which every word is hostile
        fill(house, shift=shift)
        for rows in islice(PAGES.values(), 0, None, times(short=2, full=1)):
            for role, path in rows[: times(short=1, full=100)]:
                # when a page is opened
                visitor = come(role)
                visitor.go(path.format(**known_pages))
                # then nothing on it runs
                visitor.happy()
                opened += 1
    proved(pages=opened, scripts=len(SCRIPTS), executed=0)
