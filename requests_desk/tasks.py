"""What happens by itself: words indexed, clocks recomputed and compared, solved requests closed."""

from datetime import timedelta

import structlog
from celery import shared_task
from django.conf import settings
from django.utils import timezone

from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from requests_desk import actions
from requests_desk.actions.ledger import open_tickets_of
from requests_desk.actions.terms import publish_many
from requests_desk.choices import CaseKind, State
from requests_desk.models import BulkItem, Bulletin, Plan, Ticket, WorkplaceCase

log = structlog.get_logger(__name__)
PIECE = 200


@shared_task(name="requests_desk.index")
def index(event_id: int) -> None:
    """The words of the request that an event is about."""
    actions.index_ticket(Event.objects.values_list("subject_id", flat=True).get(pk=event_id))


@shared_task(name="requests_desk.remind_of_bulletins")
def remind_of_bulletins() -> None:
    """Notices that have to be read by tomorrow or today."""
    today = timezone.localdate()
    asked = Bulletin.objects.on_show(today).filter(
        read_by__gte=today, read_by__lte=today + timedelta(days=1), reminded_at=None,
        published_at__lt=timezone.now() - timedelta(hours=12),
    )  # fmt: skip
    for number in asked.values_list("pk", flat=True):
        actions.remind_of_bulletin(number)


@shared_task(name="requests_desk.index_guide")
def index_guide(event_id: int) -> None:
    """The words of the guide that an event is about."""
    actions.index_guide(Event.objects.values_list("subject_id", flat=True).get(pk=event_id))


@shared_task(name="requests_desk.route")
def route(event_id: int) -> None:
    """What the map of responsibilities does with the request that an event is about."""
    actions.route(Event.objects.values_list("subject_id", flat=True).get(pk=event_id))


@shared_task(name="requests_desk.partner_asked")
def partner_asked(event_id: int) -> None:
    """The clock of a partner whom a request was sent to, when the map of responsibilities knows it."""
    event = Event.objects.get(pk=event_id)
    message, row = event.data["message"], event.data.get("map")
    actions.start_referral(event.subject_id, message_id=message, row_id=row)


@shared_task(name="requests_desk.index_left_behind")
def index_left_behind() -> None:
    """Requests without a search document."""
    for number in Ticket.objects.filter(words=None).order_by("pk").values_list("pk", flat=True)[:5000]:
        actions.index_ticket(number)


@shared_task(name="requests_desk.mail_undelivered")
def mail_undelivered(event_id: int) -> None:
    """A mail to a partner found nobody: those who wait for the answer must know."""
    failed = Event.objects.get(pk=event_id)
    about = Event.objects.filter(pk=failed.data["about"], kind="ticket.forwarded").first()
    if about is not None:
        actions.note_undelivered(about.subject_id, message_id=about.data["message"])


@shared_task(name="requests_desk.publish_bulk")
def publish_bulk(event_id: int) -> None:
    """Deadlines follow an act on many requests when it can no longer be taken back."""
    bulk = Event.objects.values_list("subject_id", flat=True).get(pk=event_id)
    publish_many(BulkItem.objects.filter(bulk=bulk).values_list("ticket_id", flat=True))


@shared_task(name="requests_desk.calendar_changed")
def calendar_changed(event_id: int) -> None:
    """Due moments of the offices that work by a changed calendar."""
    calendar = Event.objects.get(pk=event_id).subject_id
    _recompute(office__calendar=calendar)
    for number in WorkplaceCase.objects.open().filter(office__calendar=calendar).values_list("pk", flat=True):
        actions.date_anew(number)


@shared_task(name="requests_desk.targets_changed")
def targets_changed(event_id: int) -> None:
    """Due moments of all open requests."""
    _recompute()


def _recompute(**where: int) -> None:
    ids = open_tickets_of(**where)
    for start in range(0, len(ids), PIECE):
        actions.recompute(ids[start : start + PIECE])


@shared_task(name="requests_desk.close_solved")
def close_solved() -> None:
    """Solved requests that nobody reopened in time."""
    now, days = timezone.now(), settings.CLOSE_AFTER_WORKING_DAYS
    old = Ticket.objects.filter(state=State.RESOLVED, solved_at__lt=now - timedelta(days=days))
    for number in old.order_by("solved_at").values_list("pk", flat=True)[:5000]:
        actions.close_solved(number, days=days, now=now)


@shared_task(name="requests_desk.publish_deadlines")
def publish_deadlines() -> int:
    """Reports and repairs deadlines that are not what their request says; the verbs keep them in step."""
    wrong = actions.publish_all()
    if wrong:
        log.warning("deadlines_repaired", count=wrong)
    return wrong


@shared_task(name="requests_desk.compare_clocks")
def compare_clocks() -> list[str]:
    """Reports requests whose stored due moments are not what their history says."""
    wrong = actions.compare_clocks()
    if wrong:
        log.error("stored_due_moments_differ", tickets=wrong[:50], count=len(wrong))
    return wrong


@shared_task(name="requests_desk.fold_counts")
def fold_counts() -> int:
    """What waits is folded into the counts of weeks and months."""
    return actions.fold_all()


@shared_task(name="requests_desk.compare_counts")
def compare_counts() -> int:
    """Reports and repairs counts that are not what the requests say; triggers keep them in step."""
    wrong = actions.compare_counts(repair=True)
    if wrong:
        log.error("counts_repaired", count=wrong)
    return wrong


@shared_task(name="requests_desk.drop_old_drafts")
def drop_old_drafts() -> int:
    """Texts that were typed long ago and never sent; returns how many went."""
    return actions.drop_old_drafts(timezone.now())


@shared_task(name="requests_desk.look_at_leavers")
def look_at_leavers() -> None:
    """What those who leave hold now, by all parts of the system."""
    leavers = WorkplaceCase.objects.open().filter(kind=CaseKind.LEAVER).order_by("pk")
    for number in leavers.values_list("pk", flat=True):
        actions.look_again(number)


@shared_task(name="requests_desk.file_planned")
def file_planned() -> int:
    """Recurring requests whose day has come; returns how many were filed."""
    now, filed = timezone.now(), 0
    for number in Plan.objects.due(timezone.localdate(now)).values_list("pk", flat=True)[:1000]:
        try:
            filed += actions.file_planned(number, now=now) is not None
        except (RuleBroken, ValueError):  # no target, a calendar that never opens: the others go on
            log.exception("plan_not_filed", plan=number)
    return filed
