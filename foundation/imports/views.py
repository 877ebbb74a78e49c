"""Screens of the imports: choose a file, check how it is read, look at every row, apply once, undo."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.core.access import allow
from foundation.core.duties import importer_of
from foundation.core.errors import RuleBroken
from foundation.core.importing import Importer
from foundation.core.pages import cut, list_page
from foundation.files.actions.names import tidy
from foundation.imports import actions
from foundation.imports.choices import OPEN, WRITTEN, BatchState, Verdict
from foundation.imports.filters import BatchFilter
from foundation.imports.forms import ApplyForm, ColumnsForm, KindForm, ReadingForm, UploadForm, VerdictForm
from foundation.imports.listing import (
    COLUMNS,
    batch_rows,
    figures,
    in_order,
    refused_file,
    tabs,
    template_file,
    titles,
    words_of,
)
from foundation.imports.models import Batch
from foundation.imports.permissions import imports_something
from foundation.imports.querysets import importers_for
from foundation.imports.tables import MOST_BYTES

asks = require_http_methods(["GET", "HEAD", "POST"])
DOWNLOAD = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}


@require_safe
@allow(imports_something)
def import_list(request: HttpRequest) -> HttpResponse:
    """Files that came in, the latest first."""
    rows = batch_rows(Batch.objects.visible_to(request.user))
    return list_page(
        request, rows, BatchFilter, COLUMNS, "imports/batches/list.html", extra={"titles": titles()}
    )


@asks
@allow(imports_something)
def import_new(request: HttpRequest) -> HttpResponse:
    """Choose what and which file; a file that cannot be read is refused with the reason."""
    offered = importers_for(request.user)
    if request.method != "POST":
        chosen = _chosen(request, offered)
        form = UploadForm(initial={"form_key": uuid.uuid4(), "importer": chosen.code}, importers=offered)
        return render(request, "imports/new.html", {"form": form, "importers": offered})
    form = UploadForm(request.POST, request.FILES, importers=offered)
    if form.is_valid() and (batch := _upload(request, form)):
        return redirect("import_columns" if batch.state == BatchState.UPLOADED else "import_batch", batch.pk)
    return render(request, "imports/new.html", {"form": form, "importers": offered}, status=422)


def _upload(request: HttpRequest, form: UploadForm) -> Batch | None:
    given, importer = form.cleaned_data["file"], importer_of(form.cleaned_data["importer"])
    data = given.read(MOST_BYTES + 1)
    try:
        key = form.cleaned_data["form_key"]
        name = tidy(given.name or "")
        return actions.upload(importer=importer, name=name, data=data, form_key=key, by=request.user)  # type: ignore[arg-type]  # the form offers only those that exist
    except RuleBroken as no:
        form.add_error("file", str(no))
        return None


def _chosen(request: HttpRequest, offered: list[Importer]) -> Importer:
    """The import that the address names, else the first one."""
    form = KindForm(request.GET)
    form.is_valid()
    code = form.cleaned_data.get("importer")
    return next((one for one in offered if one.code == code), offered[0])


@require_safe
@allow(imports_something)
def import_template(request: HttpRequest) -> HttpResponse:
    """An empty file to fill in, in the reader's language."""
    importer = _chosen(request, importers_for(request.user))
    data = template_file(importer, get_language() or "en")
    return _download(data, f"{importer.code}.csv")


def _download(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type="text/csv; charset=utf-8", headers=DOWNLOAD)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _batch(request: HttpRequest, number: int) -> Batch:
    rows = Batch.objects.visible_to(request.user).select_related("uploaded_by", "applied_by", "undone_by")
    found: Batch = get_object_or_404(rows, pk=number)
    return found


@asks
@allow(imports_something)
def import_columns(request: HttpRequest, number: int) -> HttpResponse:
    """How the file is read and which column is which; sent, every row is judged."""
    batch = _batch(request, number)
    if batch.state not in OPEN or batch.emptied_at is not None:
        return redirect("import_batch", batch.pk)
    importer = _importer(batch)
    form = ColumnsForm(request.POST if request.method == "POST" else None, batch=batch, importer=importer)
    if form.is_bound and form.is_valid():
        try:
            confirmed = form.cleaned_data.get("letters", False)
            actions.preview(batch, by=request.user, columns=form.columns(), confirmed=confirmed)
            return redirect("import_batch", batch.pk)
        except RuleBroken as no:
            form.add_error(None, str(no))
    return _show_columns(request, batch, form, ReadingForm(batch=batch), status=422 if form.is_bound else 200)


def _importer(batch: Batch) -> Importer:
    importer = importer_of(batch.importer)
    if importer is None:
        raise Http404
    return importer


def _show_columns(
    request: HttpRequest, batch: Batch, form: ColumnsForm, reading: ReadingForm, *, status: int = 200
) -> HttpResponse:
    context = {"batch": batch, "form": form, "reading": reading, "importer": _importer(batch)}
    context["errors_in_title"] = bool(reading.errors)
    context["sample"] = [(number, in_order(batch, cells)) for number, cells in batch.sample[1:]]
    return render(request, "imports/columns.html", context, status=status)


@require_POST
@allow(imports_something)
def import_reading(request: HttpRequest, number: int) -> HttpResponse:
    """Reads the file in another way; what cannot be read so is told on the same page."""
    batch = _batch(request, number)
    reading = ReadingForm(request.POST, batch=batch)
    if reading.is_valid():
        try:
            actions.reread(batch, by=request.user, **_how(reading, batch))
            return redirect("import_columns", batch.pk)
        except RuleBroken as no:
            reading.add_error(None, str(no))
    if batch.state not in OPEN or batch.emptied_at is not None:
        return show_batch(request, batch, trouble=str(reading.non_field_errors().as_text()), status=409)
    form = ColumnsForm(batch=batch, importer=_importer(batch))
    return _show_columns(request, batch, form, reading, status=422)


def _how(reading: ReadingForm, batch: Batch) -> dict[str, Any]:
    """The row of the titles is looked for anew when something else was changed and it was not."""
    changed = set(reading.changed_data)
    how = dict(reading.cleaned_data)
    if changed and "header" not in changed:
        how["header"] = None
    return {"sheet": batch.sheet, **how}


@require_safe
@allow(imports_something)
def import_batch(request: HttpRequest, number: int) -> HttpResponse:
    """Every row with its verdict; after applying, what became of it."""
    batch = _batch(request, number)
    if batch.state == BatchState.UPLOADED and batch.emptied_at is None:
        return redirect("import_columns", batch.pk)
    return show_batch(request, batch)


def show_batch(request: HttpRequest, batch: Batch, *, trouble: str = "", status: int = 200) -> HttpResponse:
    """The page of a file; `trouble` is why something could not be done."""
    asked = VerdictForm(request.GET)
    asked.is_valid()
    chosen = asked.cleaned_data.get("verdict", "")
    chosen = chosen if chosen in Verdict.values else ""
    rows = batch.rows.filter(verdict=chosen) if chosen else batch.rows.all()
    found, next_key = cut(rows, ("place", "pk"), asked.cleaned_data.get("after", ""))
    importer = importer_of(batch.importer)
    context = {
        "batch": batch,
        "importer": importer,
        "rows": words_of(found, importer),
        "next_key": next_key,
        "tabs": tabs(batch, chosen),
        "trouble": trouble,
        **figures(batch, importer),
    }
    return render(request, "imports/batch.html", context, status=status)


def _do(
    request: HttpRequest, number: int, action: Callable[..., Batch], said: Callable[[Batch], str], **more: Any
) -> HttpResponse:
    """Calls the action on the file, then back to its page."""
    batch = _batch(request, number)
    try:
        done = action(batch, by=request.user, **more)
    except RuleBroken as no:
        return show_batch(request, _batch(request, number), trouble=str(no), status=409)
    messages.success(request, said(done))
    return redirect("import_batch", number)


@require_POST
@allow(imports_something)
def import_apply(request: HttpRequest, number: int) -> HttpResponse:
    """Writes the rows, once."""
    form = ApplyForm(request.POST)
    form.is_valid()
    return _do(request, number, actions.apply, _applied, absent=form.cleaned_data.get("absent", False))


def _applied(batch: Batch) -> str:
    count = sum(batch.counts.get(verdict, 0) for verdict in (*WRITTEN, Verdict.ABSENT))
    return ngettext("%(count)s row is written.", "%(count)s rows are written.", count) % {"count": count}


@require_POST
@allow(imports_something)
def import_undo(request: HttpRequest, number: int) -> HttpResponse:
    """Puts back what the last import wrote."""
    return _do(request, number, actions.undo, lambda batch: _("The import is undone."))


@require_POST
@allow(imports_something)
def import_drop(request: HttpRequest, number: int) -> HttpResponse:
    """Throws the file away."""
    return _do(
        request, number, actions.drop, lambda batch: _("The file is thrown away. Nothing was written.")
    )


@require_safe
@allow(imports_something)
def import_refused(request: HttpRequest, number: int) -> HttpResponse:
    """The refused rows as a file to correct and bring again."""
    batch = _batch(request, number)
    return _download(refused_file(batch, importer_of(batch.importer)), f"import-{batch.pk}.csv")
