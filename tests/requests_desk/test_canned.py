"""Canned replies fill in what is known of the request; unknown words are refused when one is kept."""

import uuid

import pytest

from foundation.core.errors import RuleBroken
from requests_desk import actions, placeholders
from tests.factories import PersonFactory, RoomFactory
from tests.factories.requests_desk import CannedReplyFactory, TicketFactory
from tests.hostile import SCRIPTS


def test_values_are_filled_in_once_and_braces_inside_them_stay():
    assert placeholders.fill("{eesnimi}: {title}, {due}", {"first_name": "{title}", "title": "{me}"}) == (
        "{title}: {me}, {due}"
    )
    assert placeholders.unknown("Tere {Eesnimi}, {x} { y }") == ["x", " y "]
    assert placeholders.fill("{" * 50_000, {}) == "{" * 50_000


@pytest.mark.django_db
def test_a_canned_reply_speaks_to_the_requester_of_the_request(client):
    # given a reply with every word that is filled in, and a requester who reads Estonian
    names = " | ".join(f"{{{name}}}" for name in placeholders.NAMES.values())
    asker = PersonFactory(first_name="Marek", last_name="Unt", language="et")
    room = RoomFactory(number="312")
    ticket = TicketFactory(requester=asker, title=SCRIPTS[0], room=room, office=room.building.office)
    kadri = PersonFactory(specialist=True, first_name="Kadri", last_name="Lepik", phone="5551", language="en")
    canned = CannedReplyFactory(text_et=f"Tere! {names}")
    client.force_login(kadri)
    # when it is put into what she has typed
    sent = {"insert": "1", "canned": canned.pk, "text": "Before", "form_key": uuid.uuid4(), "kind": "reply"}
    answer = client.post(f"/requests/{ticket.label}/reply/", sent)
    # then nothing is left open, and it is text
    text = answer.context["form"]["text"].value()
    assert text.startswith("Before\n\nTere! Marek | Marek Unt | ")
    for words in (ticket.label, SCRIPTS[0], "tuba 312", "haldus", "Kadri Lepik", "5551"):
        assert words in text
    assert "{" not in text.replace(SCRIPTS[0], "")
    assert SCRIPTS[0] not in answer.content.decode()


@pytest.mark.django_db
def test_a_word_that_nothing_fills_is_refused_with_those_that_are_known():
    by = PersonFactory(specialist=True)
    with pytest.raises(RuleBroken, match=r"\{salary\}.*\{first_name\}, \{eesnimi\}"):
        actions.save_reply(by=by, title="A", text_et="Tere", text_en="Your {salary}")
    actions.save_reply(by=by, title="A", text_et="Tere {eesnimi}", text_en="Hello {first_name}")
