"""One-off tasks: those one has to do, those one gave, and giving one."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.core.access import allow, anyone
from foundation.core.errors import RuleBroken
from foundation.core.pages import cut
from requests_desk import actions
from requests_desk.choices import OPEN, TASK
from requests_desk.forms.plans import TaskForm
from requests_desk.listing.plans import TASK_ROW, on_time, task_rows
from requests_desk.models import Ticket
from requests_desk.permissions import gives_tasks
from requests_desk.views.workplaces import form_page


@require_safe
@allow(anyone)
def task_list(request: HttpRequest) -> HttpResponse:
    """Tasks to do, given, or ended; of those that one gave how many were done in time."""
    person, view = request.user, request.GET.get("view", "mine")
    tasks = Ticket.objects.visible_to(person).filter(category__code=TASK)
    given = tasks.filter(requester=person)
    mine = tasks.filter(assignee__in=[person.pk, *person.standing.acts_for])
    rows = {"given": given.open(), "ended": (given | mine).exclude(state__in=OPEN)}
    chosen = rows.get(view, mine.open())
    order = ["-number"] if view == "ended" else ["set_due_at", "number"]
    found, next_key = cut(chosen, order, request.GET.get("after", ""), values=(*TASK_ROW, "set_due_at"))
    context = {"rows": task_rows(found, timezone.now()), "next_key": next_key, "view": view}
    context |= {"gives": gives_tasks(person), "counts": on_time(given) if view == "given" else None}
    return render(request, "requests_desk/tasks.html", context)


@form_page
@allow(gives_tasks)
def task_new(request: HttpRequest) -> HttpResponse:
    """Gives somebody a task."""
    if request.method != "POST":
        return _show(request, TaskForm(initial={"form_key": uuid.uuid4()}))
    form = TaskForm(request.POST)
    if form.is_valid():
        try:
            task = actions.give_task(by=request.user, **form.cleaned_data)
        except RuleBroken as no:
            form.add_error(None, str(no))
        else:
            messages.success(request, _("%(number)s is given.") % {"number": task.label})
            return redirect("task_list")
    return _show(request, form, status=422)


def _show(request: HttpRequest, form: TaskForm, *, status: int = 200) -> HttpResponse:
    return render(request, "requests_desk/task_new.html", {"form": form}, status=status)
