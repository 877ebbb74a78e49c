"""The log of events: once, for good, and never with words in it."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connections, transaction

from foundation.core import duties
from foundation.core.duties import SILENT, Duty, Notice, register
from foundation.events.actions import handled, log_view, put_off, record
from foundation.events.models import Event, Pending, ViewLog
from tests.database import owner
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    """A duty of this test: one silent event, one that somebody hears of."""
    monkeypatch.setattr(duties, "_duties", dict(duties._duties))
    notice = Notice(template="x", recipients=lambda event: (), context=lambda event, person: None)
    register(Duty(code="here", title="here", events={"here.silent": SILENT, "here.told": notice}))


def test_an_event_keeps_who_what_and_for_whom():
    one, other = PersonFactory(), PersonFactory()
    event = record("here.silent", other, actor=one, on_behalf_of=other.pk, room=3, codes=["a", None, True])
    event.refresh_from_db()
    assert (event.subject_type, event.subject_id) == ("person", other.pk)
    assert (event.actor, event.on_behalf_of) == (one, other)
    assert event.data == {"room": 3, "codes": ["a", None, True]}


def test_only_what_somebody_hears_of_waits():
    person = PersonFactory()
    record("here.silent", person, actor=None)
    told = record("here.told", person, actor=None)
    assert list(Pending.objects.values_list("event", flat=True)) == [told.pk]


@pytest.mark.parametrize("word", ["Mari Maasikas", "õun", "a b", {"deep": ["two words"]}, 1.5])
def test_words_are_refused(word):
    with pytest.raises(ValueError, match="ids, codes and numbers"):
        record("here.silent", PersonFactory(), actor=None, word=word)


def test_an_undeclared_event_is_refused():
    with pytest.raises(ValueError, match="declares"):
        record("here.unknown", PersonFactory(), actor=None)


def test_the_same_key_counts_once():
    person = PersonFactory()
    assert record("here.told", person, actor=None, once="term-7-due")
    assert record("here.told", person, actor=None, once="term-7-due") is None
    assert Event.objects.filter(kind="here.told").count() == 1


def test_a_fault_puts_an_event_off_longer_each_time():
    event = record("here.told", PersonFactory(), actor=None)
    waits = []
    for _fault in range(3):
        put_off(event.pk)
        waits.append(Pending.objects.get(pk=event.pk).due_at)
    assert waits[0] < waits[1] < waits[2]
    handled(Pending.objects.get(pk=event.pk))
    put_off(event.pk)
    assert not Pending.objects.exists()


@pytest.mark.parametrize(
    "change", ["UPDATE events_event SET kind = 'x'", "DELETE FROM events_event", "TRUNCATE events_event"]
)
def test_the_application_cannot_change_what_happened(change):
    record("here.silent", PersonFactory(), actor=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute(change)
    assert Event.objects.filter(kind="here.silent").exists()


@pytest.mark.django_db(transaction=True)
def test_even_the_owner_meets_the_guard_of_rows():
    record("here.silent", PersonFactory(), actor=None)
    with owner() as connection, pytest.raises(Exception, match="append-only"):
        connection.execute("UPDATE events_event SET kind = 'x'")


@pytest.mark.django_db(transaction=True)
def test_of_ten_racers_with_one_key_one_wins():
    person, gate = PersonFactory(), threading.Barrier(10)

    def run(_index):
        gate.wait(10)
        try:
            return record("here.told", person, actor=None, once="race")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        won = [one for one in pool.map(run, range(10)) if one]
    assert len(won) == Event.objects.filter(once="race").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_view_log_is_written_by_a_role_that_can_do_nothing_else():
    person = PersonFactory()
    log_view(person_id=person.pk, subject=person)
    assert ViewLog.objects.get().subject_id == person.pk
    for forbidden in (
        "SELECT * FROM events_viewlog",
        "DELETE FROM events_viewlog",
        "SELECT * FROM organisation_person",
    ):
        with pytest.raises(DatabaseError), connections["log"].cursor() as cursor:
            cursor.execute(forbidden)
    with pytest.raises(DatabaseError):
        ViewLog.objects.create(person_id=person.pk, subject_type="x", subject_id=1)
