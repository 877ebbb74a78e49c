"""The map of responsibilities: whom to call for which part of a house."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from foundation.core.access import allow
from foundation.core.forms import whole_number
from foundation.organisation.models import Office
from requests_desk.listing.houses import map_of
from requests_desk.models import Element, Responsibility
from requests_desk.permissions import keeps_reference, reads_the_map


@require_safe
@allow(reads_the_map)
def responsibilities(request: HttpRequest) -> HttpResponse:
    """Who answers for each part of one office, and for which nobody does."""
    offices = list(Office.objects.visible_to(request.user).open())
    asked = whole_number(request.GET.get("office", "")) or request.user.office_id
    office = next((one for one in offices if one.pk == asked), offices[0] if offices else None)
    rows = Responsibility.objects.visible_to(request.user).at(office)
    parts = map_of(Element.objects.in_use(), rows)
    context = {
        "offices": offices,
        "office": office,
        "parts": parts,
        "holes": sum(not part["lines"] for part in parts),
        "keeps": keeps_reference(request.user),
    }
    return render(request, "requests_desk/responsibilities.html", context)
