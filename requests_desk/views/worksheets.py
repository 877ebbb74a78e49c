"""Work sheets on paper: for those who go with tools, one a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.core.access import allow
from foundation.core.clock import long_moment
from foundation.events.actions import log_views
from requests_desk.listing import priority_tag
from requests_desk.models import Message, Ticket
from requests_desk.permissions import works_the_desk
from requests_desk.views.bulk import picks
from requests_desk.views.ticket import queue_behind

MOST, LATEST = 50, 3  # sheets; public messages after the first


@require_safe
@allow(works_the_desk)
def worksheets(request: HttpRequest) -> HttpResponse:
    """The chosen requests, each with room to write by hand. A look at a confidential one is logged first."""
    seen = Ticket.objects.visible_to(request.user).with_names().with_answers()
    rows = list(seen.filter(number__in=list(picks(request.GET))[:MOST]).order_by("office__name", "number"))
    if hidden := [row.pk for row in rows if row.confidential]:
        log_views(person_id=request.user.pk, subject_type="ticket", ids=hidden)
    said = _said(rows)
    sheets = [
        {
            "ticket": row,
            "first": said[row.pk][0] if said[row.pk] else None,
            "later": said[row.pk][1:][-LATEST:],
            "priority": priority_tag(row.priority),
            "due": long_moment(row.solve_by) if row.solve_by else "",
        }
        for row in rows
    ]
    context = {"sheets": sheets, "printed": timezone.now(), "from": queue_behind(request)}
    return render(request, "requests_desk/worksheets.html", context)


def _said(rows: list[Ticket]) -> dict[int, list[Message]]:
    """What was said publicly on each. Notes stay at the desk: a sheet lies about, and partners read it."""
    found: dict[int, list[Message]] = {row.pk: [] for row in rows}
    public: Any = Message.objects.filter(ticket__in=rows).to_the_askers().select_related("author")
    for one in public.order_by("pk"):
        found[one.ticket_id].append(one)
    return found
