"""Kinds of requests that need an approval: the clock and the work wait for it."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from foundation.approvals import actions as approvals
from foundation.approvals.choices import ApprovalState, StepState
from foundation.approvals.models import Approval, ApprovalStep
from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from requests_desk import actions
from requests_desk.choices import State, WaitingFor
from requests_desk.models import Stay, Ticket
from tests.factories import PersonFactory, UnitFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import CategoryFactory

pytestmark = pytest.mark.django_db


def key():
    return uuid.uuid4()


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
def kadri():
    return PersonFactory(specialist=True)


@pytest.fixture
def chairs():
    return CategoryFactory(approval_route=RouteFactory())


def file(by, category, **more):
    return actions.file_request(
        by=by, form_key=key(), text="A new chair", category=category, office=by.office, **more
    )


def step_of(ticket):
    return ApprovalStep.objects.select_related("approval").get(
        approval__subject_id=ticket.pk, state=StepState.WAITING
    )


def decide(step, by, yes=True, **more):
    return approvals.decide(step.pk, by=by, yes=yes, seen=step.approval.fingerprint, **more)


def again(ticket):
    return Ticket.objects.get(pk=ticket.pk)


def test_filing_asks_and_stops_the_clock(marek, manager, chairs):
    # when somebody files a request of a kind that needs an approval
    ticket = again(file(marek, chairs))
    # then it waits, its clock stands and its manager is asked
    assert (ticket.state, ticket.waiting_for) == (State.WAITING, WaitingFor.APPROVAL)
    assert (ticket.respond_by, ticket.solve_by, ticket.warn_at) == (None, None, None)
    assert [(stay.state, stay.until) for stay in ticket.stays.all()] == [(State.WAITING, None)]
    step = step_of(ticket)
    assert (step.role, step.unit_id) == ("manager", marek.unit_id)
    assert list(ApprovalStep.objects.waiting_for(manager)) == [step]
    assert not ApprovalStep.objects.waiting_for(marek).exists()


def test_only_who_decides_is_led_to_the_decision(client, marek, manager, chairs, kadri):
    ticket = file(marek, chairs)
    link = f'href="/approvals/{step_of(ticket).pk}/"'
    for person in (marek, kadri, manager):
        client.force_login(person)
        page = client.get(f"/requests/P-{ticket.number}/").content.decode()
        assert (link in page) == (person == manager)


def test_approved_goes_to_the_queue_with_the_clock_running(marek, manager, chairs, kadri):
    ticket = file(marek, chairs)
    decide(step_of(ticket), manager)
    ticket = again(ticket)
    assert (ticket.state, ticket.waiting_for) == (State.NEW, "")
    assert ticket.solve_by is not None
    assert ticket.respond_by is not None
    assert Approval.objects.get().state == ApprovalState.APPROVED
    actions.take(ticket.number, by=kadri)
    assert again(ticket).state == State.IN_WORK


def test_returned_ends_the_request_with_the_reason(marek, manager, chairs):
    ticket = file(marek, chairs)
    decide(step_of(ticket), manager, yes=False, reason="Next year.")
    ticket = again(ticket)
    assert ticket.state == State.CANCELLED
    assert ticket.messages.last().text == "Next year."
    assert Approval.objects.get().state == ApprovalState.RETURNED


def test_a_return_needs_a_reason(marek, manager, chairs):
    ticket = file(marek, chairs)
    with pytest.raises(RuleBroken):
        decide(step_of(ticket), manager, yes=False, reason="  ")
    assert again(ticket).state == State.WAITING


STARTS = {
    "take": lambda ticket, by: actions.take(ticket.number, by=by),
    "assign": lambda ticket, by: actions.assign(ticket.number, by=by, to=by),
    "resume": lambda ticket, by: actions.resume(ticket.number, by=by),
    "wait": lambda ticket, by: actions.wait(
        ticket.number, by=by, waiting_for=WaitingFor.PARTNER, form_key=key()
    ),
    "resolve": lambda ticket, by: actions.resolve(ticket.number, by=by, text="Done", form_key=key()),
    "forward": lambda ticket, by: actions.forward(
        ticket.number, by=by, address="partner@firm.example", text="Please", form_key=key()
    ),
}


@pytest.mark.parametrize("verb", STARTS)
def test_no_verb_starts_the_work_before_the_approval(marek, chairs, kadri, verb):
    ticket = file(marek, chairs)
    with pytest.raises(RuleBroken, match="waits for the approval of Manager"):
        STARTS[verb](ticket, kadri)
    ticket = again(ticket)
    assert (ticket.state, ticket.waiting_for, ticket.assignee) == (State.WAITING, "approval", None)


def test_the_database_itself_refuses_work_before_the_approval(marek, chairs):
    ticket = file(marek, chairs)
    with pytest.raises(IntegrityError, match="waits for an approval"), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(
            state=State.CANCELLED, waiting_for="", solve_by=ticket.created_at, warn_at=ticket.created_at
        )


def test_words_stay_possible_while_it_waits(marek, chairs, kadri):
    ticket = file(marek, chairs)
    actions.note(ticket.number, by=kadri, text="We have two in store.", form_key=key())
    actions.reply(ticket.number, by=kadri, text="Which colour?", form_key=key())
    actions.reply(ticket.number, by=marek, text="Grey.", form_key=key())
    assert again(ticket).waiting_for == WaitingFor.APPROVAL


def edit(ticket, by, **now):
    was = {name: getattr(ticket, name) for name in now}
    return actions.edit(ticket.number, by=by, was=was, now=now)


@pytest.mark.parametrize("field", ["title", "office", "confidential", "category"])
def test_a_changed_fact_voids_and_asks_anew(marek, manager, chairs, kadri, field):
    # given a request that waits, as its manager has read it
    PersonFactory(cleared=True, specialist=True)
    ticket = file(marek, chairs)
    old = step_of(ticket)
    now = {
        "title": "Two new chairs",
        "office": PersonFactory().office,
        "confidential": True,
        "category": CategoryFactory(approval_route=RouteFactory()),
    }
    # when the desk changes a fact
    edit(ticket, kadri, **{field: now[field]})
    # then the old question is void, a new one is asked, and the manager cannot approve the old one
    new = step_of(ticket)
    assert new.pk != old.pk
    assert [one.state for one in Approval.objects.order_by("pk")] == ["void", "open"]
    with pytest.raises(RuleBroken, match="has changed"):
        decide(old, manager)
    decide(new, manager)
    assert again(ticket).state == State.NEW


def test_another_priority_asks_nothing_anew(marek, chairs, kadri):
    ticket = file(marek, chairs)
    edit(ticket, kadri, priority=1, override_reason="The old one broke")
    assert [one.state for one in Approval.objects.all()] == ["open"]


def test_a_kind_without_approval_lets_the_work_start(marek, chairs, kadri):
    ticket = file(marek, chairs)
    edit(ticket, kadri, category=CategoryFactory())
    assert (again(ticket).state, Approval.objects.get().state) == (State.NEW, ApprovalState.VOID)


def test_a_request_that_comes_to_such_a_kind_waits_too(marek, manager, chairs, kadri):
    # given a request of an ordinary kind that is in work
    ticket = file(marek, CategoryFactory())
    actions.take(ticket.number, by=kadri)
    # when it is given a kind that needs an approval
    edit(again(ticket), kadri, category=chairs)
    # then it waits, and goes on with its solver once it is approved
    assert again(ticket).waiting_for == WaitingFor.APPROVAL
    decide(step_of(ticket), manager)
    assert again(ticket).state == State.IN_WORK


def test_a_returned_request_that_is_reopened_is_asked_anew(marek, manager, chairs, kadri):
    ticket = file(marek, chairs)
    decide(step_of(ticket), manager, yes=False, reason="Too dear.")
    actions.reopen(ticket.number, by=kadri, text="A cheaper one.", form_key=key())
    assert again(ticket).waiting_for == WaitingFor.APPROVAL
    decide(step_of(ticket), manager)
    # once approved it may be reopened without a second approval
    actions.resolve(ticket.number, by=kadri, text="Brought.", form_key=key())
    actions.reopen(ticket.number, by=kadri, text="Wrong one.", form_key=key())
    assert again(ticket).state == State.IN_WORK


def test_an_answer_to_a_returned_request_opens_one_that_is_asked_anew(marek, manager, chairs):
    ticket = file(marek, chairs)
    decide(step_of(ticket), manager, yes=False, reason="Too dear.")
    follow = actions.reply(ticket.number, by=marek, text="A used one would do.", form_key=key())
    assert follow.follow_up_of == ticket
    assert step_of(follow).unit_id == marek.unit_id


@pytest.mark.parametrize("how", ["cancel", "solved"])
def test_ending_the_request_gives_up_the_approval(marek, manager, chairs, kadri, how):
    ticket = file(marek, chairs)
    step = step_of(ticket)
    if how == "cancel":
        actions.cancel(ticket.number, by=kadri, text="No longer sold.", form_key=key())
    else:
        actions.confirm_solved(ticket.number, by=marek)
    assert Approval.objects.get().void_reason == "ended"
    with pytest.raises(RuleBroken):
        decide(step, manager)


def test_not_solved_after_giving_up_asks_anew(marek, manager, chairs):
    """Saying solved and then not solved is no way round the approval."""
    ticket = file(marek, chairs)
    actions.confirm_solved(ticket.number, by=marek)
    actions.not_solved(ticket.number, by=marek, text="I need it.", form_key=key())
    assert again(ticket).waiting_for == WaitingFor.APPROVAL


def test_the_stored_clock_is_what_its_history_says(marek, manager, chairs):
    ticket = file(marek, chairs)
    decide(step_of(ticket), manager)
    ticket = again(ticket)
    assert not actions.compare_clocks()
    first, second = Stay.objects.filter(ticket=ticket).order_by("pk")
    assert (first.state, second.state) == (State.WAITING, State.NEW)
    assert first.until == second.since


def test_events_tell_who_decided(marek, manager, chairs):
    ticket = file(marek, chairs)
    decide(step_of(ticket), manager)
    approval = Approval.objects.get()
    kinds = Event.objects.filter(subject_type="approval", subject_id=approval.pk).order_by("pk")
    assert list(kinds.values_list("kind", "actor")) == [
        ("approval.asked", marek.pk), ("approval.approved", manager.pk),
    ]  # fmt: skip
