"""The card of notices on the home page."""

from typing import Any

from django.utils import timezone

from requests_desk.models import Bulletin

SHOWN = 3


def bulletin_card(person: Any) -> dict[str, Any] | None:
    """Notices for a person that they have not read, the one that must be read first; no card without."""
    rows = Bulletin.objects.told(person).on_show(timezone.localdate()).with_read(person).filter(is_read=False)
    found = list(rows.order_by("read_by", "-pk")[:SHOWN])
    return {"rows": found} if found else None
