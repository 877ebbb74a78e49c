"""One act on many requests: done to those it fits, told to nobody for 12 seconds, undone within 10."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from celery import current_app
from django.utils import timezone, translation

from foundation.deadlines.models import Deadline
from foundation.events.models import Event, Pending
from foundation.notifications.models import Mail
from foundation.notifications.tasks import react
from requests_desk import actions, tasks
from requests_desk.actions.bulk import CHANGED, KEPT_FOR
from requests_desk.actions.ledger import due_moments
from requests_desk.actions.terms import publish_many
from requests_desk.choices import BulkVerb, Priority, State, WaitingFor
from requests_desk.models import Bulk, BulkItem, Heard, Message, Stay, Ticket
from tests.factories import PersonFactory
from tests.factories.requests_desk import BulkItemFactory, MergeFactory, TicketFactory
from tests.house.counting import statements
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db
BULK = "/requests/queue/bulk/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def kadri(client):
    person = PersonFactory(first_name="Kadri", specialist=True, language="en")
    client.force_login(person)
    return person


def pick(*tickets):
    return [f"{one.number}.{one.version}" for one in tickets]


def sent(verb, tickets, **more):
    return {"do": verb, "pick": pick(*tickets), "form_key": str(uuid.uuid4()), **more}


def facts(ticket):
    """Everything that an act may change, and its stays."""
    row = Ticket.objects.get(pk=ticket.pk)
    stays = Stay.objects.filter(ticket=ticket).order_by("pk").values_list("pk", "state", "since", "until")
    return {name: getattr(row, name) for name in CHANGED}, list(stays)


def events_of(bulk):
    return Event.objects.filter(pk__in=[*bulk.items.values_list("event", flat=True)]) | Event.objects.filter(
        subject_type="bulk", subject_id=bulk.pk
    )


def react_to_all(bulk):
    """As the worker does, which knows the reactions of the desk."""
    assert tasks.publish_bulk.name in current_app.tasks
    for number in events_of(bulk).values_list("pk", flat=True):
        react(number)


def desk():
    """Requests in every open state: new, in work, waiting for an answer."""
    found = [TicketFactory() for _number in range(3)]
    move_to(found[1], State.IN_WORK)
    move_to(found[2], State.WAITING)
    for one in found:
        one.refresh_from_db()
    return found


EVERY = {
    BulkVerb.ASSIGN: lambda: {"to": PersonFactory(specialist=True).pk},
    BulkVerb.PRIORITY: lambda: {"priority": Priority.CRITICAL, "text": "Before the visit"},
    BulkVerb.RESOLVE: lambda: {"text": "The heating is on again."},
    BulkVerb.CANCEL: lambda: {"text": "Asked twice."},
}


@pytest.mark.parametrize("verb", EVERY)
def test_an_act_is_as_the_same_verb_on_each_and_undoing_restores_every_fact(client, kadri, verb):
    # given requests in every open state, and twins of them on which each is done singly
    found, more = desk(), EVERY[verb]()
    before = [facts(one) for one in found]
    # when it is done to all at once
    response = client.post(BULK, sent(verb, found, **more))
    assert response.status_code == 302
    # then each is as it should be, with one stay at a time, and stored due moments are recomputed ones
    now = [Ticket.objects.get(pk=one.pk) for one in found]
    expected = {
        BulkVerb.ASSIGN: lambda one: one.assignee_id == more.get("to") and one.state != State.NEW,
        BulkVerb.PRIORITY: lambda one: one.priority == Priority.CRITICAL and one.override_reason,
        BulkVerb.RESOLVE: lambda one: one.state == State.RESOLVED and one.solved_by == kadri,
        BulkVerb.CANCEL: lambda one: one.state == State.CANCELLED,
    }
    assert all(expected[verb](one) for one in now)
    assert [one.version for one in now] == [one.version + 1 for one in found]
    for one in now:
        due = due_moments(one)
        assert (one.respond_by, one.solve_by, one.warn_at) == (due.respond_by, due.solve_by, due.warn_at)
        assert [stay.state for stay in one.stays.filter(until=None)] == [one.state]
    # when it is undone
    bulk = Bulk.objects.get()
    response = client.post(f"{BULK}{bulk.pk}/undo/", follow=True)
    # then every fact and stay is as it was, nothing that was said is left, and nobody hears of it
    assert "Undone." in response.content.decode()
    assert [facts(one) for one in found] == before
    assert Message.objects.filter(author=kadri).count() == 0
    assert not Pending.objects.filter(event__in=bulk.items.values("event")).exists()
    assert Event.objects.filter(kind="ticket.undone").count() == 3
    # and a second undoing changes nothing
    client.post(f"{BULK}{bulk.pk}/undo/")
    assert [facts(one) for one in found] == before
    assert Event.objects.filter(kind="ticket.undone").count() == 3


def test_nobody_is_told_before_twelve_seconds_and_then_everybody_once(client, kadri):
    # given two requests solved at once
    found = [TicketFactory(), TicketFactory()]
    terms = Deadline.objects.filter(subject_id__in=[one.pk for one in found])
    publish_many([one.pk for one in found])
    with time_machine.travel(timezone.now(), tick=False) as moment:
        client.post(BULK, sent("resolve", found, text="Done."))
        bulk = Bulk.objects.get()
        assert {one.due_at - bulk.at for one in Pending.objects.filter(event__in=events_of(bulk))} == {
            timedelta(seconds=12)
        }
        # when the worker looks too early
        moment.shift(11.9)
        react_to_all(bulk)
        # then it tells nobody, and the deadlines still stand
        assert not Mail.objects.exists()
        assert terms.count() == 2
        # when it looks again
        moment.shift(0.2)
        react_to_all(bulk)
    # then each requester has one mail, and no deadline is left
    assert sorted(Mail.objects.values_list("recipient", flat=True)) == sorted(
        one.requester_id for one in found
    )
    assert not terms.exists()


def test_it_cannot_be_undone_later_nor_by_somebody_else_nor_once_somebody_was_told(client, kadri):
    ticket = TicketFactory()
    client.post(BULK, sent("cancel", [ticket], text="Asked twice."))
    bulk, now = Bulk.objects.get(), facts(ticket)
    # when eleven seconds have passed, or a notice has left
    Bulk.objects.update(at=timezone.now() - timedelta(seconds=11))
    late = client.post(f"{BULK}{bulk.pk}/undo/", follow=True)
    Bulk.objects.update(at=timezone.now())
    Pending.objects.all().delete()
    told = client.post(f"{BULK}{bulk.pk}/undo/", follow=True)
    # then a sentence says so and nothing changes
    assert "10 seconds only" in late.content.decode()
    assert "told already" in told.content.decode()
    assert facts(ticket) == now
    # and another specialist does not find it
    client.force_login(PersonFactory(specialist=True))
    assert client.post(f"{BULK}{bulk.pk}/undo/").status_code == 404


def test_what_cannot_be_done_is_left_with_its_reason_and_the_rest_is_done(client, kadri):
    # given one that changed since the list was drawn, one that ended, one that waits for an approval
    good, changed, ended, approval = TicketFactory(), TicketFactory(), TicketFactory(), TicketFactory()
    picked = [good, changed, ended, approval]
    move_to(ended, State.RESOLVED)
    move_to(approval, State.WAITING)
    Ticket.objects.filter(pk=approval.pk).update(waiting_for=WaitingFor.APPROVAL)
    for one in (ended, approval):
        one.refresh_from_db()
    data = sent("assign", picked, to=kadri.pk)
    actions.note(changed.number, by=kadri, text="Look here", form_key=uuid.uuid4())
    # when all are picked, with one that is not there
    data["pick"] += ["999999.0", "nonsense", "1.-1"]
    shown = client.post(BULK, data, follow=True).content.decode()
    # then one is done, and each of the others is named with its reason
    assert "1 request is assigned" in shown
    for ticket, why in ((changed, "was changed meanwhile"), (ended, "has ended"), (approval, "waits for")):
        assert f"{ticket.label} {why}" in shown
    assert "P-999999 is not there any more" in shown
    assert BulkItem.objects.get().ticket == good


def test_undoing_leaves_what_somebody_changed_since(client, kadri):
    first, second = TicketFactory(), TicketFactory()
    client.post(BULK, sent("assign", [first, second], to=kadri.pk))
    actions.reply(second.number, by=second.requester, text="Thank you", form_key=uuid.uuid4())
    shown = client.post(f"{BULK}{Bulk.objects.get().pk}/undo/", follow=True).content.decode()
    assert f"{second.label} was changed meanwhile" in shown
    assert [one.assignee for one in Ticket.objects.order_by("pk")] == [None, kadri]


def test_the_same_form_twice_counts_once_and_none_left_is_a_sentence(client, kadri):
    ticket = TicketFactory()
    data = sent("cancel", [ticket], text="Asked twice.")
    client.post(BULK, data)
    client.post(BULK, data)
    assert Message.objects.filter(author=kadri).count() == Bulk.objects.count() == 1
    # when nothing of what was picked can be done, the form says why and keeps the words
    response = client.post(BULK, sent("resolve", [ticket], text="All is well."))
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert "could be done to none of them" in page.select_one(".errors").get_text()
    assert page.textarea.text.strip() == "All is well."


def test_one_sees_and_touches_no_confidential_request_without_clearance(client, kadri):
    secret = TicketFactory(confidential=True)
    response = client.post(BULK, sent("cancel", [secret], text="Away."))
    assert response.status_code == 422
    assert f"{secret.label} is not there any more" in response.content.decode()
    assert not Message.objects.filter(author=kadri).exists()


def test_the_askers_of_merged_requests_hear_the_answer_unless_it_is_taken_back(client, kadri):
    merge = MergeFactory()
    client.post(BULK, sent("resolve", [merge.into], text="It is on again."))
    assert Heard.objects.get().ticket == merge.source
    client.post(f"{BULK}{Bulk.objects.get().pk}/undo/")
    assert not Heard.objects.exists()


def test_a_priority_against_the_matrix_needs_a_reason_and_assigning_a_specialist(client, kadri):
    ticket = TicketFactory()
    response = client.post(BULK, sent("priority", [ticket], priority=Priority.CRITICAL))
    assert response.status_code == 422
    assert "Give a reason" in response.content.decode()
    assert client.post(BULK, sent("assign", [ticket], to=PersonFactory().pk)).status_code == 422


@pytest.mark.parametrize("verb", EVERY)
def test_a_hundred_cost_as_many_statements_as_three(client, kadri, verb):
    """Work of the database and of Python grows with the rows, trips to the database do not."""
    more, counted = EVERY[verb](), []
    for rows in (3, 30):
        found = [TicketFactory() for _number in range(rows)]
        move_to(found[0], State.WAITING)
        found[0].refresh_from_db()
        with statements() as seen:
            assert client.post(BULK, sent(verb, found, **more)).status_code == 302
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert counted[0] <= 25


def test_what_was_done_yesterday_is_forgotten(client, kadri):
    BulkItemFactory(bulk__at=timezone.now() - KEPT_FOR - timedelta(minutes=1))
    client.post(BULK, sent("assign", [TicketFactory()], to=kadri.pk))
    assert Bulk.objects.count() == BulkItem.objects.count() == 1
