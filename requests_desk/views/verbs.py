"""What one can do with a request. Each verb has a form on its own page; htmx shows it in place."""

import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.core.access import allow, anyone, everybody
from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.core.forms import whole_number
from foundation.core.pages import page_or_part
from foundation.files import actions as files
from foundation.organisation.models import Person
from requests_desk import actions, placeholders
from requests_desk.actions.common import demand
from requests_desk.choices import WaitingFor
from requests_desk.forms import (
    AssignForm,
    ForwardForm,
    ReasonForm,
    ReplyForm,
    ResolveForm,
    TextForm,
    WaitForm,
)
from requests_desk.listing import known_of
from requests_desk.models import CannedReply, Message, Ticket
from requests_desk.permissions import may_confirm, may_reply, may_work, works_the_desk
from requests_desk.querysets import DESK
from requests_desk.views import typed
from requests_desk.views.ticket import find, partner_address, queue_behind

RIGHTS = {"reply": may_reply, "not_solved": may_confirm}  # every other verb is the desk's
verb = require_http_methods(["GET", "HEAD", "POST"])


def back_to(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """To the queue with this request open when one came from there, else to its page."""
    came_from = queue_behind(request)
    page = reverse("ticket", args=[ticket.number])
    if not came_from:
        return HttpResponseRedirect(page)
    if request.htmx:  # only the request beside the queue is drawn again
        return HttpResponseRedirect(f"{page}?{urlencode({'from': came_from})}")
    joint = "&" if "?" in came_from else "?"
    return HttpResponseRedirect(f"{came_from}{joint}ticket={ticket.number}")


def show(
    request: HttpRequest, number: int, form: forms.Form, *, name: str, title: str, button: str,
    status: int = 200, **more: Any,
) -> HttpResponse:  # fmt: skip
    """The form of a verb on its page, or as a part beside the request, where it comes back to its place."""
    ticket = find(request, number)
    demand(RIGHTS.get(name, may_work)(request.user, ticket))
    form.auto_id = f"{name}_%s"  # filters and other forms stand on the same page
    context = {
        "ticket": ticket,
        "can_work": may_work(request.user, ticket),
        "form": form,
        "verb": name,
        "title": title,
        "button": button,
        "signer": typed.sign(request.user),
        "from": queue_behind(request),
        "errors_in_title": bool(form.errors),
        "held": (),
        "was": {},
        "clash": None,
        "draft": {"version": whole_number(request.POST.get("seen")) or 0, "when": ""},
        **more,
    }
    response = page_or_part(
        request, "requests_desk/verb.html", "requests_desk/_verb.html", context, status=status
    )
    if request.method == "POST":
        response["HX-Retarget"] = "#reply" if name == "reply" else "#verb"
    return response


def attempt(
    request: HttpRequest, form: Any, act: Callable[..., Ticket]
) -> tuple[HttpResponse | None, dict[str, Any]]:
    """Holds uploads, validates, acts; the redirect, or None with what the page needs to say why not.

    The action itself finds the request through `visible_to`: Http404 when there is none for this person.
    """
    good = form.is_valid()
    uploads, key = request.FILES.getlist("files"), form.cleaned_data.get("form_key")
    if uploads and key and "files" in form.cleaned_data:
        try:
            files.hold(uploads=uploads, form_key=key, by=request.user)
        except RuleBroken as refused:
            form.add_error("files", str(refused))
            good = False
    if not good:
        return None, {"status": 422}
    fields = {name: value for name, value in form.cleaned_data.items() if name not in ("files", "kind")}
    try:
        return back_to(request, act(by=request.user, **fields)), {}
    except Ticket.DoesNotExist as unseen:
        raise Http404 from unseen
    except ChangedMeanwhile as clash:
        form.add_error(None, str(clash))
        return None, {"status": 409, "clash": clash}
    except RuleBroken as no:
        form.add_error(None, str(no))
        return None, {"status": 422}


def said(
    request: HttpRequest,
    number: int,
    form_class: type[forms.Form],
    act: Any,
    *,
    name: str,
    title: str,
    button: str,
) -> HttpResponse:
    """A verb whose form is some words: shown on GET, acted on POST."""
    if request.method == "POST" and not (request.POST.get("drop") or "insert" in request.POST):
        form = form_class(request.POST, request.FILES)
        done, more = attempt(request, form, lambda **fields: act(number, **fields))
        if done:
            return done
    else:
        form, more = _unsent(request, form_class, number), {}
    key = form["form_key"].value()
    return show(
        request,
        number,
        form,
        name=name,
        title=title,
        button=button,
        held=files.held_for(key, by=request.user),
        **more,
    )


def _unsent(request: HttpRequest, form_class: type[forms.Form], number: int) -> forms.Form:
    """An empty form; after a file was taken out or a canned reply put in, the same words again."""
    if request.method != "POST":
        return form_class(initial={"form_key": uuid.uuid4()})
    start = request.POST.dict()
    if "insert" in start:
        row = find(request, number)
        words = canned_text(row, whole_number(start.get("canned", "")), by=request.user)
        start["text"] = "\n\n".join(filter(None, [start.get("text", "").strip(), words]))
    else:
        files.drop_held(file_id=request.POST["drop"], by=request.user)
    return form_class(initial=start)


def canned_text(row: Ticket, key: int | None, *, by: Any) -> str:
    """A canned reply in the requester's language, filled in; "" when it does not fit the request."""
    if key not in {one["pk"] for one in row.all_replies}:
        return ""
    reply = CannedReply.objects.get(pk=key)
    with translation.override(row.requester.language or settings.LANGUAGE_CODE):
        english = translation.get_language() == "en"
        return placeholders.fill(reply.text_en if english else reply.text_et, known_of(row, by))


@verb
@allow(everybody)
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """A public reply, or by the chosen kind an internal note; kept when the session has ended."""
    if not request.user.is_authenticated:
        return typed.send_to_sign_in(request, back=reverse("ticket", args=[number]))
    note = request.POST.get("kind") == "note"
    response = said(
        request, number, ReplyForm, actions.note if note else actions.reply,
        name="reply", title=_("Reply"), button=_("Save note") if note else _("Send reply"),
    )  # fmt: skip
    return typed.forget(request, response) if response.status_code == 302 else response


@verb
@allow(anyone)
def resolve(request: HttpRequest, number: int) -> HttpResponse:
    """Solved, with an answer."""
    return said(
        request,
        number,
        ResolveForm,
        actions.resolve,
        name="resolve",
        title=_("Resolve"),
        button=_("Resolve and tell"),
    )


@verb
@allow(anyone)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Ended without solving, with a reason."""
    return said(
        request, number, ReasonForm, actions.cancel, name="cancel", title=_("Cancel the request"),
        button=_("Cancel the request"),
    )  # fmt: skip


@verb
@allow(anyone)
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Taken up again by the desk."""
    return said(
        request, number, ReasonForm, actions.reopen, name="reopen", title=_("Reopen"), button=_("Reopen")
    )


@verb
@allow(anyone)
def not_solved(request: HttpRequest, number: int) -> HttpResponse:
    """The asker says that it is not solved."""
    return said(
        request, number, TextForm, actions.not_solved, name="not_solved", title=_("Not solved yet"),
        button=_("Send and reopen"),
    )  # fmt: skip


@verb
@allow(anyone)
def wait(request: HttpRequest, number: int) -> HttpResponse:
    """The clock stands until something comes."""

    def act(row: int, *, waiting_for: str, **fields: Any) -> Ticket:
        return actions.wait(row, waiting_for=WaitingFor(waiting_for), **fields)

    return said(
        request, number, WaitForm, act, name="wait", title=_("Put on hold"), button=_("Stop the clock")
    )


@verb
@allow(works_the_desk)
def forward(request: HttpRequest, number: int) -> HttpResponse:
    """Chosen words and files to a partner outside."""
    said_so_far = Message.objects.visible_to(request.user).filter(ticket__number=number).order_by("pk")
    kept = files.free_to_leave(files.of_subjects("message", said_so_far.values("pk")))
    more: dict[str, Any] = {}
    if request.method == "POST":
        form = ForwardForm(request.POST, files=kept)
        done, more = attempt(request, form, lambda **fields: actions.forward(number, **fields))
        if done:
            return done
    else:
        first = said_so_far.values_list("text", flat=True).first() or ""
        address = partner_address(find(request, number), request.user)
        form = ForwardForm(files=kept, initial={"form_key": uuid.uuid4(), "text": first, "address": address})
    return show(
        request,
        number,
        form,
        name="forward",
        title=_("Send to a partner"),
        button=_("Send to the partner"),
        **more,
    )


def of_the_desk() -> Any:
    """Those to whom a request can be assigned."""
    today = timezone.localdate()
    people = Person.objects.in_service().filter(roles__role__in=[*DESK], roles__period__contains=today)
    return people.distinct()


@verb
@allow(anyone)
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Who solves it."""
    desk = of_the_desk()
    more: dict[str, Any] = {}
    if request.method == "POST":
        form = AssignForm(request.POST, people=desk)
        done, more = attempt(request, form, lambda **fields: actions.assign(number, **fields))
        if done:
            return done
    else:
        now = find(request, number).assignee_id
        form = AssignForm(people=desk, initial={"to": now, "was": now})
    return show(request, number, form, name="assign", title=_("Assign"), button=_("Assign"), **more)


@require_POST
@allow(anyone)
def take(request: HttpRequest, number: int) -> HttpResponse:
    """I solve it."""
    was = whole_number(request.POST.get("was"))
    return at_once(request, number, lambda: actions.take(number, by=request.user, was=was))


@require_POST
@allow(anyone)
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """The wait is over."""
    return at_once(request, number, lambda: actions.resume(number, by=request.user))


@require_POST
@allow(anyone)
def solved(request: HttpRequest, number: int) -> HttpResponse:
    """The asker says that it is solved."""
    return at_once(request, number, lambda: actions.confirm_solved(number, by=request.user))


def at_once(request: HttpRequest, number: int, act: Callable[[], Ticket]) -> HttpResponse:
    """A verb without a form: done at once, or the sentence why not on the page one came from."""
    try:
        return back_to(request, act())
    except Ticket.DoesNotExist as unseen:
        raise Http404 from unseen
    except RuleBroken as no:
        messages.error(request, str(no))
    return back_to(request, find(request, number))
