"""Files that nobody needs any more."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from foundation.events.actions import record
from foundation.imports.actions.common import locked
from foundation.imports.choices import BatchState
from foundation.imports.models import Batch, Upload


@transaction.atomic
def drop(batch: Batch, *, by: Any) -> Batch:
    """Throws away a file that was not applied, with its rows. Raises RuleBroken for one that was."""
    batch = locked(batch)
    batch.move_to(BatchState.DROPPED)
    _empty(batch)
    record("batch.dropped", batch, actor=by)
    return batch


def forget_old(*, now: datetime | None = None) -> int:
    """Removes file and rows some days after they were applied, or uploaded and never applied; how many."""
    old = (now or timezone.now()) - timedelta(days=settings.IMPORT_ROWS_KEPT_DAYS)
    due = Batch.objects.filter(emptied_at=None).filter(
        Q(applied_at__lt=old) | Q(applied_at=None, uploaded_at__lt=old)
    )
    numbers = list(due.order_by("pk").values_list("pk", flat=True)[:500])
    for number in numbers:
        with transaction.atomic():
            batch = locked(Batch(pk=number))
            _empty(batch)
            record("batch.emptied", batch, actor=None)
    return len(numbers)


def _empty(batch: Batch) -> None:
    batch.rows.all().delete()
    Upload.objects.filter(batch=batch).delete()
    batch.heads, batch.sample, batch.emptied_at = [], [], timezone.now()
    batch.save()
