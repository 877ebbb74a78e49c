"""From a sentence to a request."""

import uuid

import pytest
from django.test import Client

from foundation.core.errors import RuleBroken
from foundation.events.models import Event, Pending
from requests_desk import actions
from requests_desk.actions.filing import title_of
from requests_desk.choices import Priority, State, Urgency
from requests_desk.models import Category, KeptForm, Message, Ticket
from tests.factories import PersonFactory, RoomFactory

pytestmark = pytest.mark.django_db


def filed(by, text="The lamp flickers.", **more):
    values = {"category": Category.objects.get(code="broken"), "office": by.office, "form_key": uuid.uuid4()}
    return actions.file_request(by=by, text=text, **{**values, **more})


def test_a_sentence_becomes_a_request_with_number_priority_due_moments_and_one_event():
    # given a member of staff
    person = PersonFactory()
    # when they file one sentence
    ticket = filed(person, "The lamp flickers.\nSince Monday.", urgency=Urgency.SOON)
    # then everything else is known
    ticket.refresh_from_db()
    assert (ticket.title, ticket.state, ticket.priority) == ("The lamp flickers.", State.NEW, Priority.NORMAL)
    assert ticket.number >= 1
    assert ticket.unit == person.unit
    assert ticket.respond_by < ticket.warn_at < ticket.solve_by
    assert ticket.stays.get().until is None
    event = Event.objects.get(kind="ticket.filed")
    assert event.subject_id == ticket.pk
    assert event.data == {"message": ticket.messages.get().pk}
    assert Pending.objects.filter(event=event).exists()


def test_the_same_form_twice_makes_one_request():
    person, key = PersonFactory(), uuid.uuid4()
    first, second = filed(person, form_key=key), filed(person, "Something else", form_key=key)
    assert first == second
    assert Ticket.objects.count() == Message.objects.count() == Event.objects.count() == 1


def test_nobody_files_for_somebody_who_has_left():
    gone = PersonFactory(state="left")
    with pytest.raises(RuleBroken):
        filed(PersonFactory(), requester=gone)
    assert not Ticket.objects.exists()


def test_a_kind_that_is_confidential_makes_confidential_requests():
    assert filed(PersonFactory(), category=Category.objects.get(code="safety")).confidential


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("\n\n  Door  \nmore", "Door"),
        ("x" * 200, "x" * 119 + "…"),
        ("word " * 40, ("word " * 24).strip()[:119].rsplit(" ", 1)[0] + "…"),
    ],
)
def test_the_title_is_the_first_line_cut_at_a_word(text, title):
    assert title_of(text) == title
    assert len(title_of(text)) <= 120


def post(client, person, **changes):
    room = person.room.number if person.room else ""
    data = {
        "form_key": uuid.uuid4(),
        "text": "Tap drips",
        "category": "broken",
        "office": person.office_id,
        "room": room,
    }
    return client.post("/requests/new/", {**data, **changes})


def test_filing_through_the_page_needs_only_the_text(client):
    # given somebody with a room
    room = RoomFactory()
    person = PersonFactory(office=room.building.office, room=room)
    client.force_login(person)
    # when the page is opened by a tile and sent
    page = client.get("/requests/new/?category=broken")
    assert page.status_code == 200
    response = post(client, person)
    # then the request stands where the person sits
    ticket = Ticket.objects.get()
    assert response.url == f"/requests/{ticket.label}/?sent=1"
    assert (ticket.office, ticket.room, ticket.requester) == (person.office, room, person)


def test_an_error_keeps_everything_that_was_typed(client):
    person = PersonFactory()
    client.force_login(person)
    response = post(client, person, text="Kept õäöü", room="999")
    assert response.status_code == 422
    assert "Kept õäöü" in response.content.decode()
    assert not Ticket.objects.exists()


def test_a_colleague_is_found_without_scripts_and_keeps_the_text(client):
    person, other = PersonFactory(), PersonFactory(first_name="Õie", last_name="Mägi")
    client.force_login(person)
    # when only the name is typed and "find" is pressed
    response = post(client, person, text="For Õie", who="oie magi", find="1")
    # then nothing is filed, the text stays and Õie can be chosen
    html = response.content.decode()
    assert response.status_code == 200
    assert "For Õie" in html
    assert f'value="{other.pk}"' in html
    # and the choice files for her
    post(client, person, text="For Õie", requester=other.pk)
    assert Ticket.objects.get().requester == other


def test_a_confidential_request_for_a_colleague_is_not_for_the_filers_eyes(client):
    person, other = PersonFactory(), PersonFactory()
    client.force_login(person)
    response = post(client, person, requester=other.pk, confidential="on")
    assert response.url == "/requests/"
    assert client.get(f"/requests/{Ticket.objects.get().label}/").status_code == 404


def test_text_typed_before_the_session_ended_comes_back_after_sign_in_to_the_same_person_only():
    # given a form that was opened by somebody whose session then ended
    person, other = PersonFactory(), PersonFactory()
    client = Client()
    client.force_login(person)
    signer = client.get("/requests/new/").context["signer"]
    client.logout()
    # when it is sent
    response = post(client, person, text="Typed for ten minutes", signer=signer)
    # then nothing is lost and nothing is filed
    assert response.status_code == 302
    assert "login" in response.url
    assert KeptForm.objects.count() == 1
    client.force_login(other)
    assert "Typed for ten minutes" not in client.get("/requests/new/").content.decode()
    client.force_login(person)
    assert "Typed for ten minutes" in client.get("/requests/new/").content.decode()
    # and sending it forgets it
    post(client, person)
    assert not KeptForm.objects.exists()


def test_kept_text_is_limited(settings):
    assert actions.keep_typed(data={"text": "x" * 30_000}) == ""
    assert not KeptForm.objects.exists()
