"""What would come of each row: nothing is written but the preview."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.core.importing import ImportColumn, Importer, ImportRow
from foundation.events.actions import record
from foundation.imports.actions.common import importer_for, locked, told
from foundation.imports.choices import BatchState, Verdict
from foundation.imports.models import Batch, Mapping, Row
from foundation.imports.tables import Head, How, day, laid_out, number, read, signature

PLACES = {verdict: place for place, verdict in enumerate(Verdict.values)}
SHOWN_LETTERS = 60
Lines = Sequence[tuple[int, list[str]]]


@transaction.atomic
def preview(batch: Batch, *, by: Any, columns: dict[str, int], confirmed: bool = False) -> Batch:
    """Judges every row by these columns (name: place in the file) and remembers them for such files.

    `confirmed`: somebody looked at the letters. Raises RuleBroken when that or a needed column is missing.
    """
    batch = locked(batch)
    batch.move_to(BatchState.PREVIEWED)
    importer = importer_for(batch)
    if not batch.sure and not confirmed:
        raise RuleBroken(_("Look at the letters of the rows and confirm that they are right."))
    _demand(importer, columns)
    with told():
        how = How(batch.encoding, batch.delimiter, batch.sheet, batch.header)
        table = laid_out(read(bytes(batch.upload.data), how), batch.header)
    rows = planned(importer, columns, table.lines)
    batch.sure, batch.columns, batch.counts = True, columns, counted(rows)
    batch.save()
    _keep(batch, rows, dict(table.lines))
    _remember(batch, table.heads, by)
    record("batch.previewed", batch, actor=by, rows=len(rows))
    return batch


def _demand(importer: Importer, columns: dict[str, int]) -> None:
    """Raises RuleBroken when a column is missing or stands for two."""
    titles = {column.name: str(column.title) for column in importer.columns}
    needs = [*importer.needs, *([column.name] for column in importer.columns if column.required)]
    for group in needs:
        if not set(group) & set(columns):
            words = _(" or ").join(f"“{titles[name]}”" for name in group)
            raise RuleBroken(_("Say which column of the file is %(columns)s.") % {"columns": words})
    if len(set(columns.values())) < len(columns):
        raise RuleBroken(_("One column of the file is chosen twice. Choose it once."))


def planned(importer: Importer, columns: dict[str, int], lines: Lines) -> list[ImportRow]:
    """Every row with its verdict, and those that the file does not have."""
    rows = [_typed(importer.columns, columns, number, cells) for number, cells in lines]
    found = importer.look_up(rows)
    for row in rows:
        if row.verdict == Verdict.SAME:
            importer.plan(row, found)
        row.key = row.key or ", ".join(str(value) for value in row.cells.values() if value)[:SHOWN_LETTERS]
    return [*rows, *importer.finish(rows, found)]


def _typed(
    known: Sequence[ImportColumn], columns: dict[str, int], number_in_file: int, cells: list[str]
) -> ImportRow:
    row = ImportRow(number=number_in_file)
    for column in known:
        if column.name in columns:
            place = columns[column.name]
            text = cells[place] if place < len(cells) else ""
            row.cells[column.name] = _value(row, column, text)
    return row


def _value(row: ImportRow, column: ImportColumn, text: str) -> Any:
    """The value of a cell, None when it is empty or wrong; the row says what is wrong."""
    if not text:
        if column.required:
            row.refuse("missing", column=column.name)
        return None
    if len(text) > column.longest:
        row.refuse("too_long", column=column.name, most=column.longest)
        return None
    value = READERS[column.kind](text)
    if value is None:
        row.refuse(f"no_{column.kind}", column=column.name, text=text[:SHOWN_LETTERS])
    return value


def _whole(text: str) -> int | None:
    found = number(text)
    return int(found) if found is not None and found == found.to_integral_value() else None


def _email(text: str) -> str | None:
    try:
        validate_email(text)
    except ValidationError:
        return None
    return text.lower()


READERS: dict[str, Any] = {
    "text": lambda text: " ".join(text.split()),
    "number": number,
    "whole": _whole,
    "day": day,
    "email": _email,
}


def counted(rows: Iterable[ImportRow]) -> dict[str, int]:
    """How many rows have each verdict."""
    counts = dict.fromkeys(Verdict.values, 0)
    for row in rows:
        counts[row.verdict] += 1
    return {verdict: count for verdict, count in counts.items() if count}


def _keep(batch: Batch, rows: Sequence[ImportRow], lines: dict[int, list[str]]) -> None:
    batch.rows.all().delete()
    Row.objects.bulk_create(
        (
            Row(
                batch=batch,
                number=row.number,
                cells=lines.get(row.number or 0, []),
                verdict=row.verdict,
                place=PLACES[row.verdict],
                reason=row.reason,
                params=row.params,
                key=row.key[:200],
                subject_id=row.subject_id,
                values=row.values,
                before=row.before,
                changes=row.changes,
            )
            for row in rows
        ),
        batch_size=2000,
    )


def _remember(batch: Batch, heads: Sequence[Head], by: Any) -> None:
    Mapping.objects.update_or_create(
        importer=batch.importer,
        signature=signature(heads),
        defaults={"columns": batch.columns, "saved_at": timezone.now(), "saved_by": by},
    )
