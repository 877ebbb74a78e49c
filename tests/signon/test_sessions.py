"""How long a session lives, what ends it, and that an old key is worth nothing."""

import json
from datetime import timedelta

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from foundation.core import signing
from foundation.events.models import Event
from foundation.organisation import actions
from foundation.organisation.choices import PersonState, Role
from foundation.organisation.models import Person
from tests.factories import DeputyFactory, PersonFactory
from tests.house.counting import cost

pytestmark = pytest.mark.django_db
OLD, NEW = "kolm kollast kohvikannu", "neli sinist saabast"
HOUR = timedelta(hours=1)


def signed_in(client) -> bool:
    return client.get("/people/me/").url.startswith("/people/")


def browsers(person, count=2):
    """Browsers in which the person is signed in."""
    made = [Client() for _number in range(count)]
    for one in made:
        one.force_login(person)
        assert signed_in(one)
    return made


def copy_of(client):
    """Another browser that knows the key of this one's session."""
    thief = Client()
    thief.cookies["sessionid"] = client.cookies["sessionid"].value
    return thief


@pytest.fixture
def person(no_tries):
    return PersonFactory(password=OLD)


# --- time -----------------------------------------------------------------------------------------


def test_a_session_ends_after_eight_hours_without_a_page(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(PersonFactory())
        # when a page comes within eight hours, then it lives
        clock.shift(3 * HOUR)
        assert signed_in(client)
        # when none comes for eight, then it is over, and stays so
        clock.shift(8 * HOUR)
        assert not signed_in(client)
        clock.shift(-8 * HOUR)
        assert not signed_in(client)
        assert not Session.objects.exists()


def test_a_session_ends_after_twelve_hours_however_busy(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(PersonFactory())
        for _hour in range(11):
            clock.shift(HOUR)
            assert signed_in(client)
        clock.shift(HOUR)
        assert not signed_in(client)


def test_the_limits_are_settings(client, settings):
    settings.SESSION_IDLE, settings.SESSION_LONGEST = HOUR, 2 * HOUR
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(PersonFactory())
        clock.shift(HOUR)
        assert not signed_in(client)


def test_a_page_writes_the_moment_every_ten_minutes_and_not_more_often(client):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(PersonFactory())
        for minutes, written in ((9, False), (2, True), (9, False), (2, True)):
            clock.shift(timedelta(minutes=minutes))
            _answer, found = cost(client, "get", "/requests/")
            assert any(one.startswith("UPDATE") and "django_session" in one for one in found) == written


def test_a_session_of_before_these_moments_were_kept_is_over(client):
    client.force_login(PersonFactory())
    session = client.session
    del session[signing.SINCE]
    session.save()
    assert not signed_in(client)


# --- what ends all sessions -----------------------------------------------------------------------


def test_after_log_out_the_key_is_dead(client, person):
    # given a key that somebody copied
    [browser] = browsers(person, 1)
    thief = copy_of(browser)
    assert signed_in(thief)
    # when the person logs out, then the copy opens nothing
    browser.post("/account/logout/")
    assert not signed_in(thief)


def test_who_leaves_is_out_everywhere_and_stays_out(person):
    first, second = browsers(person)
    actions.mark_left(person, by=None)
    assert not signed_in(first)
    # even when they come back to work
    type(person).objects.filter(pk=person.pk).update(state="active")
    assert not signed_in(second)


def test_who_left_is_nobody_whatever_became_of_the_session(person):
    # given a browser in which somebody is signed in
    (browser,) = browsers(person, 1)
    # when the register says that they left, and the session stays behind
    Person.objects.filter(pk=person.pk).update(state=PersonState.LEFT)
    # then it opens nothing
    assert not signed_in(browser)


def test_another_password_ends_all_other_sessions_and_is_told(person):
    first, second = browsers(person)
    before = first.session.session_key
    first.post("/account/password/change/", {"oldpassword": OLD, "password1": NEW, "password2": NEW})
    assert signed_in(first)
    assert not signed_in(second)
    assert first.session.session_key != before
    assert Event.objects.get(kind="person.password_changed").actor == person


def test_a_reset_password_ends_all_sessions(person):
    first, second = browsers(person)
    actions.set_password(person, password=NEW)
    assert not signed_in(first)
    assert not signed_in(second)


@pytest.mark.parametrize("who", ["self", "admin", "other"])
def test_log_out_everywhere(client, person, who):
    # given somebody signed in twice
    first, second = browsers(person)
    actor = {"self": person, "admin": PersonFactory(admin=True), "other": PersonFactory(head=True)}[who]
    client.force_login(actor)
    # when they, an administrator or another says so
    answer = client.post(f"/people/{person.pk}/sign-out/")
    # then all are out, unless the one may not
    assert answer.status_code == (403 if who == "other" else 302)
    assert signed_in(first) == signed_in(second) == (who == "other")
    assert signed_in(client) == (who != "self")
    if who != "other":
        event = Event.objects.get(kind="person.sessions_ended")
        assert (event.subject_id, event.actor) == (person.pk, actor)


def test_forgetting_single_sign_on_ends_all_sessions(client, person):
    SocialAccount.objects.create(user=person, provider="https://login.agency.example", uid="x")
    [browser] = browsers(person, 1)
    client.force_login(PersonFactory(admin=True))
    assert "Seotud" in client.get(f"/people/{person.pk}/").content.decode()
    client.post(f"/people/{person.pk}/sign-on/forget/")
    assert not signed_in(browser)
    assert not SocialAccount.objects.exists()
    assert client.post(f"/people/{person.pk}/sign-on/forget/").status_code == 409


# --- keys -----------------------------------------------------------------------------------------


def give(person):
    return actions.give_role(person, role=Role.AUDITOR, by=None, since=timezone.localdate())


CHANGES = {
    "a role is given": give,
    "a role is ended": lambda person: actions.end_role(give(person), by=None),
    "a deputy is appointed": lambda person: actions.appoint_deputy(
        (other := PersonFactory()),
        deputy=person,
        by=other,
        since=timezone.localdate(),
        until=timezone.localdate(),
    ),
    "a deputy is revoked": lambda person: actions.revoke_deputy(
        (row := DeputyFactory(deputy=person)), by=row.person
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_other_rights_come_with_another_key(person, change):
    # given a session, and a copy of its key
    [browser] = browsers(person, 1)
    thief, before = copy_of(browser), browser.session.session_key
    # when the person's rights change and they open a page
    CHANGES[change](person)
    assert signed_in(browser)
    # then the key is another one, once, the old row is gone, and the copy opens nothing
    after = browser.session.session_key
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()
    assert not signed_in(thief)
    assert signed_in(browser)
    assert browser.session.session_key == after


def test_a_key_that_somebody_chose_is_never_used(client, person):
    client.cookies["sessionid"] = "a" * 32
    client.post("/account/login/", {"login": person.email, "password": OLD})
    assert client.session.session_key != "a" * 32
    assert signed_in(client)


def test_old_sessions_are_swept(client):
    client.force_login(PersonFactory())
    Session.objects.update(expire_date=timezone.now() - HOUR)
    Client().force_login(PersonFactory())
    assert actions.sweep_sign_in() == 1
    assert Session.objects.count() == 1


def test_the_session_holds_no_names(client, person):
    [browser] = browsers(person, 1)
    kept = json.dumps(dict(browser.session.items()))
    assert person.last_name not in kept
