"""Extra fields of a kind of request: what is asked when, what is refused, and where the answers are met."""

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup

from requests_desk import actions
from requests_desk.models import Answer, Category, CategoryField, Ticket
from tests.factories import PersonFactory, RoomFactory
from tests.factories.requests_desk import AnswerFactory, CategoryFieldFactory, TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Category:
    """What: a key, parking or else; a room for a key, a plate for parking, the rest may stay empty."""
    made = Category.objects.create(code="trial", name_et="Katse", name_en="Trial")
    pairs = {"choices_et": "Võti\nParkimine\nMuu", "choices_en": "A key\nParking\nElse"}
    what = CategoryFieldFactory(category=made, code="what", kind="choice", required=True, order=1, **pairs)
    hangs = {"category": made, "shown_if": what}
    CategoryFieldFactory(code="room", kind="room", shown_if_value="Võti", order=2, required=True, **hangs)
    CategoryFieldFactory(code="plate", shown_if_value="Parkimine", order=3, required=True, **hangs)
    CategoryFieldFactory(category=made, code="boxes", kind="number", order=4)
    CategoryFieldFactory(category=made, code="day", kind="date", order=5)
    CategoryFieldFactory(category=made, code="who", kind="person", order=6)
    CategoryFieldFactory(category=made, code="old", order=7, retired=True, required=True)
    return made


KEY, PARKING, ELSE = (
    {"what": "Võti", "room": "204"},
    {"what": "Parkimine", "plate": "412 BKT"},
    {"what": "Muu"},
)
GOOD: list[tuple[dict[str, str], dict[str, Any]]] = [
    (KEY, {"what": "Võti", "room": "204"}),
    (KEY | {"room": " 204 "}, {"what": "Võti", "room": "204"}),
    (PARKING, {"what": "Parkimine", "plate": "412 BKT"}),
    (ELSE, {"what": "Muu"}),
    (ELSE | {"boxes": "0"}, {"what": "Muu", "boxes": Decimal(0)}),
    (ELSE | {"boxes": "1 234,5"}, {"what": "Muu", "boxes": Decimal("1234.5")}),
    (ELSE | {"boxes": "1\u00a0234.5"}, {"what": "Muu", "boxes": Decimal("1234.5")}),
    (ELSE | {"boxes": "-3"}, {"what": "Muu", "boxes": Decimal(-3)}),
    (ELSE | {"day": "2027-02-28"}, {"what": "Muu", "day": date(2027, 2, 28)}),
    (ELSE | {"day": "28.02.2027"}, {"what": "Muu", "day": date(2027, 2, 28)}),
    (ELSE | {"who": "Õie Kask"}, {"what": "Muu", "who": "Õie Kask"}),
    (ELSE | {"who": "oie kask"}, {"what": "Muu", "who": "Õie Kask"}),
    (ELSE | {"who": "OIE@agency.example"}, {"what": "Muu", "who": "Õie Kask"}),
    (ELSE | {"old": "nobody asks"}, {"what": "Muu"}),
    (ELSE | {"unknown": "nobody asks"}, {"what": "Muu"}),
    (ELSE | {"room": "", "plate": "", "boxes": "", "day": "", "who": ""}, {"what": "Muu"}),
    (ELSE | {"plate": "   "}, {"what": "Muu"}),
]  # fmt: skip
BAD: list[tuple[dict[str, str], str]] = [
    ({}, "what"),
    ({"what": ""}, "what"),
    ({"what": "Key"}, "what"),
    ({"what": "A key", "room": "204"}, "what"),
    ({"what": "Võti\nMuu"}, "what"),
    ({"what": "Võti"}, "room"),
    (KEY | {"room": ""}, "room"),
    (KEY | {"room": "999"}, "room"),
    (KEY | {"room": "300"}, "room"),  # of another office
    (KEY | {"room": "2" * 21}, "room"),
    ({"what": "Parkimine"}, "plate"),
    (PARKING | {"plate": " "}, "plate"),
    (PARKING | {"plate": "x" * 501}, "plate"),
    (PARKING | {"room": "204"}, "room"),  # hidden by the choice
    (KEY | {"plate": "412 BKT"}, "plate"),
    (ELSE | {"room": "204"}, "room"),
    (ELSE | {"plate": "412 BKT"}, "plate"),
    ({"room": "204"}, "what"),
    ({"room": "204"}, "room"),
    (ELSE | {"boxes": "three"}, "boxes"),
    (ELSE | {"boxes": "1,2,3"}, "boxes"),
    (ELSE | {"boxes": "NaN"}, "boxes"),
    (ELSE | {"boxes": "Infinity"}, "boxes"),
    (ELSE | {"boxes": "1e400"}, "boxes"),
    (ELSE | {"boxes": "9" * 40}, "boxes"),
    (ELSE | {"boxes": "0,00001"}, "boxes"),
    (ELSE | {"day": "30.02.2027"}, "day"),
    (ELSE | {"day": "tomorrow"}, "day"),
    (ELSE | {"day": "2027-13-01"}, "day"),
    (ELSE | {"who": "Nobody Here"}, "who"),
    (ELSE | {"who": "Tamm"}, "who"),  # two of them
    (ELSE | {"who": "left@agency.example"}, "who"),
    (ELSE | {"who": "x" * 201}, "who"),
]


def asks(client: Any, person: Any, kind: Category, given: dict[str, str]) -> Any:
    """Posts a new request of the kind."""
    client.force_login(person)
    extra = {f"extra_{code}": value for code, value in given.items()}
    sent = {"form_key": str(uuid.uuid4()), "text": "Some words.", "category": kind.code, "urgency": 3}
    return client.post("/requests/new/", {**sent, "office": person.office_id, **extra})


@pytest.fixture
def person() -> Any:
    """Somebody whose office has room 204; two Tamms and one who has left are on the register."""
    found = PersonFactory(language="en")
    RoomFactory(building__office=found.office, number="204")
    RoomFactory(number="300")
    PersonFactory(first_name="Õie", last_name="Kask", email="oie@agency.example")
    PersonFactory(last_name="Tamm"), PersonFactory(last_name="Tamm")
    PersonFactory(email="left@agency.example", state="left")
    return found


@pytest.mark.parametrize(("given", "kept"), GOOD)
def test_what_is_asked_is_kept(client, kind, person, given, kept):
    response = asks(client, person, kind, given)
    assert response.status_code == 302, response.content.decode()[-2000:]
    rows = Answer.objects.select_related("field", "person", "room").filter(ticket=Ticket.objects.get())
    shown = {one.field.code: str(one.value) if one.room or one.person else one.value for one in rows}
    assert shown == kept


@pytest.mark.parametrize(("given", "field"), BAD)
def test_what_is_missing_wrong_or_not_asked_is_refused_and_stays_typed(client, kind, person, given, field):
    response = asks(client, person, kind, given)
    assert response.status_code == 422
    assert not Ticket.objects.exists()
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one(f"[id='id_extra_{field}_error']"), page.select_one(".errors")
    for code, value in given.items():
        control = page.select_one(f"input[type=text][name=extra_{code}]")
        if control is not None and value.strip():
            assert control["value"].strip() == value.strip()


def test_a_choice_shows_what_hangs_on_it_without_sending(client, kind, person):
    # given a form in which parking is chosen, when the rest of the form is asked for
    client.force_login(person)
    sent = {"form_key": str(uuid.uuid4()), "category": "trial", "extra_what": "Parkimine", "text": "Mine"}
    response = client.post("/requests/new/", {**sent, "find": "extra"})
    # then the plate is asked, the room is not, and nothing is judged yet
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert page.select_one("[name=extra_plate]")
    assert not page.select_one("[name=extra_room]")
    assert not page.select_one(".errors")
    assert page.select_one("[name=text]").text.strip() == "Mine"
    assert "Parking" in page.text
    assert not page.select_one("[name=extra_old]")


def test_what_was_typed_survives_an_ended_session(client, kind, person):
    # given a form that was sent after the session had ended
    client.force_login(person)
    page = BeautifulSoup(client.get("/requests/new/?category=trial").content, "html.parser")
    signer = page.select_one("[name=signer]")["value"]
    client.logout()
    sent = {"form_key": str(uuid.uuid4()), "category": "trial", "text": "Mine", "signer": signer}
    client.post("/requests/new/", {**sent, "extra_what": "Parkimine", "extra_plate": "412 BKT"})
    # when the same person signs in and opens the form
    kept = client.cookies["typed"].value
    client.force_login(person)
    client.cookies["typed"] = kept
    page = BeautifulSoup(client.get("/requests/new/").content, "html.parser")
    # then the answers are there again
    assert page.select_one("[name=extra_plate]")["value"] == "412 BKT"
    assert page.select_one("[name=extra_what][checked]")["value"] == "Parkimine"


def test_an_action_takes_no_answer_that_the_page_hides(kind, person):
    fields = {one.code: one.pk for one in kind.asked}
    filing = {"by": person, "form_key": uuid.uuid4(), "text": "x", "category": kind, "office": person.office}
    for answers in ({}, {fields["what"]: "Muu", fields["plate"]: "1"}, {fields["what"]: "No such choice"}):
        with pytest.raises(actions.filing.RuleBroken):
            actions.file_request(**filing, answers=answers)
    assert not Ticket.objects.exists()


def test_answers_are_seen_found_and_changed_by_the_desk(client, kind, person):
    # given a request with an answer
    asks(client, person, kind, PARKING)
    ticket = Ticket.objects.get()
    # when its asker and the desk open it
    for reader in (person, desk := PersonFactory(specialist=True, language="en")):
        client.force_login(reader)
        assert "412 BKT" in client.get(f"/requests/{ticket.label}/").content.decode()
    # then the desk finds it by the answer and changes that
    actions.index_ticket(ticket.pk)
    assert Ticket.objects.saying("BKT", desk).get() == ticket
    client.post(f"/requests/{ticket.label}/answers/", {"extra_what": "Muu"})
    assert list(Answer.objects.values_list("text", flat=True)) == ["Muu"]
    refused = client.post(f"/requests/{ticket.label}/answers/", {"extra_what": "Parkimine"})
    assert refused.status_code == 422


def test_an_answer_keeps_its_old_words_and_a_used_field_its_kind(kind):
    what = kind.asked[0]
    ticket = TicketFactory(category=kind)
    AnswerFactory(ticket=ticket, field=what, text="Võti")
    desk = PersonFactory(specialist=True)
    values = {
        name: getattr(what, name)
        for name in ("category", "code", "label_et", "label_en", "choices_en", "order", "kind")
    }
    CategoryField.objects.filter(shown_if=what).update(retired=True)
    actions.save_field(what, by=desk, **values, choices_et="Võtmed\nParkimine\nMuu")
    shown = Ticket.objects.with_answers().get(pk=ticket.pk).answers_in_words
    assert [one["words"] for one in shown] == ["Võti"]
    with pytest.raises(actions.filing.RuleBroken):
        actions.save_field(what, by=desk, **{**values, "kind": "text", "choices_en": ""})
