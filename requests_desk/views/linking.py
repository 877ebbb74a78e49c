"""What a request has to do with: other requests and things; and the requests of a thing."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.core.access import allow, anyone
from foundation.core.duties import (
    linkables,
)
from foundation.core.errors import RuleBroken
from foundation.core.forms import whole_number
from foundation.core.linking import Linkable
from foundation.core.pages import cut, page_or_part
from requests_desk import actions
from requests_desk.actions.common import demand, sees
from requests_desk.forms.joining import LinkForm, SearchThingForm, SplitForm
from requests_desk.listing import ASKER_ROW, rows_of_asker
from requests_desk.listing.links import linked
from requests_desk.models import Message, Ticket
from requests_desk.permissions import may_work
from requests_desk.views.ticket import find, queue_behind
from requests_desk.views.verbs import attempt, back_to, show, verb


@verb
@allow(anyone)
def link(request: HttpRequest, number: int) -> HttpResponse:
    """Search in one kind of things, choose, say how they belong together; or take a link away."""
    row, sent = find(request, number), request.POST or request.GET
    demand(may_work(request.user, row))
    linkable = linkables().get(sent.get("subject", "")) or linkables()["ticket"]
    words, form = sent.get("q", "").strip()[:200], _link_form(request, linkable)
    if request.method == "POST" and (done := _linked(request, number, form)):
        return done
    search = SearchThingForm(initial={"subject": linkable.subject, "q": words}, auto_id="find_%s")
    context = {"ticket": row, "form": form, "search": search, "looked_for": words}
    context |= {"links": linked(row, request.user), "from": queue_behind(request)}
    page, part = "requests_desk/link.html", "requests_desk/_link_form.html"
    return page_or_part(request, page, part, context, status=422 if form and form.errors else 200)


def _link_form(request: HttpRequest, linkable: Linkable) -> LinkForm | None:
    """The things that the words find, to choose from; None before anything is looked for."""
    sent = request.POST or request.GET
    words, chosen = sent.get("q", "").strip()[:200], whole_number(request.POST.get("subject_id"))
    found = linkable.find(request.user, words) if words else {}
    if chosen and chosen not in found:
        found = {**found, **linkable.describe(request.user, [chosen])}
    if not words and not chosen:
        return None
    data = request.POST if request.method == "POST" else None
    return LinkForm(
        data, found=found, to_request=linkable.subject == "ticket", initial={"subject": linkable.subject},
        auto_id="link_%s",
    )  # fmt: skip


def _linked(request: HttpRequest, number: int, form: LinkForm | None) -> HttpResponse | None:
    """The way back when it is done; None when the form has to say why not."""
    remove = whole_number(request.POST.get("remove"))
    if remove is not None:
        return back_to(request, actions.unlink(number, by=request.user, link_id=remove))
    if form is None or not form.is_valid():
        return None
    try:
        return back_to(request, actions.link(number, by=request.user, **form.cleaned_data))
    except RuleBroken as no:
        form.add_error(None, str(no))
        return None


@require_safe
@allow(anyone)
def linked_requests(request: HttpRequest, subject: str, number: int) -> HttpResponse:
    """The requests of a thing that the reader may see, the newest first."""
    linkable = linkables().get(subject)
    thing = linkable.describe(request.user, [number]).get(number) if linkable else None
    if linkable is None or thing is None:
        raise Http404
    if subject == "ticket":
        return redirect(thing.url)
    rows = Ticket.objects.visible_to(request.user).about(subject, number)
    found, next_key = cut(rows, ["-number"], request.GET.get("after", ""), values=ASKER_ROW)
    context = {"thing": thing, "icon": linkable.icon, "kind": linkable.title}
    context |= {"rows": rows_of_asker(found, timezone.now()), "next_key": next_key}
    return render(request, "requests_desk/linked.html", context)


@verb
@allow(anyone)
def split(request: HttpRequest, number: int) -> HttpResponse:
    """A part of it becomes a request of its own; it starts with the words of one message."""
    row, more = find(request, number), {}
    if request.method == "POST":
        form = SplitForm(request.POST)
        done, more = attempt(request, form, lambda **fields: _split(number, **fields))
        if done:
            return done
    else:
        form = SplitForm(initial=_part_of(request, row))
    title, button = _("A new request from %(number)s") % {"number": row.label}, _("File the new request")
    return show(request, number, form, name="split", title=title, button=button, **more)


def _part_of(request: HttpRequest, row: Ticket) -> dict[str, Any]:
    """What the new request starts with: the place of the first one, the words of the chosen message."""
    said = Message.objects.visible_to(request.user).filter(ticket=row, audience="public")
    message = said.filter(pk=whole_number(request.GET.get("message"))).first()
    place = {"category": row.category_id, "office": row.office_id, "room": row.room and row.room.number}
    words = {"text": message and message.text, "message_id": message and message.pk}
    return {**place, **words, "form_key": uuid.uuid4()}


def _split(number: int, *, by: Any, **fields: Any) -> Ticket:
    """To the new one, or back to the first where the new one is not for these eyes."""
    made = actions.split(number, by=by, **fields)
    return made if sees(by, made) else Ticket.objects.get(number=number)
