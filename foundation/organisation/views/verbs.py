"""Single steps on a person's page; a rule that forbids one is told on that page."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.core.access import NotYours, allow, anyone
from foundation.core.errors import RuleBroken
from foundation.organisation import actions
from foundation.organisation.models import Absence, Deputy, Person, RoleAssignment
from foundation.organisation.permissions import manages_people, may_appoint_for, may_sign_out
from foundation.organisation.views.pages import show_person


def _do(request: HttpRequest, number: int, action: Callable[..., Any], row: Any, done: str) -> HttpResponse:
    """Calls the action on the row, then back to the person's page."""
    try:
        action(row, by=request.user)
    except RuleBroken as no:
        return show_person(request, number, trouble=str(no), status=409)
    messages.success(request, done)
    return redirect("person", number)


@require_POST
@allow(manages_people)
def person_invite(request: HttpRequest, number: int) -> HttpResponse:
    """Sends a link to set a password."""
    row = get_object_or_404(Person.objects.visible_to(request.user), pk=number)
    return _do(request, number, actions.invite, row, _("The invitation is on its way."))


@require_POST
@allow(manages_people)
def person_reset_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a lost second step away."""
    row = get_object_or_404(Person.objects.visible_to(request.user), pk=number)
    return _do(request, number, actions.reset_factor, row, _("The second step is reset."))


@require_POST
@allow(manages_people)
def person_unlink(request: HttpRequest, number: int) -> HttpResponse:
    """Forgets the link to single sign-on."""
    row = get_object_or_404(Person.objects.visible_to(request.user), pk=number)
    return _do(request, number, actions.unlink, row, _("The link to single sign-on is forgotten."))


@require_POST
@allow(anyone)
def person_sign_out(request: HttpRequest, number: int) -> HttpResponse:
    """Ends all sessions of oneself, or of somebody by those who manage people."""
    row = get_object_or_404(Person.objects.visible_to(request.user), pk=number)
    if not may_sign_out(request.user, row):
        raise NotYours(may_sign_out.__name__)
    return _do(request, number, actions.end_sessions, row, _("All sessions have ended."))


@require_POST
@allow(manages_people)
def person_left(request: HttpRequest, number: int) -> HttpResponse:
    """Ends the service of a person."""
    row = get_object_or_404(Person.objects.visible_to(request.user), pk=number)
    return _do(request, number, actions.mark_left, row, _("The person has left; all roles have ended."))


@require_POST
@allow(manages_people)
def role_end(request: HttpRequest, number: int) -> HttpResponse:
    """Ends a role now."""
    row = get_object_or_404(RoleAssignment.objects.visible_to(request.user), pk=number)
    return _do(request, row.person_id, actions.end_role, row, _("The role has ended."))


@require_POST
@allow(anyone)
def deputy_revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Ends the appointment of a deputy."""
    rows = Deputy.objects.visible_to(request.user).select_related("person")
    row = get_object_or_404(rows, pk=number)
    demand_for(request, row.person)
    return _do(request, row.person_id, actions.revoke_deputy, row, _("The appointment is revoked."))


@require_POST
@allow(anyone)
def absence_cancel(request: HttpRequest, number: int) -> HttpResponse:
    """The person is not away after all."""
    row = get_object_or_404(Absence.objects.select_related("person"), pk=number)
    demand_for(request, row.person)
    return _do(request, row.person_id, actions.cancel_absence, row, _("The absence is cancelled."))


def demand_for(request: HttpRequest, person: Person) -> None:
    """Raises NotYours unless one may appoint deputies and enter absences for the person."""
    if not may_appoint_for(request.user, person):
        raise NotYours(may_appoint_for.__name__)
