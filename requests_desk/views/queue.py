"""The specialist's queue: list left, request right."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from foundation.core.access import allow
from foundation.core.exports import as_file, asked_format
from foundation.core.forms import whole_number
from foundation.core.pages import Column, cut, page_or_part
from requests_desk.filters import VIEWS, TicketFilter
from requests_desk.listing import COLUMNS, QUEUE_SHEET, ROW, queue_rows, taken_out
from requests_desk.models import Ticket
from requests_desk.models.queues import queue_address
from requests_desk.permissions import reads_the_queue, works_the_desk
from requests_desk.views.ticket import ticket_context

COUNTED = 1000  # a larger number is shown as "1000+"


@require_safe
@allow(reads_the_queue)
def queue(request: HttpRequest) -> HttpResponseBase:
    """Open requests by breach time, filtered by the address; one of them open beside."""
    seen = Ticket.objects.visible_to(request.user)
    if asked_format(request):
        rows = taken_out(request.user, _in_order(*_chosen(request, seen)))
        return as_file(request, "queue", QUEUE_SHEET, rows)
    context = _list(request, seen)
    if number := context["open_number"]:
        context.update(ticket_context(request, number))
    context["next"] = request.path + context["here"]
    return page_or_part(request, "requests_desk/queue.html", "requests_desk/_list.html", context)


@require_safe
@allow(reads_the_queue)
def counts(request: HttpRequest) -> HttpResponseBase:
    """The counts of the views, for a page that asks again: 304 while they are what it has."""
    found = {code: _capped(one) for code, one in _counted(request).items()}
    tabs = [{"code": code, "count": count} for code, count in found.items()]
    words = render_to_string("requests_desk/_counts.html", {"tabs": tabs}).strip()
    told = json.dumps({"counts": found, "words": words})
    tag = f'"{hashlib.sha256(told.encode()).hexdigest()[:24]}"'
    answer = HttpResponse(told, content_type="application/json", headers={"ETag": tag})
    return get_conditional_response(request, etag=tag, response=answer)


def _counted(request: HttpRequest) -> dict[str, int]:
    """All views but that of ended ones, in one statement over the open ones."""
    return Ticket.objects.view_counts(request.user, timezone.now(), COUNTED + 1)


def _list(request: HttpRequest, seen: Any) -> dict[str, Any]:
    """The left side: tabs, filters, 50 rows and the way to the next."""
    chosen, column = _chosen(request, seen)
    found, next_key = cut(chosen.qs.values(*ROW), column.order, request.GET.get("after", ""))
    open_number, here = whole_number(request.GET.get("ticket")), _address(request, ticket="", after="")
    back = quote(request.path + here, safe="")
    return {
        "rows": queue_rows(found, timezone.now(), page=request.path + here, back=back, chosen=open_number),
        "next_url": _address(request, after=next_key) if next_key else "",
        "filter": chosen,
        "sort": column.name,
        "sorts": [
            (one.name, one.title, _address(request, sort=one.name, after="")) for one in orders_of(chosen)
        ],
        "tabs": _tabs(request, chosen),
        "chips": _chips(request, chosen),
        **_saved(request, chosen, column),
        "open_number": open_number,
        "can_pick": works_the_desk(request.user),
        "here": here,
    }


def _chosen(request: HttpRequest, seen: Any) -> tuple[TicketFilter, Column]:
    """What the address narrows the queue to, and the order that it asks for; ended ones come newest first."""
    chosen = TicketFilter(request.GET, queryset=seen, request=request)
    chosen.form.auto_id = "filter_%s"
    orders = orders_of(chosen)
    return chosen, next((one for one in orders if one.name == request.GET.get("sort")), orders[0])


def orders_of(chosen: TicketFilter) -> Sequence[Column]:
    """Orders that an index serves: any for open ones, the newest first where ended ones may be among them."""
    return COLUMNS if chosen.only_open else [one for one in COLUMNS if one.name == "newest"]


def _in_order(chosen: TicketFilter, column: Column) -> Any:
    return chosen.qs.order_by(*column.order)


def _address(request: HttpRequest, **changes: str) -> str:
    """This page with some parameters changed; an empty one goes."""
    known = ("view", "office", "category", "state", "q", "sort", "ticket")
    now = {name: request.GET.get(name, "") for name in known}
    return "?" + urlencode({name: value for name, value in {**now, **changes}.items() if value})


def _tabs(request: HttpRequest, chosen: TicketFilter) -> list[dict[str, Any]]:
    """The views with their counts, all in one statement over the open ones."""
    found = _counted(request)
    return [
        {
            "words": title,
            "url": _address(request, view=code, after="", ticket=""),
            "current": chosen.chosen_view == code,
            "count": _capped(found.get(code)),
            "code": code,
        }
        for code, title in VIEWS
    ]


def _saved(request: HttpRequest, chosen: TicketFilter, column: Column) -> dict[str, Any]:
    """Saved views, and the address that keeps this one, unless it is kept already or one of the tabs."""
    here = queue_address({**chosen.narrowing, "sort": request.GET.get("sort") and column.name})
    views = [
        {"name": name, "of_others": of_others, "url": (url := queue_address(asks)), "current": url == here}
        for _key, name, of_others, asks in chosen.saved_views
    ]
    tabs = {queue_address({"view": code}) for code, _title in VIEWS}
    known = here in tabs or any(one["current"] for one in views) or not works_the_desk(request.user)
    keep = f"{reverse('saved_view_new')}?{here.partition('?')[2]}"
    return {"saved": views, "save_url": "" if known else keep}


def _capped(count: int | None) -> str | None:
    if count is None:
        return None
    return f"{COUNTED}+" if count > COUNTED else str(count)


def _chips(request: HttpRequest, chosen: TicketFilter) -> list[dict[str, Any]]:
    """Filters in use, each with the address without it."""
    cleaned = chosen.form.cleaned_data if chosen.form.is_valid() else {}
    labels = {name: dict(chosen.form.fields[name].choices) for name in ("office", "category", "state")}
    return [
        {
            "words": str(labels.get(name, {}).get(cleaned[name], cleaned[name])),
            "url": _address(request, **{name: "", "after": ""}),
            "on": True,
        }
        for name in ("office", "category", "state", "q")
        if cleaned.get(name)
    ]
