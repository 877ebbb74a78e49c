"""Joining somebody else's request before the label of its room."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.core import labels
from foundation.core.access import allow, anyone
from foundation.core.errors import RuleBroken
from requests_desk import actions
from requests_desk.models import Ticket

ROOM = "R"


@require_POST
@allow(anyone)
def join(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """The same fault: told of it from now on, instead of a second request."""
    try:
        kind, room = labels.read(code)
        row = Ticket.objects.known_at(room if kind == ROOM else 0).get(number=number)
        actions.join(row.pk, by=request.user)
    except (labels.Mistyped, labels.NotOurs, Ticket.DoesNotExist) as nothing:
        raise Http404 from nothing
    except RuleBroken as no:
        messages.info(request, str(no))
        return redirect("label", code=code)
    messages.success(
        request, _("You follow %(number)s. What happens comes to you too.") % {"number": row.label}
    )
    return redirect("ticket", number=number)
