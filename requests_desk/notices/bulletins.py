"""Who hears of notices to offices."""

from collections.abc import Iterable
from typing import Any

from foundation.core.duties import Notice
from foundation.organisation.models import Person
from requests_desk.models import Bulletin, readers_of


def addressed(event: Any) -> Iterable[Person]:
    """Those whom it is for, but the one who wrote it."""
    row = Bulletin.objects.get(pk=event.subject_id)
    return set(readers_of(row).exclude(pk=row.published_by_id))


def not_yet(event: Any) -> Iterable[Person]:
    """Those of them who have not said that they have read it."""
    row = Bulletin.objects.get(pk=event.subject_id)
    return set(readers_of(row).exclude(pk__in=row.reads.values("person")))


def bulletin_words(event: Any, person: Person) -> dict[str, Any] | None:
    """A notice as its reader may read it; None when it was taken back, or they have read it meanwhile."""
    row = Bulletin.objects.told(person).with_read(person).filter(pk=event.subject_id).first()
    return None if row is None or row.is_read else {"bulletin": row, "path": f"/requests/notices/{row.pk}/"}


NOTICES: dict[str, Notice | None] = {
    "bulletin.published": Notice(
        template="requests_desk/mail/bulletin", recipients=addressed, context=bulletin_words
    ),
    "bulletin.reminded": Notice(
        template="requests_desk/mail/bulletin_again", recipients=not_yet, context=bulletin_words
    ),
    "bulletin.read": None,
    "bulletin.withdrawn": None,
}
