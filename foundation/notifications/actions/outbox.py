"""The only writers of the outbox: who is told of an event, and how far each mail has come."""

import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from foundation.core.duties import notice_of, reactions_to
from foundation.core.wake import wake_after_commit
from foundation.events import actions as events
from foundation.events.models import Event, Pending
from foundation.notifications.actions.handing import handed_on
from foundation.notifications.actions.placing import placed, write_digests
from foundation.notifications.choices import MailState
from foundation.notifications.models import Mail
from foundation.organisation import actions as organisation

HOST = urlsplit(settings.BASE_URL).hostname or "localhost"
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=6)
# Longer than a task may run: a reaction that is still at work is not started a second time.
TIME_TO_REACT = timedelta(minutes=10)


def _new(kind: str, *, event: Event | None, person: Any = None, address: str = "") -> Mail:
    """A mail with the Message-ID that all its attempts carry, so that a receiver can tell a double."""
    message_id = f"<{uuid.uuid4().hex}@{HOST}>"
    return Mail(kind=kind, event=event, recipient=person, address=address, message_id=message_id)


@transaction.atomic
def account_mail(*, kind: str, person: Any, event: Event | None = None) -> None:
    """Puts a mail about a person's own account into the outbox; for an event only once."""
    mail = _new(kind, event=event, person=person)
    Mail.objects.bulk_create([mail], ignore_conflicts=event is not None)
    _wake(Mail.objects.filter(message_id=mail.message_id))


def pretend_mail(*, kind: str) -> None:
    """The work of `account_mail` for an address that nobody has; nothing is left of it."""
    with transaction.atomic():
        mail = _new(kind, event=None, address="nobody@invalid.example")
        Mail.objects.bulk_create([mail])
        list(
            Mail.objects.filter(message_id=mail.message_id)
            .to_send(timezone.now())
            .values_list("pk", flat=True)
        )
        transaction.set_rollback(True)
    wake_after_commit("notifications.send", 0)


@transaction.atomic
def write_notices(event_id: int) -> list[str]:
    """Writes the mails of a due event, one for each reader, and returns the reactions that are left to run.

    Without reactions the event is handled; with them it stays pending until they are done, unseen by the
    sweep for ten minutes. An event that is not due, done or in other hands has nothing left.
    """
    now = timezone.now()
    rows = Pending.objects.select_related("event").select_for_update(of=("self",), skip_locked=True)
    pending = rows.filter(pk=event_id, due_at__lte=now).first()
    if pending is None:
        return []
    _tell(pending.event)
    left = reactions_to(pending.event.kind)
    if left:
        Pending.objects.filter(pk=event_id).update(due_at=now + TIME_TO_REACT)
    else:
        events.handled(pending)
    return left


def _tell(event: Event) -> None:
    """One mail for each reader of the event's notice; those that are there already stay as they are."""
    notice = notice_of(event.kind)
    if notice is None:
        return
    thread, urgent = notice.thread(event), notice.urgent(event)
    readers, gone = handed_on(event, notice)
    people = [_new(event.kind, event=event, person=person) for person in readers]
    mails = placed(people, kind=event.kind, thread=thread, urgent=urgent, gone=gone)
    mails += [_new(event.kind, event=event, address=address) for address in notice.outsiders(event)]
    Mail.objects.bulk_create(mails, ignore_conflicts=True)
    _wake(Mail.objects.filter(event=event))


def daily() -> int:
    """Writes the daily mails that are due; returns how many."""
    return write_digests(lambda kind, person: _new(kind, event=None, person=person))


def _wake(mails: Any) -> None:
    for number in mails.to_send(timezone.now()).values_list("pk", flat=True):
        wake_after_commit("notifications.send", number)


def claim(mail_id: int) -> Mail | None:
    """Takes a waiting mail for sending; None when it is not due or somebody else has it."""
    now = timezone.now()
    taken = (
        Mail.objects.to_send(now)
        .filter(pk=mail_id)
        .update(state=MailState.SENDING, claimed_at=now, attempts=F("attempts") + 1)
    )
    return Mail.objects.with_reader().get(pk=mail_id) if taken else None


@transaction.atomic
def mark_sent(mail: Mail) -> None:
    """The server took the mail; true even when somebody thought meanwhile that we had died."""
    unsent = Mail.objects.filter(pk=mail.pk).exclude(state=MailState.SENT)
    unsent.update(state=MailState.SENT, sent_at=timezone.now(), fault="")
    _joined(mail).update(state=MailState.SENT, sent_at=timezone.now())


def _joined(mail: Mail) -> Any:
    """The mails that went with this one."""
    return Mail.objects.filter(joined_to=mail.pk, state=MailState.JOINED)


@transaction.atomic
def drop(mail: Mail, *, reason: str) -> None:
    """Nobody needs the mail any more; `reason` is kept."""
    _in_hand(mail).update(state=MailState.DROPPED, fault=reason[:200])
    _joined(mail).update(state=MailState.DROPPED, fault=reason[:200])


@transaction.atomic
def mark_bounced(mail: Mail, *, fault: str) -> None:
    """The receiver's server does not know the address: no more mails to it until it is corrected."""
    _undelivered(mail, fault)
    if mail.recipient_id is not None:
        organisation.mark_bounced(person_id=mail.recipient_id)


@transaction.atomic
def give_up(mail: Mail, *, fault: str) -> None:
    """No server took the mail for days: it is not tried again."""
    _undelivered(mail, f"given up: {fault}")


def _undelivered(mail: Mail, fault: str) -> None:
    """Ends a mail that nobody will get; what went outside the house is told to those who wait for it."""
    _joined(mail).update(state=MailState.BOUNCED, fault=fault[:200])
    if _in_hand(mail).update(state=MailState.BOUNCED, fault=fault[:200]) and mail.address:
        once = f"mail.undelivered:{mail.pk}"
        events.record("mail.undelivered", mail, actor=None, once=once, about=mail.event_id)


def put_back(mail: Mail, *, fault: str) -> None:
    """A fault: the mail waits 30 s, then twice as long each time, at most six hours; the fault is kept."""
    delay = min(FIRST_DELAY * 2 ** min(mail.attempts - 1, 20), LONGEST_DELAY)
    _in_hand(mail).update(state=MailState.WAITING, due_at=timezone.now() + delay, fault=fault[:200])


def _in_hand(mail: Mail) -> Any:
    """The mail while it is ours: a later claim by somebody else is not touched."""
    return Mail.objects.filter(pk=mail.pk, state=MailState.SENDING, claimed_at=mail.claimed_at)


def take_back() -> int:
    """Mails whose sender died wait again; returns how many."""
    now = timezone.now()
    abandoned = Mail.objects.abandoned(now)
    return int(abandoned.update(state=MailState.WAITING, due_at=now, fault="its sender died"))
