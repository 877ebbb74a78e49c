"""The judges of conftest see what they must see, and let pass what is right."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from celery import current_app
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import InternalError, connection
from django.utils.safestring import mark_safe

from foundation.core.history import say_who
from foundation.organisation.models import Person
from tests.factories import PersonFactory
from tests.house import planted
from tests.house.pretending import forbid_pretending
from tests.house.source import HouseBroken, noticed
from tests.house.writes import WRITE

planted_urls = pytest.mark.urls("tests.house.planted")


@contextmanager
def breach():
    """A breach is expected inside, and is taken away from the end of the test."""
    with pytest.raises(HouseBroken) as found:
        yield found
    noticed.clear()


# --- pretending -----------------------------------------------------------------------------------


def test_a_task_run_inside_its_caller_is_caught():
    with pytest.MonkeyPatch.context() as patch, breach() as found:
        forbid_pretending(patch)
        patch.setitem(current_app.conf, "task_always_eager", True)
        planted.task.delay()
    assert "inside its caller" in str(found.value)


def test_a_mail_kept_in_memory_is_caught():
    with pytest.MonkeyPatch.context() as patch, breach() as found:
        forbid_pretending(patch)
        send_mail("Words", "More words", None, ["x@y.example"])  # tests of Django keep mails in memory
    assert "real mail server" in str(found.value)


# --- writes ---------------------------------------------------------------------------------------


@planted_urls
@pytest.mark.django_db
def test_a_view_that_writes_is_caught(client):
    with breach() as found:
        client.post("/write-here/")
    assert "writes outside actions" in str(found.value)


@pytest.mark.django_db
def test_a_task_that_writes_is_caught():
    with breach():
        planted.task()


@pytest.mark.django_db
def test_a_command_that_writes_is_caught():
    with breach():
        call_command(planted.Command())


@planted_urls
@pytest.mark.django_db
def test_a_view_that_calls_an_action_may_write(client):
    person = PersonFactory()
    client.post(f"/write-by-action/?person={person.pk}")
    assert not Person.objects.get(pk=person.pk).keys_on


@pytest.mark.django_db
def test_a_breach_that_the_code_swallows_is_still_noticed(client):
    try:
        planted.task()
    except Exception:
        swallowed = list(noticed)
    noticed.clear()
    assert len(swallowed) == 1


@planted_urls
@pytest.mark.django_db
def test_postgresql_refuses_a_write_in_a_get(client):
    # given a view that writes by an action even when it is only asked to read
    person = PersonFactory()
    # when it is asked
    with pytest.raises(InternalError, match="read-only transaction"):
        client.get(f"/write-by-action/?person={person.pk}")
    # then nothing has changed and the next request may write again
    assert Person.objects.get(pk=person.pk).keys_on
    client.post(f"/write-by-action/?person={person.pk}")


@pytest.mark.parametrize(
    ("sql", "writes"),
    [
        ('INSERT INTO "a" VALUES (1)', True),
        ("WITH gone AS (DELETE FROM a RETURNING id) SELECT * FROM gone", True),
        ('update "a" set b = 1', True),
        ('SELECT * FROM "a" FOR NO KEY UPDATE OF "a"', False),
        ('SELECT "updated", "deleted" FROM "a"', False),
    ],
)
def test_what_counts_as_a_write(sql, writes):
    assert bool(WRITE.search(sql)) == writes


# --- pages ----------------------------------------------------------------------------------------


@planted_urls
@pytest.mark.django_db
@pytest.mark.parametrize("name", planted.PAGES)
def test_inline_code_and_forms_without_a_token_are_caught(client, name):
    with breach():
        client.get(f"/page/{name}/")


@planted_urls
@pytest.mark.django_db
def test_a_page_that_only_speaks_of_such_things_passes(client):
    assert client.get("/page/harmless/").status_code == 200


@pytest.mark.parametrize(
    "source", ["{{ nobody }}", "{{ thing.nobody }}", "{% with a=nobody %}{{ a }}{% endwith %}"]
)
def test_an_undefined_variable_is_caught(source):
    with breach() as found:
        planted.drawn(source, thing=SimpleNamespace(name="x"))
    assert "planted.html" in str(found.value)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{{ nobody|default:"–" }}', "–"),
        ("{{ thing.room.number }}", ""),
        ("{% if nobody %}x{% endif %}", ""),
        ("{{ thing.name }}", "x"),
    ],
)
def test_a_default_and_an_empty_relation_pass(source, shown):
    assert planted.drawn(source, thing=SimpleNamespace(name=mark_safe("x"), room=None)) == shown


@pytest.mark.django_db
def test_the_judges_look_at_the_connection_only_while_something_runs():
    assert connection.execute_wrappers == [say_who]  # the product's own
