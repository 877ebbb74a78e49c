"""Finding anything by a few letters: places of the menu, and what each app finds. The palette asks here."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.core.access import allow, anyone
from foundation.core.duties import Found, duties
from foundation.core.pages import page_or_part
from requests_desk.querysets import plain

SHORTEST, LONGEST = 2, 80  # letters


@require_safe
@allow(anyone)
def find(request: HttpRequest) -> HttpResponse:
    """Everything that the reader may open and that the words name."""
    words = " ".join(request.GET.get("q", "")[:LONGEST].split())
    groups = [(_("Go to"), places(request.user, words)), *_found(request.user, words)]
    context = {"words": words, "groups": [(title, rows) for title, rows in groups if rows]}
    return page_or_part(request, "overview/find.html", "overview/_found.html", context)


def places(person: Any, words: str) -> Sequence[Found]:
    """The places of the menu whose name holds the words; all of them for no words."""
    entries = [one for duty in duties() for one in duty.menu if one.right(person)]
    wanted = plain(words)
    return [
        Found(title=str(one.title), url=reverse(one.url), icon=one.icon)
        for one in sorted(entries, key=lambda entry: entry.order)
        if wanted in plain(str(one.title))
    ]


def _found(person: Any, words: str) -> list[tuple[str, Sequence[Found]]]:
    if len(words) < SHORTEST:
        return []
    finders = [one for duty in duties() for one in duty.finders]
    return [(str(one.title), one.find(person, words)) for one in finders]
