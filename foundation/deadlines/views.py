"""The Today page, the answers to a deadline, and the calendar feed."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.core.access import NotYours, allow, anyone, everybody
from foundation.core.duties import deadline_kinds
from foundation.core.errors import RuleBroken
from foundation.core.pages import own_address, wants_part
from foundation.deadlines import actions
from foundation.deadlines.forms import SnoozeForm
from foundation.deadlines.listing import feed_of, page_of, row_of
from foundation.deadlines.models import CalendarLink, Deadline
from foundation.deadlines.permissions import may_answer
from foundation.deadlines.querysets import READS_ALL, described


@require_safe
@allow(anyone)
def today(request: HttpRequest) -> HttpResponse:
    """All deadlines in one list: one's own and those of people one acts for, or all for the head."""
    person, kind = request.user, request.GET.get("kind", "")
    reads_all, kind = person.holds(*READS_ALL), kind if kind in deadline_kinds() else ""
    everybody = reads_all and request.GET.get("view") == "all"
    after = request.GET.get("after", "")
    shown = page_of(person, everybody=everybody, kind=kind, after=after, now=timezone.now())
    shown |= {"chips": _chips(everybody=everybody, kind=kind), "everybody": everybody, "kind": kind}
    shown |= {"tabs": _tabs(everybody=everybody, kind=kind) if reads_all else [], "after": after}
    link = CalendarLink.objects.filter(person=person).first()
    shown |= {"calendar_link": link, "next": request.get_full_path()}
    return render(request, "deadlines/today.html", shown)


def _address(*, everybody: bool, kind: str) -> str:
    parts = [f"kind={kind}"] * bool(kind) + ["view=all"] * everybody
    return reverse("today") + ("?" + "&".join(parts) if parts else "")


def _chips(*, everybody: bool, kind: str) -> list[dict[str, Any]]:
    """One for each kind of deadline that the house knows."""
    found = [
        {
            "words": one.title,
            "on": code == kind,
            "url": _address(everybody=everybody, kind="" if code == kind else code),
        }
        for code, one in deadline_kinds().items()
    ]
    return found if len(found) > 1 else []


def _tabs(*, everybody: bool, kind: str) -> list[dict[str, Any]]:
    words = {False: _("Mine and of those I stand in for"), True: _("Everybody’s")}
    return [
        {
            "url": _address(everybody=one, kind=kind),
            "words": words[one],
            "count": None,
            "current": one == everybody,
        }
        for one in words
    ]


@require_POST
@allow(anyone)
def deadline_acknowledge(request: HttpRequest, number: int) -> HttpResponse:
    """The person knows of it; htmx gets the row, everybody else the page."""
    row = _done(actions.acknowledge, number, by=request.user)
    if not wants_part(request):
        messages.success(request, _("Acknowledged: nobody else is told."))
        return redirect(own_address(request, "today"))
    words = described(request.user, [row])[row.pk]
    shown = {"row": row_of(row, words, request.user, timezone.now()), "focus": True}
    return render(request, "deadlines/_row.html", {**shown, "next": own_address(request, "today")})


@require_http_methods(["GET", "HEAD", "POST"])
@allow(anyone)
def deadline_snooze(request: HttpRequest, number: int) -> HttpResponse:
    """Asks for the day to be reminded on."""
    row, words = _answerable(request.user, number)
    form = SnoozeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            _done(actions.snooze, number, by=request.user, until=form.cleaned_data["until"])
            return redirect(own_address(request, "today"))
        except RuleBroken as no:
            form.add_error("until", str(no))
    shown = {"form": form, "row": row, "words": words, "next": own_address(request, "today")}
    return render(request, "deadlines/snooze.html", shown, status=422 if form.errors else 200)


def _done(action: Callable[..., Deadline], number: int, **what: Any) -> Deadline:
    try:
        return action(number, **what)
    except Deadline.DoesNotExist as unseen:
        raise Http404 from unseen


def _answerable(person: Any, number: int) -> tuple[Deadline, Any]:
    """A deadline that the person sees and may answer for, and what it is about."""
    row = get_object_or_404(Deadline.objects.visible_to(person), pk=number)
    words = described(person, [row]).get(row.pk)
    if words is None:
        raise Http404
    if not may_answer(person, row):
        raise NotYours(may_answer.__name__)
    return row, words


@require_POST
@allow(anyone)
def calendar_make(request: HttpRequest) -> HttpResponse:
    """Makes the calendar link anew and shows it, this one time."""
    token = actions.make_link(by=request.user)
    address = settings.BASE_URL + reverse("calendar_feed", args=[token])
    shown = {
        "address": address,
        "webcal": "webcal:" + address.partition(":")[2],
        "next": own_address(request, "today"),
    }
    return render(request, "deadlines/calendar_link.html", shown)


@require_POST
@allow(anyone)
def calendar_revoke(request: HttpRequest) -> HttpResponse:
    """Ends the calendar link."""
    if actions.revoke_link(by=request.user):
        messages.success(
            request, _("The calendar link has ended. Calendars that use it get nothing any more.")
        )
    return redirect(own_address(request, "today"))


@require_safe
@allow(everybody)
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The deadlines of the person whose link it is; 304 when nothing changed, 404 for any other token."""
    link = get_object_or_404(CalendarLink.objects.of_token(token).select_related("person"))
    if not link.person.is_active:
        raise Http404
    with translation.override(link.person.language or settings.LANGUAGE_CODE):
        body = feed_of(link.person, timezone.now())
    headers = {"Cache-Control": "private, no-cache", "ETag": f'"{hashlib.sha256(body).hexdigest()}"'}
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
    answer = get_conditional_response(request, etag=headers["ETag"], response=response)
    return answer or response
