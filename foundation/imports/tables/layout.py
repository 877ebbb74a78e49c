"""Where the head of a table stands, what belongs to it, and what is only decoration around it."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from unicodedata import combining, normalize

from foundation.imports.tables.gate import MOST_ROWS, Unreadable

LOOKED_THROUGH = 30  # rows in which the head is looked for
TOTALS = {
    "kokku",
    "koguusumma",
    "kogusumma",
    "summa",
    "summa kokku",
    "total",
    "totals",
    "grand total",
    "sum",
    "in total",
}
WORD = re.compile(r"[^\w]+")


def plain(text: str) -> str:
    """A head without case, accents and punctuation, to compare: "E-posti aadress:" as "e posti aadress"."""
    letters = normalize("NFKD", text.casefold())
    return WORD.sub(" ", "".join(one for one in letters if not combining(one))).replace("_", " ").strip()


@dataclass(frozen=True)
class Head:
    """A column of the file: its place, its title as shown (told apart from others of the same name)."""

    place: int
    title: str


@dataclass(frozen=True)
class Table:
    """The columns and lines of a file; `header` is the number of the head's row, 0 when there is none."""

    header: int
    heads: list[Head]
    lines: list[tuple[int, list[str]]]
    totals: int  # rows at the end that were left out


def heads_match(row: Sequence[str], names: Collection[str]) -> int:
    """How many cells of a row are known names of columns, as `plain` makes them."""
    return len({plain(cell) for cell in row if cell} & set(names))


def header_of(rows: Sequence[Sequence[str]], names: Collection[str]) -> int:
    """The number of the row with most known names; of the first row with two texts when none has any."""
    start = rows[:LOOKED_THROUGH]
    best = max(range(len(start)), key=lambda at: heads_match(start[at], names), default=-1)
    if best >= 0 and heads_match(start[best], names):
        return best + 1
    filled = [at for at, row in enumerate(start) if sum(bool(cell) for cell in row) > 1]
    first = [at for at, row in enumerate(start) if any(row)]
    return (filled or first or [0])[0] + 1


def laid_out(rows: Sequence[Sequence[str]], header: int) -> Table:
    """Lines below the head without blank rows, blank columns and totals. Raises Unreadable without lines."""
    if not 1 <= header <= len(rows):
        raise Unreadable("no_header")
    lines = [(number, list(row)) for number, row in enumerate(rows[header:], header + 1) if any(row)]
    kept = _without_totals(lines)
    if not kept:
        raise Unreadable("no_lines")
    if len(kept) > MOST_ROWS:
        raise Unreadable("too_long", limit=MOST_ROWS)
    heads = _heads(rows[header - 1], [row for _number, row in kept])
    width = heads[-1].place + 1 if heads else 0
    filled = [(number, (row + [""] * width)[:width]) for number, row in kept]
    return Table(header, heads, filled, len(lines) - len(kept))


def _without_totals(lines: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    end = len(lines)
    while end and _is_total(lines[end - 1][1]):
        end -= 1
    return lines[:end]


def _is_total(row: Sequence[str]) -> bool:
    """Whether the first text of a row is a word for a total, alone or before a figure."""
    first = next(cell for cell in row if cell)
    return plain(re.sub(r"[\d\s.,:;€-]+$", "", first)) in TOTALS


def _heads(row: Sequence[str], lines: Sequence[Sequence[str]]) -> list[Head]:
    width = max(len(row), *(len(line) for line in lines))
    titles = [" ".join(cell.split()) for cell in row] + [""] * (width - len(row))
    seen: dict[str, int] = {}
    heads = []
    for place, title in enumerate(titles):
        if not title and not any(place < len(line) and line[place] for line in lines):
            continue
        title = (title or letters_of(place))[:120]
        seen[plain(title)] = seen.get(plain(title), 0) + 1
        times = seen[plain(title)]
        heads.append(Head(place, title if times == 1 else f"{title} ({times})"))
    return heads


def letters_of(place: int) -> str:
    """How a spreadsheet names a column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def signature(heads: Sequence[Head]) -> str:
    """The same for files with the same heads in the same order; what a mapping is remembered by."""
    return sha256("\n".join(plain(head.title) for head in heads).encode()).hexdigest()


def matched(heads: Sequence[Head], aliases: Mapping[str, Collection[str]]) -> dict[str, int]:
    """Which place each known column has: by its aliases in their order, no place twice."""
    by_name: dict[str, int] = {}
    for head in heads:
        by_name.setdefault(plain(head.title), head.place)
    found: dict[str, int] = {}
    for name, words in aliases.items():
        place = next((by_name[word] for word in words if word in by_name), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found
