"""The pictures of the README: `make pictures` loads the demo, lets its clock stand, and looks at it."""

import contextlib
import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools import places
from tools.at_moment import MOMENT
from tools.browsers import ARGUMENTS, chromium
from tools.demo import Demo
from tools.places import CHECKOUT
from tools.processes import Child, Trouble, free_port

FOLDER = CHECKOUT / "docs" / "pictures"
SIZE: ViewportSize = {"width": 1280, "height": 800}
OPENED = "Klienditeeninduse saali uks"  # a request of the demo's stories, with replies and a note
LARGEST = 200_000  # bytes: a README is read on slow lines, too


def enter(browser: Browser, address: str, code: str) -> Page:
    """A page on which somebody of the demo has entered, in English and on a light screen."""
    page = browser.new_page(
        viewport=SIZE,
        locale="en-GB",
        timezone_id="Europe/Tallinn",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page.clock.set_fixed_time(MOMENT)
    page.goto(f"{address}/account/login/")
    page.locator(f"button[name=as][value={code}]").click()
    return page


def keep(page: Page, path: Path) -> None:
    """Writes what the page shows, in 256 colours; Trouble when it is still too large."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    with Image.open(path) as image:
        image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(path, optimize=True)
    if path.stat().st_size > LARGEST:
        raise Trouble(f"{path} has {path.stat().st_size} bytes, {LARGEST} are allowed.")


def take(address: str, folder: Path = FOLDER) -> None:
    """Home as a member of staff sees it, and the queue with a request open as the specialist does."""
    program = chromium()
    if not program:
        raise Trouble("No Chromium was found: install it, or set CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        keep(enter(browser, address, "staff"), folder / "home.png")
        page = enter(browser, address, "specialist")
        page.goto(f"{address}/requests/queue/?view=mine")
        page.locator("[data-rows] .subject", has_text=OPENED).first.click()
        page.locator("#chosen:focus").wait_for()
        keep(page, folder / "queue.png")
        browser.close()


@contextlib.contextmanager
def standing_still() -> Iterator[str]:
    """The demo with its whole agency on servers of its own, as if it were one moment; gives its address."""
    at = places.of_tests()
    at.make()
    port = free_port()
    demo = Demo(at, port=port)
    web = None
    try:
        demo.start_servers()
        prepare, web = (_at_moment(demo, *words) for words in (("prepare",), ("web", str(port))))
        prepare.start()
        if prepare.wait():
            raise Trouble(f"The database could not be prepared:\n{prepare.last_words()}")
        web.start()
        _wait_for(demo.address, web)
        yield demo.address
    finally:
        if web and web.running():
            web.stop()
        demo.stop()
        shutil.rmtree(at.state)  # this alone: outside of it lie the data of a demo that people use


def _at_moment(demo: Demo, *words: str) -> Child:
    command = [sys.executable, "-m", "tools.at_moment", *words]
    log = demo.at.state / "log" / f"{words[0]}.log"
    return Child(words[0], command, log=log, env=demo.environment(), cwd=CHECKOUT)


def _wait_for(address: str, web: Child) -> None:
    """Until pages answer."""
    while web.running():
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 always http
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Trouble(f"No page answered:\n{web.last_words()}")


def main() -> int:
    """The exit code is 1 when something is missing."""
    try:
        with standing_still() as address:
            take(address)
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
