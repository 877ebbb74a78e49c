"""What stands around the queue: counts that are asked again, who else looks, finding, work sheets, calls."""

import json
import uuid
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.utils import timezone, translation

from requests_desk.choices import Audience, State, Urgency
from requests_desk.models import Category, Message, Presence, Ticket
from requests_desk.views import worksheets
from tests.factories import OfficeFactory, PersonFactory, RoomFactory
from tests.factories.requests_desk import MessageFactory, PresenceFactory, SavedViewFactory, TicketFactory
from tests.factories.seldom import SearchDocFactory
from tests.house.counting import cost
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db
PHONE = "/requests/phone/"
QUIET = {"X-Quiet": "1"}
QUEUE = SearchVector(Value("queue"), config="simple")


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def kadri(client):
    person = PersonFactory(first_name="Kadri", last_name="Lepik", specialist=True, language="en")
    client.force_login(person)
    return person


def page(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return BeautifulSoup(response.content, "html.parser")


# --- counts ---------------------------------------------------------------------------------------
def test_counts_are_answered_with_304_until_something_changes(client, kadri):
    # given the counts of one open request
    TicketFactory(assignee=kadri)
    first = client.get("/requests/queue/counts/")
    assert json.loads(first.content)["counts"]["mine"] == "1"
    # when the page asks again, then there is nothing new and nothing is sent
    tag = {"If-None-Match": first["ETag"]}
    again = client.get("/requests/queue/counts/", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    # when another one comes, then the numbers and words come
    TicketFactory()
    changed = client.get("/requests/queue/counts/", headers=tag)
    told = json.loads(changed.content)
    assert (told["counts"]["open"], told["counts"]["unassigned"], told["words"]) == ("2", "1", "2 open")
    assert changed["ETag"] != first["ETag"]


def test_the_counts_are_those_of_the_page_and_of_the_reader(client, kadri):
    TicketFactory(confidential=True)
    TicketFactory()
    shown = page(client.get("/requests/queue/"))
    counts = json.loads(client.get("/requests/queue/counts/").content)["counts"]
    assert {one["data-count"]: one.text for one in shown.select("[data-count]")} == counts
    assert counts["open"] == "1"


def test_a_page_that_asks_by_itself_keeps_no_session_alive(client, kadri):
    """Else a browser that somebody left would stay signed in."""
    with time_machine.travel(timezone.now(), tick=False) as moment:
        client.get("/requests/queue/")
        for _hour in range(int(settings.SESSION_IDLE / timedelta(hours=1)) - 1):
            moment.shift(timedelta(hours=1))
            assert client.get("/requests/queue/counts/", headers=QUIET).status_code == 200
        moment.shift(timedelta(hours=1))
        assert client.get("/requests/queue/counts/", headers=QUIET).status_code == 302


# --- who else looks -------------------------------------------------------------------------------
def looks(client, ticket, **more):
    return page(client.post(f"/requests/{ticket.label}/here/", more, headers=QUIET)).get_text(" ", strip=True)


@time_machine.travel("2026-11-24 10:00+02:00", tick=False)
def test_two_who_have_a_request_open_read_of_each_other_and_of_who_writes(client, kadri):
    # given somebody who has a request open, somebody who had it, and one at another request
    ticket = TicketFactory()
    priit = PersonFactory(first_name="Priit", last_name="Laas", specialist=True, language="en")
    PresenceFactory(ticket=ticket, person=priit)
    PresenceFactory(ticket=ticket, seen_at=timezone.now() - timedelta(minutes=1))
    PresenceFactory()
    # when it is opened by another specialist, who begins to write
    assert looks(client, ticket) == "Priit Laas has this open too."
    looks(client, ticket, writing="1")
    # then the first one reads that
    client.force_login(priit)
    assert looks(client, ticket) == "Kadri Lepik is writing here."
    # and is at one request at a time
    other = TicketFactory()
    assert looks(client, other) == ""
    assert Presence.objects.get(person=priit).ticket == other
    client.force_login(kadri)
    assert looks(client, ticket) == ""


# --- finding --------------------------------------------------------------------------------------
def found(client, words):
    shown = page(client.get("/find/", {"q": words}, headers={"HX-Request": "true"}))
    return {
        section["aria-label"]: [one["href"] for one in section.select("a")] for section in shown("section")
    }


def test_the_palette_finds_places_requests_people_and_views_that_one_may_open(client, kadri):
    # given what is called alike
    office = OfficeFactory(name="Narva")
    person = PersonFactory(first_name="Queen", last_name="Lamp", phone="+372 5555 0123", office=office)
    ticket = TicketFactory(title="Queue of people at the lamp", requester=person)
    TicketFactory(title="A queue nobody may see", confidential=True)
    view = SavedViewFactory(owner=kadri, name="Queue of lamps")
    for one in Ticket.objects.all():
        SearchDocFactory(ticket=one, public=QUEUE, internal=QUEUE)
    # when it is looked for, then each kind is found
    assert found(client, "queue") == {
        "Go to": ["/requests/queue/"],
        "Requests": [f"/requests/{ticket.label}/"],
        "Saved views": [view.address],
    }
    assert found(client, "queen")["People"] == [f"/people/{person.pk}/"]
    assert found(client, "5550123") == {"People": [f"/people/{person.pk}/"]}
    assert found(client, ticket.label.lower())["Requests"] == [f"/requests/{ticket.label}/"]
    # and a member of staff finds their own only
    client.force_login(PersonFactory())
    assert found(client, "queue") == {}
    assert "Requests" not in found(client, ticket.label)


# --- work sheets ----------------------------------------------------------------------------------
def test_a_work_sheet_tells_what_was_asked_and_no_internal_note(client, kadri):
    PersonFactory(cleared=True)
    ticket, secret = TicketFactory(title="The door"), TicketFactory(title="A secret", confidential=True)
    MessageFactory(ticket=ticket, text="The key is at the guard")
    MessageFactory(ticket=ticket, text="He is always late", author=kadri, audience=Audience.INTERNAL)
    shown = page(client.get(f"/requests/queue/sheets/?pick={ticket.number}.3&pick={secret.number}&pick=x"))
    assert len(shown.select(".worksheet")) == 1
    text = shown.get_text(" ")
    assert "The key is at the guard" in text
    assert "always late" not in text
    assert "A secret" not in text


def test_a_look_at_a_confidential_sheet_is_logged(client, monkeypatch):
    looker, seen = PersonFactory(cleared=True, specialist=True), []
    monkeypatch.setattr(worksheets, "log_views", lambda **look: seen.append(look))
    client.force_login(looker)
    secret = TicketFactory(confidential=True)
    client.get(f"/requests/queue/sheets/?pick={secret.number}&pick={TicketFactory().number}")
    assert seen == [{"person_id": looker.pk, "subject_type": "ticket", "ids": [secret.pk]}]


def test_many_sheets_cost_as_many_statements_as_one(client, kadri):
    counted = []
    for rows in (1, 20):
        tickets = [TicketFactory(room=RoomFactory()) for _number in range(rows)]
        picked = "&".join(f"pick={one.number}" for one in tickets)
        counted.append(len(cost(client, "get", f"/requests/queue/sheets/?{picked}")[1]))
    assert counted[0] == counted[1] <= 8


# --- calls ----------------------------------------------------------------------------------------
@pytest.fixture
def caller():
    office = OfficeFactory(name="Narva")
    room = RoomFactory(building__office=office, number="204")
    return PersonFactory(
        first_name="Marek", last_name="Saar", phone="+372 5555 0199", office=office, room=room
    )


def call(**more):
    kind = Category.objects.get(code="broken").code
    typed = {"form_key": str(uuid.uuid4()), "text": "The door does not lock.", "category": kind}
    return {**typed, "urgency": Urgency.SOON, "then": "queue", **more}


def test_a_call_is_written_down_while_the_caller_is_found_and_nothing_typed_is_lost(client, kadri, caller):
    # given words and a part of the caller's number
    typed = call(who="0199", find="1")
    shown = page(client.post(PHONE, typed))
    # then the caller is found and the words stand
    assert shown.select_one(f"#requester_found input[value='{caller.pk}']")
    assert shown.select_one("[name=text]").text.strip() == typed["text"]
    assert not shown.select(".errors")
    # when the caller is chosen, their place, phone and open requests come
    waits = TicketFactory(requester=caller, title="The lamp")
    shown = page(client.post(PHONE, {**typed, "requester": caller.pk, "placed_for": ""}))
    about = shown.select_one("#about-caller")
    assert "+372 5555 0199" in about.get_text()
    assert waits.label in about.get_text()
    assert about.select_one("[name=room]")["value"] == "204"
    assert about.select_one("[name=office] option[selected]").text == "Narva"
    # when it is filed, it is the caller's, filed by the specialist
    filed = call(requester=caller.pk, office=caller.office_id, room="204")
    response = client.post(PHONE, filed, follow=True)
    ticket = Ticket.objects.get(title="The door does not lock.")
    assert (ticket.requester, ticket.filed_by, ticket.state) == (caller, kadri, State.NEW)
    assert f"Tell the caller the number: {ticket.label}." in response.content.decode()


def test_a_corrected_place_stays_and_another_caller_brings_their_own(client, kadri, caller):
    typed = call(find="1", requester=caller.pk, placed_for=caller.pk, office=caller.office_id, room="999")
    assert page(client.post(PHONE, typed)).select_one("[name=room]")["value"] == "999"
    other = PersonFactory(room=RoomFactory(number="7"))
    shown = page(client.post(PHONE, {**typed, "requester": other.pk}))
    assert shown.select_one("[name=room]")["value"] == "7"


@pytest.mark.parametrize(
    ("then", "state"), [("queue", State.NEW), ("take", State.IN_WORK), ("solved", State.RESOLVED)]
)
def test_a_call_ends_as_the_specialist_says_and_the_same_form_counts_once(client, kadri, caller, then, state):
    data = call(requester=caller.pk, office=caller.office_id, then=then, answer="Turn the key twice.")
    client.post(PHONE, data)
    client.post(PHONE, data)
    ticket = Ticket.objects.get()
    assert ticket.state == state
    assert ticket.assignee == (None if then == "queue" else kadri)
    assert Message.objects.filter(author=kadri, text="Turn the key twice.").count() == (then == "solved")


def test_a_call_without_its_caller_or_answer_says_what_is_missing_and_keeps_the_rest(client, kadri, caller):
    shown = page(client.post(PHONE, call(then="solved", office=caller.office_id)), 422)
    errors = shown.select_one(".errors").get_text()
    assert "Choose the caller among those found" in errors
    assert "Tell the caller what was done" in errors
    assert shown.select_one("[name=text]").text.strip() == "The door does not lock."
    assert not Ticket.objects.exists()


def test_what_becomes_confidential_is_left_to_others_and_nothing_is_half_done(client, kadri, caller):
    Category.objects.filter(code="broken").update(confidential=True)
    data = call(requester=caller.pk, office=caller.office_id, then="take")
    shown = page(client.post(PHONE, data), 422)
    assert "leave it to the queue" in shown.select_one(".errors").get_text()
    assert not Ticket.objects.exists()
    # when it is left to the queue
    assert client.post(PHONE, {**data, "then": "queue"}).url == PHONE
    assert Ticket.objects.get().confidential


def test_a_call_about_an_open_request_becomes_a_note_on_it(client, kadri, caller):
    ticket = TicketFactory(requester=caller)
    move_to(ticket, State.IN_WORK)
    response = client.post(PHONE, call(requester=caller.pk, add=ticket.number))
    assert response.url == f"/requests/{ticket.label}/"
    note = Message.objects.get(ticket=ticket, author=kadri)
    assert (note.text, note.audience) == ("The door does not lock.", Audience.INTERNAL)
    assert Ticket.objects.count() == 1
    assert client.post(PHONE, call(add=TicketFactory(confidential=True).number)).status_code == 404


def test_what_was_typed_outlives_the_session(client, kadri, caller):
    data = call(requester=caller.pk)
    signer = page(client.get(PHONE)).select_one("[name=signer]")["value"]
    client.logout()
    assert client.post(PHONE, {**data, "signer": signer}).status_code == 302
    client.force_login(kadri)
    shown = page(client.get(PHONE))
    assert shown.select_one("[name=text]").text.strip() == data["text"]
    assert shown.select_one(f"[name=requester][value='{caller.pk}']")
