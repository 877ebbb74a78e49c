"""No secret and no forged line gets into the log, whichever way it is tried."""

import io
import json
import logging
import re

import pytest
from django.conf import settings
from django.test import Client

from foundation.core.logs import without_secrets
from foundation.notifications.notices import password_link
from requests_desk.models import Ticket
from tests.factories import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.safety.pages")]
PASSWORD, WRONG, CODE = "Canary-of-a-password-7421", "Canary-that-is-wrong-9137", "49403136526"
FORGED = 'Lamp\r\n{"event": "forged", "level": "info"}\n2026-11-24 forged line'


@pytest.fixture
def log():
    """Everything that the product logs, as its own formatter writes it, from the most talkative level on."""
    root, out = logging.getLogger(), io.StringIO()
    own = next(one.formatter for one in root.handlers if "ProcessorFormatter" in type(one.formatter).__name__)
    handler, level = logging.StreamHandler(out), root.level
    handler.setFormatter(own)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield out
    root.removeHandler(handler)
    root.setLevel(level)


def drive(client, person):
    """Sign-in, wrong and right; a reset and its link; filing; searching; a fault. Returns what is secret."""
    login = {"login": person.email, "password": WRONG}
    client.post("/account/login/", login)
    client.post("/account/login/", {**login, "password": PASSWORD})
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.get("/requests/new/")
    token = (
        client.cookies[settings.CSRF_COOKIE_NAME].value
        if settings.CSRF_COOKIE_NAME in client.cookies
        else "-" * 32
    )
    filed = {"text": f"{FORGED} {CODE}", "category": "broken", "office": person.office_id, "room": CODE,
             "form_key": "0b0e7f5e-6a1b-4c39-9a55-0c7a2e9f3d11", "csrfmiddlewaretoken": token}  # fmt: skip
    client.post("/requests/new/", filed, headers={"User-Agent": FORGED})
    client.get("/people/", {"q": f"{CODE} {FORGED}"})
    client.get("/requests/", {"after": FORGED})
    client.get(f"/no/{CODE}/page/")
    client.post("/broken/", {"password": PASSWORD, "code": CODE})
    client.post("/account/logout/")
    client.post("/account/password/reset/", {"email": person.email})
    link = password_link(person)
    key = link.rstrip("/").rpartition("/")[2]
    for address in (link, link + "x/", f"/account/password/reset/key/{key}/?next=/{CODE}"):
        client.get(address.removeprefix(settings.BASE_URL))
    client.post("/account/login/", {**login, "login": FORGED})
    return {PASSWORD, WRONG, CODE, session, token, key, key.partition("-")[2]}


@pytest.mark.proof("attack", "Passwords, tokens, keys and personal codes are driven through the product")
def test_no_canary_comes_out_in_the_log(log, proved):
    # given somebody with a password
    person = PersonFactory(password=PASSWORD)
    # when their secrets go every way through the product
    secrets = drive(Client(raise_request_exception=False), person)
    lines = log.getvalue().splitlines()
    # then no secret stands in the log, each line is one object, and nobody forged any
    assert len(lines) > 20
    assert not {secret for secret in secrets for line in lines if secret in line}
    told = [json.loads(line) for line in lines]
    assert all(isinstance(one, dict) and one["level"] for one in told)
    assert not [one for one in told if one["event"] == "forged"]
    # and what has to be found there is there: who asked for what, and the fault with its place
    assert any(one.get("request") == "POST /broken/" for one in told)
    assert any("ValueError" in one.get("exception", "") for one in told)
    proved(secrets=len(secrets), lines=len(lines), found=0)


def hidden(words):
    """The words as a log line has them."""
    return without_secrets(None, "info", {"event": words})["event"]


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("GET /requests/P-4828/", "GET /requests/P-4828/"),
        ("GET /people/?q=Kadri%20Lepik", "GET /people/?…"),
        ("GET /account/password/reset/key/2-set-password/", "GET /account/password/reset/key/…/"),
        ("Not Found: /calendar/x1yZ.ics", "Not Found: /calendar/….ics"),
        ("the code 49403136526 and P-49403136", "the code … and P-49403136"),
        ("20261124071426318003", "20261124071426318003"),
        ("DETAIL:  Key (email)=(kadri@agency.example) already exists.", "DETAIL:…"),
    ],
)
def test_what_is_hidden_and_what_is_not(words, kept):
    assert hidden(words) == kept


def test_a_title_with_line_ends_is_one_line_everywhere(client):
    # given a request whose first line tries to forge another
    person = PersonFactory()
    client.force_login(person)
    client.post(
        "/requests/new/",
        {"text": FORGED, "category": "broken", "office": person.office_id,
         "form_key": "0b0e7f5e-6a1b-4c39-9a55-0c7a2e9f3d12"},
    )  # fmt: skip
    # then its title is one line
    assert not re.search(r"[\r\n]", Ticket.objects.get().title)
