"""Guides: the list, one of them, and those that fit what somebody is writing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from foundation.core.access import allow, anyone
from foundation.core.pages import cut
from requests_desk.models import Guide
from requests_desk.permissions import keeps_reference

OFFERED = 3
READ = 500  # characters of what is being typed: its end says best what it is about


@require_safe
@allow(anyone)
def guides(request: HttpRequest) -> HttpResponse:
    """All that one may read, found by words."""
    words = request.GET.get("q", "")[:200]
    rows = Guide.objects.visible_to(request.user).select_related("category").defer("text_et", "text_en")
    found = rows.saying(words) if words else rows
    shown, next_key = cut(found, ["title_et", "pk"], request.GET.get("after", ""))
    context = {"rows": shown, "next_key": next_key, "words": words, "keeps": keeps_reference(request.user)}
    return render(request, "requests_desk/guides.html", context)


@require_safe
@allow(anyone)
def guide(request: HttpRequest, number: int) -> HttpResponse:
    """One guide, and the way to ask when it did not help."""
    rows = Guide.objects.visible_to(request.user).select_related("category")
    row = get_object_or_404(rows, pk=number)
    return render(request, "requests_desk/guide.html", {"guide": row, "keeps": keeps_reference(request.user)})


@require_POST
@allow(anyone)
def suggest(request: HttpRequest) -> HttpResponse:
    """Guides that fit what stands in the form; posted, since what people type belongs into no log."""
    text = request.POST.get("text", "")[-READ:]
    rows = Guide.objects.visible_to(request.user).fitting(text).only("title_et", "title_en")[:OFFERED]
    return render(request, "requests_desk/_guides_that_fit.html", {"rows": rows})
