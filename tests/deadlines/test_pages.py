"""The Today page, the answers given on it, and the calendar feed, through the browser's addresses."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from foundation.deadlines.models import CalendarLink, Deadline
from foundation.deadlines.terms import end_of_day
from foundation.organisation.actions import mark_left
from tests.factories import DeputyFactory, PersonFactory
from tests.factories.deadlines import DeadlineFactory

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)  # a Tuesday
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now():
    """It stays Tuesday."""
    with time_machine.travel(NOON, tick=False):
        yield


def due(person, days, number, **more):
    """A check of the person that is due in so many days."""
    at = NOON + days * DAY
    return DeadlineFactory(responsible=person, subject_id=number, due_at=at, set_at=NOON - 9 * DAY, **more)


def page(client, person, address="/today/"):
    """The Today page as somebody sees it."""
    client.force_login(person)
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def sections(html):
    """Names of the sections with the numbers of their checks."""
    parts = re.split(r'<section aria-labelledby="section-(\w+)">', html)[1:]
    return {
        name: re.findall(r'href="/probe/(\d+)/"', text)
        for name, text in zip(parts[::2], parts[1::2], strict=True)
    }


def test_everything_stands_under_its_day(client):
    # given deadlines of two weeks and more
    person = PersonFactory(language="en")
    for number, days in enumerate((-2, 0.1, 1, 3, 6, 12.5, 13, 15), start=1):
        due(person, days, number)
    # when the person opens the page, then each stands where it belongs, and none that is further away
    html = page(client, person)
    assert sections(html) == {
        "over": ["1"], "today": ["2"], "tomorrow": ["3"], "week": ["4"], "next": ["5"], "later": ["6", "7"],
    }  # fmt: skip
    assert "Today, Tuesday 24.11" in html
    assert "Tomorrow, Wednesday 25.11" in html
    assert "2 days over" in html


def drawn(html):
    """The table below the picture of the weeks: week to number."""
    table = html.partition("<caption")[2].partition("</table>")[0]
    rows = re.findall(r'<th scope="row">(\d+)</th>(.*?)</tr>', table)
    return {int(week): int(re.findall(r'class="num">(\d+)', cells)[-1]) for week, cells in rows}


def test_the_weeks_are_drawn_as_they_are_listed_without_what_one_may_not_see(client, seen):
    # given deadlines of this week, over ones too, of later ones and one that is too far away; one is unseen
    person = PersonFactory(language="en")
    for number, days in enumerate((-9, -1, 1, 3, 6, 7, 14, 40, 90), start=1):
        due(person, days, number, kind="probe.visit" if number % 2 else "probe.check")
    due(person, 6, 20)
    seen.hidden = {20}
    # when the page is opened
    html = page(client, person)
    # then picture and table hold the same numbers, and the sentence names the fullest week
    assert drawn(html) == {48: 3, 49: 2, 50: 1, 51: 0, 52: 0, 53: 1, 1: 0, 2: 0}
    assert [int(one) for one in re.findall(r'class="val"[^>]*>(\d+)<', html)] == [3, 2, 1, 1]
    assert "Week 48 is the fullest: 3 deadlines." in html
    # nor is a week drawn for somebody without deadlines, or for everybody's
    assert '<svg class="chart' not in page(client, PersonFactory())
    assert '<svg class="chart' not in page(client, PersonFactory(head=True), "/today/?view=all")


def test_an_empty_page_says_so(client):
    assert "Nothing due in 14 days" in page(client, PersonFactory(language="en"))


def test_one_sees_own_deadlines_those_one_acts_for_and_those_of_ones_roles(client, seen):
    # given deadlines of oneself, of somebody one acts for, of one's role and of a stranger; one is unseen
    person, absent = PersonFactory(specialist=True, language="en"), PersonFactory()
    DeputyFactory(person=absent, deputy=person)
    due(person, 1, 1)
    due(absent, 1, 2)
    due(None, 1, 3, role="specialist")
    due(PersonFactory(), 1, 4)
    due(None, 1, 5, role="finance")
    due(person, 1, 6)
    seen.hidden = {6}
    # then the page shows the first three, and whose they are
    html = page(client, person)
    assert sections(html)["tomorrow"] == ["1", "2", "3"]
    assert f"{absent.full_name} (you stand in)" in html
    assert "1 deadline in this list" in html
    assert "nobody has it yet" in html
    assert "Everybody" not in html
    # and the head all that may be seen, when asked for
    head = PersonFactory(head=True, language="en")
    assert sections(page(client, head)) == {}
    assert sections(page(client, head, "/today/?view=all"))["tomorrow"] == ["1", "2", "3", "4", "5"]
    # but nobody else by that address
    assert sections(page(client, person, "/today/?view=all"))["tomorrow"] == ["1", "2", "3"]


def test_kinds_are_chosen_by_chips_and_nonsense_changes_nothing(client):
    person = PersonFactory(language="en")
    due(person, 1, 1)
    due(person, 1, 2, kind="probe.visit")
    assert sections(page(client, person, "/today/?kind=probe.visit"))["tomorrow"] == ["2"]
    assert sections(page(client, person, "/today/?kind=%27nonsense"))["tomorrow"] == ["1", "2"]
    assert client.get("/today/?after=nonsense").status_code == 400


def test_a_long_list_goes_on_by_key(client):
    person = PersonFactory(language="en")
    for number in range(1, 131):
        due(person, 1, number)
    first = page(client, person)
    rest = page(client, person, re.search(r'href="(\?after=[^"]+)"', first)[1].replace("?", "/today/?"))
    assert sections(first)["tomorrow"] + sections(rest)["tomorrow"] == [
        str(number) for number in range(1, 131)
    ]


def test_acknowledging_is_offered_once_it_is_soon_and_answered_in_place(client):
    # given one deadline that is soon and one in good time
    person = PersonFactory(language="en")
    soon = due(person, 0.5, 1)
    due(person, 5, 2)
    assert page(client, person).count('/acknowledge/" hx-post') == 1
    # when the person acknowledges by htmx, then the row comes back, focused, without the button
    response = client.post(f"/today/{soon.pk}/acknowledge/", headers={"HX-Request": "true"})
    assert response.templates[0].name == "deadlines/_row.html"
    assert "acknowledged by " + person.full_name in response.content.decode()
    assert "data-focus" in response.content.decode()
    assert "/acknowledge/" not in response.content.decode()
    # and without a script one is led back to where one was, but to no other host
    for wanted, led in (("/today/?view=all", "/today/?view=all"), ("https://elsewhere.example/", "/today/")):
        response = client.post(f"/today/{soon.pk}/acknowledge/", {"next": wanted})
        assert (response.status_code, response.url) == (302, led)


def test_putting_off_asks_for_a_day_and_moves_the_row(client):
    # given an overdue deadline
    person = PersonFactory(language="en")
    row = due(person, -1, 1)
    client.force_login(person)
    assert 'value="2026-11-25"' in client.get(f"/today/{row.pk}/snooze/").content.decode()
    # when a day is missing, wrong, past or too far away, then a sentence says what to do and nothing is lost
    for typed, said in (
        ("", "This field is required"), ("2026-11-24", "Choose a day from 25.11.2026 to 23.01.2027."),
        ("2027-06-01", "Choose a day from"), ("31.31.2026", "Enter a valid date"),
    ):  # fmt: skip
        response = client.post(f"/today/{row.pk}/snooze/", {"until": typed})
        assert response.status_code == 422
        assert said in response.content.decode()
        assert typed in response.content.decode()
    # when it is right, then the row stands under the chosen day and says so
    assert client.post(f"/today/{row.pk}/snooze/", {"until": "2026-11-27"}).status_code == 302
    html = page(client, person)
    assert sections(html) == {"week": ["1"]}
    assert "put off to 27.11.2026" in html


def test_a_deadline_about_something_unseen_is_not_there(client, seen):
    person = PersonFactory()
    row = due(person, 1, 1)
    seen.hidden = {1}
    client.force_login(person)
    assert client.get(f"/today/{row.pk}/snooze/").status_code == 404
    assert client.post(f"/today/{row.pk}/acknowledge/").status_code == 404
    assert Deadline.objects.get().acknowledged_at is None


# --- the calendar feed ----------------------------------------------------------------------------
def made_link(client, person):
    """The address of a new calendar link, without its host."""
    client.force_login(person)
    html = client.post("/today/calendar/").content.decode()
    return re.search(r'value="http://testserver(/calendar/[^"]+\.ics)"', html)[1]


def test_a_calendar_program_gets_the_deadlines_without_a_session(client, seen):
    # given deadlines at an hour, at the end of a day, restricted and unseen; the program is not signed in
    person = PersonFactory(language="en")
    due(person, 1, 1)
    row = due(person, 2, 2)
    Deadline.objects.filter(pk=row.pk).update(due_at=end_of_day(timezone.localdate() + 2 * DAY), soon_at=None)
    due(person, 3, 3)
    due(person, 4, 4)
    due(PersonFactory(), 1, 5)
    seen.restricted, seen.hidden = {3}, {4}
    address = made_link(client, person)
    client.logout()
    # when it asks
    response = client.get(address)
    text = response.content.decode().replace("\r\n ", "")
    # then it gets what the person may see, and of the restricted one no words
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert re.findall(r"SUMMARY:(.*)\r", text) == ["Check 1", "Check 2", "No 3"]
    assert "DTSTART:20261125T110000Z" in text
    assert "DTSTART;VALUE=DATE:20261126" in text
    assert "URL:http://testserver/probe/1/" in text
    assert text.count("the cellar") == 2
    assert "private" in response.headers["Cache-Control"]
    # and nothing new is told as such
    with time_machine.travel(NOON + timedelta(minutes=9), tick=False):
        again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        Deadline.objects.filter(subject_id=1).update(due_at=NOON + 2 * DAY)
        assert client.get(address, headers={"If-None-Match": response.headers["ETag"]}).status_code == 200


def test_a_link_is_kept_as_a_hash_and_ends_by_renewal_revocation_and_leaving(client):
    person = PersonFactory()
    first = made_link(client, person)
    assert first.split("/")[-1].removesuffix(".ics") not in str(list(CalendarLink.objects.values()))
    # when it is made anew, then the old one is gone
    second = made_link(client, person)
    assert [client.get(one).status_code for one in (first, second)] == [404, 200]
    # when it is revoked, then it is gone as any other that never was
    assert client.post("/today/calendar/revoke/").status_code == 302
    assert client.get(second).status_code == client.get("/calendar/never.ics").status_code == 404
    # when the person leaves, then their link ends too
    third = made_link(client, person)
    mark_left(person, by=None)
    client.logout()
    assert client.get(third).status_code == 404


def test_the_feed_speaks_the_language_of_its_person(client):
    address = made_link(client, PersonFactory(language="et"))
    client.logout()
    response = client.get(address, headers={"Accept-Language": "en"})
    assert "Tähtajad" in response.content.decode()
