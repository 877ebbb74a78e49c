"""A write stays within its budget of statements, whatever it is about."""

import uuid

import pytest

from foundation.approvals.models import ApprovalStep
from foundation.events.models import Event
from requests_desk.choices import Priority, State, WaitingFor
from requests_desk.models import Ticket
from tests.factories import PersonFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import (
    CategoryFactory,
    MergeFactory,
    ResponsibilityFactory,
    TicketFactory,
)
from tests.house.counting import cost, told
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db
WRITE = 12


def key():
    return str(uuid.uuid4())


def said(**more):
    return {"form_key": key(), "text": "Some words.", **more}


def edited(ticket):
    """Another priority, as after a look at the request."""
    was = {
        "title": ticket.title, "category": ticket.category_id, "impact": ticket.impact,
        "urgency": ticket.urgency, "priority": ticket.priority,
        "office": ticket.office_id, "room": "", "override_reason": "",
    }  # fmt: skip
    now = {**was, "priority": Priority.HIGH, "override_reason": "Because"}
    return {**now, **{f"was_{name}": value for name, value in was.items()}}


def to_the_map(ticket):
    """A mail to the partner who answers for the part of the house, whose clock starts."""
    row = ResponsibilityFactory(person=PersonFactory(specialist=True))
    Ticket.objects.filter(pk=ticket.pk).update(element=row.element)
    return said(address=row.partner.email)


# verb: state before, who acts, what is sent
VERBS = {
    "reply": (State.NEW, "desk", lambda ticket: said()),
    "note": (State.NEW, "desk", lambda ticket: said(kind="note")),
    "follow": (State.NEW, "desk", lambda ticket: {}),
    "followers": (State.NEW, "desk", lambda ticket: {"person": PersonFactory().pk}),
    "reply of the asker": (State.WAITING, "asker", lambda ticket: said()),
    "take": (State.NEW, "desk", lambda ticket: {}),
    "assign": (State.NEW, "desk", lambda ticket: {"to": PersonFactory(specialist=True).pk}),
    "wait": (State.NEW, "desk", lambda ticket: said(waiting_for=WaitingFor.REQUESTER)),
    "resume": (State.WAITING, "desk", lambda ticket: {}),
    "forward": (State.NEW, "desk", lambda ticket: said(address="partner@firm.example")),
    "forward to whom the map names": (State.NEW, "desk", to_the_map),
    "resolve": (State.NEW, "desk", lambda ticket: said()),
    "rate": (State.RESOLVED, "asker", lambda ticket: {"score": "good"}),
    "solved": (State.IN_WORK, "asker", lambda ticket: {}),
    "not_solved": (State.RESOLVED, "asker", lambda ticket: said()),
    "reopen": (State.RESOLVED, "desk", lambda ticket: said()),
    "cancel": (State.NEW, "desk", lambda ticket: said()),
    "edit": (State.NEW, "desk", edited),
}


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_stays_within_its_budget(client, name):
    # given a request and somebody who may
    state, who, data = VERBS[name]
    ticket = TicketFactory()
    move_to(ticket, state)
    client.force_login(ticket.requester if who == "asker" else PersonFactory(specialist=True))
    verb = {"note": "reply", "not_solved": "not-solved"}.get(name, name.split()[0])
    sent = data(ticket)
    before = Event.objects.count()
    # when they act
    response, found = cost(client, "post", f"/requests/{ticket.label}/{verb}/", sent)
    # then it is done, and cheaply
    assert response.status_code == 302, response.content.decode()[-3000:]
    assert Event.objects.count() > before
    assert len(found) <= WRITE, told(found)


def test_filing_stays_within_its_budget(client):
    person = PersonFactory()
    client.force_login(person)
    data = said(category="broken", office=person.office_id, urgency=2)
    response, found = cost(client, "post", "/requests/new/", data)
    assert response.status_code == 302
    assert Ticket.objects.count() == 1
    assert len(found) <= WRITE, told(found)


# Two requests, both locked, with stays, clock and deadline of the one, and an event for each.
TWO_REQUESTS = 26


@pytest.mark.parametrize("verb", ["merge", "unmerge"])
def test_a_merge_stays_within_a_budget_of_its_own(client, verb):
    """However many were merged into the request before."""
    ticket, into = TicketFactory(), TicketFactory()
    if verb == "unmerge":
        MergeFactory(source=ticket, into=into)
    for _number in range(3):
        MergeFactory(into=ticket)
    client.force_login(PersonFactory(specialist=True))
    response, found = cost(client, "post", f"/requests/{ticket.label}/{verb}/", said(into=into.number))
    assert response.status_code == 302
    assert Event.objects.count() == 2
    assert len(found) <= TWO_REQUESTS, told(found)


# What an approval adds: whose seat, the calendar, approval, steps, deadline and the event that asks.
WITH_APPROVAL = 22


def waiting_request(client):
    """A request filed by its own form, of a kind that the manager of the unit approves."""
    person = PersonFactory()
    manager = PersonFactory(manager_of=person.unit)
    kind = CategoryFactory(approval_route=RouteFactory())
    client.force_login(person)
    data = said(category=kind.code, office=person.office_id, urgency=2)
    return manager, cost(client, "post", "/requests/new/", data)


def test_filing_what_must_be_approved_stays_within_a_budget_of_its_own(client):
    _manager, (response, found) = waiting_request(client)
    assert response.status_code == 302
    assert ApprovalStep.objects.count() == 1
    assert len(found) <= WITH_APPROVAL, told(found)


@pytest.mark.parametrize("verb", ["approve", "return"])
def test_a_decision_moves_the_request_within_a_budget_of_its_own(client, verb):
    """Approval, step, deadline and the request with its clock, all in one transaction."""
    manager, _filed = waiting_request(client)
    step = ApprovalStep.objects.select_related("approval").get()
    client.force_login(manager)
    sent = {"seen": step.approval.fingerprint, "reason": "Not this year."}
    response, found = cost(client, "post", f"/approvals/{step.pk}/{verb}/", sent)
    assert response.status_code == 302
    assert Ticket.objects.get().state != State.WAITING
    assert len(found) <= WITH_APPROVAL, told(found)
