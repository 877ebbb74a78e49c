"""A list as a file: the same rows and columns as on the page, as CSV or XLSX, and never a formula.

What somebody typed may begin with "=" and would run in the spreadsheet of whoever opens the file. In XLSX
such text is stored as text; CSV has no types, so there an apostrophe goes before it.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST_ROWS = 20_000
CHUNK = 1000
KEPT_IN_MEMORY = 2 * 2**20
LONGEST_CELL = 32_767  # Excel's own limit
DANGEROUS = tuple("=+-@\t\r\n＝＋－＠")
DAY, MOMENT = "%d.%m.%Y", "%d.%m.%Y %H:%M"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


def asked_format(request: HttpRequest) -> str:
    """csv or xlsx when the address asks for a file, else ""."""
    asked = request.GET.get("format", "")
    return asked if asked in TYPES else ""


def as_file(
    request: HttpRequest, name: str, columns: Sequence[Any], rows: QuerySet[Any] | list[dict[str, Any]]
) -> FileResponse:
    """The dictionaries of `rows` as a download, at most MOST_ROWS; written whole before the answer begins."""
    ending = asked_format(request)
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(KEPT_IN_MEMORY)  # noqa: SIM115  closed by the answer
    asked = rows[: MOST_ROWS + 1]
    lines = _lines(columns, asked if isinstance(asked, list) else asked.iterator(CHUNK))
    WRITERS[ending](kept, [str(column.title) for column in columns], lines)
    kept.seek(0)
    file_name = f"{name}-{timezone.localdate().isoformat()}.{ending}"
    return FileResponse(kept, as_attachment=True, filename=file_name, content_type=TYPES[ending])


def _lines(columns: Sequence[Any], rows: Iterable[dict[str, Any]]) -> Iterable[list[Any]]:
    for number, row in enumerate(rows):
        if number == MOST_ROWS:
            yield [_("Only the first %(count)s rows are here. Narrow the list.") % {"count": MOST_ROWS}]
            return
        yield [_cell(column.show(row) if column.show else row[column.name]) for column in columns]


def _cell(value: Any) -> Any:
    """A number, day or local moment stays one; everything else is text, cut at what a cell can hold."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.replace(tzinfo=None)
    if isinstance(value, bool):
        return _("yes") if value else ""
    if isinstance(value, date | int | float | Decimal):
        return value
    return str(value)[:LONGEST_CELL] if value is not None else ""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes before one that it could."""
    return f"'{text}" if text.startswith(DANGEROUS) or text.lstrip().startswith(DANGEROUS) else text


def _write_csv(out: IO[bytes], heads: list[str], lines: Iterable[list[Any]]) -> None:
    """Semicolons and a byte order mark, as an Estonian Excel opens it by a double click."""
    words = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(words, delimiter=";")
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([_in_words(cell) for cell in line] for line in lines)
    words.detach()


def _in_words(cell: Any) -> str:
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, date):
        return cell.strftime(MOMENT if isinstance(cell, datetime) else DAY)
    return str(number_format(cell, use_l10n=True, force_grouping=False))


def _write_xlsx(out: IO[bytes], heads: list[str], lines: Iterable[list[Any]]) -> None:
    """One sheet; text stays text, numbers and moments are typed."""
    from xlsxwriter import Workbook  # noqa: PLC0415  takes its time, and few processes ever need it

    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet()
    formats = {date: "dd.mm.yyyy", datetime: "dd.mm.yyyy hh:mm"}
    looks = {kind: book.add_format({"num_format": words}) for kind, words in formats.items()}
    bold = book.add_format({"bold": True})
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    sheet.set_column(0, max(0, len(heads) - 1), 20)
    sheet.freeze_panes(1, 0)
    for row, line in enumerate(lines, start=1):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet.write_string(row, column, cell)
            elif isinstance(cell, date):
                sheet.write_datetime(row, column, cell, looks[type(cell)])
            else:
                sheet.write_number(row, column, cell)
    book.close()


WRITERS: dict[str, Callable[[IO[bytes], list[str], Iterable[list[Any]]], None]] = {
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
