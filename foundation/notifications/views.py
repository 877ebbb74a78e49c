"""What is posted from the health page and the profile; both pages live in the overview."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from foundation.core.access import allow, anyone
from foundation.core.errors import RuleBroken
from foundation.notifications import actions
from foundation.notifications.forms import WaysForm
from foundation.notifications.models import JobRun
from foundation.notifications.permissions import runs_jobs


@require_POST
@allow(runs_jobs)
def job_again(request: HttpRequest, number: int) -> HttpResponse:
    """Runs a failed job again."""
    return _act(request, number, actions.run_again, _("The job will run again in a moment."))


@require_POST
@allow(runs_jobs)
def job_aside(request: HttpRequest, number: int) -> HttpResponse:
    """Puts a failed job aside."""
    return _act(request, number, actions.put_aside, _("The job is put aside."))


@require_POST
@allow(anyone)
def ways(request: HttpRequest) -> HttpResponse:
    """Keeps how one wants to hear of what happens."""
    form = WaysForm(request.POST)
    if form.is_valid():
        actions.choose_ways(form.cleaned_data, by=request.user)
        messages.success(request, _("Saved: this is how you hear of what happens."))
    else:
        messages.warning(request, _("Choose one way for each kind of notice."))
    return redirect("profile")


def _act(request: HttpRequest, number: int, action: Callable[..., Any], done: str) -> HttpResponse:
    job = get_object_or_404(JobRun, pk=number)
    try:
        action(job.pk, by=request.user)
    except RuleBroken as no:
        messages.warning(request, str(no))
    else:
        messages.success(request, done)
    return redirect("health")
