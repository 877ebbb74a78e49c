"""Single sign-on against a running provider: who comes in, who does not, and what is kept."""

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session

from foundation.events.models import Event
from foundation.organisation.choices import PersonState
from foundation.organisation.models import Person
from tests.factories import PersonFactory
from tests.house.test_settings import NEEDED, python
from tests.signon import idp

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.proof("attack", "Single sign-on with wrong, old, foreign and repeated answers"),
]
MARI = "mari@agency.example"
VERIFIED = {"email": MARI, "email_verified": True}


def signed_in(client):
    """The key of the person in the session, "" for nobody."""
    return client.session.get("_auth_user_id", "")


def refused(client, answer):
    """Our page says whom to ask, and nobody is signed in."""
    return (answer.status_code, answer.templates[0].name, signed_in(client)) == (
        403,
        "organisation/sign_on_refused.html",
        "",
    )


@pytest.fixture
def by_claim(settings, provider):
    """An issuer that names people by their directory id."""
    idp.configured(settings, provider.url, OIDC_PERSON_CLAIM="oid")
    return provider


@pytest.fixture
def by_email(settings, provider):
    """An issuer whose verified addresses are believed; it names nobody otherwise."""
    idp.configured(settings, provider.url, OIDC_EMAIL_TRUSTED=True)
    return provider


# --- coming in ------------------------------------------------------------------------------------


def test_a_person_named_by_the_claim_is_linked_and_comes_in(client, by_claim):
    # given a person of the register whom the provider knows by directory id
    person = PersonFactory(directory_id="d-17")
    by_claim.knows("subject-1", oid="d-17", email="else@where.example")
    # when she comes by the button, wanting a page
    answer = by_claim.signs_in(client, "subject-1", next="/people/")
    # then she is there, linked by what names her at the issuer, and an event says so
    assert (answer.status_code, answer.url, signed_in(client)) == (302, "/people/", str(person.pk))
    link = SocialAccount.objects.get()
    assert (link.user, link.provider, link.uid) == (person, by_claim.url, "subject-1")
    event = Event.objects.get(kind="person.linked")
    assert (event.subject_id, event.actor, event.data) == (person.pk, person, {"way": "claim"})


def test_the_second_time_the_link_counts_and_not_the_claim(client, by_claim):
    # given somebody linked, whose directory id the provider gives to somebody else later
    person, other = PersonFactory(directory_id="d-17"), PersonFactory(directory_id="d-18")
    by_claim.knows("subject-2", oid="d-17")
    by_claim.signs_in(client, "subject-2")
    by_claim.knows("subject-2", oid="d-18")
    # when they come again, then it is the same person, with one link
    client.logout()
    by_claim.signs_in(client, "subject-2")
    assert signed_in(client) == str(person.pk)
    assert not SocialAccount.objects.filter(user=other).exists()
    assert Event.objects.filter(kind="person.linked").count() == 1


def test_a_personnel_number_may_name_people_too(client, settings, provider):
    # given a provider that names people by their personnel number, as a number
    idp.configured(settings, provider.url, OIDC_PERSON_CLAIM="employee", OIDC_MATCH="personnel_no")
    person = PersonFactory(personnel_no="1042")
    provider.knows("subject-3", employee=1042)
    # when they come, then it is that person
    provider.signs_in(client, "subject-3")
    assert signed_in(client) == str(person.pk)


def test_a_verified_address_of_a_trusted_issuer_links(client, by_email):
    # given a person without a link
    person = PersonFactory(email=MARI)
    by_email.knows("subject-4", **VERIFIED)
    # when she comes, then she is linked
    by_email.signs_in(client, "subject-4")
    assert signed_in(client) == str(person.pk)
    assert Event.objects.get(kind="person.linked").data == {"way": "email"}


def test_claims_at_the_userinfo_address_are_read_too(client, settings, provider):
    idp.configured(settings, provider.url, OIDC_PERSON_CLAIM="oid", OIDC_USERINFO=True)
    person = PersonFactory(directory_id="d-5")
    provider.knows("subject-5", oid="d-5")
    provider.signs_in(client, "subject-5")
    assert signed_in(client) == str(person.pk)


# --- who does not come in -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "claims",
    [
        {"email": MARI},
        {"email": MARI, "email_verified": False},
        {"email": MARI, "email_verified": "true"},
        {"email": MARI, "email_verified": 1},
        {"email": MARI.upper(), "email_verified": True},
        {"email": "Mari@agency.example", "email_verified": True},
        {"email": "mari+1@agency.example", "email_verified": True},
        {"email": f" {MARI}", "email_verified": True},
        {"email": "mari@agency.example.evil.example", "email_verified": True},
        {"email": "mari@аgency.example", "email_verified": True},  # a Cyrillic letter
        {"email": [MARI], "email_verified": True},
        {"email": {"": MARI}, "email_verified": True},
        {"email": None, "email_verified": True},
        {"preferred_username": MARI, "email_verified": True},
    ],
    ids=str,
)
def test_no_other_address_links(client, by_email, claims):
    # given a person without a link, and a provider that says almost her address
    PersonFactory(email=MARI)
    by_email.knows("stranger", **claims)
    # when the stranger comes, then nobody is linked and nobody was made
    people = Person.objects.count()
    assert refused(client, by_email.signs_in(client, "stranger"))
    assert not SocialAccount.objects.exists()
    assert Person.objects.count() == people


def test_an_issuer_that_is_not_trusted_for_addresses_links_nobody_by_them(client, by_claim):
    PersonFactory(email=MARI)
    by_claim.knows("stranger", **VERIFIED)
    assert refused(client, by_claim.signs_in(client, "stranger"))


def test_the_same_address_from_another_issuer_or_subject_does_not_link(client, by_email):
    # given a person linked to another issuer, and one linked to this one
    elsewhere, here = PersonFactory(email=MARI), PersonFactory(email="jaan@agency.example")
    SocialAccount.objects.create(user=elsewhere, provider="https://other.example", uid="stranger")
    SocialAccount.objects.create(user=here, provider=by_email.url, uid="jaan")
    # when others come with their addresses, verified, one even with the same subject
    by_email.knows("stranger", **VERIFIED)
    by_email.knows("second", email=here.email, email_verified=True)
    # then neither is linked
    assert refused(client, by_email.signs_in(client, "stranger"))
    assert refused(client, by_email.signs_in(client, "second"))
    assert SocialAccount.objects.count() == 2


def test_a_claim_that_names_nobody_is_not_mended_by_an_address_of_somebody_else(client, settings, provider):
    # given a provider that is trusted for addresses too, and a person with another directory id
    idp.configured(settings, provider.url, OIDC_PERSON_CLAIM="oid", OIDC_EMAIL_TRUSTED=True)
    PersonFactory(email=MARI, directory_id="d-1")
    provider.knows("stranger", oid="d-2", **VERIFIED)
    # when it names d-2 with her address, then nobody comes in
    assert refused(client, provider.signs_in(client, "stranger"))
    # but without a directory id of her own, the address is enough
    Person.objects.update(directory_id=None)
    provider.signs_in(client, "stranger")
    assert signed_in(client)


@pytest.mark.parametrize("claim", ["", None, True, [], {}, ["d-17"], "d-170", "D-17", " d-17", "0"])
def test_no_other_claim_links(client, by_claim, claim):
    PersonFactory(directory_id="d-17")
    PersonFactory(directory_id=None)
    PersonFactory(directory_id="True")
    by_claim.knows("stranger", oid=claim)
    assert refused(client, by_claim.signs_in(client, "stranger"))


def test_a_second_subject_for_the_same_person_is_refused(client, by_claim):
    # given somebody linked
    PersonFactory(directory_id="d-17")
    by_claim.knows("first", oid="d-17")
    by_claim.signs_in(client, "first")
    client.logout()
    # when another subject claims to be the same, then it is refused
    by_claim.knows("second", oid="d-17")
    assert refused(client, by_claim.signs_in(client, "second"))
    assert SocialAccount.objects.get().uid == "first"


@pytest.mark.parametrize("linked", [True, False])
def test_who_left_does_not_come_in(client, by_claim, linked):
    # given somebody who left, linked before or not
    person = PersonFactory(directory_id="d-17", state=PersonState.LEFT)
    if linked:
        SocialAccount.objects.create(user=person, provider=by_claim.url, uid="gone")
    by_claim.knows("gone", oid="d-17")
    # when they come, then they are refused
    assert refused(client, by_claim.signs_in(client, "gone"))


def test_the_refusal_says_whom_to_ask_and_logs_no_names(client, by_claim, caplog):
    by_claim.knows("secret-subject", oid="unknown-oid", **VERIFIED)
    client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    with caplog.at_level("WARNING", logger="security"):
        page = by_claim.signs_in(client, "secret-subject").content.decode()
    assert "There is no account for you here" in page
    assert "administrator" in page
    assert "security.sign_in_refused" in caplog.text
    assert "no_match" in caplog.text
    assert not re.search(f"{MARI}|secret-subject|unknown-oid", caplog.text + page)


# --- what is kept, and how one goes there ---------------------------------------------------------


def test_nothing_of_the_claims_is_kept(client, by_claim):
    # given a provider that tells much
    PersonFactory(directory_id="d-17")
    by_claim.knows("subject-6", oid="d-17", name="Salajane Nimi", phone_number="+3725551234", **VERIFIED)
    # when somebody comes in
    by_claim.signs_in(client, "subject-6")
    # then only the link is stored, no token, and the session does not hold it either
    assert SocialAccount.objects.get().extra_data == {}
    assert not SocialToken.objects.exists()
    assert not SocialApp.objects.exists()
    kept = str([one.get_decoded() for one in Session.objects.all()])
    assert not re.search(f"Salajane|5551234|{MARI}|d-17", kept)


def test_of_a_national_code_only_a_keyed_hash_is_kept(client, settings, provider):
    # given an issuer whose subjects are national codes
    idp.configured(settings, provider.url, OIDC_PERSON_CLAIM="oid", OIDC_HASH_SUBJECT=True)
    person = PersonFactory(directory_id="d-17")
    code = "EE38001085718"
    provider.knows(code, oid="d-17")
    # when somebody comes twice
    for _time in range(2):
        client.logout()
        provider.signs_in(client, code)
        assert signed_in(client) == str(person.pk)
    # then the code stands nowhere: not in the link, the sessions or the events
    link = SocialAccount.objects.get()
    assert re.fullmatch(r"[0-9a-f]{64}", link.uid)
    kept = str([one.get_decoded() for one in Session.objects.all()]) + str(list(Event.objects.values()))
    assert code not in kept + link.uid


def test_the_way_there_carries_pkce_and_nothing_from_the_visitor(client, by_claim):
    # given somebody who adds to our address what they like
    answer = client.post(
        "/account/sso/?process=connect&scope=admin&auth_params=prompt%3Dnone", {"scope": "x"}
    )
    # when they are sent on, then challenge and state are ours, and nothing of theirs is passed
    sent = parse_qs(urlsplit(answer.url).query)
    assert answer.url.startswith(f"{by_claim.url}/oauth2/authorize?")
    assert sent["code_challenge_method"] == ["S256"]
    assert len(sent["code_challenge"][0]) == 43
    assert len(sent["state"][0]) >= 16
    assert set(sent["scope"][0].split()) == {"openid", "profile", "email"}
    assert sent["redirect_uri"] == ["http://testserver/account/sso/callback/"]
    assert "prompt" not in sent


def test_without_the_verifier_the_provider_gives_nothing(client, by_claim, settings):
    # given our own code without PKCE
    base = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {**base, "OAUTH_PKCE_ENABLED": False}}
    PersonFactory(directory_id="d-17")
    by_claim.knows("subject-7", oid="d-17")
    # when somebody comes, then the provider of these tests refuses: it does demand the verifier
    answer = by_claim.signs_in(client, "subject-7")
    assert (answer.status_code, signed_in(client)) == (401, "")


def test_an_answer_counts_once_and_only_in_the_browser_that_asked(client, by_claim):
    # given an answer of the provider
    PersonFactory(directory_id="d-17")
    by_claim.knows("subject-8", oid="d-17")
    address = by_claim.sends_back(client.post("/account/sso/").url, "subject-8")
    # when another browser opens it, then nothing happens there
    other = type(client)()
    answer = by_claim.comes_back(other, address)
    assert (answer.status_code, signed_in(other)) == (401, "")
    # when the right one opens it, then it counts, and a second time it does not
    by_claim.comes_back(client, address)
    assert signed_in(client)
    client.logout()
    assert by_claim.comes_back(client, address).status_code == 401
    assert not signed_in(client)


@pytest.mark.parametrize("query", ["", "code=x", "code=x&state=y", "error=server_error&state=y", "state=%00"])
def test_a_made_up_answer_is_a_page_and_no_fault(client, by_claim, query):
    answer = client.get(f"/account/sso/callback/?{query}")
    assert answer.status_code in (400, 401)
    assert not signed_in(client)


def test_who_breaks_off_is_back_at_the_log_in_page(client, by_claim):
    # given somebody at the provider
    state = parse_qs(urlsplit(client.post("/account/sso/").url).query)["state"][0]
    # when they break off, then they may choose again, and read what happened
    answer = client.get(f"/account/sso/callback/?error=access_denied&state={state}", follow=True)
    assert answer.redirect_chain == [("/account/login/", 302)]
    assert [str(one) for one in answer.context["messages"]]
    assert not signed_in(client)


def test_a_session_from_before_is_worth_nothing_after(client, by_claim):
    # given a browser with a session that somebody planted
    PersonFactory(directory_id="d-17")
    by_claim.knows("subject-9", oid="d-17")
    begun = client.post("/account/sso/")
    before = client.session.session_key
    # when the person comes in by it, then its key is another one and the old one is gone
    by_claim.comes_back(client, by_claim.sends_back(begun.url, "subject-9"))
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_a_silent_provider_is_a_page_and_no_fault(client, settings):
    idp.configured(settings, "http://127.0.0.1:9", OIDC_PERSON_CLAIM="oid")
    answer = client.post("/account/sso/")
    assert (answer.status_code, answer.templates[0].name) == (503, "organisation/sign_on_broken.html")


def test_without_settings_no_button_and_no_address(client):
    assert "/account/sso/" not in client.get("/account/login/").content.decode()
    assert client.post("/account/sso/").status_code == 404
    assert client.get("/account/sso/callback/?code=x&state=y").status_code == 404


def test_with_settings_the_button_comes_first(client, by_claim):
    page = client.get("/account/login/?next=/people/").content.decode()
    assert "Riigi konto" in page
    assert page.index('action="/account/sso/"') < page.index('action="/account/login/"')
    assert 'name="next" value="/people/"' in page


# --- the settings ---------------------------------------------------------------------------------

WHOLE = {
    "OIDC_ISSUER": "https://login.agency.example/realm/",
    "OIDC_CLIENT_ID": "korras",
    "OIDC_CLIENT_SECRET": "word",
    "OIDC_PERSON_CLAIM": "oid",
}
WRONG = [
    *[({name: None}, name) for name in WHOLE],
    ({"OIDC_MATCH": "email"}, "OIDC_MATCH"),
    ({"OIDC_ISSUER": "http://login.agency.example"}, "https"),
]
# Loads the settings once for each set of changes; one process for all.
LOAD = """
import json, os, runpy, sys
for given in json.loads(sys.argv[1]):
    os.environ.update(given)
    try:
        print(runpy.run_path("config/settings.py")["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"])
    except Exception as fault:
        print(type(fault).__name__, fault)
    for name in given:
        del os.environ[name]
"""


def test_a_whole_set_up_starts_and_half_a_one_names_what_is_missing():
    # given no set-up, a whole one and wrong ones
    assert not WHOLE.keys() & NEEDED.keys()
    changed = [{**WHOLE, **changes} for changes, _said in WRONG]
    sets = [{}, WHOLE, *({name: value for name, value in one.items() if value} for one in changed)]
    # when the settings are loaded
    done = python("-c", LOAD, json.dumps(sets))
    none, whole, *wrong = done.stdout.splitlines()
    # then pages may send their forms to the provider only when there is one, and faults are named
    assert "https" not in none
    assert "'https://login.agency.example'" in whole
    assert len(wrong) == len(WRONG), done.stderr
    for (_changes, said), line in zip(WRONG, wrong, strict=True):
        assert line.startswith("ImproperlyConfigured"), line
        assert said in line
