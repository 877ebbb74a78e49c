"""How people hear of what happens: at once, once a day, not at all; many events in a row are one mail."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from foundation.notifications import actions, tasks
from foundation.notifications.choices import MailState, Way
from foundation.notifications.models import Mail, NoticeWay
from tests.factories.notifications import MailFactory
from tests.factories.organisation import PersonFactory
from tests.notifications import probe

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def five_minutes(settings, woken):
    settings.MAIL_GROUP_SECONDS = 300


def tell(event):
    """What the worker does with an event."""
    actions.write_notices(event.pk)


def states():
    return list(Mail.objects.order_by("pk").values_list("state", flat=True))


def test_thirty_events_in_a_row_are_one_mail_to_each_reader(mails):
    # given a listener
    person = PersonFactory()
    # when thirty things happen to the same subject
    for _number in range(30):
        tell(probe.ring(person))
    # then one mail waits and the others go with it
    assert states() == [MailState.WAITING] + [MailState.JOINED] * 29
    # and what leaves is one mail that tells all of them
    tasks.send(Mail.objects.filter(state=MailState.WAITING).get().pk)
    assert len(mails.mails()) == 1
    assert set(states()) == {MailState.SENT}


def test_after_a_mail_has_left_the_next_of_its_thread_waits_until_it_is_five_minutes_old():
    # given a mail of the thread that left a minute ago
    person = PersonFactory()
    tell(probe.ring(person))
    left = timezone.now() - timedelta(minutes=1)
    Mail.objects.update(state=MailState.SENT, sent_at=left, claimed_at=left)
    # when something happens again, twice
    tell(probe.ring(person))
    tell(probe.ring(person))
    # then one mail waits four minutes more, and the second goes with it
    first, second, third = Mail.objects.order_by("pk")
    assert second.due_at == left + timedelta(minutes=5)
    assert (second.state, third.state, third.joined_to) == (MailState.WAITING, MailState.JOINED, second)
    # and another person, whom nothing was sent to, is told at once
    tell(probe.ring(PersonFactory()))
    assert Mail.objects.latest("pk").due_at <= timezone.now()
    assert first.state == MailState.SENT


def test_a_second_run_of_the_same_event_changes_nothing():
    event = probe.ring(PersonFactory())
    tell(event)
    actions.outbox._tell(event)
    assert states() == [MailState.WAITING]


def test_who_wants_a_daily_mail_gets_one_with_everything(mails):
    # given somebody who wants one mail a day, and somebody who wants none
    person, silent = PersonFactory(language="en"), PersonFactory()
    NoticeWay.objects.create(person=person, group="probe", way=Way.DAILY)
    NoticeWay.objects.create(person=silent, group="probe", way=Way.OFF)
    for _number in range(3):
        tell(probe.ring(person, silent))
    assert states() == [MailState.HELD] * 3
    # when the working day has begun
    assert begun(person) == 1
    # then one mail tells of the three, and the day has no second one
    daily = Mail.objects.get(kind=actions.DIGEST)
    tasks.send(daily.pk)
    assert len(mails.mails()) == 1
    assert set(states()) == {MailState.SENT}
    tell(probe.ring(person))
    assert begun(person) == 0


def begun(person):
    """The sweep of daily mails, as when everybody's day has begun."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("foundation.notifications.actions.placing._day_begun", lambda *given: True)
        return actions.daily()


def test_the_daily_mail_waits_for_the_working_day_of_its_reader():
    # given somebody in an office that opens at eight, and moments of a Tuesday and a Saturday
    from_day = actions.placing._day_begun
    person = PersonFactory()
    hours = {row.pk: row.hours() for row in type(person.office.calendar).objects.with_hours()}
    tuesday = timezone.make_aware(timezone.datetime(2026, 11, 24, 0, 0))
    opens = hours[person.office.calendar_id].windows(tuesday.date())[0][0]
    # then it is time from the opening on, and never on a day off
    assert not from_day(person, hours, opens - timedelta(minutes=1))
    assert from_day(person, hours, opens)
    assert not from_day(person, hours, opens + timedelta(days=4))


def test_an_urgent_notice_goes_at_once_whatever_was_chosen(monkeypatch):
    person = PersonFactory()
    NoticeWay.objects.create(person=person, group="probe", way=Way.DAILY)
    notice = probe.bell(urgent=lambda event: True)
    monkeypatch.setattr("foundation.notifications.actions.outbox.notice_of", lambda kind: notice)
    tell(probe.ring(person))
    tell(probe.ring(person))
    assert states() == [MailState.WAITING] * 2


def test_what_waits_for_somebody_cannot_be_switched_off(client):
    person = PersonFactory(language="en")
    with pytest.raises(RuleBroken):
        actions.choose_ways({"deadlines": Way.OFF}, by=person)
    client.force_login(person)
    client.post("/notices/ways/", {duty.code: "off" for duty in actions.groups()})
    assert not NoticeWay.objects.exists()


def test_the_choice_is_kept_and_shown_again(client):
    # given somebody on the profile page
    person = PersonFactory(language="en")
    client.force_login(person)
    chosen = {duty.code: "now" for duty in actions.groups()} | {"requests_desk": "daily"}
    # when they choose a daily mail for requests
    client.post("/notices/ways/", chosen)
    # then it is kept, with an event, and the page shows it
    assert NoticeWay.objects.get(person=person, group="requests_desk").way == Way.DAILY
    assert Event.objects.filter(kind="notices.chosen", actor=person).exists()
    assert '<option value="daily" selected>' in client.get("/profile/").content.decode()


def test_a_mail_that_goes_with_another_has_one():
    with pytest.raises(IntegrityError), transaction.atomic():
        MailFactory(state=MailState.JOINED)


def test_a_daily_mail_without_anything_left_is_not_sent(bell, mails):
    person = PersonFactory()
    NoticeWay.objects.create(person=person, group="probe", way=Way.DAILY)
    tell(probe.ring(person))
    begun(person)
    bell.hidden = True
    tasks.send(Mail.objects.get(kind=actions.DIGEST).pk)
    assert not mails.mails()
    assert set(states()) == {MailState.DROPPED}
