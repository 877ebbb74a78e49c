"""When a notice leaves: at once, with another mail of the same thread, with the daily mail, or not at all."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.duties import Duty, duties, duty_of
from foundation.core.errors import RuleBroken
from foundation.core.wake import wake_after_commit
from foundation.events.actions import record
from foundation.notifications.choices import MailState, Way
from foundation.notifications.models import Mail, NoticeWay
from foundation.organisation.models import Person, WorkCalendar
from foundation.organisation.querysets import away

DIGEST = "notices.daily"
OPENS = timedelta(hours=8)  # the day of somebody without an office begins at eight


def groups() -> list[Duty]:
    """The apps whose notices a reader may order in their own way."""
    return [duty for duty in duties() if any(duty.events.values())]


def ways_of(people: Iterable[Any], kind: str) -> dict[int, str]:
    """How each of the people wants to hear of an event kind; those who chose nothing are not named."""
    duty = duty_of(kind)
    ids = [person.pk for person in people]
    if duty is None or not ids:
        return {}
    chosen = NoticeWay.objects.filter(person_id__in=ids, group=duty.code)
    return dict(chosen.values_list("person_id", "way"))


@transaction.atomic
def choose_ways(ways: dict[str, str], *, by: Person) -> None:
    """Keeps how a person wants to hear of each group. Raises RuleBroken for what must not be silent."""
    known = {duty.code: duty for duty in groups()}
    for group, way in ways.items():
        if way == Way.OFF and not known[group].may_be_silent:
            raise RuleBroken(_silent(known[group]))
    rows = [NoticeWay(person=by, group=group, way=way) for group, way in ways.items() if group in known]
    NoticeWay.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "group"], update_fields=["way"]
    )
    record("notices.chosen", by, actor=by, ways={row.group: str(row.way) for row in rows})


def _silent(duty: Duty) -> str:
    return _("Notices of “%(group)s” wait for you and cannot be switched off.") % {"group": duty.title}


def placed(
    mails: Sequence[Mail], *, kind: str, thread: str, urgent: bool, gone: Collection[int] = ()
) -> list[Mail]:
    """The mails to people as they shall wait; those that nobody wants are left out.

    To those who are `gone` they go with the daily mail of the day of their return.

    An urgent one goes at once. Others join the mail of their thread that still waits for the same reader, or
    wait until the last one is MAIL_GROUP_SECONDS old, so that many events in a row are one mail.
    """
    ways = {} if urgent else ways_of([mail.recipient for mail in mails], kind)
    wanted = [mail for mail in mails if ways.get(mail.recipient_id or 0) != Way.OFF]
    for mail in wanted:
        mail.thread = thread
        if ways.get(mail.recipient_id or 0) == Way.DAILY or mail.recipient_id in gone:
            mail.state = MailState.HELD
    prompt = [mail for mail in wanted if mail.state == MailState.WAITING]
    if thread and prompt and not urgent and settings.MAIL_GROUP_SECONDS:
        _group(prompt, thread)
    return wanted


def _group(mails: Sequence[Mail], thread: str) -> None:
    """Joins each mail to the one that waits for its reader; one worker a thread at a time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"mail {thread}"])
    gap = timedelta(seconds=settings.MAIL_GROUP_SECONDS)
    near = Mail.objects.filter(recipient__in=[mail.recipient for mail in mails], thread=thread)
    waiting = near.filter(state=MailState.WAITING).select_for_update(of=("self",), no_key=True)
    leaders = {row.recipient_id: row for row in waiting.order_by("-pk")}
    fresh = near.filter(state__in=[MailState.SENDING, MailState.SENT], claimed_at__gt=timezone.now() - gap)
    last: dict[int, datetime] = dict(fresh.order_by("claimed_at").values_list("recipient_id", "claimed_at"))
    for mail in mails:
        if mail.recipient_id in leaders:
            mail.state, mail.joined_to = MailState.JOINED, leaders[mail.recipient_id]
        elif mail.recipient_id in last:
            mail.due_at = max(mail.due_at, last[mail.recipient_id] + gap)


def write_digests(new: Any) -> int:
    """Writes the daily mail of everybody whose working day has begun and for whom notices are held.

    `new(kind, person)` makes an empty mail. Returns how many were written.
    """
    now = timezone.now()
    held = Mail.objects.filter(state=MailState.HELD).order_by().values("recipient")
    people = list(Person.objects.filter(pk__in=held).select_related("office"))
    hours = {row.pk: row.hours() for row in WorkCalendar.objects.with_hours()}
    gone = away([one.pk for one in people], timezone.localdate(now))
    begun = [one for one in people if one.pk not in gone and _day_begun(one, hours, now)]
    return sum(_write_digest(person, new(DIGEST, person)) for person in begun)


def _day_begun(person: Person, hours: dict[int, Any], now: datetime) -> bool:
    day = timezone.localdate(now)
    if person.office is None:
        midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
        return day.weekday() < 5 and now >= midnight + OPENS
    windows = hours[person.office.calendar_id].windows(day)
    return bool(windows) and now >= windows[0][0]


@transaction.atomic
def _write_digest(person: Person, mail: Mail) -> int:
    """One daily mail a day: what is held after it waits for the next one."""
    mail.digest_day = timezone.localdate()
    Mail.objects.bulk_create([mail], ignore_conflicts=True)
    made = Mail.objects.filter(message_id=mail.message_id).first()
    if made is None:
        return 0
    held = Mail.objects.filter(recipient=person, state=MailState.HELD)
    held.update(state=MailState.JOINED, joined_to=made)
    wake_after_commit("notifications.send", made.pk)
    return 1
