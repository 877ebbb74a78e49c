"""Those who have to act on a deadline say that they know of it, or ask to be reminded later."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.access import NotYours
from foundation.core.clock import day as day_words
from foundation.core.errors import RuleBroken
from foundation.deadlines.choices import Level
from foundation.deadlines.models import Announcement, Deadline
from foundation.deadlines.permissions import may_answer
from foundation.deadlines.querysets import described
from foundation.deadlines.terms import start_of_day
from foundation.events.actions import record

LONGEST_SNOOZE = timedelta(days=60)


@transaction.atomic
def acknowledge(number: int, *, by: Any) -> Deadline:
    """Somebody knows of it: the word goes no further in this cycle. A second time changes nothing.

    Raises Deadline.DoesNotExist when `by` does not see it, NotYours when it is not theirs to answer.
    """
    row = _locked(number, by)
    if row.acknowledged_at is not None:
        return row
    row.acknowledged_at, row.acknowledged_by = timezone.now(), by
    row.save(update_fields=["acknowledged_at", "acknowledged_by"])
    _forget_untold(row)
    record("deadline.acknowledged", row, actor=by, on_behalf_of=_acting_for(by, row), **_subject(row))
    return row


@transaction.atomic
def snooze(number: int, *, until: date, by: Any) -> Deadline:
    """Nobody is reminded before the day; then the level of that day is announced anew. The due moment stays.

    Raises RuleBroken for a day that is not after today or too far away, else as `acknowledge`.
    """
    row = _locked(number, by)
    today = timezone.localdate()
    if not today < until <= today + LONGEST_SNOOZE:
        first, last = (day_words(today + days) for days in (timedelta(days=1), LONGEST_SNOOZE))
        raise RuleBroken(_("Choose a day from %(first)s to %(last)s.") % {"first": first, "last": last})
    row.snoozed_until, row.snoozed_by = start_of_day(until), by
    row.acknowledged_at = row.acknowledged_by = None
    row.cycle, row.level, row.ring = row.cycle + 1, Level.OK, 0
    row.next_step_at = max(row.snoozed_until, row.step_after(Level.OK) or row.due_at)
    row.save(update_fields=[*ANSWERED, "cycle", "level", "ring", "next_step_at"])
    _forget_untold(row)
    data = {"until": until.isoformat(), **_subject(row)}
    record("deadline.snoozed", row, actor=by, on_behalf_of=_acting_for(by, row), **data)
    return row


ANSWERED = ["acknowledged_at", "acknowledged_by", "snoozed_until", "snoozed_by"]


def _locked(number: int, by: Any) -> Deadline:
    rows = Deadline.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    row: Deadline = rows.get(pk=number)
    if row.pk not in described(by, [row]):
        raise Deadline.DoesNotExist
    if not may_answer(by, row):
        raise NotYours("works_the_desk")
    return row


def _acting_for(by: Any, row: Deadline) -> int | None:
    """Whom `by` acts for here; None by own right."""
    if row.responsible_id in by.standing.acts_for:
        return row.responsible_id
    behalf: int | None = by.standing.on_behalf_of(row.role) if row.responsible_id is None else None
    return behalf


def _subject(row: Deadline) -> dict[str, Any]:
    return {"about": row.subject_type, "number": row.subject_id, "cycle": row.cycle}


def _forget_untold(row: Deadline) -> None:
    """What waits for somebody's morning is not news any more."""
    Announcement.objects.filter(deadline=row, told=None).delete()
