"""Uploads kept for a form, and given to what the form made."""

import os
import uuid
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from django.db import models, transaction
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.files.actions.checking import Checked, checked
from foundation.files.actions.names import tidy
from foundation.files.actions.refusal import Refused
from foundation.files.models import File
from foundation.files.querysets import held, held_for, uuid_of

log = structlog.get_logger(__name__)
MOST_HELD = 50  # files in a person's unfinished forms; a brake on floods, not an exact limit


class FilesRefused(RuleBroken):
    """Some uploads were refused, each with a sentence in `refused`; the good ones are `kept` for the form."""

    def __init__(self, refused: list[str], kept: list[File]):
        super().__init__(" ".join(refused))
        self.refused, self.kept = refused, kept


def hold(*, uploads: Iterable[Any], form_key: uuid.UUID, by: Any) -> list[File]:
    """Keeps uploads for an unfinished form. Call it outside the transaction of the form's own action.

    Raises FilesRefused when one may not be kept, after the others were.
    """
    uploads = list(uploads)
    if uploads and held().filter(added_by=by).count() + len(uploads) > MOST_HELD:
        raise FilesRefused([_("Too many files wait in your unfinished forms. Send a form first.")], [])
    kept: list[File] = []
    refused: list[str] = []
    for upload in uploads:
        try:
            kept.append(_stored(checked(upload), form_key, by))
        except Refused as no:
            refused.append(no.sentence(tidy(upload.name or "")))
    File.objects.bulk_create(kept)
    if refused:
        raise FilesRefused(refused, kept)
    return kept


def _stored(file: Checked, form_key: uuid.UUID, by: Any) -> File:
    """The row to be, its bytes already safe on the disk. Raises Refused when the disk does not take them."""
    row = File(
        name=file.name,
        mime=file.kind.mime,
        size=len(file.data),
        sha256=file.sha256,
        form_key=form_key,
        added_by=by,
    )
    try:
        write(row.path, file.data)
    except OSError as fault:
        log.exception("file_not_written", fault=fault.strerror)
        raise Refused(
            _("“%(name)s” could not be kept: the server's disk is full or faulty. Tell an administrator.")
        ) from fault
    return row


def write(path: Path, data: bytes) -> None:
    """All of the bytes or none, also when the power fails. Raises OSError."""
    part = path.with_suffix(".part")
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with open(part, "xb", opener=partial(os.open, mode=0o600)) as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
        _sync(path.parent)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """Makes the new name in the folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def attach(*, form_key: uuid.UUID, subject: models.Model, by: Any) -> int:
    """Gives the files held for a form to what it made; returns how many.

    Equal files become one, because a form sent twice at once is held twice; the sweep drops the others.
    """
    return held_for(form_key, by).update(subject_type=subject._meta.model_name, subject_id=subject.pk)


def copy(*, source: models.Model, subject: models.Model) -> list[File]:
    """Gives a subject copies of the files of another one, each a file of its own with the same mark
    and the same person who added it: who copies a restricted one does not come to read it by that.

    Raises RuleBroken when one cannot be read or written; then none is given.
    """
    rows = File.objects.filter(subject_type=source._meta.model_name, subject_id=source.pk)
    mark = ("mark_holder", "mark_basis", "mark_made_on", "mark_until")
    kept = ("name", "mime", "size", "sha256", *mark)
    made = [
        File(
            **{name: getattr(row, name) for name in kept},
            subject_type=subject._meta.model_name,
            subject_id=subject.pk,
            added_by_id=row.added_by_id,
        )
        for row in rows
    ]
    for row, new in zip(rows, made, strict=True):
        try:
            write(new.path, row.path.read_bytes())
        except OSError as fault:
            log.exception("file_not_copied", file=str(row.pk), fault=fault.strerror)
            words = _("“%(name)s” could not be copied. Tell an administrator.")
            raise RuleBroken(words % {"name": row.name}) from fault
    File.objects.bulk_create(made)
    return made


@transaction.atomic
def drop_held(*, file_id: uuid.UUID | str, by: Any) -> bool:
    """Takes a held file of one's own out of its form; False when there is none."""
    row = held().filter(pk=uuid_of(file_id), added_by=by).select_for_update(no_key=True).first()
    if row is None:
        return False
    forget([row])
    return True


def forget(rows: list[File]) -> None:
    """Deletes locked rows, and their bytes once that is sure."""
    File.objects.filter(pk__in=[row.pk for row in rows]).delete()
    for row in rows:
        transaction.on_commit(partial(row.path.unlink, missing_ok=True), robust=True)
