"""Who follows a request: oneself by one press, a colleague by name."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.core.access import allow, anyone
from foundation.core.errors import RuleBroken
from foundation.core.forms import whole_number
from foundation.core.pages import page_or_part
from foundation.organisation.models import Person
from requests_desk import actions
from requests_desk.actions.common import demand, sees
from requests_desk.models import Ticket
from requests_desk.permissions import may_share
from requests_desk.views.ticket import find, queue_behind
from requests_desk.views.verbs import at_once, back_to, verb

FOUND = 20


@require_POST
@allow(anyone)
def follow(request: HttpRequest, number: int) -> HttpResponse:
    """Tell me of it."""
    return at_once(request, number, lambda: actions.follow(number, by=request.user))


@require_POST
@allow(anyone)
def unfollow(request: HttpRequest, number: int) -> HttpResponse:
    """Tell me no more; then it may not be for my eyes any more either."""
    try:
        ticket = actions.unfollow(number, by=request.user)
    except Ticket.DoesNotExist as unseen:
        raise Http404 from unseen
    return back_to(request, ticket) if sees(request.user, ticket) else redirect("my_requests")


@verb
@allow(anyone)
def followers(request: HttpRequest, number: int) -> HttpResponse:
    """Who follows; a colleague is found by name and added, or taken out."""
    row = find(request, number)
    demand(may_share(request.user, row))
    looked_for, trouble = request.POST.get("who", "").strip()[:80], ""
    if request.method == "POST" and "find" not in request.POST:
        try:
            return back_to(request, _changed(request, number))
        except RuleBroken as no:
            trouble = str(no)
    people = Person.objects.visible_to(request.user).in_service().select_related("unit", "office")
    context = {
        "ticket": row,
        "trouble": trouble,
        "looked_for": looked_for,
        "people": people.named_like(looked_for)[:FOUND] if looked_for else [],
        "from": queue_behind(request),
    }
    page, part = "requests_desk/followers.html", "requests_desk/_followers_form.html"
    return page_or_part(request, page, part, context, status=422 if trouble else 200)


def _changed(request: HttpRequest, number: int) -> Ticket:
    """Adds or takes out the person of the form. Raises RuleBroken when it names nobody."""
    key = whole_number(request.POST.get("person") or request.POST.get("remove"))
    person = Person.objects.filter(pk=key).first()
    if person is None:
        raise RuleBroken(_("Search for the colleague by name and choose them among those found."))
    act: Any = actions.unfollow if "remove" in request.POST else actions.add_follower
    ticket: Ticket = act(number, by=request.user, person=person)
    return ticket
