"""The inbox of decisions: what waits for me and for those I act for, one open beside, by keyboard."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.approvals import actions
from foundation.approvals.choices import DECIDED, StepState
from foundation.approvals.forms import ApproveForm, ReturnForm
from foundation.approvals.listing import (
    decided_rows,
    decided_words,
    described,
    due_tag,
    state_tag,
    waiting_rows,
)
from foundation.approvals.models import ApprovalStep
from foundation.approvals.permissions import right_to_decide
from foundation.core.access import allow, anyone
from foundation.core.duties import Matter, approval_subject_of
from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.core.pages import cut, page_or_part

verb = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@allow(anyone)
def inbox(request: HttpRequest) -> HttpResponse:
    """Waiting ones, the oldest due first, or decided ones; one of them open beside."""
    context = _list(request)
    chosen = request.GET.get("step", "")
    if chosen.isdecimal() and len(chosen) < 10:
        context |= _context(request, int(chosen))
    context["next"] = request.path + context["here"]
    return page_or_part(request, "approvals/inbox.html", "approvals/_list.html", context)


def _list(request: HttpRequest) -> dict[str, Any]:
    """The left side: tabs, 50 rows and the way to the next."""
    person, now, decided = request.user, timezone.now(), request.GET.get("view") == "decided"
    waiting = ApprovalStep.objects.waiting_for(person)
    rows = ApprovalStep.objects.decided_by(person) if decided else waiting
    order = ("-decided_at", "-pk") if decided else ("due_at", "pk")
    after = request.GET.get("after", "")
    found, next_key = cut(rows.with_names(), order, after)
    count = waiting.count() if decided or after or next_key else len(found)
    view = "decided" if decided else "waiting"
    return {
        "rows": (decided_rows if decided else waiting_rows)(person, found, now),
        "view": view,
        "tabs": [
            _tab("waiting", _("Waiting for me"), view, count),
            _tab("decided", _("Decided"), view, None),
        ],
        "next_url": f"?{urlencode({'view': view, 'after': next_key})}" if next_key else "",
        "here": f"?view={view}",
    }


def _tab(code: str, words: str, view: str, count: int | None) -> dict[str, Any]:
    return {"words": words, "url": f"?view={code}", "current": code == view, "count": count}


@require_safe
@allow(anyone)
def step(request: HttpRequest, pk: int) -> HttpResponse:
    """One matter: what is asked, who decides, who has decided."""
    return page_or_part(request, "approvals/step.html", "approvals/_step.html", _context(request, pk))


@verb
@allow(anyone)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Yes, after a second look."""
    return _decide(request, pk, ApproveForm, name="approve", yes=True)


@verb
@allow(anyone)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """No, with a reason."""
    return _decide(request, pk, ReturnForm, name="return", yes=False)


def _decide(request: HttpRequest, pk: int, form_class: Any, *, name: str, yes: bool) -> HttpResponse:
    """The form of a decision; what its reader saw goes along and is compared."""
    if request.method != "POST":
        context = _context(request, pk)
        form = form_class(initial={"seen": context["seen"]})
        return _form(request, context, form, name=name)
    form, status = form_class(request.POST), 422
    if form.is_valid():
        try:
            actions.decide(pk, by=request.user, yes=yes, **form.cleaned_data)
            return _done(request, pk, yes=yes)
        except ApprovalStep.DoesNotExist as unseen:
            raise Http404 from unseen
        except RuleBroken as no:
            form.add_error(None, str(no))
            status = 409 if isinstance(no, ChangedMeanwhile) else 422
    context = _context(request, pk)
    form.data = {**form.data.dict(), "seen": context["seen"] if status == 409 else form["seen"].value()}
    return _form(request, context, form, name=name, status=status)


def _form(
    request: HttpRequest, context: dict[str, Any], form: Any, *, name: str, status: int = 200
) -> HttpResponse:
    form.auto_id = f"{name}_%s"
    context |= {"form": form, "verb": name, "errors_in_title": bool(form.errors)}
    response = page_or_part(
        request, "approvals/decide.html", "approvals/_decide.html", context, status=status
    )
    if request.method == "POST":
        response["HX-Retarget"] = "#verb"
    return response


def _done(request: HttpRequest, pk: int, *, yes: bool) -> HttpResponse:
    """Beside the list the decided matter, else the list."""
    messages.success(request, _("Approved.") if yes else _("Returned with the reason."))
    came_from = _behind(request)
    if request.htmx:
        return HttpResponseRedirect(f"{reverse('approval', args=[pk])}?{urlencode({'from': came_from})}")
    return HttpResponseRedirect(came_from or reverse("approvals"))


def _behind(request: HttpRequest) -> str:
    """The address of the inbox that one came from; "" for none, and for any other address."""
    came_from = request.GET.get("from") or request.POST.get("from", "")
    return came_from if came_from.startswith(f"{reverse('approvals')}?") else ""


def _context(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Everything that the page of a matter shows; a look at a restricted one is logged first."""
    person, now = request.user, timezone.now()
    row = get_object_or_404(ApprovalStep.objects.visible_to(person).with_names(), pk=pk)
    approval = row.approval
    what = described(person, [row]).get((approval.subject_type, approval.subject_id))
    if what is not None and what.restricted:
        approval_subject_of(approval.subject_type).seen(person, approval.subject_id)
    steps = list(ApprovalStep.objects.filter(approval=approval).with_names().order_by("order"))
    others = [one for one in steps if one.state in DECIDED and one.pk != row.pk]
    source = right_to_decide(person, row, others) if row.state == StepState.WAITING else None
    return {
        "step": row,
        "what": what,
        "steps": [_step_words(one, now) for one in steps],
        "can_decide": source is not None and what is not None,
        "behalf": row.seat_words if source not in (None, person.pk) else "",
        "own": person.pk in (approval.requester_id, approval.asked_by_id),
        "tag": due_tag(row, now) if row.state == StepState.WAITING else state_tag(row),
        "newer": _newer(row, person),
        "seen": _seen(what),
        "from": _behind(request),
    }


def _seen(what: Matter | None) -> str:
    return what.fingerprint if what else ""


def _step_words(one: Any, now: Any) -> dict[str, Any]:
    return {
        "row": one,
        "seat": one.seat_words,
        "tag": state_tag(one),
        "decided": decided_words(one) if one.state in DECIDED else "",
        "due": due_tag(one, now)["words"] if one.state == StepState.WAITING else "",
    }


def _newer(row: Any, person: Any) -> Any:
    """What was asked anew after the matter changed, when it waits for the same person."""
    if row.state != StepState.DROPPED:
        return None
    same = {
        "approval__subject_type": row.approval.subject_type,
        "approval__subject_id": row.approval.subject_id,
    }
    return ApprovalStep.objects.waiting_for(person).filter(**same).first()
