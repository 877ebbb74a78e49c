"""Who has a request open now: said by their pages every few seconds, worth nothing a minute later."""

from datetime import timedelta
from typing import Any

from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from requests_desk.actions.common import demand
from requests_desk.models import Presence, Ticket
from requests_desk.permissions import may_work

FRESH = timedelta(seconds=50)  # a page says it every 20 seconds, and may fail once


def look_at(number: int, *, by: Any, writing: bool) -> list[dict[str, Any]]:
    """`by` has the request before them, and may be writing on it; returns who else has: name, writing.

    One row a person: who opened another request has left this one. Nothing is recorded. Raises
    Ticket.DoesNotExist for what `by` may not see, NotYours for those who do not work on it.
    """
    ticket = Ticket.objects.visible_to(by).only("pk", "assignee_id").get(number=number)
    demand(may_work(by, ticket))
    now = timezone.now()
    mine = Presence(person=by, ticket=ticket, writing=writing, seen_at=now)
    Presence.objects.bulk_create(
        [mine],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["ticket", "writing", "seen_at"],
    )
    others = Presence.objects.filter(ticket=ticket, seen_at__gt=now - FRESH).exclude(person=by)
    name = Concat("person__first_name", Value(" "), "person__last_name")
    return [*map(dict, others.order_by("person").values("writing", name=name))]
