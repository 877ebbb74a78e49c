"""Sign-in, invitation and forgotten password, through the pages and the mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from foundation.notifications import tasks
from foundation.notifications.models import Mail
from foundation.organisation import actions as organisation
from foundation.organisation.choices import PersonState
from tests.factories.organisation import PersonFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "kolm kollast kohvikannu", "neli sinist saabast"
LINK = re.compile(r"http://testserver(/account/password/reset/key/\S+)")


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    """The rate limits of earlier tests are forgotten."""
    cache.clear()


def log_in(client, email, password):
    """What the form on the log in page sends."""
    return client.post("/account/login/", {"login": email, "password": password})


def signed_in(client) -> bool:
    """Whether the browser has a session of somebody."""
    return "_auth_user_id" in client.session


def ask_for_link(client, email):
    """What the form for a forgotten password sends."""
    return client.post("/account/password/reset/", {"email": email})


def link_in(mails) -> str:
    """The path of the link in the only mail that came, on its first line."""
    [mail] = mails.mails()
    return LINK.search(mail.get_content().splitlines()[0])[1]


def choose(client, link, password):
    """Opens a link as a browser does and sends the form behind it."""
    page = client.get(link, follow=True)
    assert page.status_code == 200
    where = page.redirect_chain[-1][0] if page.redirect_chain else link
    return client.post(where, {"password1": password, "password2": password})


@pytest.mark.parametrize("typed", ["mari@agency.example", "MARI@Agency.Example", " Mari@agency.example "])
def test_a_person_signs_in_by_e_mail_whatever_its_case(client, typed):
    # given a person with a password
    PersonFactory(email="mari@agency.example", password=OLD)
    # when she signs in
    response = log_in(client, typed, OLD)
    # then she is at home, in a session that ends with the browser
    assert (response.status_code, response.url) == (302, "/")
    assert signed_in(client)


def test_an_old_session_key_is_worth_nothing_after_sign_in(client):
    # given a browser with a session from before
    PersonFactory(email="mari@agency.example", password=OLD)
    client.session["planted"] = True
    before = client.session.session_key
    # when she signs in, then the key is another one
    log_in(client, "mari@agency.example", OLD)
    assert client.session.session_key != before


@pytest.mark.parametrize(
    ("email", "password"),
    [("mari@agency.example", "wrong"), ("nobody@agency.example", OLD), ("mari@agency.example", "")],
)
def test_a_wrong_pair_is_refused(client, email, password):
    # given a person
    PersonFactory(email="mari@agency.example", password=OLD)
    # when somebody tries, then nobody is signed in and the page says so
    response = log_in(client, email, password)
    assert response.status_code in (200, 422)
    assert response.context["form"].errors
    assert not signed_in(client)


def test_who_left_is_told_that_the_account_is_closed(client):
    # given somebody who left, and knows the password still
    PersonFactory(email="mari@agency.example", password=OLD, state=PersonState.LEFT)
    # when they sign in, then they are not, and read why
    response = log_in(client, "mari@agency.example", OLD)
    assert response.url == "/account/inactive/"
    assert not signed_in(client)


def test_who_leaves_while_signed_in_is_out(client):
    # given somebody signed in
    person = PersonFactory(email="mari@agency.example", password=OLD)
    log_in(client, person.email, OLD)
    # when they leave
    person.state = PersonState.LEFT
    person.save()
    # then the next page asks to sign in
    assert client.get("/account/password/change/").url.startswith("/account/login/")


def test_one_who_left_and_one_who_came_may_share_an_address(client):
    # given two people with one address, the first has left
    PersonFactory(email="info@agency.example", password=OLD, state=PersonState.LEFT)
    here = PersonFactory(email="info@agency.example", password=NEW)
    # when the second signs in, then it is the second
    log_in(client, "info@agency.example", NEW)
    assert client.session["_auth_user_id"] == str(here.pk)


def test_a_forgotten_password_is_replaced_by_a_link_in_the_mail(client, mails):
    # given a person who forgot
    person = PersonFactory(email="mari@agency.example", password=OLD, language="en")
    # when she asks, in capitals
    response = ask_for_link(client, "MARI@agency.example")
    assert response.url == "/account/password/reset/done/"
    # then the outbox holds no text and no secret
    mail = Mail.objects.get()
    assert (mail.kind, mail.recipient, mail.event) == ("account.password_reset", person, None)
    # when the mail is sent and the link opened
    tasks.send(mail.pk)
    link = link_in(mails)
    choose(client, link, NEW)
    # then the new password opens, the old one does not
    log_in(client, "mari@agency.example", OLD)
    assert not signed_in(client)
    log_in(client, "mari@agency.example", NEW)
    assert signed_in(client)
    # and the link is used up
    assert Client().get(link).context["token_fail"]


def test_a_weak_password_is_refused(client, mails):
    # given a link
    person = PersonFactory(email="mari@agency.example", password=OLD)
    ask_for_link(client, person.email)
    tasks.send(Mail.objects.get().pk)
    # when she chooses a short one, then the form says why and nothing changed
    response = choose(client, link_in(mails), "lühike")
    assert response.context["form"].errors
    person.refresh_from_db()
    assert person.check_password(OLD)


def test_a_link_ends_after_three_days(client, mails):
    # given a link that was sent
    person = PersonFactory(email="mari@agency.example", password=OLD)
    ask_for_link(client, person.email)
    tasks.send(Mail.objects.get().pk)
    # when it is opened after three days and some hours, then it does not work any more
    with time_machine.travel(timezone.now() + timedelta(days=3, hours=3)):
        page = client.get(link_in(mails), follow=True)
    assert page.context["token_fail"]


def test_asking_for_an_unknown_address_looks_the_same_and_sends_nothing(client):
    # given a known person, an unknown address, and somebody who left
    PersonFactory(email="mari@agency.example")
    PersonFactory(email="gone@agency.example", state=PersonState.LEFT)
    # when all are asked for
    answers = [ask_for_link(client, f"{name}@agency.example") for name in ("mari", "nobody", "gone")]
    # then nobody can tell them apart, and only the first gets a mail
    assert len({(answer.status_code, answer.url, answer.content) for answer in answers}) == 1
    assert [mail.recipient.email for mail in Mail.objects.all()] == ["mari@agency.example"]


def test_nobody_signs_up(client):
    # given the page for signing up
    # when somebody opens it or posts to it
    before = client.get("/account/signup/")
    after = client.post(
        "/account/signup/", {"email": "new@agency.example", "password1": NEW, "password2": NEW}
    )
    # then it says that accounts come by invitation, and nobody was made
    for response in (before, after):
        assert "account/signup_closed.html" in [template.name for template in response.templates]
    assert not signed_in(client)


def test_an_invitation_leads_to_a_password(client, mails, django_capture_on_commit_callbacks):
    # given an administrator who invites a person without a password
    admin, person = PersonFactory(admin=True), PersonFactory(email="new@agency.example", language="en")
    organisation.invite(person, by=admin)
    event = tasks.Event.objects.get(kind="person.invited")
    # when the worker does what follows
    tasks.react(event.pk)
    mail = Mail.objects.get(kind="account.invitation")
    tasks.send(mail.pk)
    # then the mail speaks to the person and its link lets them choose a password
    assert "new@agency.example" in mails.mails()[0].get_content()
    choose(client, link_in(mails), NEW)
    log_in(client, "new@agency.example", NEW)
    assert signed_in(client)


def test_guessing_passwords_is_slowed_down(client):
    # given a person
    PersonFactory(email="mari@agency.example", password=OLD)
    # when somebody tries twenty wrong passwords
    for number in range(20):
        log_in(client, "mari@agency.example", f"guess {number}")
    # then even the right one is refused for a while
    log_in(client, "mari@agency.example", OLD)
    assert not signed_in(client)


def test_no_second_list_of_addresses_grows(client, mails):
    # given somebody who forgot the password, chose a new one and signed in
    person = PersonFactory(email="mari@agency.example", password=OLD)
    ask_for_link(client, person.email)
    tasks.send(Mail.objects.get().pk)
    choose(client, link_in(mails), NEW)
    log_in(client, person.email, NEW)
    # then allauth keeps no addresses of its own, by which an old one would still sign in
    assert not EmailAddress.objects.exists()
    # when the address changes, then the old one opens nothing
    person.email = "mari.maasikas@agency.example"
    person.save(update_fields=["email"])
    browser = Client()
    log_in(browser, "mari@agency.example", NEW)
    assert not signed_in(browser)
    log_in(browser, "mari.maasikas@agency.example", NEW)
    assert signed_in(browser)
