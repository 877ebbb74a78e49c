"""Saved views of the queue: kept under a name, shared with the desk or not."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.core.access import allow
from foundation.core.errors import RuleBroken
from requests_desk import actions
from requests_desk.actions.common import demand
from requests_desk.filters import TicketFilter
from requests_desk.forms.queue import SavedViewForm
from requests_desk.listing import COLUMNS
from requests_desk.models import SavedView, Ticket
from requests_desk.models.queues import queue_address
from requests_desk.permissions import may_change_view, reads_the_queue, works_the_desk


def narrowing(request: HttpRequest) -> tuple[TicketFilter, dict[str, str]]:
    """What the address asks of the queue, as far as it can be asked."""
    chosen = TicketFilter(request.GET, queryset=Ticket.objects.none(), request=request)
    sort = request.GET.get("sort", "")
    return chosen, {**chosen.narrowing, "sort": sort if sort in {one.name for one in COLUMNS} else ""}


def in_words(chosen: TicketFilter, asks: dict[str, str]) -> list[str]:
    """What a view asks for, one thing at a time, in words."""
    named = ("view", "office", "category", "state")
    labels: dict[str, dict[str, Any]] = {name: dict(chosen.form.fields[name].choices) for name in named}
    words = [str(labels[name].get(asks[name], "")) for name in named if asks[name]]
    return [*filter(None, words), *([_("“%(words)s”") % {"words": asks["q"]}] if asks["q"] else [])]


@require_safe
@allow(reads_the_queue)
def saved_views(request: HttpRequest) -> HttpResponse:
    """One's own views and those that the desk shares."""
    rows = SavedView.objects.visible_to(request.user).select_related("owner")
    shown = [
        {
            "view": row,
            "url": row.address,
            "own": row.owner_id == request.user.pk,
            "may": works_the_desk(request.user) and may_change_view(request.user, row),
        }
        for row in rows
    ]
    shown.sort(key=lambda one: not one["own"])  # one's own first, both by name
    return render(request, "requests_desk/saved_views.html", {"rows": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(works_the_desk)
def save_view(request: HttpRequest) -> HttpResponse:
    """Keeps what the address narrows the queue to, under a name."""
    chosen, asks = narrowing(request)
    words = in_words(chosen, asks)
    form = SavedViewForm(request.POST or None, initial={"name": ", ".join(words)[:60]})
    if request.method == "POST" and form.is_valid():
        try:
            view = actions.save_view(by=request.user, asks=asks, **form.cleaned_data)
            messages.success(request, _("“%(name)s” is kept.") % {"name": view.name})
            return HttpResponseRedirect(queue_address(asks))
        except RuleBroken as no:
            form.add_error(None, str(no))
    return _form(request, form, title=_("Keep this view"), words=words, back=queue_address(asks))


def _form(request: HttpRequest, form: SavedViewForm, **more: Any) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "requests_desk/saved_view.html", {"form": form, **more}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@allow(works_the_desk)
def saved_view(request: HttpRequest, number: int) -> HttpResponse:
    """Renames a view, shares it or takes it back."""
    view = get_object_or_404(SavedView.objects.visible_to(request.user), pk=number)
    demand(may_change_view(request.user, view))
    form = SavedViewForm(request.POST or None, initial={"name": view.name, "shared": view.shared})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_view(number, by=request.user, **form.cleaned_data)
            return redirect("saved_views")
        except RuleBroken as no:
            form.add_error(None, str(no))
    return _form(request, form, title=_("Change the view"), back=reverse("saved_views"))


@require_POST
@allow(works_the_desk)
def remove_view(request: HttpRequest, number: int) -> HttpResponse:
    """The view goes, the requests stay."""
    try:
        view = actions.remove_view(number, by=request.user)
    except SavedView.DoesNotExist as unseen:
        raise Http404 from unseen
    messages.success(request, _("“%(name)s” is removed.") % {"name": view.name})
    return redirect("saved_views")
