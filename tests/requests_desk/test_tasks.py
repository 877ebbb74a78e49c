"""One-off tasks of managers: a kind of request with a deadline of its own, which reaches a deputy at once."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone, translation

from foundation.core.access import NotYours
from foundation.core.errors import RuleBroken
from foundation.deadlines.models import Deadline
from foundation.events.models import Event
from foundation.notifications import notices
from foundation.notifications.actions import write_notices
from foundation.notifications.models import Mail
from requests_desk import actions
from requests_desk.choices import State, WaitingFor
from requests_desk.models import Ticket
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db
TUESDAY = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def english():
    with time_machine.travel(TUESDAY, tick=False), translation.override("en"):
        yield


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def manager(unit):
    return PersonFactory(manager_of=unit, language="en")


@pytest.fixture
def helle(unit):
    return PersonFactory(unit=unit, language="en")


def give(manager, to, **more):
    values = {
        "text": "Write the yearly report.",
        "due_on": date(2026, 12, 4),
        "form_key": uuid.uuid4(),
        **more,
    }
    return actions.give_task(by=manager, assignee=to, **values)


def told(ticket):
    """Who hears of the task, and what they read."""
    event = Event.objects.get(kind="ticket.given", subject_id=ticket.pk)
    write_notices(event.pk)
    rows = Mail.objects.with_reader().filter(event=event)
    return {mail.recipient: notices.letter(mail).body for mail in rows}


def test_a_task_is_due_at_the_closing_of_its_day_whatever_the_target_says(manager, helle):
    task = give(manager, helle)
    closing = datetime(2026, 12, 4, 14, 30, tzinfo=UTC)
    assert (task.solve_by, task.assignee, task.category.code) == (closing, helle, "task")
    due = Deadline.objects.get(subject_id=task.pk, kind="ticket.solve")
    assert (due.due_at, due.responsible) == (closing, helle)
    # waiting stops the clock but moves no deadline, and the nightly comparison agrees
    actions.wait(task.number, by=helle, waiting_for=WaitingFor.PARTNER, form_key=uuid.uuid4())
    with time_machine.travel(TUESDAY + timedelta(days=3), tick=False):
        actions.resume(task.number, by=helle)
    task.refresh_from_db()
    assert task.solve_by == closing
    assert actions.compare_clocks() == []


def test_it_tells_the_one_who_gets_it(manager, helle):
    letters = told(give(manager, helle))
    assert set(letters) == {helle}
    assert "to solve" in letters[helle]


def test_a_task_of_somebody_absent_reaches_the_deputy_and_the_giver_knows(client, manager, helle):
    AbsenceFactory(person=helle)
    deputy = DeputyFactory(person=helle, deputy__language="en", standing=True).deputy
    task = give(manager, helle)
    letters = told(task)
    assert set(letters) == {deputy, manager}
    assert "for whom you stand in" in letters[deputy]
    assert "is away" in letters[manager]
    # the deputy has it at once, and does it in the name of the absent
    client.force_login(deputy)
    assert task.label in client.get("/requests/tasks/").content.decode()
    sent = {"form_key": str(uuid.uuid4()), "text": "Done."}
    assert client.post(f"/requests/{task.label}/resolve/", sent).status_code == 302
    done = Event.objects.get(kind="ticket.resolved")
    assert (done.actor, done.on_behalf_of) == (deputy, helle)


def test_a_confidential_one_goes_to_nobody_else(manager, helle):
    AbsenceFactory(person=helle)
    DeputyFactory(person=helle, standing=True)
    task = give(manager, helle, confidential=True)
    assert set(told(task)) == {manager}


@pytest.mark.parametrize("wrong", ["stranger", "oneself", "yesterday"])
def test_a_task_that_cannot_be_given_says_why(client, manager, helle, wrong):
    client.force_login(manager)
    other = {"stranger": PersonFactory().email, "oneself": manager.email}.get(wrong, helle.email)
    day = date(2026, 11, 23) if wrong == "yesterday" else date(2026, 12, 4)
    sent = {"form_key": str(uuid.uuid4()), "text": "The yearly report", "assignee": other, "due_on": day}
    page = client.post("/requests/tasks/new/", sent)
    assert page.status_code == 422
    assert "The yearly report" in page.content.decode()
    assert not Ticket.objects.exists()


def test_who_gives_no_tasks_is_refused_and_nobody_files_one_by_the_usual_form(client, helle):
    with pytest.raises(NotYours):
        give(helle, PersonFactory(manager=helle))
    with pytest.raises(RuleBroken):
        give(PersonFactory(manager_of=UnitFactory()), helle)
    client.force_login(helle)
    assert 'value="task"' not in client.get("/requests/new/").content.decode()
    sent = {"form_key": str(uuid.uuid4()), "text": "X", "category": "task", "office": helle.office_id}
    assert client.post("/requests/new/", sent).status_code == 422


def test_the_giver_sees_how_many_were_done_in_time(client, manager, helle):
    early, late = give(manager, helle), give(manager, helle)
    actions.resolve(early.number, by=helle, text="Done.", form_key=uuid.uuid4())
    with time_machine.travel(TUESDAY + timedelta(days=20), tick=False):
        actions.resolve(late.number, by=helle, text="Late.", form_key=uuid.uuid4())
        give(manager, helle, due_on=date(2026, 12, 30))
        client.force_login(manager)
        page = client.get("/requests/tasks/?view=given").content.decode()
    assert "1 of 2 tasks" in page
    assert Ticket.objects.get(pk=late.pk).state == State.RESOLVED
    assert timezone.now() == TUESDAY


def test_a_task_that_somebody_took_from_its_doer_says_so(client, manager, helle):
    # given a task that the desk has given back to nobody
    ticket = give(manager, helle)
    Ticket.objects.filter(pk=ticket.pk).update(assignee=None)
    # when its giver looks
    client.force_login(manager)
    page = client.get("/requests/tasks/?view=given").content.decode()
    # then nobody stands there, in words
    assert "nobody yet" in page
    assert "None None" not in page
