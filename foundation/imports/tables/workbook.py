"""XLSX: values by calamine, behind a survey of our own.

The survey counts rows, columns and letters before the library fills memory with them (one cell at the far
end of a sheet makes a million rows), and finds the number formats that show leading zeros: values have none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from foundation.imports.tables.cells import words
from foundation.imports.tables.gate import MOST_COLUMNS, MOST_ROWS, Unreadable, packed_anew, unpacked

MOST_SHEETS = 50
MOST_BEFORE = 100
LONGEST_NUMBER = 7  # digits of a row, or of the place of a text
MOST_LETTERS = 40 * 2**20  # of all cells; many cells may name one long text
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
STYLES, STRINGS = "xl/styles.xml", "xl/sharedStrings.xml"
ZEROS = re.compile(r"0{2,30}")
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
Start = Callable[[str, dict[str, str]], None]


def _walk(
    xml: bytes,
    start: Start,
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Reads one part. Raises Unreadable for bad XML and for any document type, so that no entity is made."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_names: Any) -> None:
        raise Unreadable("broken")

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attrs: start(name.rpartition(":")[2], attrs)
    if text is not None:
        parser.CharacterDataHandler = text
    if end is not None:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    try:
        parser.Parse(xml, True)
    except expat.ExpatError as fault:
        raise Unreadable("broken") from fault


def _sheets(parts: dict[str, bytes]) -> list[tuple[str, str]]:
    """Name and part of each sheet in their order."""
    targets: dict[str, str] = {}
    found: list[tuple[str, str]] = []

    def relation(name: str, attrs: dict[str, str]) -> None:
        if name == "Relationship":
            targets[attrs.get("Id", "")] = normpath(join("/xl", attrs.get("Target", "")))[1:]

    def sheet(name: str, attrs: dict[str, str]) -> None:
        if name == "sheet":
            identity = next((value for key, value in attrs.items() if key.endswith(":id")), "")
            found.append((attrs.get("name", ""), targets.get(identity, "")))

    _walk(parts.get(RELATIONS, b"<none/>"), relation)
    _walk(parts[WORKBOOK], sheet)
    if len(found) > MOST_SHEETS:
        raise Unreadable("too_many_sheets", limit=MOST_SHEETS)
    return found


def sheets(data: bytes) -> list[tuple[str, bool]]:
    """Name of each sheet and whether it holds anything."""
    parts = unpacked(data)
    holds = re.compile(rb"<(?:\w+:)?(?:v|is)[ >/]")
    return [(name, bool(holds.search(parts.get(part, b"")))) for name, part in _sheets(parts)]


def _padded(parts: dict[str, bytes]) -> dict[str, int]:
    """Numbers of the cell styles that show leading zeros, with how many digits they show."""
    digits: dict[str, int] = {}
    styles: list[str] = []
    inside = False

    def start(name: str, attrs: dict[str, str]) -> None:
        nonlocal inside
        if name == "numFmt" and ZEROS.fullmatch(attrs.get("formatCode", "")):
            digits[attrs.get("numFmtId", "")] = len(attrs["formatCode"])
        if name in ("cellXfs", "cellStyleXfs"):
            inside = name == "cellXfs"
        if name == "xf" and inside:
            styles.append(attrs.get("numFmtId", ""))

    def end(name: str) -> None:
        nonlocal inside
        inside = inside and name != "cellXfs"

    _walk(parts.get(STYLES, b"<none/>"), start, end=end)
    return {str(index): digits[code] for index, code in enumerate(styles) if code in digits}


def _lengths(parts: dict[str, bytes]) -> list[int]:
    """How many letters each of the shared texts has."""
    found: list[int] = []

    def start(name: str, attrs: dict[str, str]) -> None:
        if name == "si":
            found.append(0)

    def text(letters: str) -> None:
        if found:
            found[-1] += len(letters)

    _walk(parts.get(STRINGS, b"<none/>"), start, text)
    return found


@dataclass
class Survey:
    """What a sheet would fill: its last row and column, its letters, and the digits of padded cells."""

    styles: dict[str, int]
    lengths: list[int]
    row: int = 0
    column: int = 0
    last_row: int = 0
    last_column: int = 0
    rows: int = 0
    letters: int = 0
    padded: dict[tuple[int, int], int] = field(default_factory=dict)
    _value: list[str] | None = None

    def start(self, name: str, attrs: dict[str, str]) -> None:
        """A row, a cell or its value begins."""
        if name == "c":
            self._cell(attrs)
        elif name == "row":
            self.rows += 1
            self.row, self.column = self._numbered(attrs.get("r", "")), 0
            if self.rows > MOST_ROWS + MOST_BEFORE:
                raise Unreadable("too_long", limit=MOST_ROWS)

    def _numbered(self, text: str) -> int:
        """The number that a row gives itself, else the next one; its digits may be thousands."""
        if text.isdecimal() and len(text) > LONGEST_NUMBER:
            raise Unreadable("too_long", limit=MOST_ROWS)
        return int(text) if text.isdecimal() else self.row + 1

    def _cell(self, attrs: dict[str, str]) -> None:
        place = PLACE.fullmatch(attrs.get("r", ""))
        self.row, self.column = _place(place) if place else (self.row, self.column + 1)
        self.last_row, self.last_column = max(self.last_row, self.row), max(self.last_column, self.column)
        if self.last_row > MOST_ROWS + MOST_BEFORE:
            raise Unreadable("too_long", limit=MOST_ROWS)
        if self.last_column > MOST_COLUMNS:
            raise Unreadable("too_wide", limit=MOST_COLUMNS)
        kind = attrs.get("t", "n")
        if kind == "n" and attrs.get("s") in self.styles:
            self.padded[self.row, self.column] = self.styles[attrs["s"]]
        self._value = [] if kind == "s" else None

    def text(self, letters: str) -> None:
        """Letters of a value."""
        self.letters += len(letters)
        if self._value is not None:
            self._value.append(letters)

    def end(self, name: str) -> None:
        """A cell that named a shared text costs what that text has."""
        if name == "c" and self._value is not None:
            self.letters += self._weight("".join(self._value).strip())
            self._value = None
            if self.letters > MOST_LETTERS:
                raise Unreadable("too_heavy", limit=MOST_LETTERS // 2**20)

    def _weight(self, index: str) -> int:
        """Letters of a shared text; the library would take a number that is too large for another one."""
        if not index:
            return 0
        if not index.isdecimal() or len(index) > LONGEST_NUMBER or int(index) >= len(self.lengths):
            raise Unreadable("broken")
        return self.lengths[int(index)]


def _place(found: re.Match[str]) -> tuple[int, int]:
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def rows_of(data: bytes, sheet: int) -> list[list[str]]:
    """All rows of one sheet from its first cell on. Raises Unreadable."""
    parts = unpacked(data)
    known = _sheets(parts)
    if not 0 <= sheet < len(known):
        raise Unreadable("no_sheet")
    xml = parts.get(known[sheet][1])
    if xml is None:
        raise Unreadable("broken")
    if xml.count(b"<row ") + xml.count(b"<row>") > MOST_ROWS + MOST_BEFORE:  # told at once, before it is read
        raise Unreadable("too_long", limit=MOST_ROWS)
    survey = Survey(_padded(parts), _lengths(parts))
    _walk(xml, survey.start, survey.text, survey.end)
    # the other sheets are left empty: the library must not meet what was not surveyed
    others = {part for _name, part in known} - {known[sheet][1]}
    kept = {name: content for name, content in parts.items() if name not in others}
    return _values(packed_anew(kept | dict.fromkeys(others & set(parts), EMPTY)), sheet, survey)


EMPTY = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
)


def _values(workbook: Any, sheet: int, survey: Survey) -> list[list[str]]:
    try:
        raw = CalamineWorkbook.from_filelike(workbook).get_sheet_by_index(sheet)
        found = raw.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError, OSError) as fault:
        raise Unreadable("broken") from fault
    except BaseException as fault:  # a fault inside the library is none of Python's own exceptions
        if type(fault).__name__ != "PanicException":
            raise
        raise Unreadable("broken") from fault
    rows = [[words(value) for value in row] for row in found]
    for (row, column), digits in survey.padded.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            text = rows[row - 1][column - 1]
            rows[row - 1][column - 1] = text.zfill(digits) if text.isdecimal() else text
    return rows
