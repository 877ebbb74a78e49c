"""The one address from which kept files are served."""

from uuid import UUID

import structlog
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from foundation.core.access import allow, anyone
from foundation.files.models import File
from foundation.files.permissions import sees_file

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
    try:
        content = kept.path.open("rb")
    except FileNotFoundError as lost:
        log.error("file_lost", file=str(kept.pk))
        raise Http404 from lost
    return FileResponse(
        content, as_attachment=True, filename=kept.name, content_type=kept.mime, headers=HARMLESS
    )
