"""The auditor's pages: every change in words, and who looked at what is confidential."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.utils import timezone

from foundation.core.history import acting, change_models, job
from foundation.events.actions import log_view
from foundation.organisation.models import Office, Person
from overview import change_words
from tests.factories import DeputyFactory, OfficeFactory, PersonFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.counting import statements, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client):
    reader = PersonFactory(auditor=True, language="en")
    client.force_login(reader)
    return reader


def entries(client, address="/audit/"):
    """The rows of the page as texts, the newest first."""
    response = client.get(address)
    assert response.status_code == 200
    rows = BeautifulSoup(response.content, "html.parser").select("#rows tbody tr")
    return [" ".join(row.get_text(" ").split()) for row in rows]


def edit(client, person, **changes):
    data = {name: getattr(person, name) for name in ("first_name", "last_name", "email", "state", "phone")}
    return client.post(f"/people/{person.pk}/edit/", {**data, **changes})


def test_an_entry_says_who_changed_what_where_in_words(client):
    # given an administrator who moved somebody to another unit by the form
    admin = PersonFactory(admin=True, language="en", first_name="Anu", last_name="Admin")
    somebody = PersonFactory(first_name="Mari", last_name="Maasikas", phone="600")
    client.force_login(admin)
    assert edit(client, somebody, phone="601").status_code == 302
    # when the history of that person is read
    newest = entries(client, f"/audit/?whose={somebody.pk}")[0]
    # then the newest entry tells it
    assert "Person: Mari Maasikas" in newest
    assert "Changed" in newest
    assert "Anu Admin" in newest
    assert "Edit details" in newest
    assert "Phone 600 → 601" in newest


def test_a_deputy_is_shown_with_whom_they_acted_for(client):
    # given somebody who administers as the deputy of an administrator
    admin = PersonFactory(admin=True, first_name="Anu", last_name="Admin")
    deputy = PersonFactory(language="en", first_name="Deivi", last_name="Deputy")
    DeputyFactory(person=admin, deputy=deputy)
    somebody = PersonFactory(phone="600")
    client.force_login(deputy)
    assert edit(client, somebody, phone="601").status_code == 302
    # then the entry names both
    client.force_login(PersonFactory(auditor=True, language="en"))
    assert "Deivi Deputy (for Anu Admin)" in entries(client, f"/audit/?whose={somebody.pk}")[0]


def test_a_change_by_hand_and_by_a_job_are_told_apart(client, auditor):
    here, there = OfficeFactory(emergency_phone="1"), OfficeFactory(emergency_phone="1")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_office SET emergency_phone = '2' WHERE id = %s", [here.pk])
    with acting(job("notifications.sweep")):
        Office.objects.filter(pk=there.pk).update(emergency_phone="3")
    by_job, by_hand = entries(client, "/audit/?kind=office")[:2]
    assert "Job: Mails and events left behind" in by_job
    assert "The system" in by_hand
    assert "Job:" not in by_hand


def test_filters_narrow_by_kind_id_person_and_day(client, auditor):
    # given changes of two people and an office
    first, second = PersonFactory(last_name="Esimene"), PersonFactory(last_name="Teine")
    office = OfficeFactory(name="Narva")
    # then each filter leaves what it names
    assert all("Office" in one for one in entries(client, "/audit/?kind=office"))
    assert len(entries(client, f"/audit/?kind=office&number={office.pk}")) == 1
    assert all("Esimene" in one for one in entries(client, "/audit/?whose=Esimene&kind=person"))
    assert entries(client, "/audit/?who=nobody-like-this") == []
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert entries(client, f"/audit/?since={tomorrow}") == []
    assert second.pk != first.pk


@pytest.mark.parametrize(
    "query", ["number=x", "since=never", "after=abc", "kind=nothing", "whose=%25%5C", "number=" + "9" * 30]
)
def test_bad_filters_are_told_and_never_break(client, auditor, query):
    assert client.get(f"/audit/?{query}").status_code == 200


def test_pages_follow_each_other_by_key(client, auditor):
    # given more changes than a page holds
    person = PersonFactory()
    for number in range(55):
        Person.objects.filter(pk=person.pk).update(phone=str(number))
    address = f"/audit/?kind=person&number={person.pk}"
    first = entries(client, address)
    html = client.get(address).content.decode()
    key = BeautifulSoup(html, "html.parser").select_one("a[rel=next]")["href"]
    second = entries(client, "/audit/" + key)
    # then nothing is missing and nothing comes twice
    assert (len(first), len(second)) == (50, 6)
    assert "53 → 54" in first[0]


def test_it_costs_the_same_for_one_change_and_for_thirty(client):
    counts = []
    for rows in (1, 30):
        for _row in range(rows):
            DeputyFactory(person=PersonFactory(manager=PersonFactory(), specialist=True))
        client.force_login(PersonFactory(auditor=True))
        with statements() as found:
            assert client.get("/audit/").status_code == 200
        counts.append(len(found))
    assert counts[1] <= counts[0], told(found)
    assert counts[1] <= 8, told(found)


def test_every_tracked_kind_and_field_has_a_word():
    for model in change_models():
        assert model.pgh_tracked_model._meta.model_name in change_words.KINDS
        missing = {field.name for field in change_words.fields_of(model)} - set(change_words.FIELDS)
        assert not missing, f"{model.__name__}: no words for {missing}"


@pytest.mark.django_db(transaction=True)
def test_looks_at_confidential_requests_are_for_auditors_and_tell_the_number_only(client):
    # given a look at a confidential request
    ticket = TicketFactory(confidential=True, title="A secret title")
    reader = PersonFactory(first_name="Uudo", last_name="Uuriv")
    log_view(person_id=reader.pk, subject=ticket)
    # then an auditor sees who and which number, nothing else of it
    client.force_login(PersonFactory(auditor=True))
    found = entries(client, "/audit/looks/")
    assert any("Uudo Uuriv" in one and ticket.label in one for one in found)
    assert "A secret title" not in client.get("/audit/looks/").content.decode()
    assert entries(client, f"/audit/looks/?number={ticket.label}&who=Uudo")
    assert not entries(client, "/audit/looks/?number=P-999999")
    # and an administrator does not
    client.force_login(PersonFactory(admin=True))
    assert client.get("/audit/looks/").status_code == 403
