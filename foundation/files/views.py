"""The one address from which kept files are served, and the access mark of a file."""

from uuid import UUID

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from foundation.core.access import NotYours, allow, anyone
from foundation.core.duties import target_of
from foundation.core.errors import RuleBroken
from foundation.files import actions
from foundation.files.forms import MarkForm
from foundation.files.models import File
from foundation.files.permissions import may_mark, note_look, sees_file

log = structlog.get_logger(__name__)
# Opened in the browser a file can do nothing: no script, no form, no look at our pages.
HARMLESS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}


@require_safe
@allow(anyone)
def file(request: HttpRequest, file_id: UUID) -> FileResponse:
    """A file for those who may see what it belongs to; for others the same 404 as for a missing one."""
    kept = get_object_or_404(File, pk=file_id)
    if not sees_file(request.user, kept):
        raise Http404
    note_look(request.user, kept)
    try:
        content = kept.path.open("rb")
    except FileNotFoundError as lost:
        log.error("file_lost", file=str(kept.pk))
        raise Http404 from lost
    return FileResponse(
        content, as_attachment=True, filename=kept.name, content_type=kept.mime, headers=HARMLESS
    )


@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def mark(request: HttpRequest, file_id: UUID) -> HttpResponse:
    """The access mark of a file: made, changed or taken away; back to what the file belongs to."""
    kept = get_object_or_404(File, pk=file_id)
    if not sees_file(request.user, kept):
        raise Http404
    if not may_mark(request.user, kept):
        raise NotYours("may_mark")
    form = MarkForm(request.POST if request.method == "POST" else None, initial=_as_marked(kept))
    if request.method == "POST" and form.is_valid() and _settled(request, form, kept):
        return redirect(_home_of(kept))
    context = {"form": form, "file": kept, "home": _home_of(kept), "errors_in_title": bool(form.errors)}
    return render(request, "files/mark.html", context, status=422 if form.errors else 200)


def _as_marked(kept: File) -> dict[str, object]:
    return {"basis": kept.mark_basis, "until": kept.mark_until}


def _settled(request: HttpRequest, form: MarkForm, kept: File) -> bool:
    try:
        if "lift" in request.POST:
            actions.lift_mark(kept.pk, by=request.user)
        else:
            actions.mark(kept.pk, by=request.user, **form.cleaned_data)
    except File.DoesNotExist as gone:
        raise Http404 from gone
    except RuleBroken as no:
        form.add_error("until", str(no))
    return not form.errors


def _home_of(kept: File) -> str:
    """The page of what the file belongs to."""
    target = target_of(kept.subject_type or "")
    return target.url(kept.subject_id) if target is not None and kept.subject_id is not None else "/"
