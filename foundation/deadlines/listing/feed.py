"""A person's deadlines as a calendar: what they may see now, and of restricted ones no words."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.duties import Described, deadline_kinds
from foundation.deadlines.models import Deadline
from foundation.deadlines.querysets import described
from foundation.deadlines.terms import END_OF_DAY

BACK, AHEAD, MOST = timedelta(days=30), timedelta(days=366), 500


def feed_of(person: Any, now: datetime) -> bytes:
    """The calendar in the language of the moment; the same rows always make the same bytes."""
    import icalendar  # noqa: PLC0415  a third of a second, and only calendar programs need it

    made = icalendar.Calendar()
    name = _("Deadlines – %(product)s") % {"product": settings.PRODUCT}
    facts = {"prodid": f"-//{settings.PRODUCT}//deadlines//ET", "version": "2.0", "x-wr-calname": name}
    for key, value in {**facts, "x-published-ttl": "PT1H"}.items():
        made.add(key, value)
    rows = Deadline.objects.mine(person).filter(due_at__gte=now - BACK, due_at__lt=now + AHEAD)
    found = list(rows.order_by("due_at", "pk")[:MOST])
    words = described(person, found)
    for row in found:
        if row.pk in words:
            made.add_component(_event(icalendar.Event(), row, words[row.pk]))
    return bytes(made.to_ical())


def _event(made: Any, row: Deadline, words: Described) -> Any:
    local = timezone.localtime(row.due_at, timezone.get_default_timezone())
    whole_day = local.time().replace(microsecond=0) == END_OF_DAY
    facts = {
        "uid": f"{row.kind}-{row.subject_id}@{settings.BASE_URL.partition('://')[2]}",
        "dtstamp": row.set_at,
        "sequence": row.cycle,
        "summary": words.outside or words.title,
        "dtstart": local.date() if whole_day else row.due_at,
        "description": "" if words.outside else words.words,
        "categories": [str(deadline_kinds()[row.kind].title)],
        "url": settings.BASE_URL + words.url,
        "transp": "TRANSPARENT",
    }
    for key, value in facts.items():
        if value != "":
            made.add(key, value)
    return made
