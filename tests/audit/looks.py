"""The checks of the audit: each looks at the page as it stands and returns what is wrong, a line each."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import CDPSession, Page

from tests.audit.scripts import CLIPPED, DARK, FOCUS, FOUND, PRINTED, SPACED, STOPS, TOUR, UNSPACED
from tests.journeys.visitor import Visitor

SHEETS = 2  # A4 pages that a request may take on paper
PAPER = 680  # CSS pixels between the margins of A4
LARGE = {"width": 1280, "height": 1024}
# What is given to a page of 1280 x 1024 pixels, by the factor it is enlarged
ZOOM = {200: (640, 512, 2), 400: (320, 256, 4)}
FORCED = ["color-contrast", "link-in-text-block"]


@cache
def _line(page: Page) -> CDPSession:
    """What it sets holds as long as it is open."""
    return page.context.new_cdp_session(page)


def screen(visitor: Visitor, width: int, height: int, *, scale: int = 1) -> None:
    """A screen of that many CSS pixels, each drawn by `scale` times as many."""
    size = {"width": width, "height": height, "deviceScaleFactor": scale, "mobile": False}
    _line(visitor.page).send("Emulation.setDeviceMetricsOverride", size)
    assert visitor.page.evaluate("innerWidth") == width


@contextmanager
def sized(visitor: Visitor, width: int, height: int, *, scale: int = 1) -> Iterator[None]:
    """Another screen for a while."""
    screen(visitor, width, height, scale=scale)
    yield
    screen(visitor, **LARGE)


def shape(visitor: Visitor) -> list[str]:
    """Nothing makes the page scroll sideways, no text is cut off or sticks out of its box."""
    wide = visitor.too_wide()
    return [f"scrolls sideways: {wide}"] * bool(wide) + visitor.page.evaluate(CLIPPED)


def axe(visitor: Visitor) -> list[str]:
    """All rules for A, AA and good practice, one heading of the first level, the language of the reader."""
    found = visitor.axe()
    heads = visitor.page.locator("h1").count()
    found += [f"{heads} headings of the first level"] * (heads != 1)
    language = visitor.page.locator("html").get_attribute("lang")
    return found + [f"says it is in {language}"] * (language != visitor.language)


def wide(visitor: Visitor) -> list[str]:
    """The shape on a screen of 1280 pixels."""
    return shape(visitor)


def phone(visitor: Visitor) -> list[str]:
    """The shape on a screen of 320 pixels."""
    with sized(visitor, 320, 700):
        return shape(visitor)


def zoom_200(visitor: Visitor) -> list[str]:
    """The shape when everything is twice as large."""
    width, height, scale = ZOOM[200]
    with sized(visitor, width, height, scale=scale):
        return shape(visitor)


def zoom_400(visitor: Visitor) -> list[str]:
    """The shape when everything is four times as large, and each stop of Tab is still to be seen."""
    width, height, scale = ZOOM[400]
    with sized(visitor, width, height, scale=scale):
        return shape(visitor) + tour(visitor)


def spacing(visitor: Visitor) -> list[str]:
    """The shape with the distances of letters, words and lines that a reader may set."""
    found = []
    visitor.page.evaluate(SPACED)
    for width in (1280, 320):
        with sized(visitor, width, 900):
            found += [f"at {width}: {words}" for words in shape(visitor)]
    visitor.page.evaluate(UNSPACED)
    return found


def tour(visitor: Visitor) -> list[str]:
    """Each stop of Tab shows that it has the focus, and is in sight."""
    visitor.page.evaluate(STOPS)
    found: list[str] = visitor.page.evaluate(TOUR)
    return found


def keyboard(visitor: Visitor) -> list[str]:
    """Tab comes to everything that can be used, shows where it is, and is held by nothing.

    The stops are the same in both themes, so Tab is pressed in the light one only.
    """
    page = visitor.page
    if page.evaluate(DARK):
        return tour(visitor)
    count: int = page.evaluate(STOPS)
    if not count:
        return ["nothing can be reached"]
    found, reached, last, stays = [], set[int](), -2, 0
    for _stop in range(3 * count + 20):
        at: dict[str, Any] = page.evaluate(FOCUS)
        place, stays = at["place"], stays + 1 if at["place"] == last else 0
        if reached and (place == -1 or (place in reached and place != last)):
            break
        if stays > 6:
            return [*found, f"Tab is held by {at['words']}"]
        found += [words for words in at["wrong"] if not stays]
        reached.add(place)
        last = place
        page.keyboard.press("Tab")
    missed: list[str] = page.evaluate(FOUND, sorted(reached))
    return found + [f"Tab does not come to {words}" for words in missed]


def forced(visitor: Visitor) -> list[str]:
    """Contrast and shape in the colours that the reader's system sets."""
    visitor.page.emulate_media(forced_colors="active")
    found = visitor.axe(rules=FORCED) + shape(visitor)
    visitor.page.emulate_media(forced_colors="none")
    return found


def paper(visitor: Visitor) -> list[str]:
    """What is only for screens is left out, nothing is cut off, a request takes two sheets at most."""
    visitor.page.emulate_media(media="print")
    with sized(visitor, PAPER, 900):
        found = visitor.page.evaluate(PRINTED) + shape(visitor)
    sheets = len(re.findall(rb"/Type\s*/Page\b(?!s)", visitor.page.pdf(format="A4")))
    visitor.page.emulate_media(media="screen")
    if re.search(r"/requests/P-\d+/", visitor.page.url) and sheets > SHEETS:
        found.append(f"{sheets} sheets of paper")
    return found + ["no sheet of paper"] * (not sheets)


def console(visitor: Visitor) -> list[str]:
    """The browser had nothing to complain about."""
    return list(visitor.complaints)


CHECKS = {
    "axe, all rules": axe,
    "1280 px": wide,
    "320 px": phone,
    "zoom 200 %": zoom_200,
    "text spacing": spacing,
    "keyboard": keyboard,  # from here on a script that gives the focus shows it as Tab does
    "zoom 400 %, focus in sight": zoom_400,
    "forced colours": forced,
    "print": paper,
    "console": console,
}
