"""Screens of people: who may open them, what they show, and that nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from foundation.organisation.choices import PersonState, Role
from foundation.organisation.models import Absence, Deputy, Person, RoleAssignment
from tests.factories import (
    AbsenceFactory,
    DeputyFactory,
    OfficeFactory,
    PersonFactory,
    RoleAssignmentFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def soup(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def names_in(response: Any) -> list[str]:
    return [row.a.text for row in soup(response).select("tbody tr th")]


# --- rights -----------------------------------------------------------------------------------------------

OPEN_TO_ALL = ["person_list", "person_find"]
OF_ADMIN = ["person_new", "person_edit", "role_give"]
POSTS_OF_ADMIN = ["person_invite", "person_left"]
OF_APPOINTERS = ["deputy_appoint", "absence_enter"]


def address(name: str, person: Person) -> str:
    return reverse(name, args=[] if name in (*OPEN_TO_ALL, "person_new", "role_list") else [person.pk])


@pytest.mark.parametrize("name", [*OPEN_TO_ALL, *OF_ADMIN, *OF_APPOINTERS, "person", "role_list"])
def test_strangers_are_sent_to_sign_in(client: Any, name: str) -> None:
    # when somebody who has not signed in asks, then the sign-in answers
    response = client.get(address(name, PersonFactory()))
    assert response.status_code == 302
    assert "login" in response.url


@pytest.mark.parametrize(
    ("kind", "opens"),
    [
        ({}, OPEN_TO_ALL),
        ({"specialist": True}, [*OPEN_TO_ALL, *OF_APPOINTERS]),
        ({"head": True}, [*OPEN_TO_ALL, *OF_APPOINTERS, "role_list"]),
        ({"auditor": True}, [*OPEN_TO_ALL, "role_list"]),
        ({"admin": True}, [*OPEN_TO_ALL, *OF_ADMIN, *OF_APPOINTERS, "role_list"]),
    ],
)
def test_each_role_opens_its_pages(client: Any, enter: Any, kind: dict[str, Any], opens: list[str]) -> None:
    # given somebody of a kind
    enter(**kind)
    other = PersonFactory()
    # when they open the pages of somebody else, then those of their role open and the others say 403
    for name in [*OPEN_TO_ALL, *OF_ADMIN, *OF_APPOINTERS, "role_list"]:
        assert client.get(address(name, other)).status_code == (200 if name in opens else 403), name
    for name in POSTS_OF_ADMIN:
        assert client.post(address(name, other)).status_code == (302 if "admin" in kind else 403), name


def test_steps_on_somebody_elses_rows_need_the_right(client: Any, enter: Any) -> None:
    # given a member of staff, and somebody else's rows
    enter()
    rows = {
        "role_end": RoleAssignmentFactory(),
        "deputy_revoke": DeputyFactory(),
        "absence_cancel": AbsenceFactory(),
    }
    # when she tries to end them, then no
    for name, row in rows.items():
        assert client.post(reverse(name, args=[row.pk])).status_code == 403
        assert client.get(reverse(name, args=[row.pk])).status_code == 405
    assert Deputy.objects.get().revoked_at is None
    assert Absence.objects.get().cancelled_at is None


def test_whom_one_does_not_know_is_not_there(client: Any, enter: Any) -> None:
    # given an administrator
    enter(admin=True)
    # when she asks for nobody, then each page says 404
    for name in ("person", "person_edit", "role_give", "deputy_appoint", "absence_enter"):
        assert client.get(reverse(name, args=[999999])).status_code == 404
    for name in ("person_invite", "person_left", "role_end", "deputy_revoke", "absence_cancel"):
        assert client.post(reverse(name, args=[999999])).status_code == 404


# --- lists --------------------------------------------------------------------------------------------------


def test_people_are_found_by_parts_of_names_without_dots(client: Any, enter: Any) -> None:
    # given three people
    enter(first_name="Zzz", last_name="Zzz")
    PersonFactory(first_name="Õie", last_name="Tamm-Kask")
    PersonFactory(first_name="Oie", last_name="Lepik")
    # when somebody types without dots and capitals, then the right one is found
    assert names_in(client.get("/people/?q=oie+tamm")) == ["Õie Tamm-Kask"]
    assert len(names_in(client.get("/people/?q=OIE"))) == 2
    assert b"Nobody found" in client.get("/people/?q=nimetu").content


def test_people_by_office_role_and_leaving(client: Any, enter: Any) -> None:
    # given a contact person, a cleared one and one who left
    enter(first_name="A", last_name="A")
    office = OfficeFactory()
    PersonFactory(first_name="B", last_name="B", office=office, contact_of=office)
    PersonFactory(first_name="C", last_name="C", cleared=True)
    PersonFactory(first_name="D", last_name="D", state=PersonState.LEFT)
    # then each filter finds its own, and clearance is nobody's business
    assert names_in(client.get(f"/people/?office={office.pk}")) == ["B B"]
    assert names_in(client.get("/people/?role=contact")) == ["B B"]
    assert names_in(client.get("/people/?role=cleared")) == ["A A", "B B", "C C"]
    assert names_in(client.get("/people/?left=on")) == ["A A", "B B", "C C", "D D"]
    assert names_in(client.get("/people/?sort=-last_name")) == ["C C", "B B", "A A"]
    assert "Clearance" not in client.get("/people/").text
    assert "Facility contact person" in soup(client.get("/people/?role=contact")).tbody.text


def test_the_list_goes_on_behind_fifty_rows_in_every_order(client: Any, enter: Any) -> None:
    # given 60 people, some without an office or unit
    enter()
    for number in range(59):
        PersonFactory(**({"office": None, "unit": None} if number % 3 == 0 else {}))
    # when the next pages are followed, then everybody comes once
    for sort in ("last_name", "office__name", "-office__name", "unit__name"):
        first = client.get(f"/people/?sort={sort}")
        more = soup(first).select_one("a[rel=next]")["href"]
        both = names_in(first) + names_in(client.get(f"/people/{more}"))
        assert len(both) == len(set(both)) == 60
    assert client.get("/people/?after=nonsense").status_code == 400


def test_htmx_gets_the_rows_only(client: Any, enter: Any) -> None:
    # when htmx asks, then no page around the rows comes
    enter(admin=True)
    for url in ("/people/", "/people/roles/"):
        part = client.get(url, headers=HTMX)
        assert b"<html" not in part.content
        assert soup(part).table


@pytest.mark.parametrize("rows", [1, 30])
def test_lists_and_pages_cost_the_same_for_any_number_of_rows(client: Any, enter: Any, rows: int) -> None:
    # given an administrator and many different people, roles, deputies and absences
    reader = enter(admin=True)
    today = timezone.localdate()
    for number in range(rows):
        person = PersonFactory(specialist=True, contact_of=OfficeFactory(), manager_of=UnitFactory())
        DeputyFactory(person=person, deputy=reader, standing=True)
        RoleAssignmentFactory(
            person=reader, role=Role.CONTACT, given_by=person, ended_at=timezone.now(), ended_by=person
        )
        start = today + timedelta(days=7 * number + 1)
        AbsenceFactory(person=reader, period=(start, start + timedelta(days=3)))
    counts = {}
    # when the pages are read
    for url in ("/people/", "/people/roles/", f"/people/{reader.pk}/", "/people/find/?q=staff"):
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url).status_code == 200
        counts[url] = sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE", "SET")) for one in seen)
    # then the number of statements does not follow the number of rows
    assert list(counts.values()) == [4, 4, 7, 3]


def test_the_role_list_is_a_review_list(client: Any, enter: Any) -> None:
    # given roles of several kinds, one ended
    admin = enter(admin=True)
    office = OfficeFactory()
    role = RoleAssignmentFactory(role=Role.CONTACT, office=office, given_by=admin)
    client.post(reverse("role_end", args=[RoleAssignmentFactory(role=Role.HEAD).pk]))
    # when the list is read
    page = soup(client.get("/people/roles/"))
    # then it says who, where, when and by whom, and offers to end
    row = next(one for one in page.select("tbody tr") if office.name in one.text)
    assert role.person.full_name in row.text
    assert admin.full_name in row.text
    assert "from 1.01.2020" in row.text
    assert row.select_one("form[method=post] button")
    assert "Head of facilities" not in page.tbody.text
    # and the ended one on request
    ended = soup(client.get("/people/roles/?ended=on&role=head")).tbody
    assert len(ended.select("tr")) == 1
    assert not ended.select("button")


# --- one person ---------------------------------------------------------------------------------------------


def test_who_gave_a_role_is_for_those_who_review(client: Any, enter: Any) -> None:
    # given a cleared specialist and somebody who gave it
    giver, person = PersonFactory(), PersonFactory(specialist=True, cleared=True)
    RoleAssignment.objects.update(given_by=giver)
    # when a member of staff reads the page, then the role is there without the giver and the clearance
    enter()
    text = client.get(f"/people/{person.pk}/").text
    assert "Facilities specialist" in text
    assert "Clearance" not in text
    assert giver.full_name not in text
    # when an auditor reads it, then both are, and nothing to press
    enter(auditor=True)
    page = soup(client.get(f"/people/{person.pk}/"))
    assert "Clearance" in page.main.text
    assert giver.full_name in page.main.text
    assert not page.main.select("form")


def test_ones_own_page_offers_deputies_and_absences(client: Any, enter: Any) -> None:
    # given a member of staff with a deputy and an absence to come
    person = enter()
    row, absence = DeputyFactory(person=person), AbsenceFactory(person=person)
    # when she opens her own page
    page = soup(client.get("/people/me/", follow=True))
    # then she finds both and can end both
    for name, one in (("deputy_revoke", row), ("absence_cancel", absence)):
        assert page.select_one(f'form[action="{reverse(name, args=[one.pk])}"]')
        client.post(reverse(name, args=[one.pk]))
    row.refresh_from_db()
    absence.refresh_from_db()
    assert row.revoked_by == absence.cancelled_by == person


def test_the_menu_shows_what_the_role_opens(client: Any, enter: Any) -> None:
    # given two kinds of people, then each sees their own entries
    enter()
    links = {a["href"] for a in soup(client.get("/people/")).select("nav.side a")}
    assert "/people/me/" in links
    assert not links & {"/people/", "/people/roles/"}
    enter(admin=True)
    links = {a["href"] for a in soup(client.get("/people/")).select("nav.side a")}
    assert {"/people/", "/people/roles/", "/people/me/"} <= links
