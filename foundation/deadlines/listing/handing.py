"""Deadlines of somebody who is away, for one who takes over."""

from typing import Any

from foundation.core.clock import short_moment
from foundation.core.duties import HandoverLine, deadline_kinds
from foundation.deadlines.models import Deadline
from foundation.deadlines.querysets import described

MOST = 300


def handed_over(person: Any, reader: Any) -> tuple[list[HandoverLine], int]:
    """What the person is responsible for, as the reader may see it, and how many others there are."""
    rows = list(Deadline.objects.filter(responsible=person).order_by("due_at", "pk")[:MOST])
    seen, kinds = described(reader, rows), deadline_kinds()
    lines = [
        HandoverLine(
            title=seen[row.pk].title,
            url=seen[row.pk].url,
            words=f"{kinds[row.kind].title} · {seen[row.pk].words}",
            due=short_moment(row.due_at),
        )
        for row in rows
        if row.pk in seen
    ]
    return lines, len(rows) - len(lines)
