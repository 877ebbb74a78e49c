"""Whether the process lives, and whether it can do its work."""

from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from foundation.core.access import allow, everybody
from foundation.notifications.models import Heartbeat


@require_safe
@allow(everybody)
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@allow(everybody)
def ready(request: HttpRequest) -> HttpResponse:
    """503 without the database or with migrations to come; Redis and beat are reported only."""
    report: dict[str, Any] = {"database": "gone", "migrations": "unknown", "redis": _redis()}
    try:
        report["migrations"] = "waiting" if _unapplied() else "applied"
        report["database"] = "ok"
        report["beat_age_seconds"] = _beat_age()
    except DatabaseError:
        pass  # said in the report
    good = report["database"] == "ok" and report["migrations"] == "applied"
    return JsonResponse(report, status=200 if good else 503)


def _unapplied() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _redis() -> str:
    try:
        client = Redis.from_url(settings.REDIS_URL, socket_timeout=0.1, socket_connect_timeout=0.1)
        client.ping()
    except RedisError:
        return "gone"
    return "ok"


def _beat_age() -> int | None:
    """Seconds since the sweep last ran, which needs beat, queue and worker; None when it never did."""
    last = Heartbeat.objects.filter(name="sweep").first()
    return None if last is None else int((timezone.now() - last.at).total_seconds())
