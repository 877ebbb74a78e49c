"""The access mark of a file: fewer people see it than what it belongs to."""

import uuid
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.core.access import NotYours
from foundation.core.duties import target_of
from foundation.core.marks import new_mark
from foundation.files.models import File
from foundation.files.permissions import may_mark, sees_file

FIELDS = ("mark_holder", "mark_basis", "mark_made_on", "mark_until")


def _locked(file_id: uuid.UUID, by: Any) -> File:
    """The file, locked. Raises DoesNotExist for who does not see it, NotYours without the right."""
    kept = File.objects.select_for_update(of=("self",), no_key=True).get(pk=file_id)
    if not sees_file(by, kept):
        raise File.DoesNotExist
    if not may_mark(by, kept):
        raise NotYours("may_mark")
    return kept


def _tell(kept: File, *, by: Any, on: bool) -> None:
    """The row that the file belongs to records it, in the same transaction."""
    target = target_of(kept.subject_type or "")
    if target is not None and target.restricting is not None:
        target.restricting.marked(kept.subject_id, by=by, file=str(kept.pk), on=on)


@transaction.atomic
def mark(file_id: uuid.UUID, *, by: Any, basis: str = "", until: date | None = None) -> File:
    """Restricts a file, or changes its mark. Raises RuleBroken for a term that the law does not allow."""
    kept = _locked(file_id, by)
    made = new_mark(made_on=kept.mark_made_on or timezone.localdate(), basis=basis, until=until)
    kept.mark_holder = kept.mark_holder or made.holder
    kept.mark_basis, kept.mark_made_on, kept.mark_until = made.basis, made.made_on, made.until
    kept.save(update_fields=FIELDS)
    _tell(kept, by=by, on=True)
    return kept


@transaction.atomic
def lift_mark(file_id: uuid.UUID, *, by: Any) -> File:
    """Opens a file again to those who see what it belongs to; nothing happens to one without a mark."""
    kept = _locked(file_id, by)
    if kept.mark_made_on is None:
        return kept
    kept.mark_holder = kept.mark_basis = ""
    kept.mark_made_on = kept.mark_until = None
    kept.save(update_fields=FIELDS)
    _tell(kept, by=by, on=False)
    return kept
