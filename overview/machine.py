"""How the machinery stands: queue, regular jobs, failed jobs, events and mails that wait, disk, versions.

Each part says in `trouble` what is wrong, in words for an administrator; no trouble at all is "all well".
"""

import platform
import shutil
from datetime import datetime, timedelta
from typing import Any

import django
from celery.schedules import crontab
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Max, Min, Q
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from redis import Redis
from redis.exceptions import RedisError

from foundation.core import clock
from foundation.events.models import Pending
from foundation.notifications.choices import MailState
from foundation.notifications.models import Heartbeat, JobRun, Mail

SHOWN = 50
LATE_PERIODS = 3
LATE = timedelta(minutes=5)  # events and mails wait for seconds when all is well
LONG_QUEUE = 1000
BOUNCED_SINCE = timedelta(days=7)
DISK_FREE = 0.1  # less than a tenth free is trouble
SWEEP = "notifications.sweep"  # needs beat, queue and worker: its age says whether all three live

# What beat starts, in words; a job that is not named here shows its technical name.
JOBS = {
    SWEEP: gettext_lazy("Mails and events left behind"),
    "requests_desk.index_left_behind": gettext_lazy("Words for the search"),
    "files.drop_old_held": gettext_lazy("Old files of forms that were not sent"),
    "requests_desk.fold_counts": gettext_lazy("Counts of the reports are added up"),
    "requests_desk.compare_counts": gettext_lazy("Counts of the reports compared"),
    "requests_desk.close_solved": gettext_lazy("Solved requests close"),
    "deadlines.sweep": gettext_lazy("Deadlines come nearer"),
    "requests_desk.publish_deadlines": gettext_lazy("Deadlines compared with the requests"),
    "approvals.look_again": gettext_lazy("Approvals that nobody can decide"),
    "imports.forget_old": gettext_lazy("Old rows of imports"),
    "organisation.sweep_sign_in": gettext_lazy("Old sign-in tries and sessions"),
    "notifications.write_digests": gettext_lazy("Daily mails"),
    "requests_desk.file_planned": gettext_lazy("Recurring requests filed"),
    "requests_desk.remind_of_bulletins": gettext_lazy("Reminders of notices that wait to be read"),
    "requests_desk.look_at_leavers": gettext_lazy("Things of leaving colleagues looked up"),
    "requests_desk.drop_old_drafts": gettext_lazy("Old drafts forgotten"),
    "requests_desk.compare_clocks": gettext_lazy("Due times compared with the history"),
}


def facts() -> dict[str, Any]:
    """All parts, and every trouble of them in one list."""
    now = timezone.now()
    parts = {
        "queue": queue(),
        "jobs": regular(now),
        "failed": failed(),
        "events": events(now),
        "mails": mails(now),
        "disk": disk(),
    }
    found = {**parts, "versions": versions(parts["queue"]), "database_size": database_size()}
    troubles = [part["trouble"] for part in parts.values() if part["trouble"]]
    if unapplied():
        troubles.append(_("The database waits for migrations. Run “migrate” as the owner."))
    return {**found, "troubles": troubles, "now": now}


def queue() -> dict[str, Any]:
    """Whether Redis answers, and how many wake-ups wait in it; never waits longer than 0.2 s."""
    client = Redis.from_url(settings.REDIS_URL, socket_timeout=0.1, socket_connect_timeout=0.1)
    try:
        waiting, version = client.llen("celery"), client.info("server").get("redis_version", "")
    except RedisError:
        trouble = _("Redis does not answer. Pages work on; mails and jobs wait until it is back.")
        return {"state": "gone", "waiting": None, "version": "", "trouble": trouble}
    finally:
        client.close()
    trouble = _("The queue is long. Start more workers, or look why they are slow.")
    return {
        "state": "ok",
        "waiting": waiting,
        "version": version,
        "trouble": trouble if int(waiting) > LONG_QUEUE else "",
    }


def regular(now: datetime) -> dict[str, Any]:
    """Every job of beat, how often it should run and when it last did; late after three periods."""
    beats = dict(Heartbeat.objects.values_list("name", "at"))
    updated = MigrationRecorder.Migration.objects.aggregate(at=Max("applied"))["at"] or now
    rows = [_job(entry, beats, updated, now) for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    rows.sort(key=lambda row: (row["period"], str(row["title"])))
    late = [str(row["title"]) for row in rows if row["late"]]
    trouble = ""
    if any(row["late"] for row in rows if row["task"] == SWEEP):
        trouble = _("Nothing runs by itself: beat, the worker or the queue stands still.")
    elif late:
        trouble = _("Regular jobs are late: %(jobs)s.") % {"jobs": ", ".join(late)}
    return {"rows": rows, "trouble": trouble}


def _job(
    entry: dict[str, Any], beats: dict[str, datetime], updated: datetime, now: datetime
) -> dict[str, Any]:
    """A job that has not run yet is waited for since the last update of the database."""
    task, period = str(entry["task"]), period_of(entry["schedule"])
    last = beats.get(task)
    return {
        "task": task,
        "title": JOBS.get(task, task),
        "period": period,
        "last": last,
        "age": now - last if last and last <= now else timedelta(0) if last else None,
        "late": now - (last or updated) > LATE_PERIODS * period,
    }


def period_of(schedule: Any) -> timedelta:
    """How often beat starts a job; of a time of day, a day or the hours between."""
    if isinstance(schedule, crontab):
        times = max(len(schedule.hour) * len(schedule.minute), 1)
        return timedelta(days=1 if len(schedule.day_of_week) == 7 else 7) / times
    every = getattr(schedule, "run_every", schedule)
    return every if isinstance(every, timedelta) else timedelta(seconds=float(every))


def failed() -> dict[str, Any]:
    """Tasks that failed and are neither done nor put aside, the newest first."""
    rows = list(JobRun.objects.open().select_related("again_by")[: SHOWN + 1])
    for row in rows:
        row.title = JOBS.get(row.task, row.task)
    count = len(rows)
    trouble = (
        ngettext("%(count)s job has failed.", "%(count)s jobs have failed.", count) % {"count": count}
        if count
        else ""
    )
    return {"rows": rows[:SHOWN], "more": count > SHOWN, "trouble": trouble}


def events(now: datetime) -> dict[str, Any]:
    """What happened and still waits for its notices and reactions."""
    found = Pending.objects.aggregate(
        waiting=Count("pk"),
        put_off=Count("pk", filter=Q(attempts__gt=0)),
        oldest=Min("due_at", filter=Q(due_at__lte=now)),
        first=Min("event__at", filter=Q(attempts__gt=0)),
    )
    trouble = ""
    if found["oldest"] and now - found["oldest"] > LATE:
        trouble = _("Events wait for their notices longer than they should.")
    elif found["put_off"]:
        trouble = _("The notices of some events failed and are tried again later: see the logs.")
    return {**found, "trouble": trouble}


def mails(now: datetime) -> dict[str, Any]:
    """Mails that wait, are being sent or came back, and what the mail server said."""
    waiting = Q(state=MailState.WAITING)
    found = Mail.objects.filter(state__in=[MailState.WAITING, MailState.SENDING]).aggregate(
        waiting=Count("pk", filter=waiting),
        sending=Count("pk", filter=Q(state=MailState.SENDING)),
        oldest=Min("created_at", filter=waiting & Q(due_at__lte=now) | waiting & ~Q(fault="")),
    )
    faults = Mail.objects.filter(waiting & ~Q(fault="")).values("fault").annotate(count=Count("pk"))
    bounced = Mail.objects.filter(state=MailState.BOUNCED, created_at__gt=now - BOUNCED_SINCE).count()
    faults = list(faults.order_by("-count", "fault")[:5])
    trouble = ""
    if faults:
        trouble = _("Mails do not leave: the mail server answers with a fault.")
    elif found["oldest"] and now - found["oldest"] > LATE:
        trouble = _("Mails wait longer than they should.")
    return {**found, "faults": faults, "bounced": bounced, "trouble": trouble}


def disk() -> dict[str, Any]:
    """Free space where the files are kept."""
    try:
        space = shutil.disk_usage(settings.MEDIA_ROOT)
    except OSError:
        return {"free": None, "trouble": _("The folder of the kept files cannot be read.")}
    share = space.free / space.total
    trouble = _("The disk of the kept files is almost full.") if share < DISK_FREE else ""
    return {
        "free": filesizeformat(space.free),
        "total": filesizeformat(space.total),
        "percent": round(share * 100),
        "trouble": trouble,
    }


def database_size() -> str:
    """Size of the whole database in words."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return str(filesizeformat(cursor.fetchone()[0]))


def versions(queue_state: dict[str, Any]) -> list[tuple[str, str]]:
    """Of the product and of what it stands on."""
    number = connection.pg_version
    return [
        (settings.PRODUCT, settings.VERSION),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("PostgreSQL", f"{number // 10000}.{number % 10000}"),
        ("Redis", queue_state["version"] or "–"),
    ]


def unapplied() -> bool:
    """Whether migrations wait."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def in_words(span: timedelta) -> str:
    """A period or an age, to the minute; below that in seconds."""
    if span < timedelta(minutes=1):
        return _("%(count)s s") % {"count": int(span.total_seconds())}
    return clock.length(span)
