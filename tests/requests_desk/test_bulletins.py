"""Notices to offices: told to the right ones, on their home until read, counted, reminded of, taken back."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from foundation.notifications.actions import write_notices
from foundation.notifications.models import Mail
from foundation.notifications.notices import NotNeeded, letter
from requests_desk import actions, tasks
from requests_desk.choices import Addressees
from requests_desk.models import Bulletin, BulletinRead, readers_of
from tests.factories import OfficeFactory, PersonFactory
from tests.factories.bulletins import BulletinFactory, BulletinReadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return OfficeFactory()


@pytest.fixture
def people(office):
    """Somebody of the office, its contact person (who sits elsewhere), and both of another office."""
    other = OfficeFactory()
    return {
        "staff": PersonFactory(office=office),
        "contact": PersonFactory(contact_of=office, office=other),
        "elsewhere": PersonFactory(office=other),
        "contact elsewhere": PersonFactory(contact_of=other, office=other),
    }


@pytest.mark.parametrize(
    ("addressees", "named", "told"),
    [
        (Addressees.STAFF, True, {"staff"}),
        (Addressees.CONTACTS, True, {"contact"}),
        (Addressees.STAFF, False, {"staff", "contact", "elsewhere", "contact elsewhere"}),
        (Addressees.CONTACTS, False, {"contact", "contact elsewhere"}),
    ],
)
def test_those_whom_it_is_for_see_it_and_nobody_else(client, office, people, addressees, named, told):
    row = BulletinFactory(addressees=addressees)
    row.offices.set([office] if named else [])
    # then both sides of the question agree, and so does the page
    assert {name for name, one in people.items() if readers_of(row).filter(pk=one.pk).exists()} == told
    for name, person in people.items():
        assert Bulletin.objects.told(person).filter(pk=row.pk).exists() == (name in told)
        client.force_login(person)
        assert client.get(f"/requests/notices/{row.pk}/").status_code == (200 if name in told else 404)
        assert (row.title_et in client.get("/").content.decode()) == (name in told)
        assert client.post(f"/requests/notices/{row.pk}/read/").status_code == (302 if name in told else 404)


def sent(**more):
    """A whole form."""
    day = timezone.localdate() + timedelta(days=5)
    return {
        "form_key": uuid.uuid4(), "title_et": "Vesi kinni", "title_en": "Water off",
        "text_et": "Homme **kell 9**.", "text_en": "Tomorrow.", "addressees": "staff", "shown_until": day,
        "read_by": day, **more,
    }  # fmt: skip


def test_it_is_mailed_once_stands_on_the_home_until_read_and_says_who_has_not(client, office, people):
    # given a specialist who tells an office, and sends the form twice
    desk, form = PersonFactory(specialist=True), sent(offices=[office.pk])
    client.force_login(desk)
    first, second = (client.post("/requests/notices/new/", form) for _time in range(2))
    assert first.url == second.url
    row = Bulletin.objects.get()
    event = Event.objects.get(kind="bulletin.published")
    write_notices(event.pk)
    mail = Mail.objects.get(event=event)
    assert mail.recipient == people["staff"]
    assert "Homme **kell 9**." in letter(mail).body
    page = client.get(first.url).content.decode()
    assert people["staff"].full_name in page
    # when it is read, twice
    client.force_login(people["staff"])
    assert "<strong>kell 9</strong>" in client.get(first.url).content.decode()
    for _time in range(2):
        client.post(f"/requests/notices/{row.pk}/read/")
    # then it has left the home, and nobody is missing
    assert row.title_et not in client.get("/").content.decode()
    assert BulletinRead.objects.count() == Event.objects.filter(kind="bulletin.read").count() == 1
    client.force_login(desk)
    assert people["staff"].full_name not in client.get(first.url).content.decode()
    with pytest.raises(NotNeeded):
        letter(mail)


def test_those_who_have_not_read_it_are_reminded_once_before_the_day(office):
    # given a notice of yesterday that has to be read by tomorrow
    row = BulletinFactory(
        published_at=timezone.now() - timedelta(days=1), read_by=timezone.localdate() + timedelta(days=1)
    )
    late, done = PersonFactory(office=office), PersonFactory(office=office)
    BulletinReadFactory(bulletin=row, person=done)
    BulletinFactory(published_at=timezone.now() - timedelta(days=1))  # nobody is asked to read this one
    # when the hourly job runs twice
    for _time in range(2):
        tasks.remind_of_bulletins()
    # then one reminder goes to the late one, none to the other
    event = Event.objects.get(kind="bulletin.reminded")
    write_notices(event.pk)
    told = set(Mail.objects.filter(event=event).values_list("recipient", flat=True))
    assert late.pk in told
    assert done.pk not in told


def test_what_is_taken_back_or_over_is_seen_no_more_but_by_the_desk(client, office):
    reader, desk = PersonFactory(office=office), PersonFactory(specialist=True)
    back, over = BulletinFactory(), BulletinFactory(shown_until=timezone.localdate() - timedelta(days=1))
    client.force_login(desk)
    assert client.post(f"/requests/notices/{back.pk}/withdraw/").status_code == 302
    assert client.get(f"/requests/notices/{back.pk}/").status_code == 200
    client.force_login(reader)
    home = client.get("/").content.decode()
    assert back.title_et not in home
    assert over.title_et not in home
    assert client.get(f"/requests/notices/{back.pk}/").status_code == 404
    assert client.get(f"/requests/notices/{over.pk}/").status_code == 200


@pytest.mark.parametrize("wrong", [{"shown_until": -1}, {"read_by": 9}, {"read_by": -1}])
def test_days_that_make_no_sense_are_refused_and_what_was_typed_stays(client, wrong):
    client.force_login(PersonFactory(specialist=True))
    days = {name: timezone.localdate() + timedelta(days=count) for name, count in wrong.items()}
    answer = client.post("/requests/notices/new/", sent(**days))
    assert answer.status_code == 422
    assert "Vesi kinni" in answer.content.decode()
    assert not Bulletin.objects.exists()
    with pytest.raises(RuleBroken):
        actions.publish_bulletin(by=PersonFactory(specialist=True), **{**sent(), "offices": [], **days})
