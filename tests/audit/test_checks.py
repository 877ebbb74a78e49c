"""The checks themselves: each finds the fault that was made for it, and nothing on a page without faults."""

import pytest

from tests.audit.looks import CHECKS, LARGE, screen
from tests.journeys.making import Come
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser
GOOD = """<!doctype html><html lang="en"><title>Page</title><style>body { background: #fff; color: #000 }
:focus-visible { outline: 3px solid #00f }</style><main><h1>Page</h1>{}</main>"""
WAY = '<p><a href="/there">A way</a></p>'
FAULTS = [  # the check, what is wrong, and the words that tell it
    ("axe, all rules", '<p style="color: #999">Pale</p>', "color-contrast"),
    ("axe, all rules", "<h1>Another</h1>", "2 headings"),
    ("1280 px", '<p style="width: 2000px">Wide</p>', "scrolls sideways"),
    ("320 px", '<p style="width: 500px">Wide</p>', "scrolls sideways"),
    ("zoom 200 %", '<p style="width: 700px">Wide</p>', "scrolls sideways"),
    (
        "zoom 400 %, focus in sight",
        '<div style="position: fixed; inset: 0; background: #fff">All over</div>',
        "out of sight",
    ),
    (
        "text spacing",
        '<p style="width: 130px; overflow: hidden; white-space: nowrap">A line of words</p>',
        "cut off",
    ),
    ("text spacing", '<p style="width: 130px; white-space: nowrap">A line of words</p>', "sticks out"),
    ("keyboard", '<a href="/x" style="outline: 0">Way</a>', "not to be seen"),
    ("keyboard", '<a href="/x" style="outline-color: #eee">Way</a>', "has a contrast"),
    ("keyboard", "<div inert><button>Press</button></div>", "Tab does not come"),
    ("keyboard", """<button onkeydown="event.preventDefault()">Press</button>""", "Tab is held"),
    (
        "forced colours",
        '<p style="forced-color-adjust: none; color: #777; background: #666">Pale</p>',
        "color-contrast",
    ),
    ("print", "<button>Press</button>", "is printed"),
    ("print", '<div style="height: 5000px">Long</div>', "sheets of paper"),
    ("console", "<script>console.error('broken')</script>", "broken"),
]


def planted(come: Come, words: str) -> Visitor:
    """Somebody who looks at a page of ours with these words on it."""
    visitor = come("")
    visitor.language = "en"
    answer = {"status": 200, "content_type": "text/html", "body": GOOD.replace("{}", WAY + words)}
    visitor.page.unroute_all()
    visitor.page.route("**/requests/P-1/", lambda way: way.fulfill(**answer))
    visitor.page.emulate_media(color_scheme="light")
    screen(visitor, **LARGE)
    visitor.go("/requests/P-1/")
    return visitor


@pytest.mark.parametrize(("name", "words", "told"), FAULTS)
def test_a_check_finds_its_fault(come: Come, name: str, words: str, told: str) -> None:
    # given a page with one fault
    visitor = planted(come, words)
    visitor.press("Tab")  # so that the focus is shown
    # when the check looks; then it says so
    found = CHECKS[name](visitor)
    assert any(told in line for line in found), found


def test_nothing_is_found_where_nothing_is_wrong(come: Come) -> None:
    # given a page without faults
    visitor = planted(come, "<p>All is well.</p>")
    # then no check finds anything
    assert {name: found for name, check in CHECKS.items() if (found := check(visitor))} == {}
