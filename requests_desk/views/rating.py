"""How it went, in one click."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.core.access import allow, anyone
from foundation.core.errors import RuleBroken
from requests_desk import actions
from requests_desk.forms.rating import RatingForm
from requests_desk.models import Ticket


@require_POST
@allow(anyone)
def rate(request: HttpRequest, number: int) -> HttpResponse:
    """One of three words, or a sentence to it; back to the request."""
    form = RatingForm(request.POST)
    if form.is_valid():
        comment = form.cleaned_data["comment"] if "comment" in request.POST else None
        try:
            actions.rate(number, by=request.user, score=form.cleaned_data["score"], comment=comment)
        except Ticket.DoesNotExist as unseen:
            raise Http404 from unseen
        except RuleBroken as no:
            messages.error(request, str(no))
    else:
        messages.error(request, _("Choose first how it went. Words may have 500 characters."))
    return redirect(reverse("ticket", args=[number]) + "#rating")
