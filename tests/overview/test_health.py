"""Whether the process lives and can work, also without what it stands on; and what its logs look like."""

import json
import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from foundation.notifications.models import Heartbeat
from tests.factories import PersonFactory

ASK = """
import django; django.setup()
from django.test import Client
for address in ("/healthz", "/readyz", "/account/login/"):
    print(address, Client(raise_request_exception=False).get(address).status_code)
"""


@pytest.mark.django_db
def test_ready_says_what_it_stands_on(client):
    Heartbeat.objects.create(name="notifications.sweep", at=timezone.now() - timedelta(seconds=40))
    response = client.get("/readyz")
    assert response.status_code == 200
    said = response.json()
    assert (said["database"], said["migrations"], said["redis"]) == ("ok", "applied", "ok")
    assert 39 <= said["beat_age_seconds"] <= 45


@pytest.mark.django_db
def test_a_migration_to_come_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'requests_desk' AND name > '0002'")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["migrations"] == "waiting"


@pytest.mark.django_db
def test_without_redis_it_is_ready_and_says_so(client, settings):
    settings.REDIS_URL = "unix:///nowhere/redis.sock"
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.json()["redis"] == "gone"


def test_without_the_database_it_lives_but_is_not_ready(tmp_path):
    # given a process whose database is nowhere
    nowhere = {f"DATABASE{part}_URL": f"postgres://nobody@/{tmp_path}/x" for part in ("", "_OWNER", "_LOG")}
    environment = {**os.environ, **nowhere, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    # then it says so, and its sign-in page needs no database
    assert done.stdout.split("\n")[:2] == ["/healthz 200", "/readyz 503"], done.stderr
    # and every line of its log is JSON with the number of the request
    lines = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert any("request_id" in line for line in lines)


@pytest.mark.django_db
def test_the_gallery_the_language_and_the_theme_are_open_to_everybody(client):
    assert client.get("/styleguide/").status_code == 200
    client.post("/language/", {"language": "en", "next": "/styleguide/"})
    assert client.get("/styleguide/").headers["Content-Language"] == "en"
    response = client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert response.url == "/"
    assert 'data-theme="dark"' in client.get("/styleguide/").content.decode()


@pytest.mark.django_db
def test_the_language_and_the_keys_are_kept_in_the_profile(client):
    person = PersonFactory(language="et")
    client.force_login(person)
    client.post("/language/", {"language": "en"})
    client.post("/keys/", {"on": "0"})
    person.refresh_from_db()
    assert (person.language, person.keys_on) == ("en", False)
    assert client.get("/").headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_pages_of_the_signed_in_are_stored_nowhere(client):
    client.force_login(PersonFactory())
    assert "no-store" in client.get("/").headers["Cache-Control"]


@pytest.mark.django_db
def test_htmx_goes_to_the_sign_in_page_as_a_whole(client):
    response = client.get(
        "/requests/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/requests/"}
    )
    assert response.headers["HX-Redirect"] == "/account/login/?next=%2Frequests%2F"
