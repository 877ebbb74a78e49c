"""Uploads held for a form, given to what the form made, and full disks."""

import os
import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from foundation.core.errors import RuleBroken
from foundation.files import actions
from foundation.files.models import File
from foundation.files.querysets import held_for, of_subjects
from tests.factories.files import FileFactory
from tests.factories.organisation import PersonFactory, UnitFactory
from tests.files.conftest import kept_in
from tests.files.corpus import drawing, encoded, upload

JPEG = encoded(drawing(), "JPEG")


@pytest.mark.django_db
def test_uploads_wait_for_their_form(media):
    # given a person with an unfinished form
    person, key = PersonFactory(), uuid.uuid4()
    # when two files are uploaded
    rows = actions.hold(uploads=[upload("a.jpg", JPEG), upload("b.txt", b"b")], form_key=key, by=person)
    # then both are kept under our own names, nobody else on the machine reads them, nothing has them yet
    assert [(row.name, row.mime, row.subject_type) for row in rows] == [
        ("a.jpg", "image/jpeg", None),
        ("b.txt", "text/plain", None),
    ]
    assert kept_in(media) == sorted(row.path for row in rows)
    assert all(row.path.stat().st_mode & 0o777 == 0o600 for row in rows)
    assert all(row.path.parent.stat().st_mode & 0o777 == 0o700 for row in rows)
    assert [row.size for row in rows] == [row.path.stat().st_size for row in rows]
    assert list(held_for(key, person)) == rows


@pytest.mark.django_db
def test_good_files_stay_when_others_are_refused(media):
    # given a form to which good and bad files are added at once
    person, key = PersonFactory(), uuid.uuid4()
    uploads = [
        upload("a.svg", b"<svg/>"),
        upload("good.txt", b"x"),
        upload("../b.exe", b"MZ\0"),
        upload("", b""),
    ]
    # when they are uploaded
    with pytest.raises(RuleBroken) as no, translation.override("en"):
        actions.hold(uploads=uploads, form_key=key, by=person)
    # then each refusal is a sentence with its name, and the good one waits for the form
    assert [text.split("”")[0] for text in no.value.refused] == ["“a.svg", "“b.exe", "“file"]
    assert str(no.value) == " ".join(no.value.refused)
    assert [row.name for row in no.value.kept] == ["good.txt"]
    assert list(held_for(key, person)) == no.value.kept
    assert len(kept_in(media)) == 1


@pytest.mark.django_db
def test_names_and_refusals_speak_estonian_too():
    with translation.override("et"), pytest.raises(RuleBroken) as no:
        actions.hold(uploads=[upload("a.svg", b"<svg/>")], form_key=uuid.uuid4(), by=PersonFactory())
    assert "a.svg" in str(no.value)


@pytest.mark.django_db
def test_what_the_form_made_gets_its_files(django_assert_num_queries):
    # given files held for a form, for another form, and by somebody else under the same key
    mine = FileFactory()
    FileFactory(added_by=mine.added_by)
    FileFactory(form_key=mine.form_key)
    unit = UnitFactory()
    # when the form has made something
    with django_assert_num_queries(1):
        count = actions.attach(form_key=mine.form_key, subject=unit, by=mine.added_by)
    # then only its files belong to that
    assert count == 1
    assert list(of_subjects("unit", [unit.pk])) == [mine]
    assert File.objects.filter(subject_type=None).count() == 2
    # and a second call has nothing left to give
    assert actions.attach(form_key=mine.form_key, subject=UnitFactory(), by=mine.added_by) == 0


@pytest.mark.django_db
def test_a_file_sent_twice_is_attached_once():
    # given a form that was sent twice at once, so that its picture is held twice
    person, key = PersonFactory(), uuid.uuid4()
    for _time in range(2):
        actions.hold(uploads=[upload("a.jpg", JPEG), upload("b.txt", b"b")], form_key=key, by=person)
    assert File.objects.count() == 4
    # when the form shows them, and when it has made something
    shown = [row.name for row in held_for(key, person)]
    unit = UnitFactory()
    actions.attach(form_key=key, subject=unit, by=person)
    # then each is there once
    assert shown == ["a.jpg", "b.txt"]
    assert [row.name for row in of_subjects("unit", [unit.pk])] == ["a.jpg", "b.txt"]


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, "", "x", "' OR 1=1", "\0", 7])
def test_a_key_that_is_no_key_holds_nothing(key):
    row = FileFactory()
    assert list(held_for(key, row.added_by)) == []
    assert actions.drop_held(file_id=key, by=row.added_by) is False


@pytest.mark.django_db
def test_only_its_owner_takes_a_held_file_out(media, django_capture_on_commit_callbacks):
    # given a held file, and one that belongs to something
    row = FileFactory()
    attached = FileFactory(added_by=row.added_by, subject=UnitFactory())
    # when somebody else tries, and when the attached one is tried, then nothing goes
    with django_capture_on_commit_callbacks(execute=True):
        assert not actions.drop_held(file_id=row.pk, by=PersonFactory())
        assert not actions.drop_held(file_id=attached.pk, by=row.added_by)
    assert len(kept_in(media)) == 2
    # when its owner takes it out, then row and bytes are gone
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.drop_held(file_id=str(row.pk), by=row.added_by)
    assert list(File.objects.all()) == [attached]
    assert kept_in(media) == [attached.path]


@pytest.mark.django_db(transaction=True)
def test_bytes_go_only_when_the_row_is_gone_for_good(media):
    # given a held file
    row = FileFactory()
    # when its removal is rolled back
    with transaction.atomic():
        assert actions.drop_held(file_id=row.pk, by=row.added_by)
        transaction.set_rollback(True)
    # then row and bytes are both there
    assert File.objects.get() == row
    assert kept_in(media) == [row.path]


@pytest.mark.django_db(transaction=True)
def test_a_file_is_either_attached_or_dropped():
    # given held files, each wanted by two requests at once
    person, unit = PersonFactory(), UnitFactory()
    rows = FileFactory.create_batch(8, added_by=person)

    def act(kind, row):
        try:
            if kind == "attach":
                return actions.attach(form_key=row.form_key, subject=unit, by=person)
            return actions.drop_held(file_id=row.pk, by=person)
        finally:
            connection.close()

    # when one attaches and the other drops it
    with ThreadPoolExecutor(4) as pool:
        jobs = [(row, pool.submit(act, "attach", row), pool.submit(act, "drop", row)) for row in rows]
        results = [(row, bool(attach.result()), drop.result()) for row, attach, drop in jobs]
    # then exactly one of them wins, and an attached file has its bytes
    for row, attached, dropped in results:
        assert attached != dropped
        assert row.path.exists() == attached
        assert File.objects.filter(pk=row.pk, subject_type="unit").exists() == attached


@pytest.mark.django_db(transaction=True)
def test_dropping_waits_for_an_attach_that_is_under_way():
    # given a held file that another request is just attaching
    row, unit = FileFactory(), UnitFactory()
    attached = Event()

    def attach_slowly():
        try:
            with transaction.atomic():
                actions.attach(form_key=row.form_key, subject=unit, by=row.added_by)
                attached.set()
                time.sleep(0.3)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(attach_slowly)
        assert attached.wait(5)
        # when its owner drops it before the other has committed
        dropped = actions.drop_held(file_id=row.pk, by=row.added_by)
        job.result()
    # then it was too late, and the file is whole
    assert not dropped
    assert File.objects.get().subject_type == "unit"
    assert row.path.exists()


@pytest.mark.django_db
def test_a_flood_of_unfinished_forms_is_stopped(media):
    # given somebody whose forms hold as many files as they may
    person = PersonFactory()
    File.objects.bulk_create(
        File(name="a", mime="text/plain", size=1, sha256="a", form_key=uuid.uuid4(), added_by=person)
        for _ in range(50)
    )
    # when one more comes, then it is refused; others are not touched by that
    with pytest.raises(actions.FilesRefused):
        actions.hold(uploads=[upload("a.txt", b"a")], form_key=uuid.uuid4(), by=person)
    assert kept_in(media) == []
    assert actions.hold(uploads=[upload("a.txt", b"a")], form_key=uuid.uuid4(), by=PersonFactory())


@pytest.mark.django_db
def test_many_files_cost_as_many_statements_as_one(django_assert_num_queries):
    person = PersonFactory()
    for many in (1, 10):
        uploads = [upload(f"{n}.txt", f"{n}".encode()) for n in range(many)]
        with django_assert_num_queries(2):
            actions.hold(uploads=uploads, form_key=uuid.uuid4(), by=person)


@pytest.mark.django_db
def test_a_file_without_form_and_subject_cannot_be():
    with pytest.raises(IntegrityError, match="file_held_or_attached"):
        FileFactory(form_key=None)


@pytest.fixture
def small_disk(media):
    """MEDIA_ROOT on a disk of 256 kB."""
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(media)], capture_output=True, check=False
    )
    if not mounted or mounted.returncode:
        pytest.skip("only root may mount a small disk")
    yield media
    subprocess.run(["umount", str(media)], check=True)


@pytest.mark.fault
@pytest.mark.django_db
def test_a_full_disk_is_told_in_words_and_leaves_nothing_half(small_disk):
    # given a disk with room for a small file only
    person, key = PersonFactory(), uuid.uuid4()
    uploads = [upload("small.txt", b"s" * 1000), upload("large.txt", b"l" * 10**6), upload("last.txt", b"z")]
    # when three files are uploaded
    with pytest.raises(actions.FilesRefused) as no, translation.override("en"):
        actions.hold(uploads=uploads, form_key=key, by=person)
    # then the one without room is told in words; the others are kept, and nothing half is left
    assert no.value.refused == [
        "“large.txt” could not be kept: the server's disk is full or faulty. Tell an administrator."
    ]
    assert [row.name for row in held_for(key, person)] == ["small.txt", "last.txt"]
    assert kept_in(small_disk) == sorted(row.path for row in no.value.kept)
    assert all(row.path.read_bytes() for row in no.value.kept)


@pytest.mark.fault
@pytest.mark.django_db
def test_a_folder_that_cannot_be_written_is_told_in_words(media, settings):
    # given a MEDIA_ROOT that is no folder
    settings.MEDIA_ROOT = media / "file"
    settings.MEDIA_ROOT.write_bytes(b"")
    # when a file is uploaded, then it is refused and has no row
    with pytest.raises(actions.FilesRefused):
        actions.hold(uploads=[upload("a.txt", b"a")], form_key=uuid.uuid4(), by=PersonFactory())
    assert not File.objects.exists()
