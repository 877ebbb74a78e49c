"""Notices to offices: published, read, reminded of, withdrawn."""

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.actions.common import demand
from requests_desk.models import Bulletin, BulletinRead
from requests_desk.permissions import works_the_desk
from requests_desk.querysets import DESK


def publish_bulletin(
    *, by: Any, form_key: uuid.UUID, title_et: str, title_en: str, text_et: str, text_en: str,
    addressees: str, shown_until: date, offices: Iterable[Any] = (), read_by: date | None = None,
) -> Bulletin:  # fmt: skip
    """Tells offices something, once for a form. Raises RuleBroken for days that make no sense."""
    demand(works_the_desk(by))
    today = timezone.localdate()
    if shown_until < today or (read_by is not None and not today <= read_by <= shown_until):
        raise RuleBroken(_("Choose days from today on; it is shown at least until it has to be read."))
    row = Bulletin(
        title_et=title_et.strip(), title_en=title_en.strip(), text_et=text_et.strip(),
        text_en=text_en.strip(), addressees=addressees, shown_until=shown_until, read_by=read_by,
        published_by=by, form_key=form_key,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            row.offices.set(offices)
            record("bulletin.published", row, actor=by, on_behalf_of=by.standing.on_behalf_of(*DESK))
    except IntegrityError as twice:
        if violated(twice) != "one_bulletin_for_a_form":
            raise
        return Bulletin.objects.get(published_by=by, form_key=form_key)
    return row


@transaction.atomic
def note_read(number: int, *, by: Any) -> Bulletin:
    """Somebody whom it is for has read it; a second time changes nothing."""
    row: Bulletin = Bulletin.objects.told(by).get(pk=number)
    read = BulletinRead(bulletin=row, person=by)
    try:
        with transaction.atomic():
            read.save(force_insert=True)
    except IntegrityError as twice:
        if violated(twice) != "bulletin_read_once":
            raise
        return row
    record("bulletin.read", row, actor=by)
    return row


@transaction.atomic
def withdraw_bulletin(number: int, *, by: Any) -> Bulletin:
    """Takes a notice back: nobody sees it any more but the desk. A second time changes nothing."""
    demand(works_the_desk(by))
    rows = Bulletin.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    row: Bulletin = rows.get(pk=number)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        record("bulletin.withdrawn", row, actor=by, on_behalf_of=by.standing.on_behalf_of(*DESK))
    return row


@transaction.atomic
def remind_of_bulletin(number: int) -> bool:
    """Those who have not read a notice that asks for it hear of it once more."""
    rows = Bulletin.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    row = rows.filter(pk=number, reminded_at=None, withdrawn_at=None, read_by__isnull=False).first()
    if row is None:
        return False
    row.reminded_at = timezone.now()
    row.save(update_fields=["reminded_at"])
    record("bulletin.reminded", row, actor=None, once=f"bulletin.reminded:{row.pk}")
    return True
