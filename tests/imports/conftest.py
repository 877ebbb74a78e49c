"""An administrator who brings files, as by the screens."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from foundation.imports.models import Batch
from foundation.organisation.models import Person
from tests.factories import PersonFactory
from tests.imports.making import csv_bytes


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences of actions are the English ones here; requests speak the person's own language."""
    with translation.override("en"):
        yield


@pytest.fixture
def admin(client: Any) -> Person:
    """Signed in, reads English, and is in the register by hand only."""
    person = PersonFactory(admin=True, language="en", last_name="Admin")
    client.force_login(person)
    return person


@pytest.fixture
def bring(client: Any, admin: Person) -> Callable[..., Batch]:
    """Uploads rows of people (or the bytes of a file) and, unless told otherwise, goes on to the preview."""

    def upload(rows: Any, *, importer: str = "people", preview: bool = True, name: str = "a.csv") -> Batch:
        data = rows if isinstance(rows, bytes) else csv_bytes(rows)
        sent = {"importer": importer, "form_key": uuid.uuid4(), "file": SimpleUploadedFile(name, data)}
        response = client.post("/imports/new/", sent)
        assert response.status_code == 302, response.content.decode()
        batch = Batch.objects.latest("pk")
        if preview:
            columns = {f"column_{key}": place for key, place in batch.columns.items()}
            response = client.post(f"/imports/{batch.pk}/columns/", {"letters": "on", **columns})
            assert response.status_code == 302, response.content.decode()
            batch.refresh_from_db()
        return batch

    return upload
