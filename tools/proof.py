"""`make proof`: the tests marked `proof` with their full counts, written to docs/reliability.md.

It takes an hour or more and is no part of CI.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from tools.places import CHECKOUT

PAGE = CHECKOUT / "docs" / "reliability.md"
HEADS = {"attack": "Attacks", "race": "Races", "fault": "Faults"}
RESULTS = ("passed", "failed", "skipped", "not run")
LARGEST = ("longest", "most")  # figures of which the largest counts; others are added up
LEAD = """# What was tried, and what held

Written by `make proof`, which runs the tests marked `proof` with their full counts (`make test` runs the same
tests in a short form). Each line names what was tried, the figures that the tests measured, how many tests
stand behind it, and how long they took. “0 lost” and the like are asserted by the tests, not only counted.
Times depend on what else the machine does. What could not be run says so.

"""


@dataclass(frozen=True)
class Line:
    """How one test ended."""

    test: str
    kind: str
    sentence: str
    result: str
    seconds: float
    figures: dict[str, float]

    def as_json(self) -> str:
        """As it stands in the book."""
        return json.dumps(asdict(self))


def read(book: Path) -> list[Line]:
    """The last line that tests/scale.py wrote for each test."""
    found = [Line(**json.loads(text)) for text in book.read_text(encoding="utf-8").splitlines()]
    return list({line.test: line for line in found}.values())


def document(lines: list[Line], machine: dict[str, str]) -> str:
    """The whole page."""
    bad = sum(line.result != "passed" for line in lines)
    verdict = (
        f"**{bad} of {len(lines)} did not hold or could not run.**" if bad else f"All {len(lines)} held."
    )
    return "\n".join([LEAD + verdict, "", *_table(("Run on", ""), machine.items()), *_parts(lines)]) + "\n"


def _parts(lines: list[Line]) -> Iterator[str]:
    for kind, head in HEADS.items():
        chosen = sorted((line for line in lines if line.kind == kind), key=lambda line: line.sentence)
        rows = [_row(list(group)) for _, group in groupby(chosen, key=lambda line: line.sentence)]
        if rows:
            yield from ("", f"## {head}", "")
            yield from _table(("What was tried", "Figures", "Result", "Took"), rows)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _row(lines: list[Line]) -> tuple[str, ...]:
    seconds = sum(line.seconds for line in lines)
    results = {name: sum(line.result == name for line in lines) for name in RESULTS}
    told = [f"{n} {name}" if name == "passed" else f"**{n} {name}**" for name, n in results.items() if n]
    return lines[0].sentence, _figures(lines), ", ".join(told), _took(seconds)


def _figures(lines: list[Line]) -> str:
    found: dict[str, float] = {}
    for line in lines:
        for name, value in line.figures.items():
            keep = max if name.startswith(LARGEST) else sum
            found[name] = keep([found[name], value]) if name in found else value
    return ", ".join(f"{name.replace('_', ' ')} {_number(value)}" for name, value in found.items())


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def _took(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def machine() -> dict[str, str]:
    """What the figures depend on."""
    version = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "Version": f"{version}, commit {commit.stdout.strip() or 'unknown'}",
        "Machine": f"{os.cpu_count()} cores {platform.machine()}, {memory:.0f} GB, {platform.system()}",
        "Python": platform.python_version(),
        "Load at the end": f"{os.getloadavg()[0]:.0f}, of which one was this run",
    }


def main() -> int:
    """Run the tests, write the page, end as the tests ended."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        book.touch()
        env = {**os.environ, "PROOF": "1", "PROOF_BOOK": str(book)}
        command = [sys.executable, "-m", "pytest", "-m", "proof", *sys.argv[1:]]
        code = subprocess.run(command, cwd=CHECKOUT, env=env, check=False).returncode
        PAGE.write_text(document(read(book), machine()), encoding="utf-8")
    print(f"{PAGE.relative_to(CHECKOUT)} is written")  # noqa: T201  for the person at the terminal
    return code


if __name__ == "__main__":
    sys.exit(main())
