"""Recurring requests: the list, one plan with its days and what came of them, the form."""

import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.core.access import allow
from foundation.core.errors import RuleBroken
from foundation.core.pages import cut
from foundation.organisation.models import Person
from requests_desk import actions
from requests_desk.actions.hours import hours_of
from requests_desk.forms.plans import PlanForm
from requests_desk.listing.plans import coming_days, plan_rows, plan_tag, rule_words, run_rows
from requests_desk.models import Plan
from requests_desk.permissions import keeps_plans, reads_the_queue
from requests_desk.querysets import DESK
from requests_desk.views.workplaces import form_page

RUNS = 50
KEPT = (
    "title", "text", "kind", "every", "weekday", "nth", "month_day", "shift", "starts_on", "ends_on",
    "days_to_do",
)  # fmt: skip


@require_safe
@allow(reads_the_queue)
def plan_list(request: HttpRequest) -> HttpResponse:
    """Plans by their next day, or those that have ended or were stopped."""
    ended = request.GET.get("view") == "ended"
    seen = Plan.objects.visible_to(request.user).select_related("office", "assignee")
    running = Plan.objects.running().values("pk")
    rows = seen.exclude(pk__in=running) if ended else seen.running()
    found, next_key = cut(rows, ["-pk"] if ended else ["next_on", "pk"], request.GET.get("after", ""))
    context = {"rows": plan_rows(found), "next_key": next_key, "ended": ended}
    context["keeps"] = keeps_plans(request.user)
    return render(request, "requests_desk/plans.html", context)


@require_safe
@allow(reads_the_queue)
def plan(request: HttpRequest, number: int) -> HttpResponse:
    """One plan."""
    return _show(request, _find(request, number))


def _find(request: HttpRequest, number: int) -> Plan:
    seen = Plan.objects.visible_to(request.user)
    seen = seen.select_related("office", "room", "assignee", "requester", "category", "made_by")
    row: Plan = get_object_or_404(seen, pk=number)
    return row


def _show(request: HttpRequest, row: Plan, *, trouble: str = "", status: int = 200) -> HttpResponse:
    going = row.stopped_at is None and row.next_on is not None
    context = {
        "plan": row,
        "rule": rule_words(row),
        "tag": plan_tag(row),
        "days": coming_days(row, hours_of(row.office_id)) if going else [],
        "runs": run_rows(row, RUNS),
        "keeps": keeps_plans(request.user),
        "trouble": trouble,
    }
    return render(request, "requests_desk/plan.html", context, status=status)


@form_page
@allow(keeps_plans)
def plan_new(request: HttpRequest) -> HttpResponse:
    """A new plan."""
    start = {"form_key": uuid.uuid4(), "office": request.user.office_id, "starts_on": timezone.localdate()}
    return _ask(request, None, start, lambda **said: actions.make_plan(by=request.user, **said))


@form_page
@allow(keeps_plans)
def plan_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Another rule, place or solver; what has come stays."""
    row = _find(request, number)
    start = {name: getattr(row, name) for name in KEPT} | {"form_key": uuid.uuid4()}
    start |= {"category": row.category_id, "office": row.office_id, "assignee": row.assignee_id}
    start["room"] = row.room.number if row.room else ""
    return _ask(request, row, start, lambda form_key, **said: _change(request, row, said))


def _change(request: HttpRequest, row: Plan, said: dict[str, Any]) -> Plan:
    """The requester stays, unless they have left: then it goes on in the name of who changes it."""
    name = {} if row.requester.is_active else {"requester": request.user}
    return actions.change_plan(row.pk, by=request.user, **said, **name)


def _ask(
    request: HttpRequest, row: Plan | None, start: dict[str, Any], act: Callable[..., Plan]
) -> HttpResponse:
    today = timezone.localdate()
    desk = Person.objects.in_service().filter(roles__role__in=DESK, roles__period__contains=today).distinct()
    posted = request.POST if request.method == "POST" else None
    form, status = PlanForm(posted, initial=start, people=desk), 200
    if posted is not None:
        status = 422
        if form.is_valid():
            try:
                return redirect("plan", act(**form.cleaned_data).pk)
            except RuleBroken as no:
                form.add_error(None, str(no))
    return render(request, "requests_desk/plan_form.html", {"form": form, "plan": row}, status=status)


@require_POST
@allow(keeps_plans)
def plan_stop(request: HttpRequest, number: int) -> HttpResponse:
    """Nothing comes of it any more."""
    return _do(request, number, actions.stop_plan)


@require_POST
@allow(keeps_plans)
def plan_start(request: HttpRequest, number: int) -> HttpResponse:
    """It goes on."""
    return _do(request, number, actions.start_plan)


def _do(request: HttpRequest, number: int, act: Callable[..., Plan]) -> HttpResponse:
    try:
        act(number, by=request.user)
    except Plan.DoesNotExist as unseen:
        raise Http404 from unseen
    except RuleBroken as no:
        return _show(request, _find(request, number), trouble=str(no), status=409)
    return redirect("plan", number)
