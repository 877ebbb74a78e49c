"""What an approver reads of a request before deciding on it, and whose decision it waits for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.approvals.models import seat_in_words
from foundation.core.clock import short_moment
from foundation.core.duties import Matter
from requests_desk.actions.approving import fingerprint
from requests_desk.models import Message, Ticket


def describe(person: Any, ids: Sequence[int]) -> dict[int, Matter]:
    """Those of the requests that the person sees, by id, in one statement."""
    first = Message.objects.filter(ticket=OuterRef("pk"), form_key=F("ticket__form_key"))
    rows = Ticket.objects.visible_to(person).with_names().with_answers().filter(pk__in=ids)
    return {row.pk: _described(row) for row in rows.annotate(text=Subquery(first.values("text")[:1]))}


def _described(ticket: Any) -> Matter:
    place = ticket.office.name
    if ticket.room is not None:
        place = _("%(office)s, room %(room)s") % {"office": place, "room": ticket.room.number}
    lines = [
        (_("Requester"), ticket.requester.full_name),
        (_("Structural unit"), ticket.unit.name if ticket.unit else ""),
        (_("Filed by"), "" if ticket.filed_by_id == ticket.requester_id else ticket.filed_by.full_name),
        (_("Kind"), ticket.category.name),
        (_("Place"), place),
        (_("Urgency"), ticket.get_urgency_display()),
        *((one["label"], one["words"]) for one in ticket.answers_in_words),
    ]
    return Matter(
        label=ticket.label,
        title=ticket.title,
        url=reverse("ticket", args=[ticket.number]),
        fingerprint=fingerprint(ticket),
        lines=[line for line in lines if line[1]],
        text=ticket.text or "",
        restricted=ticket.confidential,
    )


def waits_for(step: dict[str, Any] | None, now: datetime) -> dict[str, Any] | None:
    """The decision that a row of `with_step()` waits for, in words; None when it waits for none."""
    if step is None:
        return None
    return {
        "pk": step["pk"],
        "seat": seat_in_words(step["name"].strip(), step["role"], step["place"]),
        "due": short_moment(datetime.fromisoformat(step["due_at"]), now),
        "mine": step["mine"],
    }
