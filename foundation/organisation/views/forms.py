"""Pages with one form; sent back with everything typed when something is wrong."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.core.access import allow, anyone
from foundation.core.errors import RuleBroken
from foundation.core.forms import Form, whole_number
from foundation.organisation import actions
from foundation.organisation.forms import AbsenceForm, DeputyForm, PersonForm, RoleForm, values_of, words_of
from foundation.organisation.models import Person
from foundation.organisation.permissions import manages_people
from foundation.organisation.views.pages import found
from foundation.organisation.views.verbs import demand_for

asks = require_http_methods(["GET", "HEAD", "POST"])


@asks
@allow(manages_people)
def person_new(request: HttpRequest) -> HttpResponse:
    """Adds somebody to the register."""
    words = {"title": _("New person"), "button": _("Add the person"), "picks": "manager"}
    return _form_page(request, None, PersonForm, actions.add_person, words)


@asks
@allow(manages_people)
def person_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Changes what the register holds."""
    person = _person(request, number)
    words = {"title": _("Edit details"), "button": _("Save"), "picks": "manager"}
    return _form_page(request, person, PersonForm, actions.edit_person, words, start=values_of(person))


@asks
@allow(manages_people)
def role_give(request: HttpRequest, number: int) -> HttpResponse:
    """Gives a role."""
    words = {"title": _("Give a role"), "button": _("Give the role"), "picks": ""}
    return _form_page(request, _person(request, number), RoleForm, actions.give_role, words)


@asks
@allow(anyone)
def deputy_appoint(request: HttpRequest, number: int) -> HttpResponse:
    """Appoints a deputy: for oneself, or for others by those who may."""
    person = _person(request, number)
    demand_for(request, person)
    words = {"title": _("Appoint a deputy"), "button": _("Appoint the deputy"), "picks": "deputy"}
    return _form_page(request, person, DeputyForm, actions.appoint_deputy, words)


@asks
@allow(anyone)
def absence_enter(request: HttpRequest, number: int) -> HttpResponse:
    """Enters days on which a person is away."""
    person = _person(request, number)
    demand_for(request, person)
    words = {"title": _("Enter an absence"), "button": _("Save the absence"), "picks": ""}
    return _form_page(request, person, AbsenceForm, actions.enter_absence, words)


def _person(request: HttpRequest, number: int) -> Person:
    rows = Person.objects.visible_to(request.user).select_related("room", "manager")
    return get_object_or_404(rows, pk=number)


def _form_page(
    request: HttpRequest,
    person: Person | None,
    kind: type[Form],
    action: Callable[..., Any],
    words: dict[str, str],
    start: dict[str, Any] | None = None,
) -> HttpResponse:
    """The form; a good one goes to the action and on to the person's page, a search keeps what was typed."""
    searching = _is_search(request, words["picks"])
    form = kind(request.POST) if request.method == "POST" and not searching else kind(initial=start)
    if searching:
        form.initial = {name: request.POST.get(name, "") for name in form.fields}
    if form.is_bound and form.is_valid() and (done := _act(form, action, person, request.user)):
        return redirect("person", getattr(done, "person_id", done.pk))
    return _show(request, form, person, words, status=422 if form.is_bound else 200)


def _is_search(request: HttpRequest, picks: str) -> bool:
    """The search button was pressed, or Enter in its field while nobody is chosen yet."""
    return "find" in request.POST or bool(picks and words_of(request.POST) and not request.POST.get(picks))


def _act(form: Form, action: Callable[..., Any], person: Person | None, by: Any) -> Any:
    try:
        return action(*([person] if person else []), by=by, **form.cleaned_data)
    except RuleBroken as no:
        form.add_error(None, str(no))
        return None


def _show(
    request: HttpRequest, form: Form, person: Person | None, words: dict[str, str], *, status: int
) -> HttpResponse:
    context = {"form": form, "person": person, "words": words}
    if words["picks"]:
        picked = form[words["picks"]].value()
        picked = picked.pk if isinstance(picked, Person) else picked
        looked_for = words_of(request.POST)
        context |= {
            "optional": not form.fields[words["picks"]].required,
            "looked_for": looked_for,
            "people": found(request, looked_for),
            "chosen": Person.objects.filter(pk=whole_number(picked)).first(),
        }
    return render(request, "organisation/form.html", context, status=status)
