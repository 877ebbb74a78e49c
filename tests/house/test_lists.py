"""Whatever stands in the parameters of a list: a page or a sentence, nothing run, nothing leaked."""

import pytest

from foundation.organisation.choices import Role
from tests.factories import DeputyFactory, OfficeFactory, PersonFactory, RoleAssignmentFactory
from tests.factories.requests_desk import TicketFactory
from tests.hostile import PARAMETERS
from tests.scale import times

pytestmark = pytest.mark.django_db

# Every list, and what it reads from the address; `after` is the key of the next page.
LISTS = {
    "/requests/": ("view", "after"),
    "/requests/around/": ("view", "q", "after"),
    "/requests/new/": ("category",),
    "/requests/queue/": ("view", "office", "category", "state", "q", "sort", "format", "after", "ticket"),
    "/people/": ("q", "office", "role", "left", "sort", "format", "after"),
    "/people/roles/": ("role", "office", "ended", "sort", "format", "after"),
    "/people/find/": ("q", "who", "field"),
    "/approvals/": ("view", "step", "after"),
    "/today/": ("view", "kind", "after"),
    "/requests/notices/": ("after",),
    "/requests/guides/": ("q", "after"),
    "/labels/": ("kind", "office", "only", "layout", "start", "shift_x", "shift_y"),
    "/L/": ("code",),
    "/partners/": ("q", "sort", "after"),
    "/requests/who-answers/": ("office",),
    "/find/": ("q",),
    "/imports/": ("importer", "state", "sort", "after"),
}


@pytest.fixture
def reader(client):
    """Somebody whom every list is open to, and a row in each of them."""
    office = OfficeFactory()
    person = PersonFactory(office=office, contact_of=office, admin=True, specialist=True)
    RoleAssignmentFactory(person=person, role=Role.HEAD)
    TicketFactory(requester=person, office=office)
    DeputyFactory(person=person)
    client.force_login(person)
    return person


def tries(names):
    """Parameters to write a string into at once; the key of a page alone, for a wrong one ends the look."""
    together = [name for name in names if name != "after"]
    alone = [[name] for name in names]
    return times(short=0, full=1) * alone or [together, *([["after"]] if "after" in names else [])]


@pytest.mark.proof("attack", "Strings are written into every parameter of every list")
@pytest.mark.parametrize("address", LISTS)
def test_a_list_takes_anything_in_its_address(reader, client, proved, address):
    asked = 0
    for text in PARAMETERS[:: times(short=2, full=1)]:
        for names in tries(LISTS[address]):
            # when a string stands in the address
            response = client.get(address, dict.fromkeys(names, text))
            # then the list says what it can, or that it makes no sense of it, or where to look
            assert response.status_code in (200, 302, 400, 404, 422), (names, text[:60])
            shown = response.content.decode()
            assert "<script>alert" not in shown
            assert "pbkdf2" not in shown
            asked += 1
    proved(asked=asked)
