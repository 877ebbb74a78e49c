"""`make audit`: every page by every check, and the spelling; the counts go into docs/audit.md.

It takes about half an hour and is no part of CI. The list of texts that were mended stands in the same page
and is written by people; only what lies between the two marks is ours.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tools import spelling
from tools.places import CHECKOUT

PAGE = CHECKOUT / "docs" / "audit.md"
BEGIN, END = "<!-- written by make audit -->", "<!-- to here -->"


@dataclass
class Outcome:
    """What the book says: how often each check was made, and everything that was found."""

    pages: set[str] = field(default_factory=set)
    checks: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    by_check: Counter[str] = field(default_factory=Counter)


def read(lines: list[str]) -> Outcome:
    """The book, one line for each check of a page in a language and a theme."""
    outcome = Outcome()
    for line in lines:
        told: dict[str, Any] = json.loads(line)
        outcome.pages.add(told["page"])
        outcome.checks[told["check"]] += 1
        outcome.by_check[told["check"]] += len(told["findings"])
        where = f"{told['page']} ({told['language']}, {told['theme']}) {told['check']}"
        outcome.found += [f"{where}: {words}" for words in told["findings"]]
    return outcome


def section(outcome: Outcome, words: tuple[int, list[str]] | None, *, ended: int, day: str) -> str:
    """The written part of the page."""
    return "\n".join([BEGIN, "", *_lines(outcome, words, ended=ended, day=day), "", END])


def _lines(outcome: Outcome, words: tuple[int, list[str]] | None, *, ended: int, day: str) -> Iterator[str]:
    total = sum(outcome.checks.values())
    yield f"Last run on {day}: {len(outcome.pages)} pages as their readers see them, each in Estonian and in"
    yield f"English, light and dark; {total:,} checks, **{len(outcome.found)} findings**."
    if ended:
        yield ""
        yield "**The run did not end well: some pages could not be looked at or have findings.**"
    yield from ("", "| Check | Times | Findings |", "|---|---|---|")
    for name, times in outcome.checks.items():
        yield f"| {name} | {times:,} | {outcome.by_check[name]} |"
    if words:
        yield f"| Spelling of Estonian, words read | {words[0]:,} | {len(words[1])} |"
    else:
        yield "| Spelling of Estonian | not run: no dictionary | |"


def written(page: str, part: str) -> str:
    """The page with our part renewed."""
    before, _, rest = page.partition(BEGIN)
    return f"{before}{part}{rest.partition(END)[2]}"


def look(arguments: list[str]) -> tuple[int, Outcome]:
    """Run the checks in the browser; returns how they ended and what the book says."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        book.touch()
        env = {**os.environ, "AUDIT": "1", "AUDIT_BOOK": str(book), "CI": "1"}
        command = [sys.executable, "-m", "pytest", "tests/audit", *arguments]
        ended = subprocess.run(command, cwd=CHECKOUT, env=env, check=False).returncode
        return ended, read(book.read_text(encoding="utf-8").splitlines())


def main() -> int:
    """Look, spell, write the page; exit code 1 when anything was found or could not be looked at."""
    path = spelling.dictionary()
    words = spelling.findings(path) if path else None
    ended, outcome = look(sys.argv[1:])
    if not sys.argv[1:]:  # a part of the pages is no audit
        part = section(outcome, words, ended=ended, day=datetime.now(UTC).date().isoformat())
        PAGE.write_text(written(PAGE.read_text(encoding="utf-8"), part), encoding="utf-8")
    for line in [*outcome.found, *(words[1] if words else [spelling.HELP])]:
        sys.stdout.write(f"{line}\n")
    return 1 if ended or outcome.found or words is None or words[1] else 0


if __name__ == "__main__":
    sys.exit(main())
