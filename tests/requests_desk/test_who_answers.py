"""The map of responsibilities: the right one answers, by the right clock, and hears of it by themselves."""

import random
import uuid
from datetime import datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from foundation.core.errors import RuleBroken
from foundation.deadlines.models import Deadline
from foundation.events.models import Event
from foundation.notifications.actions import write_notices
from foundation.notifications.models import Mail
from foundation.notifications.notices import letter
from partners import actions as partners
from partners.models import Partner
from requests_desk import actions, tasks
from requests_desk.actions import referrals
from requests_desk.actions.hours import hours_of
from requests_desk.choices import Answerer, Audience, BulkVerb, Hours, State
from requests_desk.models import Category, Element, Message, Referral, Responsibility, Ticket
from tests.factories import OfficeFactory, PersonFactory, RoomFactory
from tests.factories.partners import PartnerFactory, PartnerPersonFactory
from tests.factories.requests_desk import (
    CategoryFactory,
    ElementFactory,
    ResponsibilityFactory,
    TicketFactory,
)
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


TALLINN = ZoneInfo("Europe/Tallinn")


def said(**more):
    return {"form_key": str(uuid.uuid4()), "text": "The lift stands.", **more}


@pytest.fixture
def lift():
    """The lift, named by the form of broken things; a firm that is written to, a specialist who watches."""
    watcher = PersonFactory(specialist=True)
    return ResponsibilityFactory(
        element=Element.objects.get(code="lift"), person=watcher, forwards=True, round_the_clock=True
    )


def filed(client, asker, **more):
    """A request by the form of broken things, and what the reactions do with it."""
    client.force_login(asker)
    sent = said(category="broken", office=asker.office_id, urgency=3, **more)
    assert client.post("/requests/new/", sent).status_code == 302
    ticket = Ticket.objects.get()
    actions.route(ticket.pk)
    partner_asked()
    ticket.refresh_from_db()
    return ticket


def partner_asked():
    """The reaction to what was sent to a partner, twice."""
    for _time in range(2):
        for event in Event.objects.filter(kind="ticket.forwarded"):
            tasks.partner_asked(event.pk)


def test_a_hundred_cases_of_office_part_and_hour_go_to_the_right_one_by_the_right_clock():
    """Against an oracle that goes through all rows in words."""
    chance = random.Random(11)
    offices, parts = [OfficeFactory() for _ in range(4)], [ElementFactory() for _ in range(4)]
    for office, part, hours in product([None, *offices], parts, Hours.values):
        if chance.random() < 0.45:
            ResponsibilityFactory(
                element=part, office=office, hours=hours, respond_minutes=chance.choice([30, 90, 600]),
                round_the_clock=chance.random() < 0.5,
            )  # fmt: skip
    rows, seen = list(Responsibility.objects.all()), set()
    for _case in range(100):
        office, part = chance.choice(offices), chance.choice(parts)
        at = datetime(2026, 1, 5, tzinfo=TALLINN) + timedelta(minutes=chance.randrange(60 * 24 * 28))
        calendar = hours_of(office.pk)
        works = any(start <= at < end for start, end in calendar.windows(at.date()))
        by_rank = [
            (office, Hours.WORKING if works else Hours.OUTSIDE), (office, Hours.ALWAYS),
            (None, Hours.WORKING if works else Hours.OUTSIDE), (None, Hours.ALWAYS),
        ]  # fmt: skip
        wanted = next(
            (row for place, hours in by_rank for row in rows
             if (row.office, row.hours, row.element) == (place, hours, part)), None,
        )  # fmt: skip
        ticket = Ticket(office=office, element=part)
        found = referrals.answering(ticket, calendar, at=at)
        assert found == wanted
        seen.add((works, wanted and wanted.office_id is None))
        if found is not None:
            due, minutes = (
                referrals.due(found, calendar, asked_at=at),
                timedelta(minutes=found.respond_minutes),
            )
            worked = due - at if found.round_the_clock else calendar.elapsed(at, due)
            assert worked == minutes
    assert len(seen) == 6  # in and out of hours: an own row, one of all offices, nobody


def test_a_request_about_the_lift_goes_to_its_firm_by_itself_once(client, lift):
    # given somebody who files and names the lift
    asker = PersonFactory()
    ticket = filed(client, asker, element=lift.element_id)
    # then its watcher has it, the firm is written to, and the partner's own clock runs
    assert (ticket.state, ticket.waiting_for, ticket.assignee) == (State.WAITING, "partner", lift.person)
    message = Message.objects.get(ticket=ticket, audience=Audience.OUTSIDE)
    assert message.address == lift.partner.email
    referral = Referral.objects.get(ticket=ticket)
    assert referral.due_at - referral.asked_at == timedelta(minutes=120)
    deadline = Deadline.objects.get(subject_id=ticket.pk, kind="ticket.partner")
    assert (deadline.due_at, deadline.responsible) == (referral.due_at, lift.person)
    # when the reaction runs again
    actions.route(ticket.pk)
    # then nothing more is sent
    assert Message.objects.filter(ticket=ticket, audience=Audience.OUTSIDE).count() == 1
    assert Event.objects.filter(kind="ticket.forwarded", actor=None).count() == 1


def test_the_firm_reads_the_words_and_the_place_and_no_name_of_the_asker(client, lift):
    asker = PersonFactory(room=(room := RoomFactory()), office=room.building.office)
    ticket = filed(client, asker, element=lift.element_id, room=room.number)
    event = Event.objects.get(kind="ticket.forwarded")
    write_notices(event.pk)
    mail = letter(Mail.objects.get(event=event))
    assert mail.to == [lift.partner.email]
    for words in ("The lift stands.", room.number, room.building.address, ticket.label, lift.person.email):
        assert words in mail.body
    for words in (asker.first_name, asker.last_name, asker.email):
        assert words not in mail.body


def test_the_clock_of_the_partner_ends_with_the_wait(client, lift):
    ticket = filed(client, PersonFactory(), element=lift.element_id)
    actions.resume(ticket.number, by=lift.person)
    assert Referral.objects.get().ended_at is not None
    assert not Deadline.objects.filter(kind="ticket.partner").exists()


@pytest.mark.parametrize(
    "reason", ["confidential", "no part", "nobody", "left the desk", "taken", "to be approved"]
)
def test_what_must_not_go_out_by_itself_stays(client, lift, reason):
    # given a request with something against it
    more = {"element": lift.element_id}
    if reason == "confidential":
        more["confidential"] = "1"
    if reason == "no part":
        more["element"] = ""
    if reason == "nobody":
        lift.delete()
    if reason == "left the desk":
        lift.person.roles.all().delete()
    ticket = TicketFactory(element=lift.element) if reason in ("taken", "to be approved") else None
    if reason == "taken":
        Ticket.objects.update(assignee=PersonFactory(specialist=True))
    if reason == "to be approved":
        move_to(ticket, State.WAITING, waiting_for="approval")
    before = ticket and Ticket.objects.values().get()
    if ticket:
        actions.route(ticket.pk)
    else:
        ticket = filed(client, PersonFactory(), **more)
        assert ticket.state == State.NEW
        assert ticket.assignee is None
    # then nobody outside hears of it
    assert not Message.objects.filter(audience=Audience.OUTSIDE).exists()
    assert not Referral.objects.exists()
    assert before is None or Ticket.objects.values().get() == before


def test_our_own_people_get_it_and_work_on_it():
    own = PersonFactory(specialist=True)
    row = ResponsibilityFactory(answerer=Answerer.OWN, partner=None, person=own)
    ticket = TicketFactory(element=row.element)
    actions.route(ticket.pk)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.assignee) == (State.IN_WORK, own)
    assert ticket.solve_by is not None


def test_a_retired_partner_answers_for_nothing():
    row = ResponsibilityFactory()
    Partner.objects.filter(pk=row.partner_id).update(retired=True)
    ticket = TicketFactory(element=row.element)
    assert referrals.answering(ticket, hours_of(ticket.office_id), at=ticket.created_at) is None


def test_a_message_of_the_desk_to_the_address_of_the_map_starts_the_same_clock(client):
    # given a part for which a firm answers, without being written to by itself
    row, specialist = ResponsibilityFactory(), PersonFactory(specialist=True)
    ticket = TicketFactory(element=row.element)
    client.force_login(specialist)
    page = client.get(f"/requests/{ticket.label}/forward/").content.decode()
    # then its address is filled in
    assert f'value="{row.partner.email}"' in page
    # when it is sent there
    client.post(f"/requests/{ticket.label}/forward/", said(address=row.partner.email.upper()))
    partner_asked()
    assert Referral.objects.get(ticket=ticket).partner == row.partner
    # and to another address: the partner's turn is over and no clock runs
    client.post(f"/requests/{ticket.label}/forward/", said(address="somebody@else.example"))
    partner_asked()
    assert list(Referral.objects.filter(ticket=ticket, ended_at=None)) == []


def test_the_desk_names_the_part_later_and_it_is_routed_by_that_event(client, lift):
    ticket = TicketFactory(category=Category.objects.get(code="broken"))
    client.force_login(PersonFactory(specialist=True))
    facts = {name: getattr(ticket, name) for name in ("title", "impact", "urgency", "priority")}
    facts |= {"category": ticket.category_id, "office": ticket.office_id, "room": "", "element": ""}
    sent = {**facts, **{f"was_{name}": value for name, value in facts.items()}, "element": lift.element_id}
    assert client.post(f"/requests/{ticket.label}/edit/", sent).status_code == 302
    assert Event.objects.filter(kind="ticket.pointed", data={"element": [None, lift.element_id]}).exists()


def test_the_form_names_the_parts_of_its_kind_only(client, lift):
    client.force_login(PersonFactory())
    assert f'value="{lift.element_id}"' in client.get("/requests/new/?category=broken").content.decode()
    assert 'name="element"' not in client.get("/requests/new/?category=supplies").content.decode()
    foreign = ElementFactory()
    answer = client.post(
        "/requests/new/", said(category="broken", office=OfficeFactory().pk, element=foreign.pk)
    )
    assert answer.status_code == 422


def test_the_map_names_the_holes(client):
    office, contact = (office := OfficeFactory()), PersonFactory(contact_of=office)
    Element.objects.all().delete()
    row, hole = ResponsibilityFactory(office=office), ElementFactory()
    client.force_login(contact)
    page = client.get(f"/requests/who-answers/?office={office.pk}").content.decode()
    assert row.partner.name in page
    assert hole.name_et in page
    assert page.count('class="tag soon"') == 1
    assert "/change/" not in page  # the desk keeps it, a contact person reads


WRONG = {
    "a partner at our own": {"answerer": Answerer.OWN, "partner": PartnerFactory},
    "no partner": {"answerer": Answerer.GUARD},
    "somebody else's person": {"partner": PartnerFactory, "partner_person": PartnerPersonFactory},
    "nobody of the desk": {"partner": PartnerFactory, "person": PersonFactory},
    "nobody who watches": {"partner": PartnerFactory, "forwards": True},
    "no address": {
        "partner": lambda: PartnerFactory(email=""), "person": lambda: PersonFactory(specialist=True),
        "forwards": True,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_refused_with_a_sentence(name):
    made = {
        key: value() if callable(value) and not isinstance(value, str) else value
        for key, value in WRONG[name].items()
    }
    values = {"element": ElementFactory(), "answerer": Answerer.KEEPER, "respond_minutes": 60, **made}
    with pytest.raises(RuleBroken):
        actions.save_responsibility(by=PersonFactory(specialist=True), **values)


def test_twice_for_the_same_hours_is_refused_and_staff_may_not():
    row, desk = ResponsibilityFactory(), PersonFactory(specialist=True)
    same = {"element": row.element, "answerer": Answerer.GUARD, "partner": row.partner, "respond_minutes": 5}
    with pytest.raises(RuleBroken, match="already"):
        actions.save_responsibility(by=desk, **same)
    with pytest.raises(PermissionDenied):
        actions.save_responsibility(by=PersonFactory(), **same, hours=Hours.OUTSIDE)


def test_people_of_a_partner_stay_the_same_rows_and_one_who_answers_cannot_go():
    # given a partner whose one person answers for a part
    one = PartnerPersonFactory()
    other = PartnerPersonFactory(partner=one.partner)
    ResponsibilityFactory(partner=one.partner, partner_person=one)
    desk, kept = PersonFactory(specialist=True), partners.PersonWords(name=one.name.upper(), phone="123")
    # when the other is left out
    partners.save_partner(one.partner, by=desk, name=one.partner.name, people=[kept])
    # then the first is the same row with the new phone
    one.refresh_from_db()
    assert one.phone == "123"
    assert not type(other).objects.filter(pk=other.pk).exists()
    # and neither it nor the partner can go
    with pytest.raises(RuleBroken, match="answers for something"):
        partners.save_partner(one.partner, by=desk, name=one.partner.name, people=[])
    with pytest.raises(RuleBroken):
        partners.remove_partner(one.partner, by=desk)


def test_partners_are_found_without_dots_and_case(client):
    PartnerFactory(name="Põhjatuule Lift OÜ")
    PartnerFactory(name="Soe Maja AS")
    client.force_login(PersonFactory(specialist=True))
    page = client.get("/partners/?q=pohjatuule").content.decode()
    assert "Põhjatuule" in page
    assert "Soe Maja" not in page


def test_a_kind_without_parts_has_no_part(client):
    assert CategoryFactory().parts == []


def of_partner():
    """Whether each clock of a partner has ended, and how many of their deadlines there are."""
    ended = [one.ended_at is not None for one in Referral.objects.order_by("pk")]
    return ended, Deadline.objects.filter(kind="ticket.partner").count()


def test_an_act_on_many_ends_the_clock_of_the_partner_and_undoing_lets_it_go_on(client, lift):
    ticket = filed(client, PersonFactory(), element=lift.element_id)
    due = Deadline.objects.get(kind="ticket.partner").due_at
    assert of_partner() == ([False], 1)
    # when it is solved among others
    done = actions.in_bulk(
        {ticket.number: ticket.version}, by=lift.person, verb=BulkVerb.RESOLVE, form_key=uuid.uuid4(),
        text="It runs.",
    )  # fmt: skip
    # then nobody waits for the partner any more
    assert of_partner() == ([True], 0)
    # and when that is taken back, the same clock runs on
    actions.undo_bulk(done.bulk.pk, by=lift.person)
    assert of_partner() == ([False], 1)
    assert Deadline.objects.get(kind="ticket.partner").due_at == due


def test_a_merge_taken_back_lets_the_clock_of_the_partner_go_on(client, lift):
    ticket = filed(client, PersonFactory(), element=lift.element_id)
    actions.merge(ticket.number, by=lift.person, into=TicketFactory().number, form_key=uuid.uuid4())
    assert of_partner() == ([True], 0)
    actions.unmerge(ticket.number, by=lift.person)
    assert of_partner() == ([False], 1)
