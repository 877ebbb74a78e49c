"""Tables of what was measured, for docs/performance.md."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tools.places import CHECKOUT

DOCUMENT = CHECKOUT / "docs" / "performance.md"
BEGIN, END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
BROWSER = "browser.figures"
PAGES = ("queue", "queue, one office, a word", "a word in all", "request page", "create", "reply")
HEAD = (
    "| Page | Target | Requests | Statements | CPU ms | p50 ms | p95 ms | of C | a second, 8 clients | kB |"
)

Result = dict[str, Any]


def read(folder: Path) -> dict[tuple[str, int], Result]:
    """Results by target and size."""
    found = (json.loads(path.read_text()) for path in sorted(folder.glob("*.json")))
    return {(one["target"], one["size"]): one for one in found}


def document(results: dict[tuple[str, int], Result]) -> str:
    """All tables."""
    lines = [*_machines(results), "", HEAD, "|" + "---|" * (HEAD.count("|") - 1)]
    sizes = sorted({size for _target, size in results})
    for page in PAGES:
        for size in sizes:
            lines += _rows(results, page, size)
    return "\n".join(lines)


def _machines(results: dict[tuple[str, int], Result]) -> Iterator[str]:
    yield "| Target | Requests | Cold start s | PSS idle MiB | PSS end MiB | Load of the machine | Day |"
    yield "|---|---|---|---|---|---|---|"
    for (target, size), one in sorted(results.items(), key=lambda item: (item[0][1], item[0][0])):
        load = f"{one['load_before']:.1f} to {one['load_after']:.1f}"
        memory = f"{one['pss_idle_mib']} | {one['pss_end_mib']}"
        yield f"| {target} | {size:,} | {one['cold_start_s']} | {memory} | {load} | {one['day']} |"


def _rows(results: dict[tuple[str, int], Result], page: str, size: int) -> Iterator[str]:
    ceiling = results.get(("ceiling", size), {}).get("pages", {}).get("queue", {})
    for target in ("ceiling", "ours", "django-helpdesk"):
        row = results.get((target, size), {}).get("pages", {}).get(page)
        if row is None:
            continue
        if "failed" in row:
            yield f"| {page} | {target} | {size:,} | failed: {row['failed'][:100]} |"
            continue
        one, eight = row["c1"], row["c8"]
        share = f"{one['p50_min'] / ceiling['c1']['p50_min']:.2f}" if ceiling else ""
        yield (
            f"| {page} | {target} | {size:,} | {row['sql']} | {row['cpu_ms']} | {one['p50_min']}"
            f" | {one['p95_min']} | {share} | {eight['rps_max']} | {row['bytes'] / 1000:.1f} |"
        )


def browser(path: Path) -> str:
    """What the browser saw, "" before it looked."""
    if not path.exists():
        return ""
    found = json.loads(path.read_text())
    lines = [
        "",
        "",
        f"In Chromium on slow 4G with a processor four times slower, {found.pop('day')}, load of the",
    ]
    lines += [
        f"machine {found.pop('load')}:",
        "",
        "| Page | LCP ms, p75 (least) | CLS | Requests | kB |",
        "|---|---|---|---|---|",
    ]
    sent = found.pop("simple request")
    for name, one in found.items():
        paint = f"{one['lcp_ms']:.0f} ({one['lcp_least_ms']:.0f})"
        lines.append(f"| {name} | {paint} | {one['cls']} | {one['requests']:.0f} | {one['kb']} |")
    clicks, typed, seconds = sent["clicks"], sent["typed fields"], sent["seconds"]
    lines += ["", f"A simple request: {clicks} clicks, {typed} typed field, {seconds} s."]
    return "\n".join(lines)


def write(folder: Path) -> None:
    """Put the tables between the two marks of the document."""
    text = DOCUMENT.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    tables = document(read(folder)) + browser(folder / BROWSER)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{tables}\n{END}{after}", encoding="utf-8")
