"""The main job: a member of staff asks with a photo, the desk solves it, mails go out, the asker sees it."""

from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.house import House
from tests.journeys.pictures import photo, place_of
from tests.journeys.visitor import Invite, Visitor, number_of

STAFF, SOLVER = "staff", "specialist"
STATE = "state of a request"
WORDS = {
    "et": {
        "tile": "Midagi on katki",
        "problem": "Koosolekuruumi 204 uks ei lukustu. Käepide liigub, keel mitte.",
        "title": "Koosolekuruumi 204 uks ei lukustu",
        "note": "Lukksepp tuleb kell 14, võti on minu käes.",
        "reply": "Tere! Lukksepp tuleb täna.",
        "answer": "Südamik on vahetatud, uks lukustub.",
        "again": "Õhtul ei läinud uks jälle lukku.",
    },
    "en": {
        "tile": "Something is broken",
        "problem": "The door of meeting room 204 does not lock. The handle moves, the bolt does not.",
        "title": "The door of meeting room 204 does not lock",
        "note": "The locksmith comes at two, I hold the key.",
        "reply": "Hello! A locksmith comes today.",
        "answer": "The cylinder is new, the door locks.",
        "again": "In the evening the door did not lock again.",
    },
}


@pytest.mark.parametrize(("language", "scripts"), [("et", True), ("en", True), ("et", False)])
def test_from_a_sentence_to_solved(
    house: House, invite: Invite, tmp_path: Path, language: str, scripts: bool
) -> None:
    words = WORDS[language]
    # given a member of staff with a photo that tells where it was taken, and a specialist
    asker = invite(STAFF, language=language, scripts=scripts)
    solver = invite(SOLVER, language=language, scripts=scripts)
    # when the staff member files, the desk answers and solves, and it was not solved yet
    number = files_with_a_photo(asker, words, photo(tmp_path / "uks.jpg"))
    opens_from_the_mail(house, asker, number, words)
    takes_and_answers(solver, number, words)
    sees_it_solved(asker, number, words)
    has_the_photo_without_its_place(asker)
    says_not_solved_then_solved(asker, number, words)
    # then the mails told each of them, in one thread, and the note reached nobody
    mails = house.letters(house.person(STAFF)[1], f"/requests/{number}/", count=3)
    are_in_one_thread(mails)
    for mail, text in zip(mails, (words["problem"], words["reply"], words["answer"]), strict=True):
        assert text in mail.get_content()
    told = house.letters(house.person(SOLVER)[1], f"/requests/{number}/", count=2)
    assert words["again"] in told[0].get_content()
    assert not any(words["note"] in mail.get_content() for mail in house.mail.mails())


def files_with_a_photo(asker: Visitor, words: dict[str, str], picture: Path) -> str:
    """At most three clicks and one typed field; returns the number."""
    page = asker.page
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marek")
    asker.click(page.get_by_role("main").get_by_role("link", name=words["tile"]))
    asker.write(asker.field("What happened, or what do you need?"), words["problem"])
    asker.clicks += 1  # the button of the camera or of the files
    asker.field("Photo or file").set_input_files(picture)
    asker.click(asker.button("Send request"))
    expect(asker.heading(words["title"])).to_be_visible()
    number = number_of(page)
    expect(page.get_by_role("main")).to_contain_text(
        asker.say("Sent. Your request is %(number)s.", number=number)
    )
    assert asker.clicks <= 3
    assert asker.typed == 1
    return number


def opens_from_the_mail(house: House, asker: Visitor, number: str, words: dict[str, str]) -> None:
    """The first mail: in the reader's language, its first line leads to the page."""
    (mail,) = house.letters(house.person(STAFF)[1], f"/requests/{number}/")
    assert number in mail["Subject"]
    first = mail.get_content().splitlines()[0]
    assert first == asker.say("Answer here: %(link)s", link=f"{house.url}/requests/{number}/")
    asker.go(first.rpartition(" ")[2])
    expect(asker.heading(words["title"])).to_be_visible()


def takes_and_answers(solver: Visitor, number: str, words: dict[str, str]) -> None:
    """Found in the queue, taken, noted inside, answered, solved."""
    page = solver.page
    solver.go("/requests/queue/?view=unassigned")
    page.locator(f".row-item[data-number='{number[2:]}']").get_by_role("link", name=words["title"]).click()
    expect(page.get_by_role("heading", name=words["title"], level=2)).to_be_visible()
    solver.button("Take").click()
    expect(page.locator("#detail .facts, main .facts").first).to_contain_text("Kadri Lepik")
    log = page.get_by_role("list", name=solver.say("What happened to a request"))
    page.get_by_text(solver.say("Internal note"), exact=True).click()
    solver.field("Text").fill(words["note"])
    solver.button("Save note").click()
    expect(log.locator("li.note")).to_contain_text(words["note"])
    solver.field("Text").fill(words["reply"])
    solver.button("Send reply").click()
    expect(log.locator("li.reply")).to_contain_text(words["reply"])
    solver.link("Resolve", within=page.locator("#detail, main").last).click()
    solver.field("What was done").fill(words["answer"])
    solver.button("Resolve and tell").click()
    expect(log).to_contain_text(words["answer"])


def sees_it_solved(asker: Visitor, number: str, words: dict[str, str]) -> None:
    """Answer and state, and nothing of what was said inside."""
    asker.go("/requests/?view=ended")
    asker.page.get_by_role("link", name=words["title"]).first.click()
    main = asker.page.get_by_role("main")
    for text in (words["reply"], words["answer"], "Kadri Lepik"):
        expect(main).to_contain_text(text)
    expect(asker.page.locator(".page-head")).to_contain_text(asker.say("Resolved", context=STATE))
    assert number in asker.page.url
    assert words["note"] not in asker.page.content()


def has_the_photo_without_its_place(asker: Visitor) -> None:
    """The picture comes back as a picture that tells nothing."""
    with asker.page.expect_download() as download:
        asker.page.locator("a.file").first.click()
    assert download.value.suggested_filename == "uks.jpg"
    assert place_of(Path(download.value.path()).read_bytes()) == {}


def says_not_solved_then_solved(asker: Visitor, number: str, words: dict[str, str]) -> None:
    """Reopened with a word, then solved by the asker's own word."""
    asker.link("Not solved yet").click()
    asker.field("Text").fill(words["again"])
    asker.button("Send and reopen").click()
    expect(asker.page.get_by_role("main")).to_contain_text(words["again"])
    asker.button("It is solved").click()
    expect(asker.button("It is solved")).to_have_count(0)
    expect(asker.page.locator(".page-head")).to_contain_text(asker.say("Resolved", context=STATE))


def are_in_one_thread(mails: list[EmailMessage]) -> None:
    """Grouped by every mail program, answered by no machine, no two the same."""
    assert len({mail["Message-ID"] for mail in mails}) == len(mails)
    assert len({mail["References"] for mail in mails}) == 1
    assert mails[0]["References"].startswith("<ticket-")
    for mail in mails:
        assert mail["In-Reply-To"] == mail["References"]
        assert mail["Auto-Submitted"] == "auto-generated"
        assert mail["List-Id"]
