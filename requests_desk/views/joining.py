"""Requests that belong together: merged."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.core.access import allow, anyone
from requests_desk import actions
from requests_desk.forms.joining import MergeForm
from requests_desk.models import Ticket
from requests_desk.views.ticket import find
from requests_desk.views.verbs import at_once, attempt, show, verb

ALIKE = 6  # so many that may be the same matter are offered


@verb
@allow(anyone)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Into another request, which stays; beside it those that look alike."""
    row, more = find(request, number), {}
    alike = [(one.number, f"{one.label} {one.title}") for one in _alike(request, row)]
    if request.method == "POST":
        form = MergeForm(request.POST, like=alike)
        done, more = attempt(request, form, lambda **fields: actions.merge(number, **fields))
        if done:
            return done
    else:
        start = {"form_key": uuid.uuid4(), "text": _first_words(row), "near": ""}
        form = MergeForm(like=alike, initial=start)
    title = _("Merge %(number)s into another request") % {"number": row.label}
    return show(request, number, form, name="merge", title=title, button=_("Merge"), **more)


def _alike(request: HttpRequest, row: Ticket) -> Any:
    return Ticket.objects.visible_to(request.user).like(row)[:ALIKE]


def _first_words(row: Ticket) -> str:
    """What is said to the requester unless somebody writes it better, in the requester's language."""
    with translation.override(row.requester.language or translation.get_language()):
        return _("The same matter was reported to us before. We handle both together and answer you here.")


@require_POST
@allow(anyone)
def unmerge(request: HttpRequest, number: int) -> HttpResponse:
    """The merge was a mistake."""
    return at_once(request, number, lambda: actions.unmerge(number, by=request.user))
