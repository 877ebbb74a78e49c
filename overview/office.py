"""The page of an office, for its contact person and the desk: cards that the duties lay on it."""

from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.core.access import NotYours, allow, anyone
from foundation.core.duties import duties
from foundation.organisation.choices import Role
from foundation.organisation.models import Office, RoleAssignment

EVERYWHERE = (Role.SPECIALIST, Role.HEAD, Role.AUDITOR, Role.ADMIN)


def looks_after_offices(person: Any) -> bool:
    """Contact persons, the desk, auditors and administrators."""
    return anyone(person) and person.holds(Role.CONTACT, *EVERYWHERE)


@require_safe
@allow(looks_after_offices)
def offices(request: HttpRequest) -> HttpResponse:
    """All offices that one looks after; the page of the office itself when there is only one."""
    person = request.user
    rows = Office.objects.visible_to(person).open()
    if not person.holds(*EVERYWHERE):
        rows = rows.filter(pk__in=person.standing.offices())
    inside = Count("people", filter=~Q(people__state="left"))
    found = list(rows.annotate(staff=inside).values("code", "name", "emergency_phone", "staff"))
    if len(found) == 1:
        return redirect("office", code=found[0]["code"])
    return render(request, "overview/offices.html", {"offices": found})


@require_safe
@allow(looks_after_offices)
def office(request: HttpRequest, code: str) -> HttpResponse:
    """What is open, due and told at one office; each duty adds its cards."""
    person = request.user
    row = get_object_or_404(Office.objects.visible_to(person).select_related("calendar"), code=code)
    if not person.holds(*EVERYWHERE) and row.pk not in person.standing.offices():
        raise NotYours("looks_after_offices")
    declared = sorted((one for duty in duties() for one in duty.office_cards), key=lambda one: one.order)
    cards = [
        {"template": one.template, "place": one.place, **shown}
        for one in declared
        if (shown := one.show(person, row)) is not None
    ]
    return render(request, "overview/office.html", {"office": row, "cards": cards, **_who(row)})


def _who(row: Office) -> dict[str, Any]:
    """Its contact persons of today, the first one before the others, and how many people work there."""
    held = RoleAssignment.objects.on(timezone.localdate()).filter(role=Role.CONTACT, office=row)
    staff = Count("office__people", filter=~Q(office__people__state="left"))
    rows = held.exclude(person__state="left").select_related("person").annotate(staff=staff)
    found = list(rows.order_by("rank", "pk"))
    return {"contacts": [one.person for one in found], "staff": found[0].staff if found else None}
