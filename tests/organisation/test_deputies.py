"""Appointing and revoking deputies, entering absences, and who hears of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from foundation.core.errors import RuleBroken
from foundation.events.models import Event, Pending
from foundation.organisation import actions
from foundation.organisation.choices import PersonState, Role
from foundation.organisation.models import Deputy, Person
from foundation.organisation.notices import DEPUTY_APPOINTED
from tests.factories import DeputyFactory, PersonFactory

pytestmark = pytest.mark.django_db


def appoint(person: Person, deputy: Person, by: Person, **more: Any) -> Deputy:
    today = timezone.localdate()
    days = {"since": today, "until": today + timedelta(days=6), **more}
    return actions.appoint_deputy(person, deputy=deputy, by=by, **days)


def test_everyone_appoints_their_own_deputy_to_the_last_day_included() -> None:
    # given a head and somebody
    head, other, today = PersonFactory(head=True), PersonFactory(), timezone.localdate()
    # when the head appoints
    row = appoint(head, other, by=head)
    # then the deputy acts from today to the last day
    assert Person.objects.get(pk=other.pk).holds(Role.HEAD)
    assert other.acts_for(today + timedelta(days=6)).holds(Role.HEAD)
    assert not other.acts_for(today + timedelta(days=7)).holds(Role.HEAD)
    # when it is revoked, then it ends at once
    actions.revoke_deputy(row, by=head)
    assert not Person.objects.get(pk=other.pk).holds(Role.HEAD)
    with pytest.raises(RuleBroken, match="revoked already"):
        actions.revoke_deputy(row, by=head)


def test_others_need_a_right_and_act_by_it() -> None:
    # given a stranger, a specialist, and a deputy of a specialist
    person, other, stranger = PersonFactory(), PersonFactory(), PersonFactory()
    specialist, stand_in = PersonFactory(specialist=True), PersonFactory()
    DeputyFactory(person=specialist, deputy=stand_in)
    # when the stranger tries anything, then no
    row = DeputyFactory(person=person)
    for attempt in (
        lambda: appoint(person, other, by=stranger, scope=Role.HEAD),
        lambda: actions.revoke_deputy(row, by=stranger),
        lambda: actions.enter_absence(person, since=timezone.localdate(), by=stranger),
    ):
        with pytest.raises(RuleBroken, match="for yourself"):
            attempt()
    # when the others do, then yes, and the event says for whom
    actions.revoke_deputy(row, by=specialist)
    appoint(person, other, by=stand_in)
    event = Event.objects.get(kind="deputy.appointed")
    assert (event.actor, event.on_behalf_of) == (stand_in, specialist)
    assert event.data == {"person": person.pk, "deputy": other.pk, "scope": "all"}


def test_what_no_appointment_can_be() -> None:
    # given somebody with a deputy for everything
    person, other, today = PersonFactory(), PersonFactory(), timezone.localdate()
    appoint(person, other, by=person)
    # when and then
    with pytest.raises(RuleBroken, match="deputy for the same duties"):
        appoint(person, PersonFactory(), by=person)
    with pytest.raises(RuleBroken, match="somebody else"):
        appoint(person, person, by=person, scope=Role.HEAD)
    with pytest.raises(RuleBroken, match="personal"):
        appoint(person, other, by=person, scope=Role.CLEARED)
    with pytest.raises(RuleBroken, match="last day"):
        appoint(person, other, by=person, scope=Role.HEAD, until=None)
    with pytest.raises(RuleBroken, match="over already"):
        appoint(
            person,
            other,
            by=person,
            scope=Role.HEAD,
            since=today - timedelta(days=9),
            until=today - timedelta(days=2),
        )
    with pytest.raises(RuleBroken, match="left"):
        appoint(person, PersonFactory(state=PersonState.LEFT), by=person, scope=Role.HEAD)
    # the day after the last is free
    appoint(person, other, by=person, since=today + timedelta(days=7), until=today + timedelta(days=8))


def test_an_absence_wakes_the_standing_deputy_and_cancelling_sends_them_back() -> None:
    # given a standing deputy
    head, other = PersonFactory(head=True), PersonFactory()
    appoint(head, other, by=head, until=None, standing=True)
    assert not Person.objects.get(pk=other.pk).holds(Role.HEAD)
    # when the head is away
    row = actions.enter_absence(head, since=timezone.localdate(), by=head)
    assert Person.objects.get(pk=other.pk).holds(Role.HEAD)
    with pytest.raises(RuleBroken, match="already"):
        actions.enter_absence(head, since=timezone.localdate(), by=head)
    # and back again
    actions.cancel_absence(row, by=head)
    assert not Person.objects.get(pk=other.pk).holds(Role.HEAD)
    with pytest.raises(RuleBroken, match="cancelled already"):
        actions.cancel_absence(row, by=head)


def test_both_hear_of_an_appointment_except_who_made_it() -> None:
    # given an appointment by the person, and one by a specialist
    person, other, specialist = PersonFactory(), PersonFactory(), PersonFactory(specialist=True)
    first = appoint(person, other, by=person)
    second = appoint(other, person, by=specialist)
    # then the right ones hear of it
    events = {event.subject_id: event for event in Event.objects.filter(kind="deputy.appointed")}
    assert list(DEPUTY_APPOINTED.recipients(events[first.pk])) == [other]
    assert set(DEPUTY_APPOINTED.recipients(events[second.pk])) == {person, other}
    assert Pending.objects.count() == 2
    # when it is revoked before the mail left, then nobody does
    actions.revoke_deputy(first, by=person)
    assert DEPUTY_APPOINTED.context(events[first.pk], other) is None


@pytest.mark.parametrize("stands_in", [True, False])
def test_the_mail_says_where_who_when_and_in_what(stands_in: bool) -> None:
    # given an appointment
    row = DeputyFactory(person__first_name="Õie", deputy__first_name="Jüri", standing=True)
    # when the mail is rendered
    seen = {"row": row, "stands_in": stands_in, "link": "http://testserver/people/me/", "product": "Korras"}
    with translation.override("en"):
        subject, text = (
            get_template(f"organisation/mail/deputy_appointed.{kind}").template.render(
                Context(seen, autoescape=False)
            )
            for kind in ("subject.txt", "txt")
        )
    # then the first line leads to the page, and the words fit the reader
    assert text.strip().splitlines()[0].endswith("http://testserver/people/me/")
    assert ("You stand in for Õie" if stands_in else "Jüri") in subject.strip()
    assert "–" in text
    assert "Everything" in text
