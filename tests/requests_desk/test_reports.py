"""Reports, the page of an office and the manager's overview: right figures, only what one may know."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from foundation.organisation.choices import Role
from requests_desk import actions
from requests_desk.choices import Score
from requests_desk.listing import reports as told
from requests_desk.models import Rating, Ticket
from requests_desk.permissions import counted_for
from requests_desk.summaries import Narrowed
from tests.factories import OfficeFactory, PersonFactory, RoleAssignmentFactory, UnitFactory
from tests.factories.requests_desk import CategoryFactory, TicketFactory

pytestmark = pytest.mark.django_db


def resolve(ticket, by):
    return actions.resolve(ticket.number, by=by, text="Done.", form_key=uuid.uuid4())


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"
    with override("en"):
        yield


def seen_by(person, **chosen):
    return told.read(counted_for(person, **chosen), months=12, today=timezone.localdate())


def test_everybody_counts_what_they_may_see():
    # given requests of two offices and units, one of them confidential
    office, unit, desk = OfficeFactory(), UnitFactory(), PersonFactory(specialist=True)
    asker = PersonFactory(office=office, unit=unit)
    TicketFactory(requester=asker, office=office)
    TicketFactory(requester=asker, office=office, confidential=True)
    TicketFactory()
    actions.fold_all()
    TicketFactory(requester=PersonFactory(unit=unit))  # not folded yet
    cleared = PersonFactory(specialist=True, cleared=True)
    both = PersonFactory(contact_of=office, manager_of=unit)
    # then each counts as many as their lists show, folded or not
    contact, manager = PersonFactory(), PersonFactory()
    RoleAssignmentFactory(person=contact, role=Role.CONTACT, office=office, rank="second")
    RoleAssignmentFactory(person=manager, role=Role.MANAGER, unit=unit, rank="second")
    for person in (desk, cleared, both, contact, manager, PersonFactory(auditor=True)):
        listed = Ticket.objects.visible_to(person).count()
        assert (seen_by(person).now["arrived"], seen_by(person).open_now) == (listed, listed)
    # and who looks after nothing counts nothing
    assert seen_by(PersonFactory()).open_now == 0


def test_a_report_narrows_by_every_place_together():
    office, kind = OfficeFactory(), CategoryFactory()
    TicketFactory(office=office, category=kind)
    TicketFactory(office=office)
    TicketFactory(category=kind)
    actions.fold_all()
    desk = PersonFactory(specialist=True)
    assert seen_by(desk, office=office.pk).open_now == 2
    assert seen_by(desk, office=office.pk, category=kind.pk).open_now == 1
    rows = told.by_place(
        counted_for(desk, category=kind.pk), "office_id", {office.pk: "Here"}, told.BEGINNING
    )
    assert sorted(row["arrived"] for row in rows) == [1, 1]
    assert {Narrowed(places={"office_id": 1}).slice("period"), Narrowed().slice("unit_id")} == {
        "office",
        "unit",
    }


def test_figures_stand_beside_those_before():
    # given a request filed last month and solved in this one, and one that came today
    desk, now = PersonFactory(specialist=True), timezone.now()
    last_month = told.first_of_month(timezone.localdate()) - timedelta(days=3)
    at = now.replace(year=last_month.year, month=last_month.month, day=last_month.day)
    resolve(TicketFactory(created_at=at), desk)
    TicketFactory()
    # then each month has its own, and the open ones are counted back
    seen = told.read(counted_for(desk), months=1, today=timezone.localdate())
    shown = {str(one.words): (one.value, one.before) for one in told.figures(seen, before="%(value)s")}
    assert [shown[name] for name in map(str, (shown.keys()))][:3] == [("1", "1"), ("1", "0"), ("1", "1")]


def test_the_page_of_reports_and_its_file(client, english):
    desk, office = PersonFactory(specialist=True), OfficeFactory()
    resolve(TicketFactory(office=office), desk)
    client.force_login(desk)
    page = client.get("/requests/reports/").content.decode()
    assert office.name in page
    assert "100 %" in page
    sheet = client.get(f"/requests/reports/?format=csv&office={office.pk}")
    lines = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[1].startswith(f"{office.name};1;1;0;0;0;1;1;")
    # what makes no sense in the address is left out
    odd = client.get("/requests/reports/?months=-1&office=999999&by=person&unit=x&category=-")
    assert odd.status_code == 200


def test_one_click_says_how_it_went(client, english):
    # given a solved request, and its requester
    desk = PersonFactory(specialist=True)
    ticket = resolve(TicketFactory(), desk)
    client.force_login(ticket.requester)
    assert "How did it go?" in client.get(f"/requests/{ticket.label}/").content.decode()
    # when they click, and add a sentence afterwards, and click again
    address = f"/requests/{ticket.label}/rate/"
    assert client.post(address, {"score": "fair"}).status_code == 302
    client.post(address, {"comment": "It took long."})
    client.post(address, {"score": "poor"})
    # then the last click counts, once, and the desk reads the words
    rating = Rating.objects.get()
    assert (rating.score, rating.comment, rating.person) == (Score.POOR, "It took long.", ticket.requester)
    now = seen_by(desk).now
    assert (now["rated_poor"], now["rated_fair"]) == (1, 0)
    client.force_login(desk)
    assert "It took long." in client.get(f"/requests/{ticket.label}/").content.decode()


def test_only_the_requester_of_a_solved_request_says_how_it_went(client):
    desk, filer = PersonFactory(specialist=True), PersonFactory()
    ticket = TicketFactory(filed_by=filer)
    address = f"/requests/{ticket.label}/rate/"
    client.force_login(ticket.requester)
    client.post(address, {"score": "good"})
    assert not Rating.objects.exists()  # not solved yet
    resolve(ticket, desk)
    client.post(address, {"comment": "no click"})
    client.post(address, {"score": "splendid"})
    client.post(address, {"score": "good", "comment": "x" * 501})
    assert not Rating.objects.exists()
    for other, status in ((filer, 403), (desk, 403), (PersonFactory(), 404)):
        client.force_login(other)
        assert client.post(address, {"score": "good"}).status_code == status
    assert not Rating.objects.exists()


def test_the_page_of_an_office_shows_what_its_reader_may_see(client, english):
    # given an office with an open, a confidential and a solved request, and somebody who looks after it
    office, desk = OfficeFactory(), PersonFactory(specialist=True)
    TicketFactory(office=office, title="A lamp that hums")
    TicketFactory(office=office, title="A secret matter", confidential=True)
    contact = PersonFactory(contact_of=office)
    client.force_login(contact)
    # when they open their office
    page = client.get("/office/", follow=True)
    words = page.content.decode()
    # then it is theirs, with its contact person and without what is confidential
    assert page.redirect_chain[-1][0] == f"/office/{office.code}/"
    assert "A lamp that hums" in words
    assert "A secret matter" not in words
    assert contact.full_name in words
    # and another office is not theirs, a missing one nobody's
    assert client.get(f"/office/{OfficeFactory().code}/").status_code == 403
    assert client.get("/office/NOWHERE/").status_code == 404
    client.force_login(desk)
    assert "A lamp that hums" in client.get(f"/office/{office.code}/").content.decode()


def test_a_manager_sees_figures_and_what_is_late_of_their_units(client, english):
    unit = UnitFactory()
    below = UnitFactory(parent=unit)
    asker = PersonFactory(unit=below)
    long_ago = timezone.now() - timedelta(days=40)
    TicketFactory(requester=asker, title="A door that sticks", created_at=long_ago)
    TicketFactory(title="Somebody else's door", created_at=long_ago)
    client.force_login(PersonFactory(manager_of=unit))
    page = client.get("/management/").content.decode()
    assert "A door that sticks" in page
    assert "Somebody else" not in page
    # a former manager has nothing to look at
    former = PersonFactory()
    RoleAssignmentFactory(person=former, role=Role.FINANCE)
    client.force_login(former)
    assert client.get("/management/").status_code == 403


def test_the_form_shows_the_period_that_is_counted(client, english):
    client.force_login(PersonFactory(specialist=True))
    # when nothing is chosen, then twelve months are counted and shown as chosen; so is what the address says
    assert '<option value="12" selected>' in client.get("/requests/reports/").content.decode()
    assert '<option value="24" selected>' in client.get("/requests/reports/?months=24").content.decode()
