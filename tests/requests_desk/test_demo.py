"""The demo agency tells the truth: what it stored is what a recomputation gives.

In its short form with a small part of the large agency; `PROOF=1` before `make test` takes all of it.
"""

import itertools
import time
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from foundation.approvals.models import Approval, ApprovalStep
from foundation.events.actions import _refuse_words
from foundation.events.models import Event, Pending
from foundation.notifications.models import Mail
from foundation.organisation import demo as agency
from foundation.organisation.choices import Role
from foundation.organisation.models import Absence, Deputy, Office, Person, RoleAssignment
from partners import demo as partners
from requests_desk import demo
from requests_desk.actions import compare_clocks, compare_counts, index_ticket, publish_all
from requests_desk.actions.approving import fingerprint
from requests_desk.actions.ledger import picture
from requests_desk.choices import MOVES, SOLVED, State
from requests_desk.demo.kernels import kernels
from requests_desk.models import CountDelta, Message, PeriodCount, SearchDoc, Stay, Ticket, Word
from requests_desk.service_clock import moments
from tests.scale import FULL, times

SIZE = times(short=2, full=100)
LONGEST = 20  # seconds of processor time for all of it

pytestmark = pytest.mark.django_db


# these three come before the large agency, which stays until the end of the module
def test_the_same_moment_brings_the_same_agency():
    # given what a loading brings
    now = timezone.now()

    def told():
        with transaction.atomic():
            agency.load(now, 1)
            partners.load(now, 1)
            demo.load(now, 1)
            people = list(Person.objects.order_by("pk").values_list("personnel_no", "email", "room__number"))
            said = list(Message.objects.order_by("pk").values_list("text", "at", "form_key", "author__email"))
            transaction.set_rollback(True)
        return people, said

    # then the next one brings the same
    assert told() == told()


def test_the_demo_loads_once(capsys):
    # given a loaded demo
    call_command("demo")
    people, tickets = Person.objects.count(), Ticket.objects.count()
    # when it is loaded again, in whatever size
    call_command("demo", size=100)
    # then the second time changed nothing
    assert (Person.objects.count(), Ticket.objects.count()) == (people, tickets)
    assert tickets > 50


def test_the_demo_names_those_as_whom_one_can_enter(capsys):
    call_command("demo")
    capsys.readouterr()
    call_command("demo", accounts=True)
    assert "Kadri Lepik" in capsys.readouterr().out


@pytest.fixture(scope="module")
def large(django_db_setup, django_db_blocker):
    """The large agency, or a small part of it; gone after the module. Gives the seconds it took."""
    with django_db_blocker.unblock(), transaction.atomic():
        began = time.process_time()
        call_command("demo", size=SIZE)
        yield time.process_time() - began
        transaction.set_rollback(True)


def test_the_large_agency_has_its_size(large):
    assert Person.objects.count() == 60 + round(11.4 * SIZE)
    assert Ticket.objects.count() >= 69 + round(48.6 * SIZE)
    if FULL:
        assert large <= LONGEST


def test_every_office_has_somebody_and_every_role_is_held(large):
    today = timezone.localdate()
    held = RoleAssignment.objects.on(today)
    assert Office.objects.count() == 20
    assert set(held.filter(role=Role.CONTACT).values_list("office", flat=True)) == set(
        Office.objects.values_list("pk", flat=True)
    )
    assert set(held.values_list("role", flat=True)) == set(Role.values)
    assert Deputy.objects.count() > 20
    assert Absence.objects.filter(period__contains=today).exists()
    assert not Person.objects.exclude(email__endswith=".example").exists()


def test_the_counts_of_the_reports_are_what_the_requests_say(large):
    assert not CountDelta.objects.exists()
    assert PeriodCount.objects.filter(slice="all", rated_good__gt=0).exists()
    assert compare_counts() == 0


def test_every_due_moment_is_what_its_history_says(large):
    # of open ones the product's own comparison finds none that differs, nor any wrong deadline
    assert compare_clocks() == []
    assert publish_all() == 0
    # and those that ended have the moments they ended with
    wrong = []
    for ticket in Ticket.objects.all():
        seen = picture(ticket)
        spans = seen.spans
        if ticket.state == State.CLOSED:  # closing leaves the moments of the solution as they are
            spans = (*spans[:-2], type(spans[-2])(state=State.RESOLVED, since=spans[-2].since))
        due = moments(seen.goal, ticket.created_at, spans, seen.calendar, responded_at=ticket.responded_at)
        if (due.respond_by, due.solve_by, due.warn_at) != (
            ticket.respond_by,
            ticket.solve_by,
            ticket.warn_at,
        ):
            wrong.append(ticket.label)
    assert not wrong


def test_every_request_is_found_by_the_words_that_indexing_finds(large):
    # given what the demo stored
    stored = (
        dict(SearchDoc.objects.values_list("pk", "public")),
        dict(SearchDoc.objects.values_list("pk", "internal")),
    )
    words = Word.objects.count()
    assert len(stored[0]) == Ticket.objects.count()
    # when each is indexed anew
    for number in Ticket.objects.values_list("pk", flat=True):
        index_ticket(number)
    # then nothing changed and no word was new
    again = (
        dict(SearchDoc.objects.values_list("pk", "public")),
        dict(SearchDoc.objects.values_list("pk", "internal")),
    )
    assert stored == again
    assert Word.objects.count() == words


def test_every_stay_follows_the_one_before_and_ends_where_the_request_is(large):
    stays = {}
    for stay in Stay.objects.order_by("ticket", "since"):
        stays.setdefault(stay.ticket_id, []).append(stay)
    for ticket in Ticket.objects.all():
        own = stays[ticket.pk]
        assert own[0].since == ticket.created_at
        assert (own[-1].state, own[-1].waiting_for, own[-1].until) == (ticket.state, ticket.waiting_for, None)
        for one, following in itertools.pairwise(own):
            assert one.until == following.since
            assert following.state in MOVES[one.state], ticket.label
        if ticket.state in SOLVED:
            assert ticket.solved_at == [one for one in own if one.state == State.RESOLVED][-1].since


def test_every_count_is_that_of_the_rows(large):
    # given events by kind and by request
    events = list(Event.objects.filter(subject_type="ticket"))
    kinds = Counter(event.kind for event in events)
    of_ticket = Counter(event.subject_id for event in events)
    stays = Counter(Stay.objects.values_list("state", flat=True))
    # then each request was filed once, and each change of it has counted its version up
    assert kinds["ticket.filed"] == Ticket.objects.count()
    assert dict(Ticket.objects.values_list("pk", "version")) == {key: n - 1 for key, n in of_ticket.items()}
    # and each state has as many stays as there were events that lead there
    assert kinds["ticket.resolved"] + kinds["ticket.confirmed"] == stays[State.RESOLVED]
    assert kinds["ticket.closed"] == stays[State.CLOSED]
    assert kinds["ticket.cancelled"] + kinds["ticket.returned"] == stays[State.CANCELLED]
    # and each message but the first one was told of by an event
    told = {event.data["message"] for event in events if event.data.get("message")}
    assert told == set(Message.objects.values_list("pk", flat=True))


def test_approvals_are_of_the_content_that_their_requests_have(large):
    for approval in Approval.objects.all():
        assert approval.fingerprint == fingerprint(Ticket.objects.get(pk=approval.subject_id))
    decided = ApprovalStep.objects.exclude(decided_by=None).select_related("approval")
    assert all(step.decided_by_id != step.approval.requester_id for step in decided)


def test_nothing_of_the_past_is_mailed_and_nothing_lies_ahead(large):
    now = timezone.now()
    assert not Pending.objects.exclude(event__kind="guide.saved").exists()  # their words wait for the worker
    assert not Mail.objects.exists()
    for model, moment in ((Stay, "since"), (Message, "at"), (Event, "at"), (Ticket, "created_at")):
        assert not model.objects.filter(**{f"{moment}__gt": now}).exists()
    for data in Event.objects.values_list("data", flat=True):
        _refuse_words(data)


def test_only_the_cleared_worked_on_confidential_requests(large):
    cleared = RoleAssignment.objects.filter(role=Role.CLEARED).values_list("person", flat=True)
    others = Ticket.objects.filter(confidential=True).exclude(assignee=None).exclude(assignee__in=cleared)
    assert Ticket.objects.filter(confidential=True).exists()
    assert not others.exists()


def test_what_is_told_has_many_stories_and_no_gap_is_left(large):
    assert len(kernels()) >= 150
    assert not Message.objects.filter(text__contains="{").exists()
    assert not Message.objects.filter(text="").exists()
