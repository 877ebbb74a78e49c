"""What the desk and the askers do with a request."""

import uuid
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.events.models import Event
from requests_desk import actions
from requests_desk.choices import MOVES, Audience, Priority, State, Urgency, WaitingFor
from requests_desk.models import Message, Stay, Ticket
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory
from tests.factories.requests_desk import CategoryFactory, TicketFactory

pytestmark = pytest.mark.django_db


def key():
    return uuid.uuid4()


@pytest.fixture
def kadri():
    return PersonFactory(specialist=True)


def kinds(ticket):
    return list(
        Event.objects.filter(subject_id=ticket.pk, subject_type="ticket").values_list("kind", flat=True)
    )


def test_taking_a_new_request_starts_the_work(kadri):
    ticket = TicketFactory()
    actions.take(ticket.number, by=kadri)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.state) == (kadri, State.IN_WORK)
    assert kinds(ticket) == ["ticket.taken"]
    assert [stay.state for stay in ticket.stays.all()] == [State.NEW, State.IN_WORK]


def test_the_second_of_two_who_take_hears_of_the_first(kadri):
    priit, ticket = PersonFactory(specialist=True), TicketFactory()
    actions.take(ticket.number, by=kadri, was=None)
    with pytest.raises(ChangedMeanwhile) as clash:
        actions.take(ticket.number, by=priit, was=None)
    assert kadri.full_name in str(clash.value)
    ticket.refresh_from_db()
    assert ticket.assignee == kadri


def test_only_the_desk_can_be_assigned(kadri):
    ticket = TicketFactory()
    with pytest.raises(RuleBroken):
        actions.assign(ticket.number, by=kadri, to=PersonFactory())


def test_the_first_answer_of_the_desk_is_noted_once(kadri):
    ticket = TicketFactory()
    actions.reply(ticket.number, by=ticket.requester, text="It also hums.", form_key=key())
    ticket.refresh_from_db()
    assert ticket.responded_at is None
    actions.reply(ticket.number, by=kadri, text="I come at ten.", form_key=key())
    ticket.refresh_from_db()
    first = ticket.responded_at
    actions.reply(ticket.number, by=kadri, text="On my way.", form_key=key())
    ticket.refresh_from_db()
    assert ticket.responded_at == first


def test_the_same_reply_twice_is_said_once(kadri):
    ticket, same = TicketFactory(), key()
    for _again in range(2):
        assert actions.reply(ticket.number, by=kadri, text="Once.", form_key=same) == ticket
    assert Message.objects.filter(text="Once.").count() == 1
    assert kinds(ticket) == ["ticket.replied"]


def test_a_wait_stops_the_clock_and_the_answer_of_the_requester_starts_it(kadri):
    ticket = TicketFactory()
    due = ticket.solve_by
    actions.wait(
        ticket.number, by=kadri, waiting_for=WaitingFor.REQUESTER, text="Which lamp?", form_key=key()
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solve_by) == (State.WAITING, None)
    actions.reply(ticket.number, by=ticket.requester, text="The left one.", form_key=key())
    ticket.refresh_from_db()
    assert ticket.state == State.IN_WORK
    assert ticket.solve_by >= due
    assert not ticket.waiting_for


def test_a_thank_you_does_not_end_a_wait_for_a_delivery(kadri):
    ticket = TicketFactory()
    actions.wait(
        ticket.number, by=kadri, waiting_for=WaitingFor.DELIVERY, until=date(2027, 1, 4), form_key=key()
    )
    actions.reply(ticket.number, by=ticket.requester, text="Thank you!", form_key=key())
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_until) == (State.WAITING, date(2027, 1, 4))


def test_a_wait_for_the_requester_needs_a_question(kadri):
    with pytest.raises(RuleBroken):
        actions.wait(
            TicketFactory().number, by=kadri, waiting_for=WaitingFor.REQUESTER, text=" ", form_key=key()
        )


def test_solving_and_not_solved_and_solving_again(kadri):
    ticket = TicketFactory()
    actions.resolve(ticket.number, by=kadri, text="New bulb.", form_key=key())
    actions.not_solved(ticket.number, by=ticket.requester, text="It still flickers.", form_key=key())
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solved_at, ticket.solved_by) == (State.IN_WORK, None, None)
    actions.resolve(ticket.number, by=kadri, text="New lamp.", form_key=key())
    actions.confirm_solved(ticket.number, by=ticket.requester)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.solved_by) == (State.RESOLVED, kadri)
    assert kinds(ticket) == ["ticket.resolved", "ticket.reopened", "ticket.resolved"]


def test_a_reply_to_a_closed_request_opens_a_linked_one(kadri):
    ticket = TicketFactory()
    actions.resolve(ticket.number, by=kadri, text="Done.", form_key=key())
    later = timezone.now() + timedelta(days=30)
    assert actions.close_solved(ticket.pk, days=10, now=later)
    assert not actions.close_solved(ticket.pk, days=10, now=later)
    after = actions.reply(ticket.number, by=ticket.requester, text="Again!", form_key=key())
    assert after.follow_up_of == ticket
    assert after.state == State.NEW
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED


def test_a_solved_request_stays_open_for_questions_for_ten_working_days(kadri):
    ticket = TicketFactory()
    actions.resolve(ticket.number, by=kadri, text="Done.", form_key=key())
    assert not actions.close_solved(ticket.pk, days=10, now=timezone.now() + timedelta(days=11))


def test_a_cancelled_request_says_why_and_can_be_reopened(kadri):
    ticket = TicketFactory()
    actions.cancel(ticket.number, by=kadri, text="The house is sold.", form_key=key())
    actions.reopen(ticket.number, by=kadri, text="It is not.", form_key=key())
    ticket.refresh_from_db()
    assert ticket.state == State.IN_WORK


def test_a_mail_to_a_partner_is_internal_and_stops_the_clock(kadri):
    ticket = TicketFactory()
    actions.forward(
        ticket.number, by=kadri, address="lukk@partner.example", text="Please come.", form_key=key()
    )
    ticket.refresh_from_db()
    assert (ticket.state, ticket.waiting_for) == (State.WAITING, WaitingFor.PARTNER)
    said = Message.objects.visible_to(ticket.requester).filter(ticket=ticket)
    assert [one.audience for one in said] == [Audience.PUBLIC]


@pytest.mark.parametrize("state", State.values)
def test_every_undeclared_move_is_refused(state):
    ticket = Ticket(state=state)
    for target in State.values:
        ticket.state = state
        if target in MOVES[State(state)]:
            ticket.move_to(State(target))
        else:
            with pytest.raises(RuleBroken):
                ticket.move_to(State(target))


@pytest.mark.parametrize("verb", ["take", "resume", "resolve", "note", "cancel", "wait", "forward", "edit"])
def test_those_who_only_read_cannot_do_the_desks_work(verb):
    # given a contact person, who sees the office's requests
    ticket = TicketFactory()
    piret = PersonFactory(contact_of=ticket.office)
    said = {"text": "x", "form_key": key()}
    calls = {
        "take": {}, "resume": {}, "resolve": said, "note": said, "cancel": said,
        "wait": {**said, "waiting_for": WaitingFor.PARTNER}, "forward": {**said, "address": "a@b.example"},
        "edit": {"was": {}, "now": {"title": "y"}},
    }  # fmt: skip
    # then she replies and confirms, and is refused the rest
    actions.reply(ticket.number, by=piret, text="I saw it too.", form_key=key())
    with pytest.raises(PermissionDenied):
        getattr(actions, verb)(ticket.number, by=piret, **calls[verb])


def test_what_one_does_not_see_does_not_exist():
    with pytest.raises(Ticket.DoesNotExist):
        actions.reply(TicketFactory().number, by=PersonFactory(), text="Hello", form_key=key())


def test_a_deputy_acts_for_the_absent_specialist(kadri):
    # given Kadri away, with a deputy who is no specialist
    maie, ticket = PersonFactory(), TicketFactory()
    AbsenceFactory(person=kadri)
    DeputyFactory(person=kadri, deputy=maie)
    # when the deputy answers
    actions.reply(ticket.number, by=maie, text="I look after it.", form_key=key())
    # then it is told for whom
    message = Message.objects.get(text="I look after it.")
    assert (message.author, message.on_behalf_of) == (maie, kadri)
    assert Event.objects.get(kind="ticket.replied").on_behalf_of == kadri


# --- editing -------------------------------------------------------------------------------------


def test_two_people_change_different_fields_and_both_stay(kadri):
    ticket, other = TicketFactory(), CategoryFactory()
    seen = {"title": ticket.title, "category": ticket.category}
    actions.edit(ticket.number, by=kadri, was=seen, now={**seen, "title": "Lamp of room 3"})
    actions.edit(ticket.number, by=kadri, was=seen, now={**seen, "category": other})
    ticket.refresh_from_db()
    assert (ticket.title, ticket.category) == ("Lamp of room 3", other)


def test_two_people_change_the_same_field_and_the_second_sees_both(kadri):
    ticket = TicketFactory(title="Lamp")
    actions.edit(ticket.number, by=kadri, was={"title": "Lamp"}, now={"title": "Left lamp"})
    with pytest.raises(ChangedMeanwhile) as clash:
        actions.edit(ticket.number, by=kadri, was={"title": "Lamp"}, now={"title": "Right lamp"})
    assert list(clash.value.theirs.values()) == ["Left lamp"]
    assert list(clash.value.yours.values()) == ["Right lamp"]


def test_priority_follows_the_matrix_until_it_is_overruled_with_a_reason(kadri):
    ticket = TicketFactory()
    was = {
        "urgency": ticket.urgency,
        "impact": ticket.impact,
        "priority": ticket.priority,
        "override_reason": "",
    }
    actions.edit(ticket.number, by=kadri, was=was, now={**was, "urgency": Urgency.NOW, "impact": "office"})
    ticket.refresh_from_db()
    assert ticket.priority == Priority.CRITICAL
    was = {"priority": Priority.CRITICAL, "override_reason": ""}
    with pytest.raises(RuleBroken):
        actions.edit(ticket.number, by=kadri, was=was, now={**was, "priority": Priority.LOW})
    actions.edit(
        ticket.number, by=kadri, was=was, now={"priority": Priority.LOW, "override_reason": "A drill"}
    )
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.override_reason) == (Priority.LOW, "A drill")
    event = Event.objects.filter(kind="ticket.prioritised").latest("pk")
    assert event.data == {"priority": [1, 4]}


def test_the_history_of_a_request_never_overlaps(kadri):
    ticket = TicketFactory()
    actions.take(ticket.number, by=kadri)
    actions.wait(ticket.number, by=kadri, waiting_for=WaitingFor.PARTNER, form_key=key())
    actions.resume(ticket.number, by=kadri)
    actions.resolve(ticket.number, by=kadri, text="Done", form_key=key())
    stays = list(Stay.objects.filter(ticket=ticket))
    assert [stay.state for stay in stays] == ["new", "in_work", "waiting", "in_work", "resolved"]
    assert all(one.until == two.since for one, two in pairwise(stays))
