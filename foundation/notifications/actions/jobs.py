"""Tasks that failed become rows that an administrator may run again; regular jobs note that they ran."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.access import NotYours
from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.core.wake import wake_after_commit
from foundation.events.actions import CODE, record
from foundation.notifications.choices import JobState
from foundation.notifications.models import Heartbeat, JobRun
from foundation.notifications.permissions import runs_jobs
from foundation.organisation.choices import Role

RUN_JOB = "notifications.run_job"
# What a message quotes may be somebody's: values of keys, texts in quotes, addresses, long numbers.
VALUES = re.compile(r"""\([^()]*\)|"[^"]*"|'[^']*'|„[^“]*“|\S+@\S+|\d{5,}""")


def note_beat(name: str) -> None:
    """A regular job ran just now."""
    beat = Heartbeat(name=name, at=timezone.now())
    Heartbeat.objects.bulk_create([beat], update_conflicts=True, unique_fields=["name"], update_fields=["at"])


def first_line(error: BaseException) -> str:
    """The first line of an error's message, the values in it left out."""
    lines = str(error).strip().splitlines()
    return VALUES.sub("…", lines[0])[:200] if lines else ""


def plain_args(args: Sequence[Any], kwargs: dict[str, Any]) -> list[Any] | None:
    """Arguments that are ids and codes; None when there is anything else."""
    good = not kwargs and all(
        value is None or isinstance(value, int) or (isinstance(value, str) and CODE.match(value))
        for value in args
    )
    return list(args) if good else None


def job_failed(*, task: str, args: Sequence[Any], kwargs: dict[str, Any], error: BaseException) -> JobRun:
    """Notes that a task failed: a new row, or one more attempt of the row that is open for it."""
    known = plain_args(args, kwargs)
    try:
        return _one_more(task, known, error)
    except IntegrityError as clash:  # somebody noted the same failure first
        if violated(clash) != "one_open_row_of_a_failed_job":
            raise
        return _one_more(task, known, error)


@transaction.atomic
def _one_more(task: str, args: list[Any] | None, error: BaseException) -> JobRun:
    now = timezone.now()
    same = {"args__isnull": True} if args is None else {"args": args}
    rows = JobRun.objects.open().select_for_update(of=("self",), no_key=True)
    job: JobRun = rows.filter(task=task, **same).first() or JobRun(
        task=task, args=args, attempts=0, first_at=now
    )
    job.error, job.words, job.state = type(error).__name__[:100], first_line(error), JobState.FAILED
    job.attempts, job.last_at = job.attempts + 1, now
    job.save()
    return job


def job_went_well(*, task: str, args: Sequence[Any]) -> None:
    """A job ran well: what failed of it before needs nobody any more."""
    JobRun.objects.open().filter(task=task, args=list(args)).update(state=JobState.DONE)


@transaction.atomic
def run_again(job_id: int, *, by: Any) -> JobRun:
    """Asks for a failed job to run again. Raises NotYours, and RuleBroken when it cannot."""
    job = _locked(job_id, by)
    if job.args is None:
        raise RuleBroken(_("This job was given more than ids, so it cannot be run again. Put it aside."))
    job.state, job.again_at, job.again_by = JobState.QUEUED, timezone.now(), by
    job.save(update_fields=["state", "again_at", "again_by"])
    _note("job.again", job, by)
    wake_after_commit(RUN_JOB, job.pk)
    return job


@transaction.atomic
def put_aside(job_id: int, *, by: Any) -> JobRun:
    """A failed job needs no second run. Raises NotYours, and RuleBroken when it is not failed any more."""
    job = _locked(job_id, by)
    job.state = JobState.ASIDE
    job.save(update_fields=["state"])
    _note("job.aside", job, by)
    return job


def _locked(job_id: int, by: Any) -> JobRun:
    """The failed job, locked."""
    if not runs_jobs(by):
        raise NotYours(runs_jobs.__name__)
    job: JobRun = JobRun.objects.select_for_update(of=("self",), no_key=True).get(pk=job_id)
    if job.state != JobState.FAILED:
        raise RuleBroken(_("Somebody has already dealt with this job. Look at the page again."))
    return job


def _note(kind: str, job: JobRun, by: Any) -> None:
    record(kind, job, actor=by, on_behalf_of=by.standing.on_behalf_of(Role.ADMIN))


def claim_job(job_id: int) -> JobRun | None:
    """Takes a job that waits to run again; None when nobody asked or somebody else has it."""
    now = timezone.now()
    waiting = JobRun.objects.to_run(now).filter(pk=job_id)
    taken = waiting.update(state=JobState.RUNNING, last_at=now)
    return JobRun.objects.get(pk=job_id) if taken else None
