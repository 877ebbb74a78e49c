"""Columns of the list of files, and the words of a row."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from foundation.core.duties import importers
from foundation.core.importing import Importer
from foundation.core.pages import Column
from foundation.imports.actions.applying import last_applied
from foundation.imports.choices import REASONS, REFUSED, TONES, WRITTEN, BatchState, Verdict
from foundation.imports.models import Batch, Row

COLUMNS = [
    Column(name="uploaded_at", title=gettext_lazy("Uploaded"), order=("-pk",)),
    Column(name="name", title=gettext_lazy("File")),
    Column(name="state", title=gettext_lazy("State")),
    Column(name="counts", title=gettext_lazy("Rows"), number=True),
]
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def batch_rows(batches: Any) -> Any:
    """One dictionary for each file."""
    names = ("uploaded_by__first_name", "uploaded_by__last_name")
    return batches.values("pk", "importer", "name", "state", "counts", "uploaded_at", "emptied_at", *names)


def titles() -> dict[str, Any]:
    """Names of all imports by code."""
    return {importer.code: importer.title for importer in importers()}


def tabs(batch: Batch, chosen: str) -> list[dict[str, Any]]:
    """A tab for each verdict that the file has, after one for all."""
    found = [{"url": "?", "words": _("All rows"), "count": sum(batch.counts.values()), "current": not chosen}]
    for verdict in Verdict:
        if batch.counts.get(verdict):
            words = {"url": f"?verdict={verdict}", "words": verdict.label, "count": batch.counts[verdict]}
            found.append({**words, "current": chosen == verdict})
    return found


def words_of(rows: Iterable[Row], importer: Importer | None) -> list[dict[str, Any]]:
    """What the table shows of each row."""
    labels = _labels(importer)
    return [
        {
            "number": row.number,
            "key": row.key,
            "verdict": Verdict(row.verdict).label,
            "tone": TONES[Verdict(row.verdict)],
            "reason": sentence(row.reason, row.params, importer),
            "changes": [(labels.get(name, name), old, new) for name, old, new in row.changes],
            "is_new": row.verdict == Verdict.NEW,
        }
        for row in rows
    ]


def figures(batch: Batch, importer: Importer | None) -> dict[str, Any]:
    """What may be done with a file, and how many rows it concerns."""
    count = {verdict.value: batch.counts.get(verdict, 0) for verdict in Verdict}
    most = importer.absent.most() if importer and importer.absent and count["absent"] else 0
    params = {"count": count["absent"], "most": most}
    open_now = batch.emptied_at is None
    return {
        "count": count,
        "written": sum(count[verdict] for verdict in WRITTEN),
        "refused": sum(count[verdict] for verdict in REFUSED),
        "too_many": str(importer.absent.too_many) % params
        if importer and importer.absent and count["absent"] > most
        else "",
        "may_apply": open_now and batch.state == BatchState.PREVIEWED,
        "may_undo": open_now
        and batch.state == BatchState.APPLIED
        and last_applied(batch.importer) == batch.pk,
    }


def _labels(importer: Importer | None) -> dict[str, Any]:
    if importer is None:
        return {}
    return {**{column.name: column.title for column in importer.columns}, **importer.labels}


def sentence(reason: str, params: dict[str, Any], importer: Importer | None) -> str:
    """Why a row is not taken, in the reader's language; nothing for one that is."""
    if not reason:
        return ""
    known = {**REASONS, **(importer.reasons if importer else {})}
    if "column" in params:
        params = {**params, "column": _labels(importer).get(params["column"], params["column"])}
    return str(known[reason]) % params if reason in known else reason


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """A file that offices open with a double click: UTF-8 with its mark, semicolons."""
    out = StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerows(map(safe, row) for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def refused_file(batch: Batch, importer: Importer | None) -> bytes:
    """The refused rows as they came, each with its number and the reason."""
    rows = batch.rows.filter(verdict__in=REFUSED).order_by("number")
    head = [str(_("Row")), str(_("Reason")), *(title for _place, title in batch.heads)]
    lines = (
        [str(row.number), sentence(row.reason, row.params, importer), *in_order(batch, row.cells)]
        for row in rows.iterator(chunk_size=2000)
    )
    return as_csv([head, *lines])


def in_order(batch: Batch, cells: Sequence[str]) -> list[str]:
    """The cells under the titles that are shown."""
    return [cells[place] if place < len(cells) else "" for place, _title in batch.heads]


def template_file(importer: Importer, language: str) -> bytes:
    """An empty file to fill in: the titles of the columns and one example."""
    with override(language):
        columns = [column for column in importer.columns if column.example]
        return as_csv([[str(one.title) for one in columns], [one.example for one in columns]])
