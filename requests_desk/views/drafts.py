"""What is typed and not sent: kept while it is typed, given back on the page of its request."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from foundation.core.access import allow, anyone, everybody
from foundation.core.clock import short_moment
from foundation.core.forms import whole_number
from requests_desk import actions
from requests_desk.choices import Audience
from requests_desk.forms.shared import LONGEST_TEXT
from requests_desk.models import Draft, Ticket
from requests_desk.views import typed


def shown(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Drafts as a page shows them, from what the statement of the request brought."""
    return [
        {
            "form_key": uuid.UUID(row["form_key"]),
            "kind": "note" if row["audience"] == Audience.INTERNAL else "reply",
            "text": row["text"],
            "version": row["version"],
            "when": short_moment(datetime.fromtimestamp(row["at"], UTC)),
        }
        for row in rows
    ]


def chosen(drafts: Sequence[dict[str, Any]], key: str) -> dict[str, Any] | None:
    """The one that the address names, else the newest."""
    return next((one for one in drafts if str(one["form_key"]) == key), drafts[0] if drafts else None)


@require_POST
@allow(everybody)
def save(request: HttpRequest, number: int) -> HttpResponse:
    """Keeps what is typed. Whose session has ended is told so where they type, and goes on typing."""
    key = _key(request)
    if key is None:
        return HttpResponseBadRequest()
    text, note = request.POST.get("text", "")[:LONGEST_TEXT], request.POST.get("kind") == "note"
    if not request.user.is_authenticated:
        if not request.htmx:
            return typed.send_to_sign_in(request, back=reverse("ticket", args=[number]))
        return _state(request, {"signed_out": True, "form_key": key, "seen": request.POST.get("seen", 0)})
    seen = whole_number(request.POST.get("seen")) or 0
    try:
        kept = actions.save_draft(number, by=request.user, form_key=key, text=text, note=note, seen=seen)
    except Ticket.DoesNotExist as unseen:
        raise Http404 from unseen
    if not request.htmx:
        return redirect("ticket", number)
    return _state(request, _words(kept, key))


def _words(kept: Draft | None, key: uuid.UUID) -> dict[str, Any]:
    if kept is None:
        return {"form_key": key, "seen": 0}
    return {"form_key": kept.form_key, "seen": kept.version, "when": short_moment(kept.saved_at)}


def _state(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    return render(request, "requests_desk/_draft.html", context)


@require_POST
@allow(anyone)
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """One does not want it any more."""
    if key := _key(request):
        actions.forget_draft(by=request.user, form_key=key)
    return redirect("ticket", number)


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None
