"""The manager's overview: how the house stands, by cards that the duties lay on it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.core.access import allow, anyone
from foundation.core.duties import duties
from foundation.organisation.choices import Role


def reads_overview(person: Any) -> bool:
    """Managers for their units; the head of facilities and auditors for the whole house."""
    return anyone(person) and person.holds(Role.MANAGER, Role.HEAD, Role.AUDITOR)


@require_safe
@allow(reads_overview)
def management(request: HttpRequest) -> HttpResponse:
    """Figures beside those of last month, pictures, and what is out of order."""
    declared = sorted((one for duty in duties() for one in duty.management), key=lambda one: one.order)
    shown = [(one.template, one.show(request.user)) for one in declared]
    cards = [{"template": template, **context} for template, context in shown if context is not None]
    return render(request, "overview/management.html", {"cards": cards})
