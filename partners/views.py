"""The register of partners, to look somebody up."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from foundation.core.access import allow
from foundation.core.pages import list_page
from partners.filters import PartnerFilter
from partners.listing import COLUMNS
from partners.models import Partner
from partners.permissions import keeps_partners, reads_partners


@require_safe
@allow(reads_partners)
def partner_list(request: HttpRequest) -> HttpResponseBase:
    """Partners with their people, found by a part of the name."""
    rows = Partner.objects.visible_to(request.user).in_use().with_people()
    extra = {"keeps": keeps_partners(request.user)}
    return list_page(request, rows, PartnerFilter, COLUMNS, "partners/list.html", extra=extra)
