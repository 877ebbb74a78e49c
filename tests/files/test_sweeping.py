"""What unfinished forms left behind goes away by itself, and nothing else does."""

import os
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.files import actions, tasks
from foundation.files.models import File
from tests.factories.files import FileFactory
from tests.factories.organisation import PersonFactory, UnitFactory
from tests.files.conftest import kept_in

OLD, YOUNG = timedelta(hours=25), timedelta(hours=23)


def aged(path, age):
    """The file, as if written that long ago."""
    moment = (timezone.now() - age).timestamp()
    os.utime(path, (moment, moment))
    return path


@pytest.mark.django_db(transaction=True)
def test_files_of_forms_that_nobody_finished_go_after_a_day():
    # given held files of 25 and 23 hours, and an attached one of 25 hours
    now = timezone.now()
    person = PersonFactory()
    old = FileFactory(added_at=now - OLD, added_by=person)
    young = FileFactory(added_at=now - YOUNG, added_by=person)
    attached = FileFactory(added_at=now - OLD, added_by=person, subject=UnitFactory())
    for row in (old, young, attached):
        aged(row.path, OLD)
    # when the sweep runs twice
    tasks.drop_old_held()
    tasks.drop_old_held()
    # then only the old held one is gone, with its bytes
    assert set(File.objects.all()) == {young, attached}
    assert [row.path.exists() for row in (old, young, attached)] == [False, True, True]


@pytest.mark.django_db
def test_bytes_that_never_got_a_row_go_after_a_day(media):
    # given bytes of ours without a row, old and young, a write that broke off, and a stranger's file
    row = FileFactory()
    lost = [row.path.with_name(uuid.uuid4().hex) for _ in range(2)]
    broken = row.path.with_suffix(".part")
    stranger, outside = row.path.with_name("README"), media / "lost+found"
    for path in (*lost, broken, stranger, outside):
        path.write_bytes(b"x")
    for path in (lost[0], broken, stranger, outside, row.path):
        aged(path, OLD)
    aged(lost[1], YOUNG)
    # when the sweep runs
    dropped = actions.drop_old_held()
    # then only what is ours, old and without a row is gone
    assert dropped == 2
    assert set(kept_in(media)) == {row.path, lost[1], stranger, outside}


@pytest.mark.django_db
def test_nothing_is_touched_when_the_database_knows_no_file(media):
    # given a full folder and an empty database, as after a wrong setting
    path = media / "ab" / ("ab" + uuid.uuid4().hex[2:])
    path.parent.mkdir()
    path.write_bytes(b"x")
    aged(path, OLD)
    # when the sweep runs, then the folder is left alone
    assert actions.drop_old_held() == 0
    assert path.exists()


@pytest.mark.django_db
def test_more_than_one_piece_goes_in_one_sweep(monkeypatch):
    monkeypatch.setattr("foundation.files.actions.sweeping.PIECE", 2)
    FileFactory.create_batch(5, added_at=timezone.now() - OLD, added_by=PersonFactory())
    assert actions.drop_old_held() == 5
    assert not File.objects.exists()


@pytest.mark.django_db
def test_without_a_folder_the_sweep_has_nothing_to_do(media):
    media.rmdir()
    assert actions.drop_old_held() == 0
