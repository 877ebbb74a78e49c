"""`make spelling`: every Estonian word of the product, read by Hunspell and a list of our own words.

Read are the translations, and the texts of the demo and of the reference data. What neither the dictionary
nor `locale/et/words.txt` knows is named with the place it stands in; so is a word of the list that nothing
needs.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from tools.places import CHECKOUT
from tools.translations import read

PO = CHECKOUT / "locale/et/LC_MESSAGES/django.po"
LIST = CHECKOUT / "locale/et/words.txt"
KEPT = CHECKOUT / "var/spelling"
SHARED = ("/usr/share/hunspell", "/usr/share/myspell", "/usr/share/myspell/dicts")
# Estonian that stands in the code: the demo agency and what an agency starts with.
WRITTEN = ("**/demo.py", "**/demo/**/*.py", "**/demo/**/*.txt", "**/migrations/*.py")
FOLDERS = ("costs", "fleet", "foundation", "overview", "partners", "requests_desk")
NAMES = re.compile(r"^names\.")  # files of nothing but names of people and streets
KEYS = re.compile(
    r"^(# )?[a-z][a-z_ ]*[\d ]*( [a-z ]+)?$"
)  # a line of a file of texts that names its kind, as “broken 3”
MARK = re.compile(r"^[a-z>*=-] ")  # and the mark of who says a line
NO_WORDS = re.compile(
    r"%\(\w+\)\w|%[a-zA-Z]|\{[^}]*\}|<[^>]+>|&\w+;|https?://\S+|\S+@\S+|www\.\S+|\b\S+_\S+\b|\bP-\d+|\d+-\w+"
)
WORD = re.compile(r"[^\W\d_]+(?:[-–][^\W\d_]+)*")
ENDING = re.compile(r"^([A-ZÕÄÖÜ]+)[-–][a-zõäöü]{1,5}$")  # of an abbreviation, as in CSV-d
HELP = """There is no Estonian dictionary for Hunspell. One of these brings it:

  apt-get install hunspell myspell-et
  mkdir -p var/spelling && cd var/spelling && npm pack dictionary-et && tar xzf dictionary-et-*.tgz

or DICTIONARY=<path of the .dic file without its ending> make spelling
"""


def dictionary() -> str | None:
    """The path of the dictionary without its ending; None where there is none."""
    if given := os.environ.get("DICTIONARY"):
        return given
    found = [path for folder in SHARED for path in Path(folder).glob("et*.dic")]
    found += sorted(KEPT.rglob("*.dic"))
    return str(found[0].with_suffix("")) if found else None


def words_in(text: str) -> Iterator[str]:
    """The words of a text, without what is put in later, addresses and marks."""
    yield from WORD.findall(NO_WORDS.sub(" ", text))


def texts() -> Iterator[tuple[str, str]]:
    """Every Estonian text of the product, with the place it stands in."""
    for entry in read(PO)[1:]:
        for form in entry.forms.values():
            yield f"{PO.name}: {form[:60]!r}", form
    for folder, pattern in product(FOLDERS, WRITTEN):
        for path in sorted((CHECKOUT / folder).glob(pattern)):
            source, place = path.read_text(encoding="utf-8"), path.relative_to(CHECKOUT)
            if path.suffix == ".py":
                yield from ((f"{place}:{line}", text) for line, text in literals(source))
            elif not NAMES.search(path.name):
                lines = enumerate(source.splitlines(), start=1)
                yield from (
                    (f"{place}:{n}", MARK.sub("", text)) for n, text in lines if not KEYS.search(text)
                )


def literals(source: str) -> Iterator[tuple[int, str]]:
    """The literals of Python code that hold one of our letters; docstrings are English."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in told:
            continue
        if re.search("[õäöüÕÄÖÜ]", node.value):
            yield node.lineno, node.value


def unknown(words: set[str], path: str) -> set[str]:
    """Which of the words Hunspell does not know, asked in one run."""
    command = ["hunspell", "-d", path, "-i", "utf-8", "-l"]
    asked = "\n".join(sorted(words))
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def stems(word: str) -> list[str]:
    """A word as the dictionary may know it: as a whole, or the parts between its hyphens."""
    ending = ENDING.match(word)
    return [ending[1]] if ending else re.split("[-–]", word)


def ours(path: Path = LIST) -> dict[str, str]:
    """The words of our list, each with the reason that stands above it."""
    found, reason = dict[str, str](), ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            reason = line.strip("# ")
        else:
            found |= dict.fromkeys(line.split(), reason)
    return found


def findings(path: str) -> tuple[int, list[str]]:
    """How many words were read, and what is wrong with them, a line each."""
    places: dict[str, str] = {}
    count = 0
    for place, text in texts():
        for word in words_in(text):
            count += 1
            for part in stems(word):
                places.setdefault(part, place)
    strange, listed = unknown(set(places), path), ours()
    found = [f"{word} ({places.get(word, '')})" for word in sorted(strange - listed.keys())]
    found += [
        f"{word} stands in {LIST.name}, but nothing needs it" for word in sorted(listed.keys() - strange)
    ]
    return count, found


def main() -> int:
    """Say what is wrong; exit code 1 for findings, 2 where Hunspell or the dictionary is missing."""
    path = dictionary()
    if not path or not shutil.which("hunspell"):
        sys.stderr.write(HELP)
        return 2
    count, found = findings(path)
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.stdout.write(f"{count} words, {len(found)} findings\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
