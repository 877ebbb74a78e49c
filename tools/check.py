"""`make check`: style, types, import contracts, migrations, translations, in less than a minute."""

import os
import re
import subprocess
import sys
import time
import tokenize
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from config.nowhere import NOWHERE
from tools import translations
from tools.places import CHECKOUT

TYPED = (
    "foundation/*/actions.py",
    "foundation/*/actions/*.py",
    "requests_desk/actions.py",
    "requests_desk/actions/*.py",
    "foundation/organisation/working_time.py",
    "foundation/core/money.py",
    "costs/einvoice/*.py",
    "fleet/*.py",
    "foundation/core/clock.py",
    "tools/*.py",
    "bench/*.py",
)
PYTHON_FOLDERS = (
    *("bench", "config", "tests", "tools"),
    *("costs", "fleet", "foundation", "overview", "partners", "requests_desk"),
)
EXCUSE = re.compile(r"#\s*(noqa|type:\s*ignore)")


@dataclass
class Result:
    """How one check ended: its words matter when it failed, or when it only reports."""

    name: str
    passed: bool
    words: str
    seconds: float = 0


def run(name: str, *command: str) -> Result:
    """Run one tool in the checkout."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command],
        cwd=CHECKOUT,
        env=os.environ | NOWHERE,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    words = f"{done.stdout}{done.stderr}".strip()
    return Result(name, done.returncode == 0, words, time.monotonic() - began)


def typed_files() -> list[str]:
    """The actions and pure modules that mypy reads strictly."""
    return sorted(str(path.relative_to(CHECKOUT)) for pattern in TYPED for path in CHECKOUT.glob(pattern))


def comments(path: Path) -> Iterator[tuple[int, str]]:
    """The comments of a Python file with their line numbers."""
    with path.open("rb") as source:
        for token in tokenize.tokenize(source.readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string


def excuses() -> Result:
    """Count noqa and type: ignore; each needs a code and a reason behind it."""
    counts, bare = {"noqa": 0, "type": 0}, []
    ours = (path for folder in PYTHON_FOLDERS for path in sorted((CHECKOUT / folder).rglob("*.py")))
    for path in (
        path for path in ours if not path.is_relative_to(CHECKOUT / "bench" / "ceiling")
    ):  # as taken
        for number, comment in comments(path):
            found = EXCUSE.match(comment)
            if found:
                counts[found[1][:4]] += 1
            if found and not reason_of(comment):
                bare.append(f"{path.relative_to(CHECKOUT)}:{number} has no reason: {comment}")
    words = f"{counts['noqa']} noqa, {counts['type']} type: ignore, each with a reason"
    return Result("excuses", not bare, "\n".join(bare) if bare else words)


def reason_of(line: str) -> str:
    """The words behind a noqa or type: ignore; empty when there are none or no code says what is excused."""
    rest = re.split(r"#\s*(?:noqa:\s*|type:\s*ignore\[)", line)
    if len(rest) < 2:
        return ""
    return re.sub(r"^[A-Z]+\d+(\s*,\s*[A-Z]+\d+)*|^[\w\-, ]+\]", "", rest[-1]).strip(" #-:")


def contracts() -> Result:
    """The import contracts hold, and none has entries that are ignored."""
    if "ignore_imports" in (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"):
        return Result(
            "import contracts", passed=False, words="pyproject.toml: contracts may not have ignore_imports"
        )
    return run(
        "import contracts", "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"
    )


def translated() -> Result:
    """The compiled translations are fresh, complete and none is fuzzy."""
    began = time.monotonic()
    found = translations.check()
    return Result("translations", not found, "\n".join(found), time.monotonic() - began)


def all_results() -> list[Result]:
    """Every check, two at a time."""
    with ThreadPoolExecutor(2) as two:
        waiting = [
            # without its cache, which keeps errors of modules that have moved
            two.submit(run, "mypy", "-m", "mypy", "--cache-dir=/dev/null", *typed_files()),
            two.submit(run, "djlint", "-m", "djlint", "--lint", "--quiet", "templates"),
            two.submit(run, "ruff check", "-m", "ruff", "check", "."),
            two.submit(run, "ruff format", "-m", "ruff", "format", "--check", "."),
            two.submit(contracts),
            two.submit(run, "migrations", "-m", "manage", "makemigrations", "--check", "--dry-run"),
            two.submit(run, "system check", "-m", "manage", "check", "--fail-level", "WARNING"),
            two.submit(translated),
            two.submit(excuses),
        ]
        return [one.result() for one in waiting]


def main() -> int:
    """Print one line for each check and the words of those that failed; exit code 1 when one did."""
    began = time.monotonic()
    results = all_results()
    for one in results:
        said = f"\n{one.words}\n" if not one.passed else f" {one.words}" if one.name == "excuses" else ""
        sys.stdout.write(f"{'ok  ' if one.passed else 'FAIL'} {one.name} ({one.seconds:.1f} s){said}\n")
    sys.stdout.write(f"make check took {time.monotonic() - began:.0f} s\n")
    return 0 if all(one.passed for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
