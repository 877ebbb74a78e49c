"""Many at once: nothing twice, nothing lost, no error page."""

import threading
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from foundation.core.errors import ChangedMeanwhile
from foundation.events.models import Event
from requests_desk import actions
from requests_desk.models import Message, Ticket
from tests.factories import PersonFactory
from tests.factories.requests_desk import TicketFactory
from tests.scale import times

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count, work):
    """Runs `work(index)` in so many threads that start together."""
    gate = threading.Barrier(count)

    def run(index):
        gate.wait(10)
        try:
            return work(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.proof("race", "One form sent twenty times at once makes one request")
def test_twenty_equal_posts_make_one_request(proved):
    # given a form that an impatient finger sends twenty times
    person, key = PersonFactory(), str(uuid.uuid4())
    clients = [Client() for _ in range(20)]
    for client in clients:
        client.force_login(person)
    data = {"form_key": key, "text": "Tap drips", "category": "broken", "office": person.office_id}
    # when all arrive within some milliseconds
    answers = at_once(20, lambda index: clients[index].post("/requests/new/", data))
    # then there is one request and everybody is sent to it
    ticket = Ticket.objects.get()
    assert {answer.url for answer in answers} == {f"/requests/{ticket.label}/?sent=1"}
    assert Message.objects.count() == Event.objects.filter(kind="ticket.filed").count() == 1
    proved(posts=20, requests=1)


def test_twenty_equal_replies_are_said_once():
    ticket, key = TicketFactory(), uuid.uuid4()
    at_once(20, lambda _index: actions.reply(ticket.number, by=ticket.requester, text="Hello", form_key=key))
    assert Message.objects.filter(text="Hello").count() == 1


@pytest.mark.proof("race", "Eight people edit one request at once: each edit is saved or its author told")
def test_eight_clients_with_many_edits_lose_none_silently(proved):
    # given one request and eight specialists who each change its title many times
    ticket = TicketFactory()
    people = [PersonFactory(specialist=True) for _ in range(8)]
    each = times(short=60, full=200)

    def edit(index):
        told = Counter()
        for turn in range(each):
            seen = Ticket.objects.values_list("title", flat=True).get(pk=ticket.pk)
            try:
                actions.edit(
                    ticket.number, by=people[index], was={"title": seen}, now={"title": f"{index}-{turn}"}
                )
                told["saved"] += 1
            except ChangedMeanwhile:
                told["told"] += 1
        return told

    # when they all work at once
    told = sum(at_once(8, edit), Counter())
    # then each edit was either saved, counted by the version and logged, or its author was told
    ticket.refresh_from_db()
    assert told["saved"] + told["told"] == 8 * each
    assert ticket.version == told["saved"] == Event.objects.filter(kind="ticket.retitled").count()
    assert told["told"] > 0
    proved(edits=8 * each, saved=told["saved"], told=told["told"], lost=0)


@pytest.mark.proof("race", "Eight specialists take one request at once: one gets it")
def test_two_who_take_at_once_get_one_owner(proved):
    ticket = TicketFactory()
    people = [PersonFactory(specialist=True) for _ in range(8)]

    def take(index):
        try:
            return actions.take(ticket.number, by=people[index]).assignee_id
        except ChangedMeanwhile:
            return None

    taken = [one for one in at_once(8, take) if one]
    ticket.refresh_from_db()
    assert taken == [ticket.assignee_id]
    proved(tries=8, owners=1)
