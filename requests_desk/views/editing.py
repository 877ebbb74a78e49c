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
from requests_desk.choices import FieldKind
from requests_desk.forms import AnswersForm, EditForm
from requests_desk.forms.shared import field_name
from requests_desk.models import COLUMN, Answer, Category, CategoryField, Element, Ticket
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
    models = {"category": Category, "office": Office, "element": Element}
    if name in models:
        key = whole_number(text)
        return models[name](pk=key) if key else None
    if name == "room":
        return Room.objects.filter(building__office=now["office"], number__iexact=text or None).first()
    try:
        return EditForm.base_fields[name].clean(text)
    except ValidationError:
        return None


@verb
@allow(anyone)
def answers(request: HttpRequest, number: int) -> HttpResponse:
    """What the request answers to the extra fields of its category."""
    row, more = find(request, number), {}
    form = _answers_form(request, row)
    if request.method == "POST":
        done, more = attempt(request, form, lambda **fields: actions.answer(number, **fields))
        if done:
            return done
    return show(
        request, number, form, name="answers", title=_("Change the details"), button=_("Save"), **more
    )


def _answers_form(request: HttpRequest, row: Ticket) -> AnswersForm:
    """The fields of the category, filled with what was sent, else with what is answered."""
    fields = CategoryField.objects.filter(category=row.category_id, retired=False)
    kept = {one.field_id: one for one in Answer.objects.filter(ticket=row).select_related("person", "room")}
    start = {field_name(one): _typed(one, kept.get(one.pk)) for one in fields}
    sent = request.POST if request.method == "POST" else None
    return AnswersForm(sent, initial=start, extra=fields, office=row.office)


def _typed(field: CategoryField, answer: Answer | None) -> Any:
    """An answer as its form shows it."""
    value = getattr(answer, COLUMN[FieldKind(field.kind)], None)
    if field.kind == FieldKind.PERSON:
        return value and value.email
    if field.kind == FieldKind.NUMBER:
        return value and f"{value.normalize():f}".replace(".", ",")
    return value.number if field.kind == FieldKind.ROOM and value else value
