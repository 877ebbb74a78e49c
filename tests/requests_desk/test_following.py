"""Followers and mentions tell more people of a request, and never show what was not for their eyes."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from requests_desk import actions
from requests_desk.actions.following import named_in
from requests_desk.models import Follower, Mention, Ticket
from requests_desk.notices import requests as notices
from tests.factories import PersonFactory
from tests.factories.conversation import FollowerFactory
from tests.factories.requests_desk import TicketFactory

pytestmark = pytest.mark.django_db


def key():
    return uuid.uuid4()


@pytest.fixture
def kadri():
    return PersonFactory(specialist=True, first_name="Kadri", last_name="Lepik")


def sees(person, ticket):
    return Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists()


def told(kind, recipients):
    """Who gets a mail that says something, of the last event of a kind."""
    event = Event.objects.filter(kind=kind).latest("pk")
    return {person for person in recipients(event) if notices.words(event, person)}


def test_a_follower_reads_and_is_told_like_an_asker_and_reads_no_notes(client, kadri):
    # given an asker who lets a colleague follow
    ticket, colleague = TicketFactory(), PersonFactory()
    client.force_login(ticket.requester)
    assert client.post(f"/requests/{ticket.label}/followers/", {"person": colleague.pk}).status_code == 302
    assert told("ticket.followed", notices.new_follower) == {colleague}
    # when the desk answers and notes
    actions.reply(ticket.number, by=kadri, text="At ten.", form_key=key())
    actions.note(ticket.number, by=kadri, text="Old lamp.", form_key=key())
    # then the colleague reads the one and nothing of the other, and may not write
    assert told("ticket.replied", notices.everybody_else) == {ticket.requester, colleague}
    assert told("ticket.noted", notices.solver_and_followers) == set()
    client.force_login(colleague)
    page = client.get(f"/requests/{ticket.label}/").content.decode()
    assert "At ten." in page
    assert "Old lamp." not in page
    with pytest.raises(PermissionDenied):
        actions.reply(ticket.number, by=colleague, text="Me too", form_key=key())
    # and after leaving it is not there any more
    assert client.post(f"/requests/{ticket.label}/unfollow/").url == "/requests/"
    assert not sees(colleague, ticket)


def test_a_confidential_request_is_shown_to_nobody_by_following(kadri):
    ticket, colleague = TicketFactory(assignee=kadri), PersonFactory()
    FollowerFactory(ticket=ticket, person=colleague)
    assert sees(colleague, ticket)
    actions.edit(ticket.number, by=kadri, was={"confidential": False}, now={"confidential": True})
    assert not sees(colleague, ticket)
    actions.reply(ticket.number, by=kadri, text="About your health.", form_key=key())
    assert told("ticket.replied", notices.everybody_else) == {ticket.requester}
    with pytest.raises(RuleBroken):
        actions.add_follower(ticket.number, by=kadri, person=PersonFactory())
    with pytest.raises(Ticket.DoesNotExist):
        actions.join(ticket.pk, by=PersonFactory())


def test_one_joins_what_a_label_shows_and_follows_once():
    ticket, passer = TicketFactory(), PersonFactory()
    for _twice in range(2):
        actions.join(ticket.pk, by=passer)
    assert Follower.objects.count() == Event.objects.filter(kind="ticket.followed").count() == 1
    assert sees(passer, ticket)
    with pytest.raises(RuleBroken):
        actions.join(ticket.pk, by=ticket.requester)


@pytest.mark.parametrize("text", [
    "@Kadri Lepik, help", "ask @kadri lepik now", "(@Kadri Lepik)", "@kadri.l please", "See @Kadri Lepik.",
    "x@y.ee and @kadri.l", "@Kadri Lepik-Tamm and @kadri.l.",
])  # fmt: skip
def test_a_name_behind_an_at_is_found(kadri, text):
    kadri.email = "kadri.l@agency.example"
    kadri.save()
    PersonFactory(first_name="Kadri", last_name="Leppik")
    assert named_in(text) == [kadri]


@pytest.mark.parametrize("text", ["@Kadri", "mail@Kadri Lepik", "@ Kadri Lepik", "@Kadri Mets", "@" * 500])
def test_what_is_not_exactly_one_persons_name_is_nobodys(kadri, text):
    PersonFactory(first_name="Kadri", last_name="Mets")
    PersonFactory(first_name="Kadri", last_name="Mets")
    assert named_in(text) == []


def test_a_mention_tells_those_who_may_read_it_and_opens_nothing(client, kadri):
    # given a colleague of the desk, one of another office, and one who left
    priit = PersonFactory(specialist=True, first_name="Priit", last_name="Laas")
    mari = PersonFactory(first_name="Mari", last_name="Maasikas")
    PersonFactory(first_name="Uno", last_name="Lahkus", state="left")
    ticket = TicketFactory()
    # when a note and a reply name them
    text = "@Priit Laas call @Mari Maasikas or @Uno Lahkus"
    actions.note(ticket.number, by=kadri, text=text, form_key=key())
    # then only who reads notes is told
    assert told("ticket.mentioned", notices.mentioned) == {priit}
    assert dict(Mention.objects.values_list("person", "told")) == {priit.pk: True, mari.pk: False}
    assert not sees(mari, ticket)
    # and the writer is told who was not
    client.force_login(kadri)
    assert "Mari Maasikas</p>" in client.get(f"/requests/{ticket.label}/").content.decode()
    client.force_login(ticket.requester)
    assert "Maasikas" not in client.get(f"/requests/{ticket.label}/").content.decode()
    # and the solver gets one mail and not two
    actions.assign(ticket.number, by=kadri, to=priit)
    actions.note(ticket.number, by=kadri, text="@Priit Laas again", form_key=key())
    assert told("ticket.mentioned", notices.mentioned) == set()
    assert told("ticket.noted", notices.solver_and_followers) == {priit}
