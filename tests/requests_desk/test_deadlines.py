"""Requests keep their deadline in step with every verb: it always equals what a recomputation gives."""

import uuid
from datetime import timedelta

import pytest

from foundation.deadlines.models import Deadline
from foundation.organisation.choices import Role
from requests_desk import actions, tasks
from requests_desk.actions.terms import SOLVE, publish_all, term_of
from requests_desk.choices import Priority, State, Urgency, WaitingFor
from requests_desk.models import Category, Target, Ticket
from tests.factories import PersonFactory
from tests.factories.deadlines import DeadlineFactory
from tests.factories.requests_desk import TicketFactory

pytestmark = pytest.mark.django_db
FIELDS = ("due_at", "soon_at", "urgent_at", "overdue_at", "responsible_id", "role", "critical")


def stored(ticket):
    """What the deadline of a request says; None without one."""
    return Deadline.objects.filter(subject_type="ticket", subject_id=ticket.pk).values_list(*FIELDS).first()


def recomputed(ticket):
    """What it has to say by the rows of the request."""
    term = term_of(Ticket.objects.get(pk=ticket.pk))
    if term is None:
        return None
    return (term.due_at, term.soon, term.urgent, term.overdue, term.responsible, term.role, term.critical)


@pytest.fixture
def specialist():
    return PersonFactory(specialist=True)


@pytest.fixture
def ticket(specialist):
    """A request, filed by the action."""
    asker = PersonFactory()
    return actions.file_request(
        by=asker, form_key=uuid.uuid4(), text="The lamp flickers.", office=asker.office,
        urgency=Urgency.NORMAL, category=Category.objects.get(code="broken"),
    )  # fmt: skip


def said():
    return {"text": "Some words.", "form_key": uuid.uuid4()}


def test_a_new_request_warns_the_specialists_at_three_quarters_and_at_the_breach(ticket):
    overdue = ticket.solve_by + timedelta(days=1)
    assert stored(ticket) == (ticket.solve_by, ticket.warn_at, None, overdue, None, Role.SPECIALIST, False)
    assert Deadline.objects.get().kind == SOLVE


def test_every_verb_keeps_the_deadline_in_step(ticket, specialist):
    # given verbs through which a request goes, and whether something is due after each
    number, other = ticket.number, PersonFactory(specialist=True)
    asked = {"waiting_for": WaitingFor.REQUESTER, **said()}
    now = {"priority": Priority.CRITICAL, "override_reason": "Because"}
    way = [
        (lambda: actions.take(number, by=specialist), True),
        (lambda: actions.assign(number, by=specialist, to=other, was=specialist.pk), True),
        (lambda: actions.wait(number, by=specialist, **asked), False),
        (lambda: actions.reply(number, by=ticket.requester, **said()), True),
        (
            lambda: actions.edit(number, by=specialist, was={"priority": 3, "override_reason": ""}, now=now),
            True,
        ),
        (lambda: actions.forward(number, by=specialist, address="partner@firm.example", **said()), False),
        (lambda: actions.resume(number, by=specialist), True),
        (lambda: actions.note(number, by=specialist, **said()), True),
        (lambda: actions.resolve(number, by=specialist, **said()), False),
        (lambda: actions.not_solved(number, by=ticket.requester, **said()), True),
        (lambda: actions.cancel(number, by=specialist, **said()), False),
        (lambda: actions.reopen(number, by=specialist, **said()), True),
        (lambda: actions.confirm_solved(number, by=ticket.requester), False),
    ]
    for step, (verb, due) in enumerate(way):
        verb()
        assert stored(ticket) == recomputed(ticket), step
        assert (stored(ticket) is not None) == due, step
    # and a comparison of all finds nothing to mend
    assert publish_all() == 0


def test_a_critical_request_is_announced_at_any_hour_and_its_assignee_answers_for_it(ticket, specialist):
    now = {"priority": Priority.CRITICAL, "override_reason": "Because"}
    actions.edit(ticket.number, by=specialist, was={"priority": 3, "override_reason": ""}, now=now)
    actions.take(ticket.number, by=specialist)
    row = Deadline.objects.get()
    assert (row.critical, row.responsible) == (True, specialist)
    assert row.overdue_at == row.due_at + timedelta(hours=2)


def test_other_targets_move_the_deadlines_of_open_requests(ticket):
    before = stored(ticket)
    Target.objects.update(solve_minutes=60, solve_days=None)
    actions.recompute([ticket.pk])
    assert stored(ticket) == recomputed(ticket) != before


def test_the_regular_comparison_makes_mends_and_ends(ticket):
    # given a request without a deadline, one with a wrong one, and a deadline of an ended request
    bare = TicketFactory()
    Deadline.objects.update(responsible=PersonFactory())
    ended = TicketFactory()
    Ticket.objects.filter(pk=ended.pk).update(state=State.CANCELLED)
    DeadlineFactory(subject_type="ticket", subject_id=ended.pk, kind=SOLVE)
    # when they are compared, then three are mended, and nothing is left for a second time
    assert tasks.publish_deadlines() == 3
    assert [stored(one) for one in (bare, ticket, ended)] == [recomputed(bare), recomputed(ticket), None]
    assert tasks.publish_deadlines() == 0


def test_a_confidential_request_shows_its_words_to_the_cleared_alone_and_its_number_outside(client):
    # given a confidential request and what its deadline says to a cleared and to another specialist
    ticket = TicketFactory(confidential=True, title="Quiet words")
    publish_all()
    cleared, other = PersonFactory(specialist=True, cleared=True), PersonFactory(specialist=True)
    shown = {}
    for person in (cleared, other):
        client.force_login(person)
        shown[person] = client.get("/today/").content.decode()
    # then only the cleared one sees it
    assert "Quiet words" in shown[cleared]
    assert "Quiet words" not in shown[other]
    assert ticket.label not in shown[other]
