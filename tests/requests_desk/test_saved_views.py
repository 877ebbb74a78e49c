"""Views of the queue that people keep: their own, or shared with the desk."""

import pytest
from bs4 import BeautifulSoup
from django.utils import translation

from requests_desk.actions.saved_views import MOST
from requests_desk.models import Category, SavedView
from tests.factories import OfficeFactory, PersonFactory
from tests.factories.requests_desk import SavedViewFactory, TicketFactory

pytestmark = pytest.mark.django_db
NEW = "/requests/queue/views/new/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def kadri(client):
    person = PersonFactory(specialist=True, language="en")
    client.force_login(person)
    return person


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def links(page):
    return {one.get_text(strip=True): one["href"] for one in page.select("nav.saved a.chip")}


def test_what_the_queue_is_narrowed_to_is_kept_and_opened_again(client, kadri):
    # given a queue narrowed to an office, a kind and words, and another order
    office, kind = OfficeFactory(name="Narva"), Category.objects.get(code="broken")
    inside = TicketFactory(office=office, category=kind, title="The lamp is out")
    TicketFactory(office=office, category=kind, title="The door")
    TicketFactory(title="Another lamp")
    narrowed = f"view=unassigned&office={office.pk}&category={kind.pk}&sort=priority"
    page = shown(client, f"/requests/queue/?{narrowed}")
    keep = page.select_one(f"nav.saved a[href^='{NEW}']")["href"]
    # when it is kept
    assert "Narva" in shown(client, keep).select_one(".page-head").get_text()
    response = client.post(keep, {"name": "Lamps of Narva"})
    # then one is back on it, it stands above the list as the current one, and shows the same rows
    assert response.status_code == 302
    assert response.url == f"/requests/queue/?{narrowed}"
    page = shown(client, response.url)
    assert page.select_one("nav.saved a[aria-current]").get_text(strip=True) == "Lamps of Narva"
    assert not page.select(f"nav.saved a[href^='{NEW}']")
    rows = shown(client, links(page)["Lamps of Narva"]).select(".row-item")
    assert {one["data-number"] for one in rows} >= {str(inside.number)}
    assert len(rows) == 2


def test_an_address_of_strangers_keeps_only_what_the_queue_knows(client, kadri):
    # when nonsense is kept
    asked = "view=evil&office=99999&state=x&sort=assignee__password&q=lamp&ticket=3&after=x&by=1"
    client.post(f"{NEW}?{asked}", {"name": "Odd", "owner": PersonFactory().pk})
    # then nothing of it is left but what can be asked
    view = SavedView.objects.get()
    kept = (view.owner, view.view, view.office, view.state, view.sort, view.words)
    assert kept == (kadri, "open", None, "", "", "")


def test_a_private_view_is_seen_by_its_owner_alone_and_a_shared_one_by_the_desk(client, kadri):
    # given views of a colleague
    other = PersonFactory(specialist=True)
    SavedViewFactory(owner=other, name="Private")
    SavedViewFactory(owner=other, name="Common", shared=True)
    # then the desk sees the shared one, and each reader only what they may see in it
    assert set(links(shown(client, "/requests/queue/"))) == {"Common"}
    assert "Private" not in shown(client, "/requests/queue/views/").get_text()
    # when its owner takes it back
    client.force_login(other)
    client.post(f"/requests/queue/views/{SavedView.objects.get(shared=True).pk}/", {"name": "Common"})
    # then nobody else has it any more
    client.force_login(kadri)
    assert not links(shown(client, "/requests/queue/"))


def test_the_same_name_replaces_and_another_ones_name_is_refused_to_a_change(client, kadri):
    # given a kept view, which another of the same name replaces
    client.post(f"{NEW}?view=overdue", {"name": "Mine first"})
    client.post(f"{NEW}?view=waiting", {"name": "mine FIRST", "shared": "on"})
    view = SavedView.objects.get()
    assert (view.view, view.shared) == ("waiting", True)
    # when another one is renamed to it
    other = SavedViewFactory(owner=kadri, name="Second")
    response = client.post(f"/requests/queue/views/{other.pk}/", {"name": "Mine First"})
    # then the form says so and keeps what was typed
    assert response.status_code == 422
    page = BeautifulSoup(response.content, "html.parser")
    assert "Choose a different one" in page.select_one(".errors").get_text()
    assert page.select_one("[name=name]")["value"] == "Mine First"


def test_one_keeps_at_most_thirty(client, kadri):
    for _number in range(MOST):
        SavedViewFactory(owner=kadri)
    response = client.post(f"{NEW}?view=overdue", {"name": "One more"})
    assert response.status_code == 422
    assert SavedView.objects.count() == MOST


def test_a_removed_view_is_gone_and_its_requests_stay(client, kadri):
    ticket, view = TicketFactory(), SavedViewFactory(owner=kadri)
    response = client.post(f"/requests/queue/views/{view.pk}/remove/", follow=True)
    assert f"“{view.name}” is removed." in response.content.decode()
    assert not SavedView.objects.exists()
    ticket.refresh_from_db()
