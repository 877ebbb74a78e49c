"""The admin site: words kept after an error, what is refused, what nobody may reach by other fields."""

from datetime import time
from typing import Any

import pytest
from bs4 import BeautifulSoup

from foundation.core.admin import site
from foundation.events.models import Event
from foundation.organisation.models import CalendarWindow, Office, Person, RoleAssignment, Unit, WorkCalendar
from requests_desk.choices import Priority
from requests_desk.models import CannedReply, CategoryField, Target, Ticket
from requests_desk.tasks import targets_changed
from tests.factories import OfficeFactory, PersonFactory, RoomFactory, UnitFactory
from tests.factories.requests_desk import CategoryFactory, CategoryFieldFactory, TicketFactory
from tests.house.counting import cost, told
from tests.house.reference import FORMS, NO_EXCEPTIONS

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client: Any) -> Person:
    """An administrator, signed in."""
    person = PersonFactory(admin=True, language="en")
    client.force_login(person)
    return person


def test_every_kind_of_data_asks_our_functions_and_is_saved_by_an_action():
    for kept in site._registry.values():
        assert kept.reads.__module__.endswith("permissions")
        assert kept.keeps.__module__.endswith("permissions")
        assert kept.actions is None
        assert not kept.list_editable


def test_a_change_is_written_by_its_action_with_an_event(client, admin):
    unit = UnitFactory()
    response = client.post(f"/admin/organisation/unit/{unit.pk}/change/", {"code": "A1", "name": "Uus"})
    assert response.status_code == 302
    assert Unit.objects.get(pk=unit.pk).name == "Uus"
    event = Event.objects.get()
    assert (event.kind, event.actor, event.subject_id) == ("unit.saved", admin, unit.pk)


def test_a_refusal_says_what_to_do_and_keeps_everything_typed(client, admin):
    # given a code in use, when another unit is added with it
    UnitFactory(code="A1")
    response = client.post("/admin/organisation/unit/add/", {"code": "A1", "name": "Typed before"})
    # then the action's sentence stands there and the words are kept
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 422
    assert "Another unit has this code." in page.select_one(".errors").text
    assert page.select_one("#id_name")["value"] == "Typed before"
    assert page.title.text.startswith("Error:")
    assert Unit.objects.count() == 1 + Unit.objects.filter(people=admin).count()


def test_a_row_in_use_stays_and_the_page_says_what_uses_it(client, admin):
    office = OfficeFactory()
    PersonFactory(office=office), RoomFactory(building__office=office)
    address = f"/admin/organisation/office/{office.pk}/delete/"
    words = client.get(address).content.decode()
    assert "This is in use and stays." in words
    assert "People" in words
    assert client.post(address).status_code == 409
    assert Office.objects.filter(pk=office.pk).exists()
    free = UnitFactory()
    assert client.post(f"/admin/organisation/unit/{free.pk}/delete/").status_code == 302
    assert not Unit.objects.filter(pk=free.pk).exists()


def test_a_calendar_is_read_as_people_write_and_saved_whole(client, admin):
    data = {"name": "Valve", "monday": "8-12; 12.30–16:30", "friday": "22:00-24:00", **NO_EXCEPTIONS}
    days = {"exceptions-TOTAL_FORMS": 2, "exceptions-0-day": "2027-01-04", "exceptions-0-reason": "Kolimine"}
    assert client.post("/admin/organisation/workcalendar/add/", data | days).status_code == 302
    made = WorkCalendar.objects.get(name="Valve")
    stretches = list(CalendarWindow.objects.filter(calendar=made).values_list("weekday", "opens", "closes"))
    assert stretches == [
        (0, time(8), time(12)), (0, time(12, 30), time(16, 30)), (4, time(22), time(0)),
    ]  # fmt: skip
    assert made.exceptions.get().reason == "Kolimine"
    wrong = client.post("/admin/organisation/workcalendar/add/", data | {"name": "B", "monday": "8-25:99"})
    assert wrong.status_code == 422
    assert 'value="8-25:99"' in wrong.content.decode()
    overlap = client.post(
        "/admin/organisation/workcalendar/add/", data | {"name": "B", "monday": "8-12, 11-13"}
    )
    assert "overlap" in overlap.content.decode()


def test_an_inline_cannot_take_a_row_of_another_calendar(client, admin):
    # given the exceptional day of one calendar, when another one's form names its key
    first, second = (WorkCalendar.objects.create(name=name) for name in "AB")
    day = first.exceptions.create(day="2027-01-04")
    data = {"name": "B", "exceptions-TOTAL_FORMS": 1, "exceptions-INITIAL_FORMS": 1}
    data |= {"exceptions-0-id": day.pk, "exceptions-0-calendar": second.pk, "exceptions-0-day": "2027-05-05"}
    client.post(f"/admin/organisation/workcalendar/{second.pk}/change/", data)
    # then that day stays where and what it was
    assert (first.exceptions.get().pk, str(first.exceptions.get().day)) == (day.pk, "2027-01-04")
    assert day.pk not in second.exceptions.values_list("pk", flat=True)


def test_fields_that_a_form_does_not_have_are_not_taken(client, admin):
    category = CategoryFactory()
    sent = {**FORMS["requests_desk_category"](), "id": 1, "pk": 1, "is_superuser": "1", "roles": "admin"}
    client.post(f"/admin/requests_desk/category/{category.pk}/change/", sent)
    category.refresh_from_db()
    assert category.code == sent["code"]
    assert not Person.objects.filter(pk=admin.pk, roles__role="head").exists()


@pytest.mark.parametrize("trait", ["specialist", "head", "contact_of", "auditor", "finance"])
@pytest.mark.parametrize("place", ["unit/add", "office/add", "workcalendar/add"])
def test_nobody_reaches_upward_by_the_admin_site(client, trait, place):
    person = PersonFactory(**{trait: OfficeFactory() if trait == "contact_of" else True})
    client.force_login(person)
    before = RoleAssignment.objects.count(), Event.objects.count()
    kind = place.partition("/")[0]
    answer = client.post(f"/admin/organisation/{place}/", FORMS[f"organisation_{kind}"]() | {"role": "admin"})
    assert answer.status_code == 403
    assert (RoleAssignment.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize(
    "address",
    ["auth/group/", "auth/user/add/", "organisation/person/", "admin/logentry/", "login/", "logout/",
     "password_change/", "jsi18n/", "autocomplete/", "r/1/1/", "organisation/",
     "organisation/unit/1/history/"],
)  # fmt: skip
def test_nothing_else_of_djangos_admin_is_there(client, admin, address):
    assert client.get(f"/admin/{address}").status_code == 404


@pytest.mark.parametrize(
    "query", ["?o=-1.2.x", "?p=999", "?p=x", "?q=%27;--", "?all=", "?building__office=x"]
)
def test_lists_take_any_parameter_without_a_fault(client, admin, query):
    RoomFactory()
    assert client.get(f"/admin/organisation/room/{query}", follow=True).status_code in (200, 400)


def test_a_list_costs_the_same_for_one_row_and_for_many(client, admin):
    counts = []
    for rows in (1, 20):
        RoomFactory.create_batch(rows)
        _response, found = cost(client, "get", "/admin/organisation/room/")
        counts.append(len(found))
    assert counts[0] == counts[1] <= 8, told(found)


def test_a_target_moves_open_requests_and_the_default_ones_stay(client, admin):
    # given an open request, when the target of its kind becomes longer
    ticket = TicketFactory(priority=Priority.NORMAL)
    data = {"category": ticket.category_id, "priority": 3, "respond_minutes": 60, "solve_days": 30}
    assert client.post("/admin/requests_desk/target/add/", data).status_code == 302
    targets_changed(Event.objects.get(kind="target.changed").pk)
    assert Ticket.objects.get(pk=ticket.pk).solve_by > ticket.solve_by
    # then a default target is not taken away
    default = Target.objects.get(category=None, priority=3)
    client.post(f"/admin/requests_desk/target/{default.pk}/delete/")
    assert Target.objects.filter(pk=default.pk).exists()


WRONG_FIELDS = [
    ({"kind": "choice"}, "same number of choices"),
    ({"kind": "choice", "choices_et": "A\nB", "choices_en": "A"}, "same number of choices"),
    ({"kind": "choice", "choices_et": "A\nA", "choices_en": "A\nB"}, "stands once"),
    ({"choices_et": "A", "choices_en": "A"}, "Only a field with choices"),
    ({"shown_if_value": "A"}, "or neither"),
    ({"shown_if": True}, "or neither"),
    ({"shown_if": True, "shown_if_value": "Z"}, "as it stands in the Estonian list"),
    ({"shown_if": True, "shown_if_value": "A", "order": 1}, "stands before this one"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG_FIELDS)
def test_a_field_that_could_never_be_asked_is_refused(client, admin, wrong, words):
    above = CategoryFieldFactory(kind="choice", choices_et="A\nB", choices_en="A\nB", order=5)
    sent = {**FORMS["requests_desk_categoryfield"](), "category": above.category_id, "order": 9, **wrong}
    if "shown_if" in wrong:
        sent["shown_if"] = above.pk
    response = client.post("/admin/requests_desk/categoryfield/add/", sent)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert CategoryField.objects.filter(category=above.category).count() == 1


def test_a_canned_reply_goes_into_the_text_in_the_requesters_language(client):
    ticket = TicketFactory(requester=PersonFactory(language="en"))
    reply = CannedReply.objects.create(title="Thanks", text_et="Aitäh!", text_en="Thank you!")
    CannedReply.objects.create(title="Elsewhere", text_et="x", text_en="x", category=CategoryFactory())
    client.force_login(PersonFactory(specialist=True, language="en"))
    page = client.get(f"/requests/{ticket.label}/").content.decode()
    assert "Thanks" in page
    assert "Elsewhere" not in page
    sent = {"form_key": ticket.form_key, "text": "Hello.", "insert": "1", "canned": reply.pk}
    response = client.post(f"/requests/{ticket.label}/reply/", sent)
    text = BeautifulSoup(response.content, "html.parser").select_one("textarea[name=text]").text
    assert text.strip() == "Hello.\n\nThank you!"
    assert ticket.messages.count() == 1
