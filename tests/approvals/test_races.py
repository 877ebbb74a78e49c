"""Approver and deputy at once: one decision counts, the other hears who was faster."""

from contextlib import suppress

import pytest

from foundation.approvals import actions
from foundation.approvals.models import Approval, ApprovalStep
from foundation.core.errors import ChangedMeanwhile
from foundation.events.models import Event
from requests_desk import actions as desk
from requests_desk.choices import State
from requests_desk.models import Ticket
from tests.approvals.test_filing import file
from tests.factories import DeputyFactory, PersonFactory, UnitFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import CategoryFactory
from tests.requests_desk.test_races import at_once
from tests.scale import times

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def manager(unit):
    return PersonFactory(manager_of=unit)


@pytest.fixture
def marek(unit, manager):
    return PersonFactory(unit=unit)


@pytest.fixture
def chairs():
    return CategoryFactory(approval_route=RouteFactory())


@pytest.mark.proof("race", "Manager and deputy decide each approval at once, one yes and one no: one counts")
def test_two_decisions_at_once_count_one(marek, manager, chairs, proved):
    # given requests that wait, a manager and a deputy
    count = times(short=40, full=300)
    deputy = DeputyFactory(person=manager).deputy
    for _number in range(count):
        file(marek, chairs)
    steps = list(ApprovalStep.objects.select_related("approval").order_by("pk"))
    people = [(manager, True), (manager, False), (deputy, True), (deputy, False)]

    def decide(index):
        person, yes = people[index]
        counted = told = 0
        for step in steps:
            try:
                actions.decide(step.pk, by=person, yes=yes, seen=step.approval.fingerprint, reason="Why")
                counted += 1
            except ChangedMeanwhile as late:
                told += manager.full_name in str(late) or deputy.full_name in str(late)
        return counted, told

    # when both say yes and no to each of them at the same moment
    told = at_once(len(people), decide)
    # then each is decided once, its request went the one way, and everybody else was told by whom
    counted = sum(one for one, _late in told)
    assert counted == count == Approval.objects.exclude(state="open").count()
    assert sum(late for _one, late in told) == count * 3
    ended = Event.objects.filter(kind__in=["approval.approved", "approval.returned"])
    assert ended.count() == count == ended.values("subject_id").distinct().count()
    for approval in Approval.objects.all():
        state = Ticket.objects.get(pk=approval.subject_id).state
        assert state == (State.NEW if approval.state == "approved" else State.CANCELLED)
    proved(approvals=count, decisions=counted, told=count * 3, doubles=0)


@pytest.mark.proof("race", "A request changes while it is approved: what was not read is never approved")
def test_a_change_and_an_approval_at_once_never_approve_what_was_not_read(marek, manager, chairs, proved):
    kadri = PersonFactory(specialist=True)
    count = times(short=20, full=200)
    tickets = [file(marek, chairs) for _number in range(count)]
    steps = {step.approval.subject_id: step for step in ApprovalStep.objects.select_related("approval")}

    def work(index):
        for ticket in tickets:
            if index:
                title = {"title": "A golden chair"}
                desk.edit(ticket.number, by=kadri, was={"title": ticket.title}, now=title)
                continue
            step = steps[ticket.pk]
            with suppress(ChangedMeanwhile):
                actions.decide(step.pk, by=manager, yes=True, seen=step.approval.fingerprint)

    at_once(2, work)
    # then each was approved as it was read, or its change is asked anew
    for ticket in tickets:
        states = [one.state for one in Approval.objects.filter(subject_id=ticket.pk).order_by("pk")]
        assert states in (["approved"], ["void", "open"])
        expected = State.NEW if states == ["approved"] else State.WAITING
        assert Ticket.objects.get(pk=ticket.pk).state == expected
    proved(requests=count, unread=0)
