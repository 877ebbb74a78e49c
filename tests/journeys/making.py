"""How well a page is made: for axe, on the console, on a phone, in the reader's language."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.journeys.visitor import NARROW, WIDE, Invite, Visitor

Come = Callable[[str], Visitor]
# What another theme and another language can spoil; the rest of axe has been asked before.
OF_THEMES = ["color-contrast", "label", "link-name", "button-name", "image-alt", "html-lang-valid"]


def regulars(invite: Invite) -> Come:
    """Visitors who stay: each role signs in once and its browser keeps what it loaded. Nothing moves."""
    known: dict[str, Visitor] = {}

    def come(code: str) -> Visitor:
        if code not in known:
            known[code] = invite(reduced_motion="reduce")
            if code:
                signs_in_quietly(known[code], code)
        visitor = known[code]
        visitor.complaints.clear()
        visitor.allowed.clear()
        visitor.page.set_viewport_size(WIDE)
        visitor.page.emulate_media(color_scheme="light")
        return visitor

    return come


def signs_in_quietly(visitor: Visitor, code: str) -> Any:
    """Enters the demo without a button: not all of its people have one."""
    visitor.go("/account/login/")
    token = next(one["value"] for one in visitor.context.cookies() if one["name"] == "csrftoken")
    answer = visitor.context.request.post(
        f"{visitor.house.url}/demo/enter/",
        form={"as": code, "csrfmiddlewaretoken": token},
        headers={"Referer": visitor.house.url},
    )
    assert answer.ok


def speak(visitor: Visitor, language: str) -> None:
    """From the next page on, in the profiles of all and in the cookie of those who are nobody yet."""
    visitor.language = language
    visitor.house.sql("UPDATE organisation_person SET language = %s", language)
    visitor.context.add_cookies([{"name": "django_language", "value": language, "url": visitor.house.url}])


def is_well_made(visitor: Visitor, *, rules: list[str] | None = None) -> None:
    """One h1, no fault for axe, nothing on the console, a language that is the reader's."""
    expect(visitor.page.locator("h1")).to_have_count(1)
    expect(visitor.page.locator("html")).to_have_attribute("lang", visitor.language)
    assert not (faults := visitor.axe(rules=rules)), faults
    visitor.happy()


def fits_a_phone(visitor: Visitor) -> None:
    """No sideways scroll at 320 pixels."""
    visitor.page.set_viewport_size(NARROW)
    assert not (wide := visitor.too_wide()), wide
