"""What the desk finds for the palette: requests by number or words, saved views by name."""

import re
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from foundation.core.duties import Found
from requests_desk.listing.rows import state_tag
from requests_desk.models import SavedView, Ticket

MOST = 6
NUMBER = re.compile(r"(?:p-?)?(\d{1,9})\Z", re.IGNORECASE | re.ASCII)
SHOWN = ("number", "title", "state", "office__name")


def requests_found(person: Any, words: str) -> Sequence[Found]:
    """The request of a number, else the newest in which the words occur."""
    seen = Ticket.objects.visible_to(person)
    number = NUMBER.match(words)
    rows = seen.filter(number=int(number[1])) if number else seen.saying(words, person)
    return [
        Found(
            title=row["title"],
            url=reverse("ticket", args=[row["number"]]),
            icon=(state := state_tag(row["state"]))["icon"],
            words=f"P-{row['number']} · {row['office__name']} · {state['words']}",
        )
        for row in rows.order_by("-number").values(*SHOWN)[:MOST]
    ]


def views_found(person: Any, words: str) -> Sequence[Found]:
    """Saved views whose name holds the words."""
    rows = SavedView.objects.visible_to(person).filter(name__icontains=words)[:MOST]
    return [Found(title=row.name, url=row.address, icon="queue") for row in rows]
