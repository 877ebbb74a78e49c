"""The pictures of the README, taken from a running demo: `python -m tools.pictures [ADDRESS]`."""

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools.places import CHECKOUT
from tools.processes import Trouble

FOLDER = CHECKOUT / "docs" / "pictures"
SIZE: ViewportSize = {"width": 1280, "height": 800}
LARGEST = 200_000  # bytes: a README is read on slow lines, too


def chromium() -> str:
    """The path of a Chromium; Trouble when there is none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        raise Trouble("No Chromium was found: install it, or set CHROMIUM to its path.")
    return found


def enter(browser: Browser, address: str, code: str) -> Page:
    """A page on which somebody of the demo has entered, in English and on a light screen."""
    page = browser.new_page(
        viewport=SIZE,
        locale="en-GB",
        timezone_id="Europe/Tallinn",
        color_scheme="light",
        reduced_motion="reduce",
    )
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"]
        )
        keep(enter(browser, address, "staff"), folder / "home.png")
        page = enter(browser, address, "specialist")
        page.goto(f"{address}/requests/queue/")
        page.locator("[data-rows] .subject").nth(1).click()
        page.locator("#chosen:focus").wait_for()
        keep(page, folder / "queue.png")
        browser.close()


def main() -> int:
    """The exit code is 1 when something is missing."""
    try:
        take((sys.argv[1:] or ["http://127.0.0.1:8000"])[0].rstrip("/"))
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
