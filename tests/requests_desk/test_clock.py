"""The service clock: due moments follow from the history, whatever happened."""

import random
import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from foundation.events.models import Event
from foundation.organisation.models import CalendarWindow
from foundation.organisation.working_time import WorkingCalendar
from requests_desk import actions
from requests_desk.actions.ledger import due_moments
from requests_desk.actions.reference import save_target
from requests_desk.choices import Priority, State, WaitingFor
from requests_desk.models import Category, Ticket
from requests_desk.service_clock import Goal, Span, moments
from requests_desk.tasks import calendar_changed, compare_clocks, targets_changed
from tests.factories import PersonFactory
from tests.factories.requests_desk import CategoryFactory, TicketFactory

WEEK = {day: [(time(8), time(12)), (time(12, 30), time(16, 30))] for day in range(5)}
TALLINN = WorkingCalendar.estonian(WEEK, range(2025, 2029))
FOUR_HOURS = Goal(respond_minutes=60, solve_minutes=240)
MONDAY = datetime(2026, 11, 23, 6, 47, tzinfo=UTC)  # 8:47 in Tallinn


def at(hour, minute=0):
    return datetime(2026, 11, 23, hour - 2, minute, tzinfo=UTC)


def test_four_working_hours_with_lunch_and_a_wait_for_a_partner():
    # given a request of Monday 8:47 that waited from 9:40 to 11:10
    spans = [
        Span(state="new", since=MONDAY, until=at(9, 40)),
        Span(state="waiting", since=at(9, 40), until=at(11, 10)),
        Span(state="in_work", since=at(11, 10)),
    ]
    # then 240 minutes are over at 8:47 + 4 h + 1 h 30 min of waiting + 30 min of lunch
    assert moments(FOUR_HOURS, MONDAY, spans, TALLINN).solve_by == at(14, 47)


def test_while_it_waits_nothing_is_due():
    spans = [Span(state="new", since=MONDAY, until=at(9)), Span(state="waiting", since=at(9))]
    due = moments(FOUR_HOURS, MONDAY, spans, TALLINN)
    assert (due.respond_by, due.solve_by, due.warn_at) == (None, None, None)


def test_a_wait_after_the_answer_leaves_the_answers_due_moment():
    spans = [Span(state="new", since=MONDAY, until=at(10)), Span(state="waiting", since=at(10))]
    assert moments(FOUR_HOURS, MONDAY, spans, TALLINN, responded_at=at(9)).respond_by == at(9, 47)


def test_time_spent_solved_before_a_reopening_is_nobodys_fault():
    spans = [
        Span(state="new", since=MONDAY, until=at(9, 47)),
        Span(state="resolved", since=at(9, 47), until=at(10, 47)),
        Span(state="in_work", since=at(10, 47)),
    ]
    assert moments(FOUR_HOURS, MONDAY, spans, TALLINN).solve_by == at(14, 17)


def test_working_days_keep_the_clock_time_and_grow_with_waits():
    goal = Goal(respond_minutes=60, solve_days=5)
    new = [Span(state="new", since=MONDAY)]
    assert moments(goal, MONDAY, new, TALLINN).solve_by == MONDAY + timedelta(days=7)
    waited = [
        Span(state="waiting", since=at(10), until=at(11)),
        Span(state="in_work", since=at(11)),
    ]
    assert moments(goal, MONDAY, waited, TALLINN).solve_by == MONDAY + timedelta(days=7, hours=1)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    start=st.integers(0, 700 * 24 * 60).map(lambda minutes: MONDAY - timedelta(minutes=minutes)),
    minutes=st.lists(st.integers(1, 5000), min_size=1, max_size=8),
    allowed=st.integers(30, 3000),
)
def test_the_counted_time_until_the_due_moment_is_what_the_goal_allows(start, minutes, allowed):
    # given any history that alternates work and waiting
    moment, spans = start, []
    filed_at = moment
    for index, length in enumerate(minutes):
        end = moment + timedelta(minutes=length)
        spans.append(Span(state="waiting" if index % 2 else "in_work", since=moment, until=end))
        moment = end
    spans.append(Span(state="in_work", since=moment))
    # then exactly the allowed minutes lie between filing and due, waits left out
    due = moments(Goal(respond_minutes=1, solve_minutes=allowed), filed_at, spans, TALLINN).solve_by
    stood = [(span.since, span.until) for span in spans if span.state == "waiting"]
    assert TALLINN.elapsed(filed_at, due, stood) == timedelta(minutes=allowed)


# --- on real rows ---------------------------------------------------------------------------------

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.proof("fault", "The clock jumps: summer time, holidays, year ends"),
]


def same(ticket):
    due = due_moments(ticket)
    return (due.respond_by, due.solve_by, due.warn_at) == (ticket.respond_by, ticket.solve_by, ticket.warn_at)


def random_step(rng, ticket, kadri):
    """One of the verbs that fit the state of the request."""
    number, key = ticket.number, uuid.uuid4()
    if ticket.state == State.RESOLVED:
        return actions.not_solved(number, by=ticket.requester, text="No", form_key=key)
    if ticket.state == State.CANCELLED:
        return actions.reopen(number, by=kadri, text="Again", form_key=key)
    if ticket.state == State.WAITING and rng.random() < 0.5:
        return actions.resume(number, by=kadri)
    kind = Category.objects.get(code=rng.choice(["other", "access"]))
    steps = [
        lambda: actions.reply(number, by=kadri, text="Hi", form_key=key),
        lambda: actions.reply(number, by=ticket.requester, text="Hi", form_key=key),
        lambda: actions.wait(
            number, by=kadri, waiting_for=rng.choice(WaitingFor.values), text="?", form_key=key
        ),
        lambda: actions.resolve(number, by=kadri, text="Done", form_key=key),
        lambda: actions.cancel(number, by=kadri, text="No", form_key=key),
        lambda: actions.edit(number, by=kadri, was={"category": ticket.category}, now={"category": kind}),
        lambda: actions.edit(
            number, by=kadri, was={"urgency": ticket.urgency}, now={"urgency": rng.randint(1, 4)}
        ),
    ]
    return rng.choice(steps)()


def test_stored_due_moments_equal_a_recomputation_after_any_history():
    # given many requests with random histories over weeks
    rng, kadri = random.Random(7), PersonFactory(specialist=True)
    save_target(
        by=kadri,
        category=Category.objects.get(code="access"),
        priority=3,
        respond_minutes=30,
        solve_minutes=90,
    )
    for _request in range(25):
        moment = datetime(2026, 3, 23, 6, tzinfo=UTC) + timedelta(minutes=rng.randint(0, 20_000))
        with time_machine.travel(moment, tick=False):
            ticket = TicketFactory(category=Category.objects.get(code="other"))
        for _step in range(12):
            moment += timedelta(minutes=rng.choice([1, 7, 90, 600, 4000]), seconds=rng.randint(0, 59))
            with time_machine.travel(moment, tick=False):
                random_step(rng, ticket, kadri)
            ticket.refresh_from_db()
            # then every step leaves what a recomputation gives
            assert ticket.state in (State.RESOLVED, State.CANCELLED) or same(ticket)


def test_a_changed_target_reaches_the_open_requests():
    kadri, ticket = PersonFactory(specialist=True), TicketFactory()
    before = ticket.solve_by
    save_target(
        by=kadri, category=ticket.category, priority=Priority.NORMAL, respond_minutes=10, solve_minutes=20
    )
    assert compare_clocks() == [ticket.label]  # the nightly comparison would report it
    targets_changed(0)
    ticket.refresh_from_db()
    assert ticket.solve_by < before
    assert same(ticket)
    assert compare_clocks() == []


def test_a_changed_calendar_reaches_the_open_requests_of_its_offices():
    ticket, elsewhere = TicketFactory(), TicketFactory()
    CalendarWindow.objects.filter(calendar=ticket.office.calendar, opens__gte=time(12)).delete()
    event = Event.objects.create(
        kind="calendar.changed", subject_type="workcalendar", subject_id=ticket.office.calendar_id
    )
    calendar_changed(event.pk)
    ticket.refresh_from_db()
    assert same(ticket)
    assert Ticket.objects.get(pk=elsewhere.pk).solve_by == elsewhere.solve_by


def test_a_solved_request_keeps_the_due_moment_it_was_measured_by():
    kadri, ticket = PersonFactory(specialist=True), TicketFactory()
    actions.resolve(ticket.number, by=kadri, text="Done", form_key=uuid.uuid4())
    ticket.refresh_from_db()
    before = ticket.solve_by
    save_target(
        by=kadri, category=ticket.category, priority=Priority.NORMAL, respond_minutes=10, solve_minutes=20
    )
    targets_changed(0)
    ticket.refresh_from_db()
    assert ticket.solve_by == before


def test_the_explanation_adds_up_to_the_time_that_was_used():
    ticket = TicketFactory(created_at=MONDAY, category=CategoryFactory())
    why = actions.explain(ticket, now=at(13, 45))
    counted = sum((row.end - row.start for row in why.rows if row.kind == "counted"), timedelta())
    assert counted == timedelta(minutes=why.used_minutes)
    assert why.used_minutes == 4 * 60 + 28
