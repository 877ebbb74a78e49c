"""The second step of log in: who must, how it is set up, what it opens, and how it is lost and reset."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.utils import timezone

from foundation.core.duties import notice_of
from foundation.events.models import Event
from foundation.notifications import tasks
from foundation.organisation import actions
from foundation.organisation.choices import Role
from tests.factories import DeputyFactory, PersonFactory, RoleAssignmentFactory
from tests.signon import idp

pytestmark = pytest.mark.django_db
PASSWORD = "kolm kollast kohvikannu"
DEMANDING = ["admin", "specialist", "head", "finance"]
SET_UP, SHOW = "/account/second-step/on/", "/account/second-step/again/"


@pytest.fixture(autouse=True)
def demanding(settings, no_tries):
    """As in production."""
    settings.MFA_REQUIRED_ROLES = DEMANDING


def code(secret, steps=0):
    """What the app shows now, or some half minutes from now."""
    counter = int(timezone.now().timestamp()) // 30 + steps
    return format_hotp_value(hotp_value(secret, counter))


def with_app(**traits):
    """A person with an app, and its secret."""
    person, secret = PersonFactory(password=PASSWORD, **traits), generate_totp_secret()
    TOTP.activate(person, secret)
    return person, secret


def log_in(client, person, password=PASSWORD):
    return client.post("/account/login/", {"login": person.email, "password": password})


def inside(client):
    """Whether the home page opens."""
    return client.get("/").status_code == 200


# --- who must -------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [None, *Role.values])
def test_these_roles_are_led_to_it_before_anything_else(client, role):
    # given somebody with a role, signed in with the password alone
    person = PersonFactory(password=PASSWORD)
    if role:
        RoleAssignmentFactory(person=person, role=role)
    log_in(client, person)
    # when they open pages, then the roles that open other people's data are led to set it up first
    for address in ("/", "/requests/", "/people/", "/account/password/change/", "/account/second-step/"):
        answer = client.get(address)
        if role in DEMANDING:
            assert answer.url == f"{SET_UP}?next={address.replace('/', '%2F')}"
        else:
            assert answer.status_code == 200
    # and no act goes through either
    done = client.post("/keys/", {"on": "0"})
    assert done.url.startswith(SET_UP) == (role in DEMANDING)
    assert Event.objects.filter(kind="person.preferred").exists() == (role not in DEMANDING)


def test_a_part_of_a_page_is_led_as_a_whole(client):
    client.force_login(PersonFactory(admin=True))
    answer = client.get("/requests/queue/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, SET_UP)


def test_a_deputy_of_such_a_role_must_too(client):
    # given a member of staff who stands in for a specialist from yesterday
    deputy = DeputyFactory(person=PersonFactory(specialist=True)).deputy
    client.force_login(deputy)
    assert client.get("/").url.startswith(SET_UP)


def test_one_can_log_out_and_change_the_language_without_it(client):
    client.force_login(PersonFactory(head=True))
    assert client.get(SET_UP).status_code == 200
    assert client.post("/language/", {"language": "en"}).status_code == 302
    assert client.post("/account/logout/").status_code == 302
    assert "_auth_user_id" not in client.session


# --- setting it up --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_it_is_set_up_with_an_app_and_codes_are_shown_once(client):
    # given an administrator who just came in with the password
    person = PersonFactory(admin=True, password=PASSWORD)
    log_in(client, person)
    # when she scans the square and writes the code of the app, no password asked again
    page = client.get(SET_UP)
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert client.post(SET_UP, {"code": "000000"}).context["form"].errors
    answer = client.post(SET_UP, {"code": code(secret)})
    # then the codes stand on the next page, once
    assert answer.url == "/account/second-step/codes/"
    codes = re.findall(r"\b\d{8}\b", client.get(answer.url).content.decode())
    assert len(set(codes)) == 10
    assert not re.findall(r"\b\d{8}\b", client.get(answer.url).content.decode())
    # and everything is open, and she is told by mail
    assert inside(client)
    event = Event.objects.get(kind="person.factor_added")
    notice = notice_of(event.kind)
    assert [one.pk for one in notice.recipients(event)] == [person.pk]


def test_neither_secret_nor_codes_can_be_read_in_the_database():
    _person, secret = with_app()
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored
    assert stored.count("gAAAA") == 1  # what Fernet makes


def test_with_another_key_no_code_opens(client, settings, caplog):
    # given an app, and a SECRET_KEY that was lost
    person, secret = with_app()
    settings.SECRET_KEY = "another key, since the first one was lost with its vault"
    # when its code is written, then it does not fit, and the log says why
    log_in(client, person)
    answer = client.post("/account/code/", {"code": code(secret)})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert "security.factor_unreadable" in caplog.text
    assert "_auth_user_id" not in client.session


# --- signing in with it ---------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(client):
    # given a specialist with an app
    person, secret = with_app(specialist=True)
    # when the password is right, then a code is asked for, and nobody is signed in yet
    assert log_in(client, person).url == "/account/code/"
    assert client.get("/").url.startswith("/account/login/")
    assert client.post("/account/code/", {"code": "123456"}).context["form"].errors
    assert client.post("/account/code/", {"code": ""}).context["form"].errors
    assert client.post("/account/code/", {}).status_code == 200
    before = client.session.session_key
    # when the code is right
    client.post("/account/code/", {"code": code(secret)})
    # then they are in, by a new session
    assert inside(client)
    assert client.session.session_key != before


def test_a_code_counts_once(client):
    # given a code that was used
    person, secret = with_app()
    used = code(secret)
    log_in(client, person)
    client.post("/account/code/", {"code": used})
    assert inside(client)
    # when somebody who saw it tries it at once, or within the minute and a half in which it is taken
    for seconds in (0, 25):
        with time_machine.travel(timezone.now() + timezone.timedelta(seconds=seconds)):
            other = Client()
            log_in(other, person)
            assert other.post("/account/code/", {"code": used}).context["form"].errors
            assert not inside(other)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_half_a_minute_off_does_no_harm(client, steps, fits):
    person, secret = with_app()
    log_in(client, person)
    client.post("/account/code/", {"code": code(secret, steps)})
    assert inside(client) == fits


def test_a_recovery_code_opens_once(client):
    # given somebody who set up the app and kept the codes
    person = PersonFactory(admin=True, password=PASSWORD)
    log_in(client, person)
    secret = client.get(SET_UP).context["form"].secret
    client.post(SET_UP, {"code": code(secret)})
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    # when the phone is lost, then a code opens, once
    for tries, opens in ((Client(), True), (Client(), False)):
        log_in(tries, person)
        tries.post("/account/code/", {"code": codes[3]})
        assert inside(tries) == opens


def test_guessing_codes_is_slowed_down(client):
    person, secret = with_app()
    log_in(client, person)
    for number in range(8):
        client.post("/account/code/", {"code": f"{number:06}"})
    assert client.post("/account/code/", {"code": code(secret)}).context["form"].errors
    assert not inside(client)


def test_an_app_of_somebody_whose_role_does_not_demand_it_is_asked_for_too(client):
    person, _secret = with_app()
    assert log_in(client, person).url == "/account/code/"


def test_who_came_without_being_asked_shows_it_later(client):
    # given a person with an app whose session never saw a code, as when the role is new
    person, secret = with_app(admin=True)
    client.force_login(person)
    # when they open a page, then they are asked for the code and not for another app
    assert client.get("/people/").url == f"{SHOW}?next=%2Fpeople%2F"
    answer = client.post(SHOW, {"code": code(secret), "next": "/people/"})
    assert answer.url == "/people/"
    assert inside(client)


# --- after single sign-on -------------------------------------------------------------------------


@pytest.mark.parametrize("trusted", [True, False])
def test_the_provider_may_be_trusted_to_have_asked(client, settings, provider, trusted):
    # given an administrator without an app and one with, both by single sign-on
    idp.configured(settings, provider.url, OIDC_PERSON_CLAIM="oid", OIDC_TRUSTS_SECOND_FACTOR=trusted)
    PersonFactory(admin=True, directory_id="plain")
    person, _secret = with_app(admin=True)
    type(person).objects.filter(pk=person.pk).update(directory_id="app")
    for name in ("plain", "app"):
        provider.knows(f"{name}-{trusted}", oid=name)
    # when they come, then they are in, or asked as after a password
    provider.signs_in(client, f"plain-{trusted}")
    assert inside(client) == trusted
    other = Client()
    answer = provider.signs_in(other, f"app-{trusted}")
    assert (answer.url == "/account/code/") != trusted
    assert inside(other) == trusted


# --- switching off and reset ----------------------------------------------------------------------


def test_it_cannot_be_switched_off_while_a_role_demands_it(client):
    # given a specialist who came in with the code, and somebody of the staff
    for traits, stays in (({"specialist": True}, True), ({}, False)):
        person, secret = with_app(**traits)
        client = Client()
        log_in(client, person)
        client.post("/account/code/", {"code": code(secret)})
        # when they switch it off, then only the second may
        client.post("/account/second-step/off/")
        assert Authenticator.objects.filter(user=person).exists() == stays
        assert Event.objects.filter(kind="person.factor_removed", subject_id=person.pk).exists() != stays


def test_an_administrator_resets_a_lost_one(client):
    # given a specialist who lost the phone, still signed in somewhere
    person, secret = with_app(specialist=True, language="en")
    theirs = Client()
    log_in(theirs, person)
    theirs.post("/account/code/", {"code": code(secret)})
    assert inside(theirs)
    # when an administrator resets it
    admin, own = with_app(admin=True)
    log_in(client, admin)
    client.post("/account/code/", {"code": code(own)})
    assert "Lähtesta teine samm" in client.get(f"/people/{person.pk}/").content.decode()
    answer = client.post(f"/people/{person.pk}/second-step/reset/")
    assert answer.url == f"/people/{person.pk}/"
    # then it is gone, all their sessions are over, and at the next log in they set up another
    assert not Authenticator.objects.filter(user=person).exists()
    assert theirs.get("/").url.startswith("/account/login/")
    log_in(theirs, person)
    assert theirs.get("/").url.startswith(SET_UP)
    # and they are told; a second reset says that there is none
    event = Event.objects.get(kind="person.factor_reset")
    assert (event.subject_id, event.actor) == (person.pk, admin)
    tasks.react(event.pk)
    assert client.post(f"/people/{person.pk}/second-step/reset/").status_code == 409


def test_the_command_for_a_locked_out_administrator_takes_the_lost_factor_away():
    person, _secret = with_app(admin=True)
    actions.first_admin(email=person.email, first_name="x", last_name="y", force=True)
    assert not Authenticator.objects.filter(user=person).exists()
