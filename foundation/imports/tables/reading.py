"""A file as rows of tidy texts, read in one chosen way."""

from collections.abc import Collection
from dataclasses import dataclass

from foundation.imports.tables import text, workbook
from foundation.imports.tables.gate import XLSX, Unreadable, kind_of
from foundation.imports.tables.layout import header_of

ENCODINGS = {"utf-8": "UTF-8", "cp1257": "Windows-1257", "cp1252": "Windows-1252", "utf-16": "UTF-16"}
USUAL = "cp1257"  # what programs here write when it is not UTF-8; the person confirms it

Grid = list[list[str]]  # row 1 of the file first; a row is as long as it is


@dataclass(frozen=True)
class How:
    """How a file is read: letters and delimiter of a CSV file, sheet of a workbook, row of the head."""

    encoding: str = ""
    delimiter: str = ""
    sheet: int = 0
    header: int = 1


def read(data: bytes, how: How) -> Grid:
    """All rows. Raises Unreadable with the reason."""
    if kind_of(data) == XLSX:
        return workbook.rows_of(data, how.sheet)
    delimiter = text.DELIMITERS.get(how.delimiter)
    if delimiter is None or how.encoding not in ENCODINGS:
        raise Unreadable("letters")
    return text.records(text.decoded(data, how.encoding), delimiter)


def sheet_names(data: bytes) -> list[str]:
    """Names of the sheets; none for CSV."""
    return [name for name, _filled in workbook.sheets(data)] if data.startswith(b"PK") else []


def guess(data: bytes, names: Collection[str], how: How | None = None) -> How:
    """How a file seems to be written; `names` are the known names of columns. Raises Unreadable.

    With `how` only the row of the head is looked for.
    """
    if how is not None:
        return How(how.encoding, how.delimiter, how.sheet, header_of(read(data, how), names))
    if kind_of(data) == XLSX:
        filled = [index for index, (_name, holds) in enumerate(workbook.sheets(data)) if holds]
        if not filled:
            raise Unreadable("empty")
        how = How(sheet=filled[0])
    else:
        encoding = text.is_sure(data) or USUAL
        how = How(encoding=encoding, delimiter=text.delimiter_of(text.decoded(data, encoding)))
    return How(how.encoding, how.delimiter, how.sheet, header_of(read(data, how), names))
