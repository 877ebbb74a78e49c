"""What runs beside the web: events become mails and reactions, mails leave, what was lost is found again.

The tables are the queue; a number on the queue only says "look now". Each task may run any number of times.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

import structlog
from celery import current_app, shared_task
from celery.signals import task_failure, task_postrun, task_prerun, task_success
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from foundation.core.history import acting, job
from foundation.events import actions as events
from foundation.events.models import Event, Pending
from foundation.notifications import actions, notices
from foundation.notifications.models import JobRun, Mail
from foundation.organisation.models import Person

log = structlog.get_logger(__name__)
BATCH = 500
SWEEP_SECONDS = 15
TRIED_FOR = timedelta(days=5)  # as mail servers do
NO_SUCH_ADDRESS = re.compile(r"5\.(1\.\d|2\.1)\b")  # RFC 3463: the address is wrong or its mailbox is closed
ANY_STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")


@task_prerun.connect
def task_begins(task: Any, **kwargs: Any) -> None:
    """The history of rows learns which task changes them."""
    context = acting(job(task.name))
    context.__enter__()
    task.request.history = context


@task_postrun.connect
def task_ended(task: Any, **kwargs: Any) -> None:
    """What comes next in this process is not this task's."""
    context = getattr(task.request, "history", None)
    if context is not None:
        context.__exit__(None, None, None)


@task_failure.connect
def task_failed(
    sender: Any, args: Sequence[Any], kwargs: dict[str, Any], exception: BaseException, **_more: Any
) -> None:
    """A failed task is a row on the health page, from where it can be run again."""
    try:
        actions.job_failed(task=sender.name, args=args, kwargs=kwargs, error=exception)
    except DatabaseError as fault:
        log.exception("job_not_noted", job=sender.name, fault=type(fault).__name__)


@task_success.connect
def task_went_well(sender: Any, **kwargs: Any) -> None:
    """A regular job notes that it ran. Other tasks write nothing when all is well: there are too many."""
    if sender.name not in regular_jobs():
        return
    try:
        actions.note_beat(sender.name)
        actions.job_went_well(task=sender.name, args=sender.request.args or [])
    except DatabaseError as fault:
        log.exception("job_not_noted", job=sender.name, fault=type(fault).__name__)


def regular_jobs() -> set[str]:
    """The tasks that beat starts."""
    return {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}


@shared_task(name="notifications.run_job")
def run_job(job_id: int) -> None:
    """Runs a failed job again, if nobody else has it in hand."""
    failed = actions.claim_job(job_id)
    if failed is None:
        return
    try:
        with acting(job(failed.task)):
            current_app.tasks[failed.task](*failed.args)
    except Exception as fault:  # whatever it is, the page must say it
        actions.job_failed(task=failed.task, args=failed.args, kwargs={}, error=fault)
        log.exception("job_failed_again", job=failed.task, fault=type(fault).__name__)
    else:
        actions.job_went_well(task=failed.task, args=failed.args)


@shared_task(name="notifications.react")
def react(event_id: int) -> None:
    """Writes the mails of an event and runs its reactions; after a fault all of it is tried again later."""
    try:
        left = actions.write_notices(event_id)
        _run(left, event_id)
        if left:
            events.handled(Pending(pk=event_id))
    except Exception as fault:  # whatever it is, the event must be tried again
        events.put_off(event_id)
        log.exception("event_put_off", event_id=event_id, fault=type(fault).__name__)


def _run(names: Iterable[str], event_id: int) -> None:
    """Runs all reactions here, so that none is lost with the queue; raises what failed at the end."""
    faults = []
    for name in names:
        try:
            with acting(job(name)):
                current_app.tasks[name](event_id)
        except Exception as fault:  # one reaction must not keep the others from running
            faults.append(fault)
    if faults:
        raise ExceptionGroup("reactions failed", faults)


@shared_task(name="notifications.invite")
def invite(event_id: int) -> None:
    """The invitation of a person to choose a password."""
    event = Event.objects.get(pk=event_id)
    person = Person.objects.get(pk=event.subject_id)
    actions.account_mail(kind="account.invitation", person=person, event=event)


@shared_task(name="notifications.send")
def send(mail_id: int) -> None:
    """Sends one mail, if nobody else has it in hand; the conversation is outside any transaction."""
    mail = actions.claim(mail_id)
    if mail is None:
        return
    try:
        notices.letter(mail).send()
    except notices.NotNeeded as reason:
        actions.drop(mail, reason=str(reason))
    except Exception as fault:  # whatever it is, the mail must not be lost
        _not_sent(mail, fault)
    else:
        actions.mark_sent(mail)


def _not_sent(mail: Mail, fault: Exception) -> None:
    """Bounces for good, waits for the next attempt, or is given up when it has waited long enough."""
    code, words = _answer(fault)
    name = f"{type(fault).__name__} {code or ''}".strip()
    if isinstance(fault, SMTPRecipientsRefused) and no_such_address(code, words):
        actions.mark_bounced(mail, fault=name)
    elif timezone.now() - mail.created_at > TRIED_FOR:
        actions.give_up(mail, fault=name)
        log.error("mail_given_up", mail=mail.pk, fault=name, attempts=mail.attempts)
    else:
        actions.put_back(mail, fault=name)
    log.warning("mail_not_sent", mail=mail.pk, fault=name, attempts=mail.attempts)


def _answer(fault: Exception) -> tuple[int, str]:
    """Code and words of the mail server; 0 when it did not answer at all."""
    if isinstance(fault, SMTPRecipientsRefused):
        code, words = next(iter(fault.recipients.values()))
    elif isinstance(fault, SMTPResponseException):
        code, words = fault.smtp_code, fault.smtp_error
    else:
        return 0, ""
    return code, words.decode(errors="replace") if isinstance(words, bytes) else words


def no_such_address(code: int, words: str) -> bool:
    """Whether the answer blames the address: a policy or a full mailbox (5.7.1, 5.2.2) may pass."""
    if ANY_STATUS.search(words):
        return bool(NO_SUCH_ADDRESS.search(words))
    return code in (550, 551, 553)


@shared_task(name="notifications.write_digests")
def write_digests() -> None:
    """The daily mails of everybody whose working day has begun."""
    actions.daily()


@shared_task(name="notifications.sweep")
def sweep() -> None:
    """Offers again what the queue lost, and what a dead sender held."""
    actions.take_back()
    now = timezone.now()
    pending = Pending.objects.filter(due_at__lte=now).order_by("due_at")
    _offer("notifications.react", pending.values_list("pk", flat=True)[:BATCH])
    mails = Mail.objects.to_send(now).order_by("due_at")
    _offer("notifications.send", mails.values_list("pk", flat=True)[:BATCH])
    _offer("notifications.run_job", JobRun.objects.to_run(now).values_list("pk", flat=True)[:BATCH])


def _offer(task: str, numbers: Iterable[int]) -> None:
    """Each offer expires before the next sweep makes it again, so that a slow mail server fills no queue."""
    for number in numbers:
        current_app.send_task(task, args=[number], expires=SWEEP_SECONDS, ignore_result=True)
