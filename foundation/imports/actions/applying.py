"""The rows are written once, all in one transaction; the last import can be taken back."""

import json
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.core.importing import Importer, ImportRow
from foundation.events.actions import record
from foundation.imports.actions.common import importer_for, locked
from foundation.imports.actions.previewing import PLACES, counted, planned
from foundation.imports.choices import WRITTEN, BatchState, Verdict
from foundation.imports.models import Batch, Row, Upload

AT_ONCE = 5000
# One statement for thousands of rows; bulk_update would send a CASE with each of them.
WRITTEN_ROWS = """
UPDATE imports_row SET subject_id = given.subject, verdict = given.verdict, place = given.place,
  reason = given.reason, params = given.params::jsonb, values = given.vals::jsonb, before = given.was::jsonb
FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::smallint[], %s::text[], %s::text[], %s::text[],
  %s::text[])
  AS given(id, subject, verdict, place, reason, params, vals, was)
WHERE imports_row.id = given.id
"""


@transaction.atomic
def apply(batch: Batch, *, by: Any, absent: bool = False) -> Batch:
    """Writes what the preview showed: new and changed rows, and what is `absent` when that was confirmed.

    A row of which the preview is no longer true is refused, the others are written. Raises RuleBroken when
    the file was applied before, or when too many would be absent.
    """
    batch = locked(batch)
    batch.move_to(BatchState.APPLIED)
    importer = importer_for(batch)
    _alone(importer)
    kept = list(batch.rows.all())
    if absent:
        _refuse_too_many(importer, kept)
    now = _as_previewed(importer, batch, kept)
    wanted = {*WRITTEN, Verdict.ABSENT} if absent else set(WRITTEN)
    importer.apply([row for row in now.values() if row.verdict in wanted], by=by)
    _write_back(kept, now)
    batch.applied_at, batch.applied_by = timezone.now(), by
    batch.counts = counted(now.values())
    if not absent:  # nothing happened to them, and undo must not look at them
        batch.rows.filter(verdict=Verdict.ABSENT).delete()
        batch.counts.pop(Verdict.ABSENT.value, None)
    batch.save()
    Upload.objects.filter(batch=batch).delete()
    record("batch.applied", batch, actor=by, counts=batch.counts)
    return batch


def _alone(importer: Importer) -> None:
    """Two files of one kind are never applied at the same moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {importer.code}"]
        )
        if not cursor.fetchone()[0]:
            raise RuleBroken(_("Another file is being applied right now. Try again in a minute."))


def _refuse_too_many(importer: Importer, kept: list[Row]) -> None:
    count = sum(row.verdict == Verdict.ABSENT for row in kept)
    if importer.absent is None:
        raise RuleBroken(_("This import leaves alone what is not in the file."))
    most = importer.absent.most()
    if count > most:
        raise RuleBroken(str(importer.absent.too_many) % {"count": count, "most": most})


def _identity(row: Row | ImportRow) -> tuple[int | None, int | None]:
    return (row.number, None) if row.number is not None else (None, row.subject_id)


def _as_previewed(importer: Importer, batch: Batch, kept: list[Row]) -> dict[Any, ImportRow]:
    """Every row judged again; where the judgement is another one now, the row is refused."""
    lines = [(row.number, row.cells) for row in kept if row.number is not None]
    fresh = {_identity(row): row for row in planned(importer, batch.columns, sorted(lines))}
    found: dict[Any, ImportRow] = {}
    for row in kept:
        now = fresh.get(_identity(row)) or ImportRow(number=row.number, subject_id=row.subject_id)
        if _judgement(now) != _judgement(row) and row.verdict in (*WRITTEN, Verdict.ABSENT):
            now.verdict = Verdict.SAME
            now.refuse("changed")
        elif now.verdict != row.verdict:  # refused or same before: shown so, so nothing is written now
            now = _as_kept(row)
        found[_identity(row)] = now
    return found


def _judgement(row: Row | ImportRow) -> tuple[Any, ...]:
    return row.verdict, row.subject_id, row.values, row.before


def _write_back(kept: list[Row], now: dict[Any, ImportRow]) -> None:
    """What became of the rows that are not as they were."""
    changed = []
    for row in kept:
        new = now[_identity(row)]
        if (new.subject_id, *_judgement(new)) != (row.subject_id, *_judgement(row)):
            kept_as_json = (json.dumps(one) for one in (new.params, new.values, new.before))
            verdict = str(new.verdict)
            changed.append((row.pk, new.subject_id, verdict, PLACES[verdict], new.reason, *kept_as_json))
    with connection.cursor() as cursor:
        for start in range(0, len(changed), AT_ONCE):
            piece = changed[start : start + AT_ONCE]
            cursor.execute(WRITTEN_ROWS, [list(column) for column in zip(*piece, strict=True)])


@transaction.atomic
def undo(batch: Batch, *, by: Any) -> Batch:
    """Puts back what the last import wrote. Raises RuleBroken when it is not the last, or in use since."""
    batch = locked(batch)
    batch.move_to(BatchState.UNDONE)
    importer = importer_for(batch)
    _alone(importer)
    if last_applied(batch.importer) != batch.pk:
        raise RuleBroken(_("A later file was applied since. Undo that one first."))
    rows = batch.rows.filter(verdict__in=[*WRITTEN, Verdict.ABSENT])
    importer.undo([_as_kept(row) for row in rows], by=by)
    batch.undone_at, batch.undone_by = timezone.now(), by
    batch.save(update_fields=["state", "undone_at", "undone_by"])
    record("batch.undone", batch, actor=by)
    return batch


def last_applied(importer: str) -> int | None:
    """The file of an import that could be undone."""
    rows = Batch.objects.filter(importer=importer, state=BatchState.APPLIED)
    return rows.order_by("-applied_at", "-pk").values_list("pk", flat=True).first()


def _as_kept(row: Row) -> ImportRow:
    return ImportRow(
        number=row.number,
        verdict=row.verdict,
        reason=row.reason,
        params=row.params,
        key=row.key,
        subject_id=row.subject_id,
        values=row.values,
        before=row.before,
        changes=[(name, old, new) for name, old, new in row.changes],
    )
