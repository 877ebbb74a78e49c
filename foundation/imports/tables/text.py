"""CSV: which letters, which delimiter, which records."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import StringIO

from foundation.core.exports import harmless
from foundation.imports.tables.cells import tidy
from foundation.imports.tables.gate import MOST_COLUMNS, MOST_ROWS, UTF16, Unreadable

DELIMITERS = {";": ";", ",": ",", "tab": "\t", "|": "|"}  # as kept: as written
MOST_BEFORE = 100  # rows of title and blank ones beside the lines
SEP = re.compile(r"sep=(.)\n", re.IGNORECASE)  # how Excel names the delimiter in the first line
MARKS = {"utf-8": codecs.BOM_UTF8, "utf-16": codecs.BOM_UTF16_LE}


def is_sure(data: bytes) -> str:
    """The encoding that the bytes prove: a mark at the beginning, or valid UTF-8. Otherwise ""."""
    if data.startswith(UTF16):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "utf-8"


def decoded(data: bytes, encoding: str) -> str:
    """The text with one kind of line end. Raises Unreadable for bytes that the encoding does not know."""
    try:
        text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except (UnicodeDecodeError, LookupError) as fault:
        raise Unreadable("letters") from fault
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def records(text: str, delimiter: str) -> list[list[str]]:
    """All records, blank ones too. Raises Unreadable for an open quote, too many rows or columns."""
    if named := SEP.match(text):
        text = text[named.end() - 1 :]  # the line stays as a blank one, so that rows keep their numbers
    if any(line.count(delimiter) > MOST_COLUMNS for line in text.split("\n")):
        raise Unreadable("too_wide", limit=MOST_COLUMNS)
    found: list[list[str]] = []
    for record in _parsed(text, delimiter):
        found.append([unguarded(tidy(cell)) for cell in record])
        if len(found) > MOST_ROWS + MOST_BEFORE:
            raise Unreadable("too_long", limit=MOST_ROWS)
    return found


def unguarded(cell: str) -> str:
    """Without the apostrophe that a CSV file of ours has before what could be a formula, such as +372."""
    return cell[1:] if cell.startswith("'") and harmless(cell[1:]) == cell else cell


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as fault:
        raise Unreadable("quotes", row=reader.line_num) from fault


def delimiter_of(text: str) -> str:
    """The delimiter that makes most columns in most of the first rows, as kept."""
    if named := SEP.match(text):
        return next((name for name, sign in DELIMITERS.items() if sign == named[1]), ";")
    start = text[:20_000].split("\n")[:30]
    return max(DELIMITERS, key=lambda name: _columns(start, DELIMITERS[name]))


def _columns(lines: list[str], delimiter: str) -> int:
    """Signs outside of quotes, each line counted as at most the usual number of columns."""
    counts = sorted(re.sub('"[^"]*"', "", line).count(delimiter) for line in lines if line.strip())
    usual = counts[len(counts) // 2] if counts else 0
    return sum(min(count, usual) for count in counts)
