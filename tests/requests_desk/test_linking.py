"""Links to requests and to whatever an app offers; a part of a request as one of its own."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from foundation.core import duties
from foundation.core.duties import (
    Duty,
)
from foundation.core.errors import RuleBroken
from foundation.core.linking import Linkable, Thing
from foundation.files.models import File
from foundation.organisation import actions as organisation
from requests_desk import actions
from requests_desk.choices import Audience, State
from requests_desk.models import Link, Message, Ticket
from tests.factories import PersonFactory, RoomFactory
from tests.factories.conversation import LinkFactory
from tests.factories.files import FileFactory
from tests.factories.requests_desk import MessageFactory, TicketFactory
from tests.house.tickets import move_to
from tests.requests_desk.test_races import at_once

pytestmark = pytest.mark.django_db


def key():
    return uuid.uuid4()


@pytest.fixture
def kadri():
    return PersonFactory(specialist=True, language="en")


@pytest.fixture
def fleet(monkeypatch):
    """An app that offers vehicles; number 3 is a secret, those in `sold` are out of use."""
    sold, cars = set(), {1: "401 ABC", 2: "402 ABC", 3: "403 XYZ"}

    def described(person, ids):
        return {
            one: Thing(title=cars[one], words="Škoda", retired=one in sold)
            for one in ids
            if one in cars and one != 3
        }

    def found(person, words):
        return {one: thing for one, thing in described(person, cars).items() if words in thing.title}

    offer = Linkable(subject="vehicle", title="Vehicle", icon="car", find=found, describe=described)
    monkeypatch.setitem(duties._duties, "fleet", Duty(code="fleet", title="Fleet", linkables=[offer]))
    return sold


def page(client, person, ticket):
    client.force_login(person)
    return client.get(f"/requests/{ticket.label}/").content.decode()


def test_a_request_is_linked_by_search_and_read_from_both_sides(client, kadri, fleet):
    # given a specialist who searches for a vehicle
    ticket = TicketFactory()
    client.force_login(kadri)
    where = f"/requests/{ticket.label}/link/"
    assert "402 ABC" in client.get(where, {"subject": "vehicle", "q": "402"}).content.decode()
    # when she links it
    sent = {"subject": "vehicle", "subject_id": 2, "kind": "caused_by", "q": "402"}
    assert client.post(where, sent).status_code == 302
    # then each side shows the other, with how
    assert "Was caused by" in page(client, kadri, ticket)
    assert ticket.title in client.get("/requests/about/vehicle/2/").content.decode()
    # and once more changes nothing, and taking it away takes it from both
    client.post(where, sent)
    client.post(where, {"remove": Link.objects.get().pk})
    assert ticket.title not in client.get("/requests/about/vehicle/2/").content.decode()


def test_two_requests_are_linked_once_whichever_begins(client, kadri):
    first, second = TicketFactory(), TicketFactory()
    actions.link(second.number, by=kadri, kind="related", subject="ticket", subject_id=first.pk)
    actions.link(first.number, by=kadri, kind="related", subject="ticket", subject_id=second.pk)
    assert Link.objects.count() == 1
    actions.link(first.number, by=kadri, kind="waits_for", subject="ticket", subject_id=second.pk)
    assert "Waits for" in page(client, kadri, first)
    assert "Holds up" in page(client, kadri, second)
    actions.unlink(second.number, by=kadri, link_id=Link.objects.get(kind="waits_for").pk)
    assert "Waits for" not in page(client, kadri, first)


def test_what_is_out_of_use_keeps_its_links_and_what_is_linked_is_not_deleted(client, kadri, fleet):
    ticket = TicketFactory()
    actions.link(ticket.number, by=kadri, kind="about", subject="vehicle", subject_id=1)
    fleet.add(1)
    shown = page(client, kadri, ticket)
    assert "401 ABC" in shown
    assert "out of use" in shown
    assert ticket.title in client.get("/requests/about/vehicle/1/").content.decode()
    with pytest.raises(RuleBroken):
        actions.link(TicketFactory().number, by=kadri, kind="about", subject="vehicle", subject_id=1)
    # a room that something is linked to stays
    room = RoomFactory()
    LinkFactory(subject_id=room.pk)
    with pytest.raises(RuleBroken):
        organisation.remove_place(room, by=PersonFactory(admin=True))


def test_a_link_shows_nobody_what_they_may_not_see(client, kadri, fleet):
    # given a request with links to a confidential one and to a secret thing
    ticket, secret = TicketFactory(), TicketFactory(confidential=True, title="About a health matter")
    LinkFactory(ticket=ticket, kind="related", subject_type="ticket", subject_id=secret.pk)
    LinkFactory(ticket=ticket, subject_type="vehicle", subject_id=3)
    # then neither the desk nor the asker reads of them, on any page
    for person in (kadri, ticket.requester):
        shown = page(client, person, ticket)
        assert not [words for words in (secret.title, secret.label, "403 XYZ") if words in shown]
    assert client.get("/requests/about/vehicle/3/").status_code == 404
    assert client.get("/requests/about/vehicle/99/").status_code == 404
    assert client.get("/requests/about/nothing/1/").status_code == 404
    with pytest.raises(RuleBroken):
        actions.link(ticket.number, by=kadri, kind="related", subject="ticket", subject_id=secret.pk)
    # and who cannot see a request does not find it on the page of its thing
    LinkFactory(ticket=secret, subject_type="vehicle", subject_id=1)
    client.force_login(kadri)
    assert secret.title not in client.get("/requests/about/vehicle/1/").content.decode()
    with pytest.raises(PermissionDenied):
        actions.link(ticket.number, by=ticket.requester, kind="about", subject="vehicle", subject_id=1)


@pytest.mark.django_db(transaction=True)
def test_the_same_link_at_once_is_one():
    people = [PersonFactory(specialist=True) for _ in range(4)]
    first, second = TicketFactory(), TicketFactory()
    pair = [(first, second), (second, first)]

    def act(index):
        mine, other = pair[index % 2]
        actions.link(mine.number, by=people[index], kind="related", subject="ticket", subject_id=other.pk)

    at_once(4, act)
    assert Link.objects.count() == 1


def test_a_part_becomes_a_request_of_the_same_asker_with_its_files(client, kadri):
    # given a request in whose talk another wish stands, with a picture
    ticket = TicketFactory()
    said = MessageFactory(ticket=ticket, text="By the way, the door squeaks.\nEvery day.")
    picture = FileFactory(subject=said)
    picture.path.parent.mkdir(parents=True, exist_ok=True)
    picture.path.write_bytes(b"picture")
    client.force_login(kadri)
    where = f"/requests/{ticket.label}/split/"
    form = client.get(where, {"message": said.pk}).context["form"]
    sent = {name: form[name].value() or "" for name in form.fields}
    # when it is split off, by a finger that presses twice
    answers = [client.post(where, sent) for _twice in range(2)]
    # then there is one new request, linked, with its own clock and a copy of the picture
    made = Ticket.objects.exclude(pk=ticket.pk).get()
    assert {answer.url for answer in answers} == {f"/requests/{made.label}/"}
    assert (made.title, made.requester, made.filed_by) == (
        "By the way, the door squeaks.",
        said.author,
        kadri,
    )
    copy = File.objects.get(subject_id=made.messages.get().pk)
    assert copy.path.read_bytes() == b"picture"
    assert copy.path != picture.path
    assert "Was split off from" in page(client, kadri, made)
    assert made.label in page(client, ticket.requester, ticket)


def test_a_note_is_never_split_into_what_the_asker_reads(client, kadri):
    ticket = TicketFactory(confidential=True, assignee=kadri)
    note = MessageFactory(ticket=ticket, author=kadri, audience=Audience.INTERNAL, text="He is ill again.")
    client.force_login(kadri)
    assert (
        not client.get(f"/requests/{ticket.label}/split/", {"message": note.pk})
        .context["form"]["text"]
        .value()
    )
    fields = {"category": ticket.category, "office": ticket.office, "text": "A chair", "form_key": key()}
    made = actions.split(ticket.number, by=kadri, message_id=note.pk, **fields)
    # what comes out of a confidential request is confidential
    assert made.confidential
    assert not Message.objects.filter(ticket=made, text__contains="ill").exists()
    move_to(ticket, State.CLOSED)
    with pytest.raises(PermissionDenied):
        actions.split(ticket.number, by=ticket.requester, **{**fields, "form_key": key()})
