"""One act on the chosen rows of the queue, and its undoing."""

import re
import uuid
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from foundation.core.access import allow
from foundation.core.errors import RuleBroken
from foundation.core.forms import KeyedForm
from foundation.core.pages import page_or_part
from requests_desk import actions
from requests_desk.actions.bulk import MOST, Done, in_sentences
from requests_desk.choices import BulkVerb
from requests_desk.forms.queue import BULK_FORMS, BulkAssignForm
from requests_desk.models import Bulk
from requests_desk.permissions import works_the_desk
from requests_desk.views.ticket import queue_behind
from requests_desk.views.verbs import of_the_desk

PICK = re.compile(r"(\d{1,9})(?:\.(\d{1,9}))?\Z", re.ASCII)


def picks(sent: Any) -> dict[int, int]:
    """Numbers of the chosen rows, each with the version that was seen; what is none is left out."""
    found = (PICK.match(one) for one in sent.getlist("pick")[:MOST])
    return {int(one[1]): int(one[2] or 0) for one in found if one}


@require_http_methods(["GET", "HEAD", "POST"])
@allow(works_the_desk)
def bulk(request: HttpRequest) -> HttpResponse:
    """Shows the form of an act on the chosen rows, and does it."""
    sent = request.POST if request.method == "POST" else request.GET
    picked, verb = picks(sent), _verb(sent.get("do", ""))
    form = _form(request, verb)
    if request.method == "POST" and picked and form.is_valid():
        try:
            return _done(request, actions.in_bulk(picked, by=request.user, verb=verb, **form.cleaned_data))
        except RuleBroken as no:
            form.add_error(None, str(no))
    return _show(request, form, verb=verb, picked=picked, status=422 if form.errors else 200)


def _verb(asked: str) -> BulkVerb:
    return BulkVerb(asked) if asked in BulkVerb.values else BulkVerb.ASSIGN


def _form(request: HttpRequest, verb: BulkVerb) -> KeyedForm:
    data = request.POST if request.method == "POST" else None
    more: dict[str, Any] = {"initial": {"form_key": uuid.uuid4()}, "auto_id": "bulk_%s"}
    if verb == BulkVerb.ASSIGN:
        form = BulkAssignForm(data, people=of_the_desk(), **more)
        form.initial["to"] = request.user.pk
        return form
    return BULK_FORMS[verb](data, **more)


def _show(
    request: HttpRequest, form: KeyedForm, *, verb: BulkVerb, picked: dict[int, int], status: int
) -> HttpResponse:
    return _answer(
        request,
        {
            "form": form,
            "verb": verb,
            "title": str(verb.label),
            "button": verb.label,
            "picked": [f"{number}.{version}" for number, version in picked.items()],
            "numbers": [f"P-{number}" for number in picked],
        },
        status=status,
    )


def _answer(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context["from"] = queue_behind(request) or reverse("queue")
    return page_or_part(
        request, "requests_desk/bulk.html", "requests_desk/_bulk.html", context, status=status
    )


def _done(request: HttpRequest, done: Done) -> HttpResponse:
    """What was done, with the way to undo it; beside the queue as a part, else on the queue itself."""
    back = queue_behind(request) or reverse("queue")
    words = _told(done)
    undo = f"{reverse('queue_bulk_undo', args=[done.bulk.pk])}?from={quote(back, safe='')}"
    messages.success(request, words, extra_tags=undo)
    left = in_sentences(done.left)
    if request.htmx:
        return _answer(request, {"title": words, "done": done, "left": left, "picked": []})
    if left:
        messages.warning(request, _("Left as they are:") + " " + left)
    return HttpResponseRedirect(back)


def _told(done: Done) -> str:
    """What was done to how many."""
    count = done.count
    words = {
        BulkVerb.ASSIGN: ngettext("%(count)s request is assigned", "%(count)s requests are assigned", count),
        BulkVerb.PRIORITY: ngettext(
            "%(count)s request has another priority", "%(count)s requests have another priority", count
        ),
        BulkVerb.RESOLVE: ngettext("%(count)s request is solved", "%(count)s requests are solved", count),
        BulkVerb.CANCEL: ngettext(
            "%(count)s request is cancelled", "%(count)s requests are cancelled", count
        ),
    }
    return words[BulkVerb(done.bulk.verb)] % {"count": count}


@require_POST
@allow(works_the_desk)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Takes one's act back, within ten seconds."""
    try:
        done = actions.undo_bulk(number, by=request.user)
    except Bulk.DoesNotExist as unseen:
        raise Http404 from unseen
    except RuleBroken as no:
        messages.error(request, str(no))
    else:
        messages.success(request, " ".join(filter(None, [_("Undone."), in_sentences(done.left)])))
    return HttpResponseRedirect(queue_behind(request) or reverse("queue"))
