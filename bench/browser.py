"""`make bench-browser`: what a visitor with a slow phone waits for, and a simple request in clicks.

Chromium on the product as in production, slow 4G (150 ms, 1.6 Mbit/s) and a processor four times slower.
"""

import json
import os
import re
import sys
import time
from typing import Any

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench import report
from bench.__main__ import RESULTS, load, target, templates
from bench.measure import Server
from bench.servers import PASSWORD, STATE, Servers, install_peers
from tools.browsers import ARGUMENTS, chromium
from tools.processes import Trouble

SIZE = 10_000
RUNS = 5
SLOW_4G = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
SLOWER = 4
WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver(list => { for (const one of list.getEntries()) window.seen.lcp = one.startTime; })
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver(list => { for (const one of list.getEntries())
  if (!one.hadRecentInput) window.seen.cls += one.value; }).observe({type: "layout-shift", buffered: true});
"""
PAGES = {
    "home": "/",
    "new request": "/requests/new/?category=broken",
    "queue": "/requests/queue/",
    "request": "/requests/P-5000/",
}


class Visit:
    """One page of a visitor, with what came over the line."""

    def __init__(self, context: BrowserContext, *, slow: bool) -> None:
        """A new page, slowed down when asked."""
        self.page: Page = context.new_page()
        self.page.add_init_script(WATCH)
        self.line: CDPSession = context.new_cdp_session(self.page)
        self.requests, self.bytes = 0, 0.0
        self.line.send("Network.enable")
        self.line.on("Network.loadingFinished", self._came)
        if slow:
            self.line.send("Network.emulateNetworkConditions", SLOW_4G)
            self.line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})

    def _came(self, event: dict[str, Any]) -> None:
        self.requests += 1
        self.bytes += event["encodedDataLength"]

    def open(self, address: str) -> dict[str, float]:
        """Largest paint in ms, layout shift, requests and kB of one address."""
        self.requests, self.bytes = 0, 0.0
        self.page.goto(address, wait_until="networkidle")
        seen = self.page.evaluate("window.seen")
        return {
            "lcp_ms": round(seen["lcp"]),
            "cls": round(seen["cls"], 4),
            "requests": self.requests,
            "kb": round(self.bytes / 1000, 1),
        }


def worst_of(runs: list[dict[str, float]]) -> dict[str, float]:
    """The 75th percentile of the paint, the worst of all else."""
    paints = sorted(one["lcp_ms"] for one in runs)
    worst = {name: max(one[name] for one in runs) for name in runs[0]}
    return {
        **worst,
        "lcp_ms": paints[min(len(paints) - 1, round(0.75 * (len(paints) - 1)))],
        "lcp_least_ms": paints[0],
    }


def sign_in(page: Page, base: str, who: str) -> None:
    """By the ordinary form."""
    page.goto(f"{base}/account/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{base}/")


def first_visit(browser: Browser, base: str) -> dict[str, float]:
    """The sign-in page with nothing kept."""
    runs = []
    for _run in range(RUNS):
        context = browser.new_context()
        runs.append(Visit(context, slow=True).open(f"{base}/account/login/"))
        context.close()
    return worst_of(runs)


def pages(browser: Browser, base: str) -> dict[str, dict[str, float]]:
    """Pages of a specialist who has been here before, so that styles and scripts are kept."""
    context = browser.new_context()
    sign_in(context.new_page(), base, "agent1@example.org")
    found = {}
    for name, path in PAGES.items():
        found[name] = worst_of([Visit(context, slow=True).open(base + path) for _run in range(RUNS)])
    context.close()
    return found


def simple_request(browser: Browser, base: str) -> dict[str, float]:
    """From the home page to the sent request: clicks, typed fields, seconds on the slow line."""
    context = browser.new_context()
    sign_in(context.new_page(), base, "user7@example.org")
    visit = Visit(context, slow=True)
    page, clicks = visit.page, 0
    page.goto(f"{base}/")
    began = time.monotonic()
    page.click("a[href*='category=broken']")
    clicks += 1
    page.fill("textarea[name=text]", "Koosolekuruumi 204 uks ei lukustu.")
    page.click("main button.main.big")
    clicks += 1
    page.wait_for_url(re.compile(r"/requests/P-\d+/"))
    found = {"clicks": clicks, "typed fields": 1, "seconds": round(time.monotonic() - began, 1)}
    context.close()
    return found


def main() -> int:
    """Start the product, look, keep."""
    program = chromium()
    if program is None:
        sys.stderr.write("Chromium is needed: apt-get install chromium\n")
        return 1
    RESULTS.mkdir(parents=True, exist_ok=True)
    servers = Servers()
    try:
        install_peers()
        servers.start()
        templates(servers)
        load(servers, "ours", SIZE)
        ours = target("ours", SIZE, servers)
        server = Server(ours, STATE / "ours.log")
        server.start()
        try:
            with sync_playwright() as play:
                browser = play.chromium.launch(executable_path=program, args=ARGUMENTS)
                found = look(browser, ours["base_url"])
                browser.close()
        finally:
            server.stop()
    except Trouble as trouble:
        sys.stderr.write(f"{trouble}\n")
        return 1
    finally:
        servers.stop()
    (RESULTS / report.BROWSER).write_text(json.dumps(found, indent=1))
    report.write(RESULTS)
    return 0


def look(browser: Browser, base: str) -> dict[str, Any]:
    """Everything that is measured in the browser."""
    found: dict[str, Any] = {"day": time.strftime("%d.%m.%Y"), "load": round(os.getloadavg()[0], 1)}
    found["first visit"] = first_visit(browser, base)
    found |= pages(browser, base)
    found["simple request"] = simple_request(browser, base)
    return found


if __name__ == "__main__":
    sys.exit(main())
