"""Requests of another desk from a file: ended ones only, once each, found by their old number, undone."""

import pytest

from foundation.events.models import Event
from foundation.imports.choices import BatchState
from foundation.notifications.models import Mail
from requests_desk import actions
from requests_desk.listing import reports
from requests_desk.models import Message, Origin, Stay, Ticket
from requests_desk.permissions import counted_for
from tests.factories import OfficeFactory, PersonFactory
from tests.factories.requests_desk import CategoryFactory

pytestmark = pytest.mark.django_db
HEAD = ["Key", "Summary", "Reporter", "Created", "Resolved", "Status", "Category", "Assignee", "Lahendus"]


@pytest.fixture
def people():
    office = OfficeFactory()
    asker = PersonFactory(email="mari@agency.example", office=office)
    return asker, PersonFactory(email="kadri@agency.example", specialist=True), CategoryFactory(code="light")


def line(key, *, who="mari@agency.example", filed="14.03.2025 09:20", ended="2025-03-15 16:05", status="Done",
         kind="light", solution="New bulb."):  # fmt: skip
    return [key, f"Lamp {key}", who, filed, ended, status, kind, "kadri@agency.example", solution]


def applied(client, batch):
    assert client.post(f"/imports/{batch.pk}/apply/").status_code == 302
    batch.refresh_from_db()
    assert batch.state == BatchState.APPLIED
    return batch


def test_ended_requests_come_over_once(client, bring, people):
    asker, solver, kind = people
    rows = [HEAD, line("INC-1"), line("INC-2", status="Canceled", solution="")]
    # when the file is applied, and the same one with one more line again
    applied(client, bring(rows, importer="history"))
    again = bring([*rows, line("INC-3")], importer="history")
    assert [one.verdict for one in again.rows.order_by("number")] == ["same", "same", "new"]
    applied(client, again)
    # then each is there once, as it ended, with its words, its way and its people, and nobody was told
    assert sorted(Origin.objects.values_list("number", flat=True)) == ["INC-1", "INC-2", "INC-3"]
    done = Ticket.objects.get(origin__number="INC-1")
    assert (done.state, done.requester, done.solved_by, done.category) == ("closed", asker, solver, kind)
    assert list(done.messages.values_list("text", flat=True)) == ["Lamp INC-1", "New bulb."]
    assert list(done.stays.values_list("state", flat=True)) == ["new", "resolved", "closed"]
    assert Ticket.objects.get(origin__number="INC-2").state == "cancelled"
    assert not Mail.objects.exists()
    assert Event.objects.filter(kind="ticket.imported").count() == 3
    # and the reports count them in the month in which they were
    actions.fold_all()
    assert actions.compare_counts() == 0
    told = reports.read(counted_for(solver), months=12, today=done.created_at.date())
    assert (told.now["arrived"], told.now["solved"], told.now["dropped"]) == (3, 2, 1)
    # and they are found by their words
    actions.index_ticket(done.pk)
    assert done in Ticket.objects.visible_to(solver).saying("lamps", solver)


def test_what_cannot_be_a_request_of_the_past_is_refused_with_its_reason(bring, people):
    rows = [
        HEAD, line("1"), line("1"), line("2", who="nobody@agency.example"), line("3", status="In progress"),
        line("4", filed="yesterday"), line("5", ended="01.01.2999"), line("6", filed="16.03.2025"),
        line("7", kind="unheard of"),
    ]  # fmt: skip
    batch = bring(rows, importer="history")
    reasons = [one.reason for one in batch.rows.order_by("number")]
    assert reasons == ["", "twice", "no_person", "still_open", "no_moment", "future", "order", "no_kind"]


def test_an_import_is_undone_unless_somebody_has_gone_on(client, bring, people):
    _asker, solver, _kind = people
    batch = applied(client, bring([HEAD, line("INC-1"), line("INC-2")], importer="history"))
    # when somebody replied to one, nothing is undone
    first = Ticket.objects.get(origin__number="INC-1")
    actions.edit(first.number, by=solver, was={"title": first.title}, now={"title": "Another"})
    client.post(f"/imports/{batch.pk}/undo/")
    assert Ticket.objects.count() == 2
    # else all of it goes, and the counts with it
    Ticket.objects.filter(pk=first.pk).update(version=0)
    client.post(f"/imports/{batch.pk}/undo/")
    assert [model.objects.count() for model in (Ticket, Stay, Message)] == [0, 0, 0]
    actions.fold_all()
    assert actions.compare_counts() == 0


def test_a_thousand_rows_take_as_many_statements_as_ten(client, bring, people, django_assert_max_num_queries):
    rows = [HEAD, *(line(f"INC-{number}") for number in range(300))]
    batch = bring(rows, importer="history")
    with django_assert_max_num_queries(60):
        applied(client, batch)
    assert Origin.objects.count() == 300
