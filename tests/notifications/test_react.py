"""From an event to its mails and reactions."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from foundation.events.models import Pending
from foundation.notifications import tasks
from foundation.notifications.choices import MailState
from foundation.notifications.models import Mail
from tests.factories.organisation import PersonFactory, UnitFactory
from tests.notifications import probe

pytestmark = pytest.mark.django_db


def test_an_event_becomes_one_mail_for_each_reader(woken, bell, django_capture_on_commit_callbacks):
    # given a bell that two people and one partner outside hear
    bell.outsiders = ("lift@partner.example",)
    first, second = PersonFactory(), PersonFactory()
    event = probe.ring(first, second)
    # when the worker looks at it twice
    with django_capture_on_commit_callbacks(execute=True):
        tasks.react(event.pk)
    tasks.react(event.pk)
    # then three mails wait, each woken once, and the event is done
    mails = Mail.objects.filter(event=event)
    assert set(mails.values_list("recipient", "address")) == {
        (first.pk, ""),
        (second.pk, ""),
        (None, "lift@partner.example"),
    }
    assert sorted(woken) == [("notifications.send", number) for number in mails.values_list("pk", flat=True)]
    assert not Pending.objects.exists()


def test_a_second_round_makes_no_second_mail():
    # given an event whose mails were written just before the worker died
    event = probe.ring(PersonFactory())
    tasks.react(event.pk)
    Mail.objects.update(state=MailState.DROPPED)
    Pending.objects.create(event=event)
    # when it comes again
    tasks.react(event.pk)
    # then the mail stays one, as it was
    assert [mail.state for mail in Mail.objects.all()] == [MailState.DROPPED]
    assert not Pending.objects.exists()


def test_a_notice_that_can_be_undone_waits_for_its_moment():
    # given an event whose mails are due in 12 seconds
    event = probe.ring(PersonFactory(), kind=probe.LATE)
    # when the worker comes at once
    tasks.react(event.pk)
    # then nothing is written yet
    assert not Mail.objects.exists()
    # when it comes 13 seconds later, then the mail is there
    with time_machine.travel(timezone.now() + timedelta(seconds=13)):
        tasks.react(event.pk)
    assert Mail.objects.count() == 1


def test_a_silent_event_leaves_nothing_behind():
    # given an event that nobody is told of
    event = probe.ring(PersonFactory(), kind=probe.QUIET)
    # then nothing is pending, and looking at it harms nothing
    assert not Pending.objects.exists()
    tasks.react(event.pk)
    assert not Mail.objects.exists()


def test_a_broken_notice_is_tried_again_later():
    # given an event whose notice has a fault
    event = probe.ring(kind=probe.BROKEN)
    # when the worker tries
    tasks.react(event.pk)
    # then the event waits for its next try
    pending = Pending.objects.get(pk=event.pk)
    assert pending.attempts == 1
    assert pending.due_at > timezone.now()


def test_reactions_run_once_and_the_mail_leaves_even_when_they_fail(bell):
    # given a reaction that fails once
    bell.faults = 1
    event = probe.ring(PersonFactory(), kind=probe.ANSWERED)
    # when the worker tries
    tasks.react(event.pk)
    # then the mail is written, the reaction is not forgotten
    assert Mail.objects.count() == 1
    assert Pending.objects.get(pk=event.pk).attempts == 1
    assert probe.reacted == []
    # when its next try comes, then the reaction ran and all is done, with the one mail
    Pending.objects.update(due_at=timezone.now())
    tasks.react(event.pk)
    assert probe.reacted == [event.pk]
    assert not Pending.objects.exists()
    assert Mail.objects.count() == 1


def test_an_event_whose_reactions_are_at_work_is_left_alone(monkeypatch):
    # given a reaction during which the sweep looks at the same event
    event = probe.ring(PersonFactory(), kind=probe.ANSWERED)
    monkeypatch.setattr(probe.ringing, "faults", 0)
    seen = []

    def at_work(event_id: int) -> None:
        tasks.react(event_id)
        seen.append(event_id)

    monkeypatch.setitem(tasks.current_app.tasks, "probe.answer", at_work)
    # when it runs
    tasks.react(event.pk)
    # then it ran once
    assert seen == [event.pk]


def test_an_invitation_is_one_mail(woken, django_capture_on_commit_callbacks):
    # given an event of another app that this one reacts to
    person = PersonFactory()
    event = probe.ring(kind=probe.QUIET, unit=UnitFactory())
    event.subject_id = person.pk
    # when the task runs twice for an event about the person
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            tasks.actions.account_mail(kind="account.invitation", person=person, event=event)
    # then one invitation waits, woken once
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient) == ("account.invitation", person)
    assert woken == [("notifications.send", mail.pk)]
