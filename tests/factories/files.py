"""Kept files of tests, with their bytes on the disk."""

import hashlib
import uuid
from typing import Any

import factory
from factory.django import DjangoModelFactory

from foundation.files.actions.keeping import write
from foundation.files.models import File
from tests.factories.organisation import PersonFactory


class FileFactory(DjangoModelFactory):
    """A file held for a form; `subject=row` attaches it, `content=b"..."` gives its bytes."""

    class Meta:
        model = File

    name = factory.Sequence(lambda n: f"note{n}.txt")
    mime = "text/plain"
    content = factory.Sequence(lambda n: f"line {n}".encode())
    subject = None
    form_key = factory.LazyFunction(uuid.uuid4)
    added_by = factory.SubFactory(PersonFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> File:
        content, subject = kwargs.pop("content"), kwargs.pop("subject")
        if subject is not None:
            kwargs |= {"subject_type": subject._meta.model_name, "subject_id": subject.pk}
        row = model_class(*args, size=len(content), sha256=hashlib.sha256(content).hexdigest(), **kwargs)
        write(row.path, content)
        row.save(force_insert=True)
        return row
