"""Reading: the lists, one person, the search for a person inside another form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.core.access import allow, anyone
from foundation.core.pages import list_page
from foundation.organisation.filters import PersonFilter, RoleFilter
from foundation.organisation.forms import field_of, words_of
from foundation.organisation.listing import PEOPLE, ROLES, people_rows, role_rows
from foundation.organisation.models import Deputy, Person, RoleAssignment
from foundation.organisation.permissions import manages_people, may_appoint_for, reads_history, reads_roles

FOUND = 20
SHOWN = 50


@require_safe
@allow(anyone)
def person_list(request: HttpRequest) -> HttpResponseBase:
    """Everybody in service."""
    rows = people_rows(Person.objects.visible_to(request.user))
    extra = {"manages": manages_people(request.user), "reads_roles": reads_roles(request.user)}
    page = "organisation/people/list.html"
    return list_page(request, rows, PersonFilter, PEOPLE, page, extra=extra, export="people")


@require_safe
@allow(reads_roles)
def role_list(request: HttpRequest) -> HttpResponseBase:
    """Who holds what where, who gave it and when."""
    rows = role_rows(RoleAssignment.objects.visible_to(request.user))
    extra = {"manages": manages_people(request.user)}
    page = "organisation/roles/list.html"
    return list_page(request, rows, RoleFilter, ROLES, page, extra=extra, export="roles")


@require_safe
@allow(anyone)
def me(request: HttpRequest) -> HttpResponse:
    """One's own page."""
    return redirect("person", request.user.pk)


@require_safe
@allow(anyone)
def person(request: HttpRequest, number: int) -> HttpResponse:
    """Contact data, roles, deputies and absences of a person."""
    return show_person(request, number)


def show_person(request: HttpRequest, number: int, *, trouble: str = "", status: int = 200) -> HttpResponse:
    """The page of a person; `trouble` is why something could not be done."""
    reader = request.user
    near = ("unit", "office", "room__building", "cost_centre", "manager")
    rows = Person.objects.visible_to(reader).with_sign_in().select_related(*near)
    shown = get_object_or_404(rows, pk=number)
    context = {
        "person": shown,
        "trouble": trouble,
        "mine": shown.pk == reader.pk,
        "manages": manages_people(reader),
        "reads_roles": reads_roles(reader),
        "reads_history": reads_history(reader),
        "appoints": may_appoint_for(reader, shown),
        **_around(shown, reader),
    }
    return render(request, "organisation/person.html", context, status=status)


def _around(shown: Person, reader: Person) -> dict[str, Any]:
    today = timezone.localdate()
    held = shown.roles.select_related("office", "unit", "given_by", "ended_by").order_by("ended_at", "pk")
    deputies = Deputy.objects.visible_to(reader).not_over(today).select_related("person", "deputy")
    return {
        "roles": held[:SHOWN] if reads_roles(reader) else held.on(today).open_to_all(),
        "deputies": deputies.filter(person=shown)[:SHOWN],
        "stands_in": deputies.filter(deputy=shown)[:SHOWN],
        "absences": shown.absences.filter(cancelled_at=None, period__overlap=(today, None))[:SHOWN],
    }


@require_safe
@allow(anyone)
def person_find(request: HttpRequest) -> HttpResponse:
    """Radio buttons of people by name, as a part of somebody else's form; at most twenty."""
    looked_for = words_of(request.GET)
    context = {"field": field_of(request.GET), "looked_for": looked_for, "people": found(request, looked_for)}
    return render(request, "organisation/_found.html", context)


def found(request: HttpRequest, words: str) -> Any:
    """People in service by parts of their names, or by their phone; nobody for no words."""
    people = Person.objects.visible_to(request.user).in_service().select_related("unit", "office")
    return people.called(words)[:FOUND] if words.strip() else []
