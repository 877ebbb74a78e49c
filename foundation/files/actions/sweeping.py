"""What unfinished forms left behind."""

from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from foundation.files.actions.keeping import forget
from foundation.files.models import File
from foundation.files.querysets import NO_ID, held, uuid_of

log = structlog.get_logger(__name__)
HELD_FOR = timedelta(hours=24)
PIECE = 200


def drop_old_held() -> int:
    """Drops files held for more than 24 hours and bytes that never got a row; returns how many."""
    before = timezone.now() - HELD_FOR
    dropped = 0
    while piece := _drop_piece(before):
        dropped += piece
    return dropped + _drop_bytes_without_row(before)


@transaction.atomic
def _drop_piece(before: datetime) -> int:
    old = held().filter(added_at__lt=before).select_for_update(skip_locked=True, no_key=True)
    rows = list(old.order_by("pk")[:PIECE])
    forget(rows)
    return len(rows)


def _drop_bytes_without_row(before: datetime) -> int:
    """Without any row at all the folder belongs to another database, and nothing is touched."""
    if not File.objects.exists():
        return 0
    lost = [
        path
        for folder in sorted(Path(settings.MEDIA_ROOT).glob("[0-9a-f][0-9a-f]"))
        for path in _without_row(_older_files(folder, before))
    ]
    for path in lost:
        path.unlink(missing_ok=True)
    if lost:
        log.info("bytes_without_row_dropped", count=len(lost))
    return len(lost)


def _older_files(folder: Path, before: datetime) -> list[Path]:
    """Files of ours in the folder that were written before; a name we did not give is not ours."""
    return [
        path
        for path in folder.iterdir()
        if uuid_of(path.stem) != NO_ID and _written(path) < before.timestamp()
    ]


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # dropped by its owner since the folder was read
        return timezone.now().timestamp()


def _without_row(paths: list[Path]) -> list[Path]:
    ids = [uuid_of(path.stem) for path in paths]
    known = {one.hex for one in File.objects.filter(pk__in=ids).values_list("pk", flat=True)}
    return [path for path in paths if path.name not in known]
