"""Changing the facts of a request: what the editor saw goes along, so that two at once lose nothing."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from foundation.core.access import allow, anyone
from foundation.core.forms import whole_number
from foundation.organisation.models import Office, Room
from requests_desk import actions
from requests_desk.actions.editing import FIELDS
from requests_desk.forms import EditForm
from requests_desk.models import Category, Ticket
from requests_desk.views.ticket import find
from requests_desk.views.verbs import attempt, show, verb


@verb
@allow(anyone)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """The facts: place, kind, priority, confidentiality; what the editor saw goes along and is compared."""
    more: dict[str, Any] = {}
    if request.method == "POST":
        form = EditForm(request.POST)
        done, more = attempt(
            request, form, lambda by, **now: actions.edit(number, by=by, was=_was(request, now), now=now)
        )
        if done:
            return done
    row = find(request, number)
    if request.method != "POST":
        form = EditForm(initial=_facts(row))
    was = _seen(request, row, form, clashed="clash" in more)
    return show(
        request, number, form, name="edit", title=_("Change the facts"), button=_("Save"), was=was, **more
    )


def _facts(row: Ticket) -> dict[str, Any]:
    """The values of a request as its form shows them."""
    return {**{name: getattr(row, name) for name in FIELDS}, "room": row.room and row.room.number}


def _seen(request: HttpRequest, row: Ticket, form: EditForm, *, clashed: bool) -> dict[str, Any]:
    """What goes along as seen; after a clash the editor has seen theirs in the fields they want to change."""
    theirs = EditForm(initial=_facts(row))
    seen = {}
    for name in FIELDS:
        value = request.POST.get(f"was_{name}", theirs[name].value())
        wanted = str(form[name].value() or "") != str(value or "")
        seen[f"was_{name}"] = theirs[name].value() if clashed and wanted else value
    return seen


def _was(request: HttpRequest, now: dict[str, Any]) -> dict[str, Any]:
    """What the editor saw: as now where the sent text is the same, else read from what went along."""
    seen = dict(now)
    for name in FIELDS:
        text = request.POST.get(f"was_{name}", "")
        if text != request.POST.get(name, ""):
            seen[name] = _read(name, text, now)
    return seen


def _read(name: str, text: str, now: dict[str, Any]) -> Any:
    """A value that was seen. One that no longer fits is None, and so counts as somebody else's change."""
    models = {"category": Category, "office": Office}
    if name in models:
        key = whole_number(text)
        return models[name](pk=key) if key else None
    if name == "room":
        return Room.objects.filter(building__office=now["office"], number__iexact=text or None).first()
    try:
        return EditForm.base_fields[name].clean(text)
    except ValidationError:
        return None
