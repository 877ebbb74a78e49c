"""Somebody at a browser: finds things as people do, by their role and their words, in either language."""

import re
from collections.abc import Callable
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.utils.translation import gettext, override, pgettext
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Locator,
    Page,
    Request,
    expect,
)

from tests.journeys.house import House

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 700}
# Chromium writes each answer of this kind to the console; only a test that asked for one may see its line.
ANSWER = "Failed to load resource: the server responded with a status of {} "
CSP_TO_CONSOLE = """document.addEventListener("securitypolicyviolation",
  (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Visitor:
    """One page in a context of its own. `complaints` holds what the browser was not happy about."""

    def __init__(self, house: House, context: BrowserContext, *, language: str) -> None:
        """Opens an empty page."""
        self.house, self.context, self.language = house, context, language
        self.complaints: list[str] = []
        self.allowed: set[int] = set()
        self.known: set[str] = set()  # other servers that the visitor may meet
        self.clicks = self.typed = 0
        context.set_default_timeout(15_000)
        context.add_init_script(CSP_TO_CONSOLE)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda fault: self.complaints.append(f"script: {fault}"))
        self.page.on("dialog", self._asked)
        context.on("request", self._called)

    def _heard(self, message: ConsoleMessage) -> None:
        expected = tuple(ANSWER.format(status) for status in self.allowed)
        if message.type in ("error", "warning") and not (expected and message.text.startswith(expected)):
            self.complaints.append(f"{self.page.url} {message.type}: {message.text}")

    def _asked(self, dialog: Dialog) -> None:
        self.complaints.append(f"{self.page.url} dialog: {dialog.message}")
        dialog.dismiss()

    def _called(self, request: Request) -> None:
        if not request.url.startswith((self.house.url, *self.known)):
            self.complaints.append(f"{self.page.url} calls another host: {request.url}")

    # --- words ---
    def say(self, msgid: str, *, context: str = "", **values: Any) -> str:
        """The text of the product in this visitor's language."""
        with override(self.language):
            text = pgettext(context, msgid) if context else gettext(msgid)
        return text % values if values else text

    def button(self, msgid: str, within: Any = None) -> Locator:
        """A button by its words."""
        return (within or self.page).get_by_role("button", name=self.say(msgid), exact=True)

    def link(self, msgid: str, within: Any = None) -> Locator:
        """A link by its words."""
        return (within or self.page).get_by_role("link", name=self.say(msgid), exact=True)

    def field(self, msgid: str, within: Any = None) -> Locator:
        """A field by its label."""
        return (within or self.page).get_by_label(self.say(msgid))

    def heading(self, words: str) -> Locator:
        """A heading by its words."""
        return self.page.get_by_role("heading", name=words)

    # --- hands, counted ---
    def click(self, target: Locator) -> None:
        """A click that counts."""
        self.clicks += 1
        target.click()

    def write(self, target: Locator, text: str) -> None:
        """A field that is typed into, counted."""
        self.typed += 1
        target.fill(text)

    def fill(self, typed: dict[str, str]) -> None:
        """Fields of the page by their names; what lies folded away is opened first."""
        for name, words in typed.items():
            field = self.page.locator(f"main [name={name}]")
            if not field.is_visible():
                self.page.locator(f"details:has([name={name}]) > summary").click()
            field.fill(words)

    def press(self, *keys: str) -> None:
        """Keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    # --- ways ---
    def go(self, path: str) -> Any:
        """Opens an address of the house; returns the answer."""
        return self.page.goto(path if path.startswith("http") else self.house.url + path)

    def enter(self, code: str) -> None:
        """Enters the demo as somebody, in this visitor's language."""
        self.house.sql(
            "UPDATE organisation_person SET language = %s WHERE personnel_no = %s",
            self.language,
            f"demo-{code}",
        )
        self.go("/account/login/")
        self.page.locator(f"button[name=as][value={code}]").click()
        expect(self.page.locator("html")).to_have_attribute("lang", self.language)
        expect(self.page).to_have_url(f"{self.house.url}/")

    # --- judgement ---
    def axe(self, *, rules: list[str] | None = None) -> list[str]:
        """What axe finds, one line for each violation; all our rules unless only some are asked for."""
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": RULES}
        heard = len(self.complaints)
        options = {"resultTypes": ["violations"], "runOnly": only, "preload": False}
        found = Axe().run(self.page, options=options)
        # axe measures with styles of its own, which the policy of the page refuses
        del self.complaints[heard:]
        return [
            f"{one['id']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])})"
            f" {one['nodes'][0]['failureSummary'].rpartition('  ')[2]}"
            for one in found.response["violations"]
        ]

    def too_wide(self) -> str:
        """Which element makes the page scroll sideways; empty when none does."""
        found: str = self.page.evaluate(TOO_WIDE)
        return found

    def happy(self) -> None:
        """Fails when the browser had something to say."""
        assert not self.complaints, self.complaints


TOO_WIDE = """() => {
  const wide = document.documentElement;
  if (wide.scrollWidth <= wide.clientWidth) return "";
  const guilty = [...document.body.querySelectorAll("*")].filter(
    (one) => one.getBoundingClientRect().right > wide.clientWidth + 1 && !one.closest(".scroll-x"));
  const words = guilty.slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
  return `${wide.scrollWidth} px: ${words.join(" | ")}`;
}"""

Invite = Callable[..., Visitor]


def opener(house: House, browser: Browser) -> tuple[Invite, list[Visitor]]:
    """A function that gives each visitor a context of their own, and the list of those who came."""
    came: list[Visitor] = []

    def invite(code: str = "", *, language: str = "en", scripts: bool = True, **options: Any) -> Visitor:
        context = browser.new_context(
            locale="et-EE" if language == "et" else "en-GB",
            timezone_id="Europe/Tallinn", viewport=WIDE, java_script_enabled=scripts, **options,
        )  # fmt: skip
        visitor = Visitor(house, context, language=language)
        came.append(visitor)
        if code:
            visitor.enter(code)
        return visitor

    return invite, came


def number_of(page: Page) -> str:
    """The number of the request that the page's address names, such as P-12."""
    found = re.search(r"/requests/(P-\d+)/", page.url)
    assert found, page.url
    return found[1]
