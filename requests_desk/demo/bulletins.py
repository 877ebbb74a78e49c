"""Notices to offices of the demo agency."""

import uuid
from datetime import datetime, timedelta

from django.utils import timezone

from foundation.organisation.models import Person
from requests_desk.choices import Addressees
from requests_desk.models import Bulletin

NOTICES = [  # for whom, read by in days, titles, texts
    (Addressees.STAFF, None, "Aknapesu kõigis kontorites", "Windows are washed in all offices",
     "Aknaid pestakse järgmise kahe nädala jooksul. Tõsta lilled aknalaualt ära.",
     "Windows are washed in the next two weeks. Please move plants from the sills."),
    (Addressees.CONTACTS, 6, "Evakuatsiooniskeemid vajavad kontrolli", "Escape plans have to be checked",
     "Vaata üle oma kontori skeemid:\n\n- kas need on **loetavad**,\n- kas ruumide numbrid on õiged.",
     "Look at the plans of your office:\n\n- are they **readable**,\n- are the numbers of rooms right."),
]  # fmt: skip


def notices(now: datetime) -> None:
    """Two of the last days."""
    author, today = Person.objects.get(personnel_no="demo-specialist"), timezone.localdate(now)
    Bulletin.objects.bulk_create(
        Bulletin(
            addressees=whom, title_et=title_et, title_en=title_en, text_et=text_et, text_en=text_en,
            shown_until=today + timedelta(days=12), read_by=today + timedelta(days=days) if days else None,
            published_at=now - timedelta(days=2), published_by=author, form_key=uuid.UUID(int=number),
        )
        for number, (whom, days, title_et, title_en, text_et, text_en) in enumerate(NOTICES)
    )  # fmt: skip
