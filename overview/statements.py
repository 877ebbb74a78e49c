"""What the agency says about accessibility and personal data; open to everybody."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.core.access import allow, everybody

REVIEWED = date(2026, 11, 24)  # when somebody last compared the statements with the product


@require_safe
@allow(everybody)
def accessibility(request: HttpRequest) -> HttpResponse:
    """How far the service is accessible, what is not, and whom to tell."""
    return render(request, "overview/accessibility.html", _facts())


@require_safe
@allow(everybody)
def privacy(request: HttpRequest) -> HttpResponse:
    """Which personal data are kept, why, for how long, and what one may ask for."""
    return render(request, "overview/privacy.html", _facts())


def _facts() -> dict[str, Any]:
    statement = {
        "agency": settings.AGENCY or _("The agency"),
        "accessibility_contact": settings.ACCESSIBILITY_CONTACT,
        "accessibility_supervisor": settings.ACCESSIBILITY_SUPERVISOR
        or _("Consumer Protection and Technical Regulatory Authority, info@ttja.ee, www.ttja.ee"),
        "privacy_contact": settings.PRIVACY_CONTACT,
        "reviewed": REVIEWED,
        "version": settings.VERSION,
    }
    return {"statement": statement, "product": settings.PRODUCT}
