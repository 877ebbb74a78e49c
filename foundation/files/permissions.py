"""Who may have a file."""

from typing import Any

from foundation.core.duties import target_of
from foundation.files.models import File


def sees_file(person: Any, file: File) -> bool:
    """Those who may see what the file belongs to; while it is held, only who added it."""
    if file.subject_type is None or file.subject_id is None:
        return bool(file.added_by_id == person.pk)
    target = target_of(file.subject_type)
    return target is not None and target.visible(person, file.subject_id)
