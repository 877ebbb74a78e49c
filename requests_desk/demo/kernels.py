"""What people of an agency ask, in their own words: read from texts/*.txt, told with other rooms and days.

A story there begins with "# title | other title", then a line "kind urgency tags", then one line for each
thing that may be said, marked by its first letter:

    -  what the requester writes        >  a public reply of the specialist
    ?  a question of the specialist     !  the requester's answer to it
    p  waits for a partner, and d for a delivery: what the requester is told
    @  a mail to a partner              *  an internal note
    =  how it ended

Several lines with one mark are different ways to say it. Words in {braces} are filled in by `telling.py`.
Tags: winter, spring, summer, autumn (mostly then), confidential.
"""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "texts"
SEASONS = {"winter": (11, 12, 1, 2, 3), "spring": (3, 4, 5), "summer": (5, 6, 7, 8), "autumn": (9, 10, 11)}
MARKS = "->?!pd@*="


@dataclass(frozen=True)
class Kernel:
    """One thing that people ask for, and how it goes on; `said` are the lines by their mark."""

    titles: tuple[str, ...]
    kind: str
    urgency: int
    tags: frozenset[str]
    said: dict[str, list[str]] = field(hash=False)

    def fits(self, month: int) -> bool:
        """Whether it happens in a month."""
        seasons = [months for name, months in SEASONS.items() if name in self.tags]
        return not seasons or any(month in months for months in seasons)


@cache
def kernels() -> tuple[Kernel, ...]:
    """All of them, in the order of the files."""
    found = []
    for path in sorted(FOLDER.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n\n"):
            if block.strip():
                found.append(_kernel(block.strip().splitlines()))
    return tuple(found)


def _kernel(lines: list[str]) -> Kernel:
    titles = tuple(title.strip() for title in lines[0].removeprefix("# ").split(" | "))
    kind, urgency, *tags = lines[1].split()
    said: dict[str, list[str]] = {mark: [] for mark in MARKS}
    for line in lines[2:]:
        said[line[0]].append(line[2:].strip())
    if not (lines[0].startswith("# ") and said["="]):
        raise ValueError(f"not a story: {lines[0]}")
    return Kernel(titles, kind, int(urgency), frozenset(tags), said)


@cache
def phrases(name: str) -> tuple[str, ...]:
    """Sentences that fit any story, by the title of their section in phrases.txt."""
    sections = (FOLDER.parent / "phrases.txt").read_text(encoding="utf-8").split("# ")[1:]
    parted = (section.partition("\n") for section in sections)
    return tuple({title: lines.strip().splitlines() for title, _, lines in parted}[name])
