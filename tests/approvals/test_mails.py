"""Who is asked, told and reminded: mails of events, deadlines by the working days of the office."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from foundation.approvals import actions, tasks
from foundation.approvals.models import ApprovalStep
from foundation.deadlines.actions import rise, tell
from foundation.deadlines.models import Deadline
from foundation.events.models import Event
from foundation.notifications import notices
from foundation.notifications.actions import write_notices
from foundation.notifications.models import Mail
from tests.approvals.test_filing import file, step_of
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory, UnitFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import CategoryFactory

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)  # 10:00 in Tallinn


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def manager(unit):
    return PersonFactory(manager_of=unit, language="en")


@pytest.fixture
def marek(unit, manager):
    return PersonFactory(unit=unit, language="en")


@pytest.fixture
def chairs():
    return CategoryFactory(approval_route=RouteFactory(steps=[{"role": "manager", "days": 2}]))


def mails(kind):
    """Recipient and letter of each mail of the newest event of a kind."""
    event = Event.objects.filter(kind=kind).latest("pk")
    write_notices(event.pk)
    rows = Mail.objects.with_reader().filter(event=event).order_by("pk")
    return {mail.recipient: notices.letter(mail) for mail in rows}


def decide(step, by, yes=True, **more):
    return actions.decide(step.pk, by=by, yes=yes, seen=step.approval.fingerprint, **more)


def test_the_asked_one_reads_what_it_is_about(marek, manager, chairs):
    step = step_of(file(marek, chairs))
    (letter,) = mails("approval.asked").values()
    assert letter.to == [manager.email]
    assert "A new chair" in letter.subject
    assert f"/approvals/{step.pk}/" in letter.body


def test_a_confidential_matter_leaves_the_house_as_a_number_alone(marek, manager, chairs):
    ticket = file(marek, chairs, confidential=True)
    (letter,) = mails("approval.asked").values()
    assert ticket.label in letter.subject
    assert "chair" not in letter.subject + letter.body
    decide(step_of(ticket), manager, yes=False, reason="A secret reason")
    (letter,) = mails("approval.returned").values()
    assert "secret" not in letter.subject + letter.body


def test_while_the_manager_is_away_the_deputy_is_asked_and_nobody_else(marek, manager, chairs):
    AbsenceFactory(person=manager)
    deputy = DeputyFactory(person=manager, standing=True).deputy
    file(marek, chairs)
    assert list(mails("approval.asked")) == [deputy]


def test_a_question_that_is_answered_meanwhile_is_not_mailed(marek, manager, chairs):
    step = step_of(file(marek, chairs))
    event = Event.objects.get(kind="approval.asked")
    decide(step, manager)
    write_notices(event.pk)
    assert not Mail.objects.filter(event=event).exists()


@pytest.mark.parametrize("yes", [True, False])
def test_the_asker_and_the_requester_hear_of_the_decision(marek, manager, chairs, yes):
    filer = PersonFactory(language="en")
    step = step_of(file(filer, chairs, requester=marek))
    decide(step, manager, yes=yes, reason="Next year.")
    letters = mails("approval.approved" if yes else "approval.returned")
    assert set(letters) == {marek, filer}
    for letter in letters.values():
        assert manager.full_name in letter.body
        assert ("Next year." in letter.body) != yes


def test_administrators_hear_of_a_dead_end_and_nothing_of_the_matter(chairs):
    admin = PersonFactory(admin=True, language="en")
    file(PersonFactory(), chairs)
    (letter,) = mails("approval.stuck").values()
    assert letter.to == [admin.email]
    assert "chair" not in letter.subject + letter.body


def test_the_sweep_passes_on_what_nobody_can_decide(marek, manager, chairs):
    head = PersonFactory(head=True)
    file(marek, chairs)
    AbsenceFactory(person=manager)
    for _again in range(2):
        tasks.look_again()
    assert list(ApprovalStep.objects.waiting_for(head)) == [ApprovalStep.objects.get()]
    assert Event.objects.filter(kind="approval.asked").count() == 2


def test_the_decision_is_due_by_working_days_and_reminded_once_inside_working_hours(marek, manager, chairs):
    # given a request filed on a Friday morning, to be decided in two working days
    with time_machine.travel(FRIDAY, tick=False):
        step = step_of(file(marek, chairs))
    due = Deadline.objects.get()
    local = timezone.localtime(step.due_at)
    assert (local.isoformat(), due.due_at) == ("2026-11-24T16:30:00+02:00", step.due_at)
    assert due.responsible == manager
    # when the sweep looks every hour of the next days
    told = []
    for hours in range(6 * 24):
        now = FRIDAY + timedelta(hours=hours)
        with time_machine.travel(now, tick=False):
            rise(now=now)
            if tell(manager, now=now):
                told.append(timezone.localtime(now))
    # then each level is announced once, and nobody hears of it at night or at the weekend
    kinds = list(Event.objects.filter(kind__startswith="deadline.").values_list("kind", flat=True))
    for level in ("soon", "due", "overdue"):
        assert kinds.count(f"deadline.{level}") == 1
    assert len(told) == 3
    assert all(at.weekday() < 5 and 8 <= at.hour < 17 for at in told)
    # and the decision ends the deadline
    decide(step, manager)
    assert not Deadline.objects.filter(subject_type="approval").exists()
