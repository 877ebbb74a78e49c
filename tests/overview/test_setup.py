"""The first run: what is missing where there are migrations and one administrator, and nothing else."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone

from foundation.notifications.models import Heartbeat, Mail
from foundation.organisation import actions
from overview.machine import SWEEP
from tests.factories import OfficeFactory, PersonFactory, UnitFactory
from tests.factories.notifications import MailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def first(client: Any) -> Any:
    """The first administrator, as the command makes them, signed in."""
    person = actions.first_admin(
        email="rein@agency.example", first_name="Rein", last_name="Kuusk", language="en"
    )
    client.force_login(person)
    return person


def missing(client: Any) -> list[str]:
    """The titles of what the page says is missing."""
    page = BeautifulSoup(client.get("/setup/").content, "html.parser")
    rows = page.select(".row-item")
    return [row.select_one(".subject").text for row in rows if row.select_one(".tag.soon")]


def test_an_empty_installation_says_all_that_is_missing_and_where(client, first):
    assert missing(client) == [
        "Working calendar", "Offices", "Emergency phones", "Structural units", "People",
        "Facilities specialist", "Head of facilities", "Clearance for confidential requests", "Mail",
        "Work in the background",
    ]  # fmt: skip
    page = BeautifulSoup(client.get("/setup/").content, "html.parser")
    for link in page.select(".row-item a"):
        assert client.get(link["href"]).status_code == 200, link
    assert "What is missing" in client.get("/").content.decode()


def test_without_an_office_the_form_says_what_to_do(client, first):
    answer = client.get("/requests/new/")
    assert answer.status_code == 409
    assert "Add an office" in answer.content.decode()
    client.force_login(PersonFactory(office=None, unit=None, language="en"))
    answer = client.get("/requests/new/?category=broken")
    assert "No office takes requests yet." in answer.content.decode()
    assert "Add an office" not in answer.content.decode()


def test_the_card_leaves_when_everything_is_there(client, first):
    # given everything, piece by piece
    office = OfficeFactory(emergency_phone="5550 100")
    UnitFactory()
    PersonFactory(office=office, specialist=True, cleared=True), PersonFactory(office=office, head=True)
    actions.save_unit(by=first, code="10", name="Büroo")
    assert SWEEP in {job["task"] for job in settings.CELERY_BEAT_SCHEDULE.values()}
    Heartbeat.objects.create(name=SWEEP, at=timezone.now())
    assert missing(client) == ["Mail"]
    MailFactory(recipient=first)
    Mail.objects.update(state="sent", sent_at=timezone.now())
    # then nothing is missing and the home page says nothing of it
    assert missing(client) == []
    assert "What is missing" not in client.get("/").content.decode()


def test_only_administrators_are_told(client):
    client.force_login(PersonFactory(specialist=True, language="en"))
    assert client.get("/setup/").status_code == 403
    assert "What is missing" not in client.get("/").content.decode()
