"""Guessing is slowed down by rows, with Redis or without it, and others go on."""

import re

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from foundation.organisation import actions
from foundation.organisation.choices import PersonState
from tests.factories import PersonFactory
from tests.house.counting import statements
from tests.scale import times
from tools.localredis import LocalRedis

pytestmark = pytest.mark.django_db
PASSWORD = "kolm kollast kohvikannu"


@pytest.fixture(autouse=True)
def nobody_tried(no_tries):
    """Limits count from nothing."""


def log_in(client, email, password=PASSWORD, ip="127.0.0.1"):
    return client.post("/account/login/", {"login": email, "password": password}, REMOTE_ADDR=ip)


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def hashings(monkeypatch) -> list[str]:
    """Each password that is hashed from now on, the dear part of a try."""
    done: list[str] = []
    encode = PBKDF2PasswordHasher.encode
    monkeypatch.setattr(
        PBKDF2PasswordHasher, "encode", lambda *args, **kwargs: done.append("") or encode(*args, **kwargs)
    )
    return done


@pytest.mark.proof("attack", "Wrong passwords are tried while Redis is away")
def test_a_thousand_wrong_passwords_lock_the_account_and_nobody_else(
    client, redis_server: LocalRedis, proved, monkeypatch
):
    # given two people, and a house whose Redis is away
    count = times(short=60, full=1000)
    mari, jaan = PersonFactory(password=PASSWORD), PersonFactory(password=PASSWORD)
    redis_server.pause()
    # when somebody at one address tries many passwords of the first
    tried = [log_in(client, mari.email, f"guess {number}") for number in range(count)]
    # then after five the passwords are not even looked at, and after thirty nothing is
    looked_at = [one for one in tried if one.status_code == 200]
    assert len(looked_at) <= 30
    assert tried[-1].status_code == 429
    # and the right one is refused too, from there and from elsewhere
    assert log_in(client, mari.email).status_code == 429
    assert not signed_in(client)
    elsewhere = Client()
    log_in(elsewhere, mari.email, ip="198.51.100.7")
    assert not signed_in(elsewhere)
    # and others come in as ever: a bounded number of statements and one password hashed
    monkeypatch.undo()
    other = Client()
    with statements() as found:
        log_in(other, jaan.email, ip="198.51.100.8")
    assert signed_in(other)
    assert len(found) < 110, len(found)
    proved(tries=count, let_in=0)


def test_a_refused_try_costs_no_hash_and_few_statements(client, settings, monkeypatch):
    # given an account that is locked for a while
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person = PersonFactory(password=PASSWORD)
    for number in range(5):
        log_in(client, person.email, f"guess {number}")
    # when the right password is tried
    done = hashings(monkeypatch)
    with statements() as found:
        log_in(client, person.email)
    # then it is not looked at
    assert not done
    assert not [one for one in found if "organisation_person" in one]


def test_five_minutes_later_one_may_try_again(client):
    # given an account that is locked
    person = PersonFactory(password=PASSWORD)
    for number in range(6):
        log_in(client, person.email, f"guess {number}")
    assert not signed_in(client)
    # when five minutes are over
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_tries SET expires = %s", [timezone.now() - timezone.timedelta(seconds=1)])
    log_in(client, person.email)
    assert signed_in(client)


def test_the_rows_hold_no_address_and_are_swept(client):
    # given tries
    log_in(client, "mari@agency.example", "wrong", ip="198.51.100.9")
    client.post("/account/password/reset/", {"email": "mari@agency.example"}, REMOTE_ADDR="198.51.100.9")
    # then nothing in their rows tells whose they are
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM core_tries")
        rows = cursor.fetchall()
        assert rows
        assert not [row for row in rows if "198.51" in str(row) or "mari" in str(row)]
        assert all(len(key) == 64 for key, _value in rows)
        # when they are old, then they go
        cursor.execute("UPDATE core_tries SET expires = %s", [timezone.now() - timezone.timedelta(hours=1)])
        assert actions.sweep_sign_in() == len(rows)
        cursor.execute("SELECT count(*) FROM core_tries")
        assert cursor.fetchone() == (0,)


def test_two_at_once_count_as_two():
    """The counters lock by the unique key of their rows."""
    assert cache.add("one", 1, 10)
    assert not cache.add("one", 1, 10)


# --- nobody learns who has an account ---------------------------------------------------------------


@pytest.mark.parametrize("about", ["log in", "reset"])
def test_known_and_unknown_addresses_take_the_same_work_and_words(client, settings, monkeypatch, about):
    # given somebody known, one who left, one without a password, and an unknown address
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    known = PersonFactory(password=PASSWORD).email
    gone = PersonFactory(password=PASSWORD, state=PersonState.LEFT).email
    bare = PersonFactory().email
    done = hashings(monkeypatch)
    seen = {}
    # when somebody asks about each
    for name, email in (
        ("known", known),
        ("unknown", "nobody@agency.example"),
        ("gone", gone),
        ("bare", bare),
    ):
        browser = Client(REMOTE_ADDR=f"198.51.100.{len(seen)}")
        done.clear()
        with statements() as found:
            if about == "log in":
                answer = browser.post("/account/login/", {"login": email, "password": "a wrong one"})
            else:
                answer = browser.post("/account/password/reset/", {"email": email})
        words = answer.content.decode().replace(email, "")
        seen[name] = (answer.status_code, answer.headers.get("Location"), len(words), len(done), shape(found))
    # then the answers, the hashed passwords and the statements are the same
    for name in ("unknown", "gone", "bare"):
        assert seen[name][:-1] == seen["known"][:-1], name
        assert "\n".join(seen[name][-1]) == "\n".join(seen["known"][-1]), name


def shape(found: list[str]) -> list[str]:
    """What kinds of statements on which tables, without their values."""
    return [re.sub(r"curs_\w+|(?<=VALUES).*|(?<=WHERE).*|(?<=SET).*", "", one)[:300] for one in found]
