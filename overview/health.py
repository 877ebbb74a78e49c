"""Whether the process lives, and whether it can do its work."""

from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.core.access import allow, everybody
from foundation.notifications.models import Heartbeat
from foundation.notifications.permissions import reads_health, runs_jobs
from overview import machine


@require_safe
@allow(everybody)
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@allow(everybody)
def ready(request: HttpRequest) -> HttpResponse:
    """503 without the database or with migrations to come; Redis and beat are reported only."""
    report: dict[str, Any] = {"database": "gone", "migrations": "unknown", "redis": machine.queue()["state"]}
    try:
        report["migrations"] = "waiting" if machine.unapplied() else "applied"
        report["database"] = "ok"
        report["beat_age_seconds"] = _beat_age()
    except DatabaseError:
        pass  # said in the report
    good = report["database"] == "ok" and report["migrations"] == "applied"
    return JsonResponse(report, status=200 if good else 503)


@require_safe
@allow(reads_health)
def page(request: HttpRequest) -> HttpResponse:
    """Everything that must run, in words, with what failed and how to run it again."""
    facts = machine.facts()
    return render(request, "overview/health.html", {**facts, "runs_jobs": runs_jobs(request.user)})


def _beat_age() -> int | None:
    """Seconds since the sweep last ran, which needs beat, queue and worker; None when it never did."""
    last = Heartbeat.objects.filter(name=machine.SWEEP).first()
    return None if last is None else int((timezone.now() - last.at).total_seconds())
