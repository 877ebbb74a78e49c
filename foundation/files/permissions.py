"""Who may have a file."""

from typing import Any

from foundation.core.duties import LinkTarget, target_of
from foundation.files.models import File


def _target(file: File) -> LinkTarget | None:
    return target_of(file.subject_type) if file.subject_type and file.subject_id is not None else None


def sees_file(person: Any, file: File) -> bool:
    """Those who may see what the file belongs to; while it is held, only who added it.

    One with an access mark is for fewer: who added it, and whom the provider of its subject names.
    """
    if file.subject_type is None or file.subject_id is None:
        return bool(file.added_by_id == person.pk)
    target = _target(file)
    if target is None or not target.visible(person, file.subject_id):
        return False
    if not file.is_marked or file.added_by_id == person.pk:
        return True
    return target.restricting is not None and target.restricting.sees(person, file.subject_id)


def may_mark(person: Any, file: File) -> bool:
    """Those whom the provider of its subject names; nobody for a file that is still held."""
    target = _target(file)
    if target is None or target.restricting is None or file.subject_id is None:
        return False
    return target.restricting.may(person, file.subject_id)


def note_look(person: Any, file: File) -> None:
    """Notes that somebody fetches a restricted file, or one of a restricted row.

    Raises DatabaseError when the log cannot be written; then the file must not be sent.
    """
    target = _target(file)
    if target is not None and target.restricting is not None and file.subject_id is not None:
        target.restricting.look(person, file.subject_id, file.is_marked)
