"""The Today page: what is over, then day by day for two weeks, in words made once."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from foundation.core.clock import day as day_words
from foundation.core.clock import short_moment, time_left
from foundation.core.duties import Described, deadline_kinds
from foundation.core.pages import cut
from foundation.deadlines.choices import Level
from foundation.deadlines.listing.weeks import coming, weeks_chart
from foundation.deadlines.models import Deadline
from foundation.deadlines.permissions import may_answer
from foundation.deadlines.querysets import described
from foundation.deadlines.terms import start_of_day

DAYS, SIZE = 14, 100
TENTHS = {Level.SOON: 8, Level.URGENT: 9}  # of the ring; in good time it shows the part that has gone by


def page_of(person: Any, *, everybody: bool, kind: str, after: str, now: datetime) -> dict[str, Any]:
    """The sections of the page, the key of what comes behind, whose the rows are, and the picture."""
    rows = Deadline.objects.visible_to(person) if everybody else Deadline.objects.mine(person)
    rows = rows.filter(kind=kind) if kind else rows
    near = rows.filter(due_at__lt=start_of_day(timezone.localdate(now) + timedelta(days=DAYS + 1)))
    found, next_key = cut(near.with_names(), ("due_at", "pk"), after, size=SIZE)
    ahead = [] if everybody else coming(rows, now)
    words = described(person, [*found, *ahead])
    seen = [row for row in found if row.pk in words]
    shown = [(_section(row, now), row_of(row, words[row.pk], person, now)) for row in seen]
    sections = [
        {"name": name, "title": title, "rows": [row for section, row in shown if section == name]}
        for name, title in _titles(timezone.localdate(now))
    ]
    acts_for = person.standing.acts_for
    others = Counter(row.responsible.full_name for row in seen if row.responsible_id in acts_for)
    return {
        "sections": [one for one in sections if one["rows"]],
        "next_key": next_key,
        "others": others,
        "weeks": weeks_chart(ahead, words, now),
    }


def _section(row: Deadline, now: datetime) -> str:
    """Where a row stands: by its due day, or by the day it was put off to."""
    today = timezone.localdate(now)
    at = max(row.due_at, row.snoozed_until) if _asleep(row, now) else row.due_at
    if at < now:
        return "over"
    day = timezone.localdate(at)
    next_monday = today + timedelta(days=7 - today.weekday())
    if day <= today + timedelta(days=1):
        return "today" if day == today else "tomorrow"
    if day < next_monday:
        return "week"
    return "next" if day < next_monday + timedelta(days=7) else "later"


def _titles(today: date) -> list[tuple[str, str]]:
    near = [
        {"weekday": WEEKDAYS[day.weekday()], "date": f"{day.day}.{day:%m}"}
        for day in (today, today + timedelta(days=1))
    ]
    return [
        ("over", _("Over time")),
        ("today", _("Today, %(weekday)s %(date)s") % near[0]),
        ("tomorrow", _("Tomorrow, %(weekday)s %(date)s") % near[1]),
        ("week", _("This week")),
        ("next", _("Next week")),
        ("later", _("Later")),
    ]


def row_of(row: Deadline, words: Described, person: Any, now: datetime) -> dict[str, Any]:
    """One row in words."""
    kind = deadline_kinds()[row.kind]
    parts = [words.words, short_moment(row.due_at, now), _whose(row, person), _answer(row)]
    return {
        "pk": row.pk,
        "icon": kind.icon,
        "kind": kind.title,
        "title": words.title,
        "url": words.url,
        "meta": " · ".join(part for part in parts if part),
        "tag": _tag(row, now),
        "may_answer": may_answer(person, row),
        # in good time there is nothing yet to take note of
        "asks": row.acknowledged_at is None and not _asleep(row, now) and row.level_at(now) > Level.OK,
    }


def _whose(row: Deadline, person: Any) -> str:
    if row.responsible is None:
        return _("nobody has it yet")
    if row.responsible_id == person.pk:
        return _("you")
    words = {"name": row.responsible.full_name}
    acting = row.responsible_id in person.standing.acts_for
    return _("%(name)s (you stand in)") % words if acting else words["name"]


def _answer(row: Deadline) -> str:
    if row.acknowledged_by is None:
        return ""
    return _("acknowledged by %(name)s") % {"name": row.acknowledged_by.full_name}


def _asleep(row: Deadline, now: datetime) -> bool:
    return row.snoozed_until is not None and row.snoozed_until > now


def _tag(row: Deadline, now: datetime) -> dict[str, Any]:
    """Time left or over, or until when it was put off."""
    if row.snoozed_until is not None and _asleep(row, now):
        words = _("put off to %(date)s") % {"date": day_words(row.snoozed_until)}
        return {"tone": "still", "icon": "pause", "words": words}
    words, over = time_left(row.due_at, now)
    if over:
        return {"tone": "over", "icon": "warn", "words": words}
    level = row.level_at(now)
    tone = "" if level == Level.OK else "soon"
    return {"tone": tone, "ring": TENTHS.get(level, _gone_by(row, now)), "words": words}


def _gone_by(row: Deadline, now: datetime) -> int:
    """Tenths of the time since it was set, at most 7."""
    whole = (row.due_at - row.set_at).total_seconds()
    part = (now - row.set_at).total_seconds() / whole if whole > 0 else 0
    return min(7, max(0, int(10 * part)))
