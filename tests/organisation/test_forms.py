"""Forms about people: sent, sent back with everything typed, and the search for a person inside them."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from foundation.events.models import Event
from foundation.organisation.choices import PersonState
from foundation.organisation.models import Deputy, Person, RoleAssignment
from tests.factories import OfficeFactory, PersonFactory, RoomFactory

pytestmark = pytest.mark.django_db


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def test_an_administrator_adds_invites_and_edits_somebody(client: Any, enter: Any) -> None:
    # given an administrator, a room and a manager
    admin, room, manager = enter(admin=True), RoomFactory(), PersonFactory()
    typed = {
        "first_name": "Õie",
        "last_name": "Tamm",
        "email": "oie@agency.example",
        "office": room.building.office.pk,
        "room": room.number,
        "manager": manager.pk,
        "state": "active",
    }
    # when she adds and invites somebody
    response = client.post(reverse("person_new"), typed)
    person = Person.objects.get(email="oie@agency.example")
    assert response.url == reverse("person", args=[person.pk])
    assert (person.room, person.manager) == (room, manager)
    client.post(reverse("person_invite", args=[person.pk]))
    assert Event.objects.get(kind="person.invited").actor == admin
    # when she edits, then the form starts with what is known
    page = soup(client.get(reverse("person_edit", args=[person.pk])))
    assert page.select_one("#id_room")["value"] == room.number
    assert page.select_one("input[name=manager][type=radio][checked]")["value"] == str(manager.pk)
    client.post(
        reverse("person_edit", args=[person.pk]), {**typed, "phone": "555", "room": "", "manager": ""}
    )
    person.refresh_from_db()
    assert (person.phone, person.room, person.manager) == ("555", None, None)


def test_a_wrong_form_comes_back_with_everything_typed(client: Any, enter: Any) -> None:
    # given an address in use
    enter(admin=True)
    office = OfficeFactory()
    PersonFactory(email="oie@agency.example")
    typed = {
        "first_name": "Õie",
        "last_name": "Tamm",
        "email": "oie@agency.example",
        "state": "active",
        "office": office.pk,
    }
    # when it is sent, with a room that is not there and then without
    for more, sentence in (({"room": "999"}, "no room 999"), ({}, "address already")):
        response = client.post(reverse("person_new"), typed | more)
        # then the summary says why and nothing is lost
        page = soup(response)
        assert response.status_code == 422
        assert sentence in page.select_one(".errors").text
        assert page.title.text.startswith("Error:")
        assert page.select_one("#id_first_name")["value"] == "Õie"
        assert page.select_one("#id_office option[selected]")["value"] == str(office.pk)


def test_a_role_is_given_and_ended_on_the_screen(client: Any, enter: Any) -> None:
    # given an administrator
    admin, person, office = enter(admin=True), PersonFactory(), OfficeFactory()
    today = timezone.localdate().isoformat()
    typed = {"role": "contact", "office": "", "rank": "primary", "since": today}
    # when a contact person gets no office, then the form says so
    assert "needs an office" in client.post(reverse("role_give", args=[person.pk]), typed).text
    # when the office is there, then the role is given
    response = client.post(reverse("role_give", args=[person.pk]), {**typed, "office": office.pk})
    assert response.url == reverse("person", args=[person.pk])
    role = RoleAssignment.objects.get(person=person)
    assert (role.office, role.given_by) == (office, admin)
    # when it is ended, then the person's page says so
    page = client.post(reverse("role_end", args=[role.pk]), follow=True)
    assert "The role has ended." in page.text


def test_the_last_administrator_reads_why_not(client: Any, enter: Any) -> None:
    # given the last administrator
    admin = enter(admin=True)
    role = RoleAssignment.objects.get(person=admin)
    # when she ends her own role or service, then her page says why not
    for url in (reverse("role_end", args=[role.pk]), reverse("person_left", args=[admin.pk])):
        response = client.post(url)
        assert response.status_code == 409
        assert "last administrator" in soup(response).select_one("[role=alert]").text


def test_a_deputy_is_found_chosen_and_appointed_without_scripts(client: Any, enter: Any) -> None:
    # given a head and somebody
    head, other = enter(head=True), PersonFactory(first_name="Jüri", last_name="Lepik")
    url, today = reverse("deputy_appoint", args=[head.pk]), timezone.localdate()
    until = (today + timedelta(days=3)).isoformat()
    typed = {"scope": "head", "since": today.isoformat(), "until": until}
    # when she searches by the button, or by Enter
    for more in ({"find": "1"}, {}):
        response = client.post(url, {**typed, "who": "juri lep", **more})
        page = soup(response)
        # then the other stands there to choose, nothing typed is lost and nothing is judged
        assert response.status_code == 200
        assert page.select_one("input[name=deputy]")["value"] == str(other.pk)
        assert page.select_one("#id_until")["value"] == until
        assert page.select_one("#id_scope option[selected]")["value"] == "head"
        assert not page.select(".errors")
    # when nobody is chosen, then the summary leads to the search field
    response = client.post(url, typed)
    assert response.status_code == 422
    assert soup(response).select_one('.errors a[href="#id_deputy"]')
    assert soup(response).select_one("input#id_deputy")
    # when he is chosen, then he is appointed, and a second time is refused with him still chosen
    assert client.post(url, {**typed, "deputy": other.pk}).status_code == 302
    assert Deputy.objects.get().deputy == other
    again = client.post(url, {**typed, "deputy": other.pk})
    assert again.status_code == 422
    assert soup(again).select_one("input[name=deputy][checked]")["value"] == str(other.pk)


def test_days_in_the_wrong_order_or_without_an_end(client: Any, enter: Any) -> None:
    # given somebody
    person, other = enter(), PersonFactory()
    today = timezone.localdate()
    # when the days make no sense, then the field says so
    wrong = {"since": today.isoformat(), "until": (today - timedelta(days=1)).isoformat()}
    response = client.post(reverse("absence_enter", args=[person.pk]), wrong)
    assert soup(response).select_one("#id_until_error")
    endless = {"deputy": other.pk, "scope": "all", "since": today.isoformat()}
    response = client.post(reverse("deputy_appoint", args=[person.pk]), endless)
    assert soup(response).select_one("#id_until_error")
    # and a standing deputy needs no end, nor does an absence
    assert (
        client.post(reverse("deputy_appoint", args=[person.pk]), {**endless, "standing": "on"}).status_code
        == 302
    )
    enter_url = reverse("absence_enter", args=[person.pk])
    assert client.post(enter_url, {"since": today.isoformat()}).status_code == 302
    assert "away now" in client.get(reverse("person", args=[person.pk])).text


def test_the_search_part_names_its_radio_buttons(client: Any, enter: Any) -> None:
    # given 25 people of one name and one who left
    enter()
    for _ in range(25):
        PersonFactory(first_name="Kadri", last_name="Mets")
    PersonFactory(first_name="Kadri", last_name="Mets", state=PersonState.LEFT)
    # when the part is asked for
    page = soup(client.get("/people/find/?q=kadri+mets&field=requester"))
    # then at most twenty buttons of that name come, each with its label
    buttons = page.select("input[type=radio][name=requester]")
    assert len(buttons) == 20
    assert all(page.select_one(f'label[for="{one["id"]}"]') for one in buttons)
    # and odd questions get a calm answer
    assert soup(client.get("/people/find/?who=kadri&field=%22%3E%3Cb%3E")).select("input[name=person]")
    assert not soup(client.get("/people/find/?q=")).select("input")
    assert client.get("/people/find/", {"q": "x" * 300}).status_code == 200


@pytest.mark.parametrize("chosen", ["²", "x", "9" * 30, "-1"])
def test_odd_choices_are_only_wrong(client: Any, enter: Any, chosen: str) -> None:
    # when something that is no number is sent as the chosen person, then the form says so
    person = enter()
    response = client.post(reverse("deputy_appoint", args=[person.pk]), {"deputy": chosen})
    assert response.status_code == 422
