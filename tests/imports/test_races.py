"""Two at once: one file, written once."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.events.models import Event
from foundation.imports.models import Batch
from foundation.organisation.models import Person
from tests.factories import PersonFactory
from tests.imports.making import csv_bytes
from tests.imports.test_people import HEAD, row
from tests.requests_desk.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def clients(count):
    """Browsers of as many administrators."""
    found = [Client() for _ in range(count)]
    for client in found:
        client.force_login(PersonFactory(admin=True, language="en"))
    return found


def test_uploads_at_once_make_one():
    # given eight administrators with the same file, some with the same form
    browsers, data, key = clients(4), csv_bytes([HEAD, row("1")]), uuid.uuid4()

    def send(index):
        sent = {"importer": "people", "form_key": key, "file": SimpleUploadedFile("a.csv", data)}
        return browsers[index % 4].post("/imports/new/", sent)

    answers = at_once(8, send)
    # then all are led to one file
    assert {answer.status_code for answer in answers} == {302}
    assert Batch.objects.count() == 1
    assert {answer.url for answer in answers} == {f"/imports/{Batch.objects.get().pk}/columns/"}


def test_a_file_is_applied_once_by_however_many():
    # given a file that everybody wants to apply, and another of the same people
    browsers = clients(6)
    for name in ("Mari", "Jüri"):
        data = csv_bytes([HEAD, *(row(str(number), name, email=f"a{number}@b.ee") for number in range(20))])
        sent = {"importer": "people", "form_key": uuid.uuid4(), "file": SimpleUploadedFile("a.csv", data)}
        browsers[0].post("/imports/new/", sent)
        batch = Batch.objects.first()
        columns = {f"column_{key}": place for key, place in batch.columns.items()}
        assert browsers[0].post(f"/imports/{batch.pk}/columns/", columns).status_code == 302
    numbers = list(Batch.objects.values_list("pk", flat=True))
    # when six browsers press the button of either at once
    answers = at_once(6, lambda index: browsers[index].post(f"/imports/{numbers[index % 2]}/apply/"))
    # then nobody is there twice, each file was applied at most once, nobody saw a broken page
    assert {answer.status_code for answer in answers} <= {302, 409}
    assert Person.objects.filter(personnel_no__isnull=False).count() == 20
    assert Event.objects.filter(kind="person.added").count() == 20
    applied = Event.objects.filter(kind="batch.applied").values_list("subject_id", flat=True)
    assert len(set(applied)) == len(applied) >= 1
