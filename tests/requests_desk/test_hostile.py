"""Whatever is sent: no error page of ours, nothing run, nothing leaked."""

import uuid

import pytest

from requests_desk.models import Ticket
from tests.factories import PersonFactory
from tests.factories.requests_desk import TicketFactory
from tests.scale import times

pytestmark = pytest.mark.django_db

PAYLOADS = [
    "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'; DROP TABLE requests_desk_ticket; --",
    "{{ 7*7 }}{% debug %}", "${7*7}", "javascript:alert(1)", "\x00", "a\r\nBcc: x@y.example", "\u202egnp.exe",
    "../../etc/passwd",
    "=cmd|' /C calc'!A0", "x" * 10_000, "%s%n%d", "🔥" * 50, "\ud7ff\ue000", "NaN", "-1", "1e309",
    "999999999999999999999999", "9" * 5_000, "<svg/onload=alert(1)>",
    "]]>", "&lt;b&gt;", "on' autofocus onfocus='alert(1)", "\x0b\x1b[2J",
]  # fmt: skip
ORDERS = [
    "assignee__password", "-x,(select pg_sleep(3))", "_connector", "?", "requester__password", "pk",
    "-solve_by",
]  # fmt: skip


@pytest.fixture
def kadri(client):
    person = PersonFactory(specialist=True)
    client.force_login(person)
    return person


@pytest.mark.parametrize("order", ORDERS)
def test_only_declared_orders_sort(kadri, client, order):
    TicketFactory()
    response = client.get("/requests/queue/", {"sort": order})
    assert response.status_code == 200
    assert response.context["sort"] == "due"


FILED = (
    "text",
    "room",
    "category",
    "office",
    "urgency",
    "requester",
    "confidential",
    "who",
    "drop",
    "signer",
)
VERBS = ("reply", "wait", "resolve", "cancel", "reopen", "edit", "assign", "forward", "take", "not-solved")
SENT = ("text", "title", "to", "was", "until", "waiting_for", "address", "from", "room", "was_category")


STEP = times(short=3, full=1)  # each payload meets every third field and verb, the next one others


@pytest.mark.parametrize(("turn", "payload"), enumerate(PAYLOADS))
def test_every_field_takes_anything(kadri, client, turn, payload):
    # when fields of filing and of verbs hold the payload
    ticket = TicketFactory()
    good = {"text": "Tap", "category": "broken", "office": kadri.office_id}
    for name in FILED[turn % STEP :: STEP]:
        data = {**good, "form_key": str(uuid.uuid4()), name: payload}
        assert client.post("/requests/new/", data).status_code in (200, 302, 400, 422), name
    for verb in VERBS[turn % STEP :: STEP]:
        data = {**dict.fromkeys(SENT, payload), "form_key": str(uuid.uuid4())}
        response = client.post(f"/requests/{ticket.label}/{verb}/", data)
        assert response.status_code in (200, 302, 400, 403, 404, 409, 422), verb
    # then every page still opens, with the payload as words
    for one in Ticket.objects.visible_to(kadri):
        html = client.get(f"/requests/{one.label}/").content.decode()
        assert not any(live in html for live in ("<script>alert", "<svg/onload", "<img src=x"))


def test_a_reader_of_one_request_cannot_add_fields_of_the_row(client):
    # given a member of staff who sends every column of the row along
    person, other = PersonFactory(), PersonFactory()
    client.force_login(person)
    extra = {
        "state": "resolved",
        "assignee": other.pk,
        "number": 1,
        "priority": 1,
        "filed_by": other.pk,
        "version": 9,
    }
    client.post("/requests/new/", {"form_key": str(uuid.uuid4()), "text": "Tap", "category": "broken",
                                   "office": person.office_id, **extra})  # fmt: skip
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.assignee, ticket.filed_by, ticket.version) == ("new", None, person, 0)
    assert ticket.priority == 3
