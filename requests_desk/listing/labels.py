"""What the desk offers before a labelled thing: what is open there, and a report in one sentence."""

from typing import Any

from django.utils import timezone

from foundation.core.clock import length
from foundation.core.duties import Labelled
from requests_desk.listing.rows import state_tag
from requests_desk.models import Category, Ticket

SHOWN = 10
LIKELY = ("broken", "cleaning", "climate")  # kinds to choose from; the first is chosen


def open_there(person: Any, thing: Labelled) -> list[dict[str, Any]]:
    """Open requests of a room: their kind, age and state. Words only for those who see them anyway."""
    if thing.room_id is None:
        return []
    rows = Ticket.objects.known_at(thing.room_id).select_related("category", "element").order_by("-number")
    mine = dict(
        Ticket.objects.visible_to(person).open().filter(room=thing.room_id).values_list("pk", "title")
    )
    now = timezone.now()
    return [
        {
            "number": row.number,
            "label": row.label,
            "kind": row.category.name,
            "part": row.element.name if row.element else "",
            "title": mine.get(row.pk, ""),
            "age": length(now - row.created_at),
            "tag": state_tag(row.state),
        }
        for row in rows[:SHOWN]
    ]


def likely_kinds() -> list[Category]:
    """The few kinds of requests that people have before a door, the likeliest first."""
    found = {one.code: one for one in Category.objects.in_use().filter(code__in=LIKELY)}
    return [found[code] for code in LIKELY if code in found]
