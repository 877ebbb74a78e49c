"""Who hears that somebody stands in for somebody, or that their own account changed."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from foundation.core.duties import Notice
from foundation.organisation.models import Deputy, Person


def _appointment(event: Any) -> Deputy:
    row: Deputy = Deputy.objects.select_related("person", "deputy").get(pk=event.subject_id)
    return row


def both(event: Any) -> Iterable[Person]:
    """The deputy and the person, without the one who appointed."""
    row = _appointment(event)
    return [one for one in (row.deputy, row.person) if one.pk != event.actor_id]


def appointment(event: Any, reader: Person) -> dict[str, Any] | None:
    """What both read; nothing once the appointment is revoked."""
    row = _appointment(event)
    if row.revoked_at is not None:
        return None
    return {"path": reverse("me"), "row": row, "stands_in": reader.pk == row.deputy_id}


DEPUTY_APPOINTED = Notice(
    template="organisation/mail/deputy_appointed", recipients=both, context=appointment, also_when_away=True
)


def owner(event: Any) -> Iterable[Person]:
    """The person whose account it is."""
    return Person.objects.filter(pk=event.subject_id)


def account(event: Any, reader: Person) -> dict[str, Any] | None:
    """What happened to the reader's own account."""
    return (
        {"path": reverse("me"), "what": event.kind.partition(".")[2]}
        if reader.pk == event.subject_id
        else None
    )


ACCOUNT_CHANGED = Notice(
    template="organisation/mail/account_changed", recipients=owner, context=account, also_when_away=True
)
