"""What a reminder says: all that one person has to hear now, in one mail."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from foundation.core.duties import Notice
from foundation.deadlines.choices import Level
from foundation.deadlines.models import Announcement
from foundation.deadlines.querysets import described
from foundation.organisation.models import Person

MOST_LINES = 30


def reader(event: Any) -> Iterable[Person]:
    """The person whom the event tells."""
    return Person.objects.in_service().filter(pk=event.subject_id)


def lines(event: Any, person: Person) -> dict[str, Any] | None:
    """The deadlines of the reminder that still stand and that the person may see; None when none is left."""
    rows = Announcement.objects.filter(told=event).select_related("deadline__responsible")
    told = sorted(rows, key=lambda row: (row.deadline.due_at, row.pk))
    words = described(person, [row.deadline for row in told])
    found = [_line(row, words[row.deadline_id], person) for row in told if row.deadline_id in words]
    if not found:
        return None
    more = len(found) - MOST_LINES
    return {"path": reverse("today"), "lines": found[:MOST_LINES], "count": len(found), "more": max(more, 0)}


def _line(row: Announcement, words: Any, person: Person) -> dict[str, Any]:
    """One deadline: a restricted one says nothing but what may leave the house."""
    deadline = row.deadline
    return {
        "level": Level(row.level).label,
        "title": words.outside or words.title,
        "words": "" if words.outside else words.words,
        "due_at": timezone.localtime(deadline.due_at),
        "url": settings.BASE_URL + words.url,
        "instead_of": deadline.responsible if row.ring > 1 else None,
        "unanswered": row.ring > 1,
    }


def is_overdue(event: Any) -> bool:
    """What is overdue is told at once, whatever the reader chose."""
    return Announcement.objects.filter(told=event, level=Level.OVERDUE).exists()


REMINDED = Notice(template="deadlines/mail/reminder", recipients=reader, context=lines, urgent=is_overdue)
