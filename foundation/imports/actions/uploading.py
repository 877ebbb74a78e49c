"""A file arrives, and how it is read may be corrected."""

import uuid
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, transaction

from foundation.core.constraints import violated
from foundation.core.importing import Importer
from foundation.events.actions import record
from foundation.imports.actions.common import aliases, importer_for, locked, told
from foundation.imports.choices import OPEN, BatchState
from foundation.imports.models import Batch, Mapping, Upload
from foundation.imports.tables import How, guess, is_sure, laid_out, matched, read, sheet_names, signature

SAMPLE = 8  # rows from the head on, for the eye
SAMPLE_LETTERS = 80
ONCE = ("one_batch_for_a_form", "one_open_batch_of_a_file")


def upload(*, importer: Importer, name: str, data: bytes, form_key: uuid.UUID, by: Any) -> Batch:
    """Takes a file once: the same form, or the same file still on its way, is the first one again.

    Raises RuleBroken for what cannot be read; nothing is kept then.
    """
    batch = Batch(
        importer=importer.code,
        name=name,
        sha256=sha256(data).hexdigest(),
        form_key=form_key,
        uploaded_by=by,
    )
    with told():
        names = {word for words in aliases(importer).values() for word in words}
        how = guess(data, names)
        batch.sheets = sheet_names(data)
        batch.sure = bool(batch.sheets or is_sure(data))
        _read(batch, data, how, importer)
    try:
        with transaction.atomic():
            batch.save(force_insert=True)
            Upload.objects.create(batch=batch, data=data)
            record("batch.uploaded", batch, actor=by)
    except IntegrityError as twice:
        if violated(twice) not in ONCE:
            raise
        return _first(batch)
    return batch


def _first(batch: Batch) -> Batch:
    mine = Batch.objects.filter(uploaded_by=batch.uploaded_by, form_key=batch.form_key).first()
    same = Batch.objects.filter(importer=batch.importer, sha256=batch.sha256, state__in=OPEN, emptied_at=None)
    found: Batch = mine or same.get()
    return found


def _read(batch: Batch, data: bytes, how: How, importer: Importer) -> None:
    """Reads the file that way: its columns, their guessed meaning and the first rows. Raises Unreadable."""
    rows = read(data, how)
    table = laid_out(rows, how.header)
    batch.encoding, batch.delimiter, batch.sheet, batch.header = (
        how.encoding,
        how.delimiter,
        how.sheet,
        how.header,
    )
    batch.heads = [[head.place, head.title] for head in table.heads]
    batch.totals = table.totals
    start = [(how.header, rows[how.header - 1]), *table.lines][:SAMPLE]
    batch.sample = [[number, [cell[:SAMPLE_LETTERS] for cell in cells]] for number, cells in start]
    known = Mapping.objects.filter(importer=importer.code, signature=signature(table.heads)).first()
    batch.remembered = known is not None
    batch.columns = known.columns if known else matched(table.heads, aliases(importer))


@transaction.atomic
def reread(
    batch: Batch,
    *,
    by: Any,
    encoding: str = "",
    delimiter: str = "",
    sheet: int = 0,
    header: int | None = None,
) -> Batch:
    """Reads the file in another way; without `header` the row of the titles is looked for again.

    Raises RuleBroken when it cannot be read so, or is past that.
    """
    batch = locked(batch)
    batch.move_to(BatchState.UPLOADED)
    importer, data = importer_for(batch), bytes(batch.upload.data)
    how = How(encoding or batch.encoding, delimiter or batch.delimiter, sheet, header or 1)
    with told():
        if header is None:
            names = {word for words in aliases(importer).values() for word in words}
            how = guess(data, names, how)
        _read(batch, data, how, importer)
    batch.rows.all().delete()
    batch.counts = {}
    batch.save()
    record("batch.read", batch, actor=by)
    return batch
