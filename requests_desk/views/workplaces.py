"""Workplaces of people who come and go: the list, filing with a look before sending, one case, its steps."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation.core.access import NotYours, allow, anyone
from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.core.pages import cut
from foundation.organisation.models import Person
from requests_desk import actions
from requests_desk.choices import CaseKind, CaseState
from requests_desk.forms.workplaces import (
    CaseEditForm,
    LeaverForm,
    MoveForm,
    NewcomerForm,
    StepForm,
    templates_of,
)
from requests_desk.listing.workplaces import case_page, case_rows, step_rows
from requests_desk.models import Step, WorkplaceCase, WorkplaceTemplate
from requests_desk.permissions import files_leavers, keeps_case, works_on_steps
from requests_desk.querysets import DESK

form_page = require_http_methods(["GET", "HEAD", "POST"])
BUTTONS = {"csrfmiddlewaretoken", "send", "change"}


@require_safe
@allow(anyone)
def workplace_list(request: HttpRequest) -> HttpResponse:
    """Open cases by their day, or those that have ended."""
    ended = request.GET.get("view") == "ended"
    seen = WorkplaceCase.objects.visible_to(request.user).select_related("office")
    rows = seen.exclude(state=CaseState.OPEN) if ended else seen.open()
    order = ["-day", "-pk"] if ended else ["day", "pk"]
    found, next_key = cut(rows, order, request.GET.get("after", ""))
    context = {"rows": case_rows(found, timezone.now()), "next_key": next_key, "ended": ended}
    context["files_leavers"] = files_leavers(request.user)
    return render(request, "requests_desk/workplaces.html", context)


@form_page
@allow(anyone)
def workplace_new(request: HttpRequest) -> HttpResponse:
    """A new colleague: one form, then a look at the steps and their days, then it is sent."""
    return _filing(request, CaseKind.NEWCOMER, NewcomerForm)


@form_page
@allow(files_leavers)
def leaver_new(request: HttpRequest) -> HttpResponse:
    """A leaving colleague: the same, with what they hold."""
    return _filing(request, CaseKind.LEAVER, LeaverForm)


def _filing(request: HttpRequest, kind: CaseKind, form_class: Any) -> HttpResponse:
    templates = list(templates_of(kind))
    template = _chosen(request, templates)
    if template is None:
        return render(request, "requests_desk/workplace_none.html", {"kind": kind}, status=409)
    steps = [step for step in template.steps.all() if not step.retired]
    frame = {"kind": kind, "templates": templates, "template": template}
    if request.method != "POST":
        start = {"form_key": uuid.uuid4(), **_start(request, kind)}
        return _show_form(request, form_class(initial=start, steps=steps), frame)
    form = form_class(request.POST, steps=steps)
    if "change" in request.POST:
        return _show_form(request, form_class(initial=_typed(request), steps=steps), frame)
    if not form.is_valid():
        return _show_form(request, form, frame, status=422)
    try:
        return _sent(request, form, template) if "send" in request.POST else _check(request, form, frame)
    except RuleBroken as no:
        form.add_error(None, str(no))
        return _show_form(request, form, frame, status=422)


def _chosen(request: HttpRequest, templates: list[WorkplaceTemplate]) -> WorkplaceTemplate | None:
    code = request.POST.get("template") or request.GET.get("template", "")
    return next((one for one in templates if one.code == code), templates[0] if templates else None)


def _start(request: HttpRequest, kind: CaseKind) -> dict[str, Any]:
    mine = {"office": request.user.office_id, "unit": request.user.unit_id, "manager": request.user.email}
    return mine if kind == CaseKind.NEWCOMER else {"person": request.GET.get("person", "")[:200]}


def _typed(request: HttpRequest) -> dict[str, Any]:
    return {**request.POST.dict(), "wanted": request.POST.getlist("wanted")}


def _show_form(request: HttpRequest, form: Any, frame: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return render(request, "requests_desk/workplace_new.html", {"form": form, **frame}, status=status)


def _check(request: HttpRequest, form: Any, frame: dict[str, Any]) -> HttpResponse:
    """What would come of it: each step with its day and whose it is, before anything is sent."""
    case, steps = actions.preview_workplace(by=request.user, template=frame["template"], **form.cleaned_data)
    typed = [
        (name, value) for name, values in request.POST.lists() if name not in BUTTONS for value in values
    ]
    rows = step_rows(case, steps, request.user, timezone.now())
    return render(
        request, "requests_desk/workplace_check.html", {"case": case, "rows": rows, "typed": typed, **frame}
    )


def _sent(request: HttpRequest, form: Any, template: WorkplaceTemplate) -> HttpResponse:
    case = actions.file_workplace(by=request.user, template=template, **form.cleaned_data)
    messages.success(request, _("Sent. Everybody who has a step of it gets a mail."))
    return redirect("workplace", case.pk)


@require_safe
@allow(anyone)
def workplace(request: HttpRequest, number: int) -> HttpResponse:
    """One case as its reader may see it: one's own steps first."""
    return _show_case(request, number)


def _show_case(request: HttpRequest, number: int, *, trouble: str = "", status: int = 200) -> HttpResponse:
    context = {**case_page(_find(request, number), request.user), "trouble": trouble}
    return render(request, "requests_desk/workplace.html", context, status=status)


def _find(request: HttpRequest, number: int) -> WorkplaceCase:
    seen = WorkplaceCase.objects.visible_to(request.user).with_names()
    case: WorkplaceCase = get_object_or_404(seen, pk=number)
    return case


def _kept(request: HttpRequest, number: int) -> WorkplaceCase:
    case = _find(request, number)
    if not keeps_case(request.user, case):
        raise NotYours("keeps_case")
    return case


@form_page
@allow(anyone)
def workplace_move(request: HttpRequest, number: int) -> HttpResponse:
    """Another first or last day."""
    case = _kept(request, number)
    form = MoveForm(
        request.POST if request.method == "POST" else None, initial={"day": case.day, "was": case.day}
    )
    words = {
        "title": _("Move the day"),
        "button": _("Move"),
        "text": _("Steps that are not over move along."),
    }
    return _ask(
        request, case, form, words, lambda **said: actions.move_workplace(number, by=request.user, **said)
    )


@form_page
@allow(anyone)
def workplace_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Who follows it, who watches over it, the room, the person of the register."""
    case = _kept(request, number)
    owners = (
        Person.objects.in_service()
        .filter(roles__role__in=DESK, roles__period__contains=timezone.localdate())
        .distinct()
    )
    start = {"manager": case.manager.email, "owner": case.owner_id, "note": case.note}
    start |= {
        "room": case.room.number if case.room else "",
        "person": case.person.email if case.person else "",
    }
    form = CaseEditForm(
        request.POST if request.method == "POST" else None, initial=start, case=case, owners=owners
    )
    words = {"title": _("Change the case"), "button": _("Save"), "text": ""}
    return _ask(
        request, case, form, words, lambda **said: actions.edit_workplace(number, by=request.user, **said)
    )


@form_page
@allow(anyone)
def step_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Whose a step is, what a partner or another unit answered and promised."""
    step = _find_step(request, number)
    case = _find(request, step.case_id)
    if not works_on_steps(request.user, case):
        raise NotYours("works_the_desk")
    start = {"assignee": step.assignee.email if step.assignee else "", "answer": step.answer}
    form = StepForm(
        request.POST if request.method == "POST" else None, initial=start | {"promised_on": step.promised_on}
    )
    words = {"title": step.name, "button": _("Save"), "text": "", "step": step}
    return _ask(request, case, form, words, lambda **said: actions.edit_step(number, by=request.user, **said))


def _ask(
    request: HttpRequest, case: WorkplaceCase, form: Any, words: dict[str, Any], act: Callable[..., Any]
) -> HttpResponse:
    """The form of a verb on its page; done, back to the case."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(**form.cleaned_data)
                return redirect("workplace", case.pk)
            except RuleBroken as no:
                form.add_error(None, str(no))
                status = 409 if isinstance(no, ChangedMeanwhile) else 422
    context = {"case": case, "form": form, "step": None, **words}
    return render(request, "requests_desk/workplace_form.html", context, status=status)


def _find_step(request: HttpRequest, number: int) -> Step:
    seen = Step.objects.visible_to(request.user).select_related("assignee")
    step: Step = get_object_or_404(seen, pk=number)
    return step


def _do(request: HttpRequest, number: int, act: Callable[[], Any], anchor: str = "") -> HttpResponse:
    """Acts, and goes back to the case; a broken rule is said on its page."""
    try:
        act()
    except (WorkplaceCase.DoesNotExist, Step.DoesNotExist) as unseen:
        raise Http404 from unseen
    except RuleBroken as no:
        return _show_case(request, number, trouble=str(no), status=409)
    return HttpResponseRedirect(reverse("workplace", args=[number]) + anchor)


@require_POST
@allow(anyone)
def workplace_close(request: HttpRequest, number: int) -> HttpResponse:
    """Everything is over."""
    return _do(request, number, lambda: actions.close_workplace(number, by=request.user))


@require_POST
@allow(anyone)
def workplace_cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody comes, or nobody leaves."""
    return _do(request, number, lambda: actions.cancel_workplace(number, by=request.user))


@require_POST
@allow(anyone)
def workplace_look(request: HttpRequest, number: int) -> HttpResponse:
    """What a leaver holds now."""
    return _do(request, number, lambda: actions.look_again(number, by=request.user))


@require_POST
@allow(anyone)
def step_done(request: HttpRequest, number: int) -> HttpResponse:
    """A step is done."""
    return _of_step(request, number, lambda: actions.finish_step(number, by=request.user))


@require_POST
@allow(anyone)
def step_drop(request: HttpRequest, number: int) -> HttpResponse:
    """A step is not needed."""
    return _of_step(request, number, lambda: actions.drop_step(number, by=request.user))


@require_POST
@allow(anyone)
def step_reopen(request: HttpRequest, number: int) -> HttpResponse:
    """A step is to be done again."""
    return _of_step(request, number, lambda: actions.reopen_step(number, by=request.user))


def _of_step(request: HttpRequest, number: int, act: Callable[[], Any]) -> HttpResponse:
    case = _find_step(request, number).case_id
    return _do(request, case, act, f"#step-{number}")
