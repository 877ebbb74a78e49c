"""The demo only: entering as somebody without a password, and reading the mails that went out."""

import email
import email.policy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from foundation.core.access import allow, everybody
from foundation.core.pages import own_address
from foundation.organisation.models import Person

BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@require_POST
@allow(everybody)
def enter(request: HttpRequest) -> HttpResponse:
    """Signs in as the demo person of a role. The address exists in demo mode only."""
    if not settings.DEMO:
        raise Http404
    code = request.POST.get("as", "")
    person = get_object_or_404(Person, personnel_no=f"demo-{code}")
    login(request, person, backend=BACKEND)
    return redirect(own_address(request, "home"))


@require_safe
@allow(everybody)
def mails(request: HttpRequest) -> HttpResponse:
    """The newest hundred mails that left the demo."""
    if not settings.DEMO:
        raise Http404
    files = sorted(_folder().glob("*.eml"), key=lambda file: file.stat().st_mtime, reverse=True)[:100]
    return render(request, "overview/demo_mails.html", {"mails": [_read(file) for file in files]})


@require_safe
@allow(everybody)
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as plain text."""
    known = {file.stem: file for file in _folder().glob("*.eml")}
    if not settings.DEMO or name not in known:
        raise Http404
    return render(request, "overview/demo_mail.html", {"mail": _read(known[name])})


def _folder() -> Path:
    return Path(settings.DEMO_MAIL_DIR)


def _read(file: Path) -> dict[str, Any]:
    parsed = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    body = parsed.get_body(("plain",))
    return {
        "name": file.stem,
        "to": parsed["To"],
        "subject": parsed["Subject"],
        "headers": [(key, value) for key, value in parsed.items()],
        "text": body.get_content() if body else "",
        "at": datetime.fromtimestamp(file.stat().st_mtime, UTC),
    }
