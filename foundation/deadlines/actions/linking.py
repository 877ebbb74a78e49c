"""The secret address of a person's calendar feed: made, renewed, revoked; only its hash is kept."""

import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.deadlines.models import CalendarLink
from foundation.deadlines.querysets import hash_of
from foundation.events.actions import record


@transaction.atomic
def make_link(*, by: Any) -> str:
    """Makes the calendar link of a person anew, so that the old one ends; returns the token, shown once."""
    token = secrets.token_urlsafe(32)
    CalendarLink.objects.update_or_create(
        person=by, defaults={"token_hash": hash_of(token), "made_at": timezone.now()}
    )
    record("calendarlink.made", by, actor=by)
    return token


@transaction.atomic
def revoke_link(*, by: Any) -> bool:
    """Ends the calendar link of a person; whether there was one."""
    gone, _by_model = CalendarLink.objects.filter(person=by).delete()
    if gone:
        record("calendarlink.revoked", by, actor=by)
    return bool(gone)
