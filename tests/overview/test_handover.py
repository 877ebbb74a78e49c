"""The deputy switch: everything passes on at once, nobody who is away hears anything, and a diary stays."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.events.models import Event, Pending
from foundation.notifications import actions as notifications
from foundation.notifications.choices import MailState
from foundation.notifications.models import Mail
from foundation.organisation.actions import cancel_absence, enter_absence
from foundation.organisation.models import Absence
from overview.handover import sections
from requests_desk import actions
from requests_desk.choices import Audience, WaitingFor
from requests_desk.models import Draft, Ticket
from tests.factories import DeputyFactory, PersonFactory, UnitFactory
from tests.factories.approvals import ApprovalFactory, ApprovalStepFactory
from tests.factories.deadlines import DeadlineFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db
EACH = 40  # of requests, decisions and deadlines: 120 open things


def leave(person, deputy, **more):
    """The person is away from today, and the deputy stands in whenever they are."""
    DeputyFactory(person=person, deputy=deputy, standing=True, **more)
    return enter_absence(person, by=person, since=timezone.localdate(), until=timezone.localdate())


def lines_of(person, reader):
    fresh = type(reader).objects.get(pk=reader.pk)  # as in the next request
    return [line for section in sections(person, fresh) for line in section["lines"]]


def told():
    """Writes the mails of all events that wait; gives recipient and state of each mail."""
    for number in Pending.objects.values_list("pk", flat=True):
        notifications.write_notices(number)
    return set(Mail.objects.values_list("recipient__email", "state"))


def test_120_open_things_are_the_deputys_in_the_same_second():
    # given one who solves, decides and answers for much, and a deputy who has nothing
    absent, deputy = PersonFactory(specialist=True, manager_of=(unit := UnitFactory())), PersonFactory()
    for _ in range(EACH):
        TicketFactory(assignee=absent)
        step = ApprovalStepFactory(
            approval=ApprovalFactory(ticket=TicketFactory()), person=None, role="manager", unit=unit
        )
        DeadlineFactory(subject_type="approval", subject_id=step.approval_id, kind="approval.decision",
                        responsible=absent)  # fmt: skip
    assert lines_of(absent, deputy) == []
    # when the absence is entered
    absence = leave(absent, deputy)
    # then all is there at once: requests, and decisions with their deadlines
    assert len(lines_of(absent, deputy)) == 2 * EACH
    fresh = type(deputy).objects.get(pk=deputy.pk)
    assert Ticket.objects.visible_to(fresh).filter(assignee=absent).count() == EACH
    # and when the absence is over nothing is left
    cancel_absence(absence, by=absent)
    assert lines_of(absent, deputy) == []


def test_each_thing_says_what_was_last_what_is_next_until_when_and_for_whom_it_waits():
    absent, deputy = PersonFactory(specialist=True), PersonFactory(specialist=True)
    ticket = TicketFactory(assignee=absent, title="A door that sticks")
    said = {"text": "When?", "form_key": uuid.uuid4()}
    actions.wait(ticket.number, by=absent, waiting_for=WaitingFor.PARTNER, **said)
    Draft.objects.create(person=absent, ticket=ticket, form_key=uuid.uuid4(), text="A secret thought",
                         audience=Audience.PUBLIC)  # fmt: skip
    leave(absent, deputy)
    (line,) = lines_of(absent, deputy)
    assert (line.title, line.draft, line.url) == ("A door that sticks", True, f"/requests/{ticket.label}/")
    assert all((line.last, line.step, line.waits))
    assert "secret" not in str(line)


def test_the_deputy_hears_and_the_absent_one_hears_nothing_until_the_return(settings):
    # given an absent solver with a deputy
    settings.MAIL_GROUP_SECONDS = 0
    absent, deputy = PersonFactory(specialist=True), PersonFactory(specialist=True)
    ticket = TicketFactory(assignee=absent)
    own = TicketFactory(requester=absent)  # what the absent one asked for
    absence = leave(absent, deputy)
    Pending.objects.all().delete()
    # when both requests are spoken about
    actions.reply(ticket.number, by=ticket.requester, text="Any news?", form_key=uuid.uuid4())
    actions.reply(own.number, by=PersonFactory(specialist=True), text="Done soon.", form_key=uuid.uuid4())
    # then the deputy hears of the one and the absent one of neither
    assert told() == {(absent.email, MailState.HELD), (deputy.email, MailState.WAITING)}
    assert Mail.objects.filter(recipient=deputy).count() == 1
    assert notifications.daily() == 0
    # and after the return all waits in one mail of the morning
    cancel_absence(absence, by=absent)
    at_nine = timezone.localtime().replace(hour=9, minute=0)
    if at_nine.weekday() < 5:
        assert Mail.objects.filter(recipient=absent, state=MailState.HELD).count() == 2


def test_a_confidential_one_goes_to_the_head_when_the_deputy_is_not_cleared():
    # given a cleared solver who is away
    absent, deputy = PersonFactory(specialist=True, cleared=True), PersonFactory(specialist=True)
    head = PersonFactory(head=True)
    hidden = TicketFactory(assignee=absent, confidential=True)

    def seen(person):
        fresh = type(person).objects.get(pk=person.pk)
        return Ticket.objects.visible_to(fresh).filter(pk=hidden.pk).exists()

    assert not seen(head)
    leave(absent, deputy)
    # then the head sees it and the deputy does not, but knows that there is one
    assert (seen(head), seen(deputy)) == (True, False)
    (requests, *_others) = sections(absent, type(deputy).objects.get(pk=deputy.pk))
    assert (requests["lines"], requests["hidden"]) == ([], 1)
    # and who asks further is heard by the head
    Pending.objects.all().delete()
    actions.reply(hidden.number, by=hidden.requester, text="And now?", form_key=uuid.uuid4())
    assert told() == {(absent.email, MailState.HELD), (head.email, MailState.WAITING)}
    # with a cleared deputy beside, the head is not needed
    DeputyFactory(person=absent, deputy=PersonFactory(specialist=True, cleared=True), scope="specialist")
    assert not seen(head)


def test_a_chain_and_a_circle_of_deputies_reach_whoever_is_there():
    first, second, third = (PersonFactory(specialist=True) for _ in range(3))
    TicketFactory(assignee=first)
    leave(first, second)
    leave(second, third)
    assert len(lines_of(first, third)) == 1
    DeputyFactory(person=third, deputy=first, standing=True)
    assert len(lines_of(first, third)) == 1


def test_what_was_done_stands_in_the_diary_after_the_return(client):
    absent, deputy = PersonFactory(specialist=True), PersonFactory()
    ticket = move_to(TicketFactory(assignee=absent, title="A door that sticks"), "in_work")
    absence = leave(absent, deputy)
    actions.resolve(ticket.number, by=type(deputy).objects.get(pk=deputy.pk), text="Planed.",
                    form_key=uuid.uuid4())  # fmt: skip
    assert Event.objects.get(kind="ticket.resolved").on_behalf_of_id == absent.pk
    yesterday = timezone.localdate() - timedelta(days=1)
    Absence.objects.filter(pk=absence.pk).update(period=(yesterday - timedelta(days=3), yesterday))
    client.force_login(absent)
    page = client.get(f"/handover/{absent.pk}/").content.decode()
    assert "A door that sticks" in page
    assert deputy.full_name in page
    # and it is nobody else's business
    client.force_login(PersonFactory())
    assert client.get(f"/handover/{absent.pk}/").status_code == 403


def test_who_stands_in_today_finds_the_way_on_the_home_page(client):
    absent, deputy = PersonFactory(specialist=True), PersonFactory()
    client.force_login(deputy)
    assert f"/handover/{absent.pk}/" not in client.get("/").content.decode()
    leave(absent, deputy)
    assert f"/handover/{absent.pk}/" in client.get("/").content.decode()
