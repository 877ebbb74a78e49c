"""How files are found. Whether a person may have one is asked of its subject: permissions.py."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from foundation.files.models import File

NO_ID = uuid.UUID(int=0)  # what no row has


def uuid_of(text: Any) -> uuid.UUID:
    """The id that a form sent back, NO_ID when it is not one."""
    try:
        return text if isinstance(text, uuid.UUID) else uuid.UUID(str(text))
    except ValueError:
        return NO_ID


def held() -> QuerySet[File]:
    """Files of unfinished forms."""
    return File.objects.filter(subject_type=None)


def held_for(form_key: Any, by: Any) -> QuerySet[File]:
    """Files a person has added to a form, equal ones once, in their order; none for a key that is no key."""
    mine = held().filter(added_by=by, form_key=uuid_of(form_key))
    first = mine.order_by("sha256", "added_at", "pk").distinct("sha256")
    return File.objects.filter(pk__in=first.values("pk"))


def of_subjects(subject_type: str, ids: Iterable[int] | QuerySet[Any, int]) -> QuerySet[File]:
    """The files of some subjects of one type; the caller answers for their visibility."""
    return File.objects.filter(subject_type=subject_type, subject_id__in=ids)


def free_to_leave(files: QuerySet[File]) -> QuerySet[File]:
    """Those without an access mark: the others leave the house by no road."""
    return files.filter(mark_made_on=None)
