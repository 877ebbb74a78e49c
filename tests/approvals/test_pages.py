"""The inbox and its forms, without scripts."""

import pytest
from django.core.management import call_command

from foundation.approvals.models import Approval, ApprovalStep
from foundation.events.models import ViewLog
from foundation.organisation.choices import Role
from requests_desk.choices import State
from requests_desk.models import Ticket
from tests.approvals.test_filing import edit, file, step_of
from tests.factories import DeputyFactory, PersonFactory, UnitFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def manager(unit):
    return PersonFactory(manager_of=unit, language="en")


@pytest.fixture
def marek(unit, manager):
    return PersonFactory(unit=unit, language="en")


@pytest.fixture
def chairs():
    return CategoryFactory(approval_route=RouteFactory())


def words(response):
    return response.content.decode()


def test_an_empty_inbox_says_so(client, manager):
    client.force_login(manager)
    assert "Nothing waits" in words(client.get("/approvals/"))
    assert "Nothing decided yet" in words(client.get("/approvals/?view=decided"))


def test_a_request_is_read_and_approved(client, marek, manager, chairs):
    # given a request that waits for the manager
    ticket = file(marek, chairs)
    step = step_of(ticket)
    client.force_login(manager)
    assert "1 matter waits for your decision" in words(client.get("/"))
    assert ticket.title in words(client.get("/approvals/"))
    # when it is opened, looked at a second time and approved
    assert "A new chair" in words(client.get(f"/approvals/{step.pk}/"))
    form = client.get(f"/approvals/{step.pk}/approve/").context["form"]
    response = client.post(f"/approvals/{step.pk}/approve/", {"seen": form["seen"].value()}, follow=True)
    # then the inbox is empty, work may start and the decision stands on both pages
    assert "Approved." in words(response)
    assert "Nothing waits" in words(response)
    assert Ticket.objects.get().state == State.NEW
    assert ticket.title in words(client.get("/approvals/?view=decided"))
    client.force_login(marek)
    assert "Approved. Work may start" in words(client.get(f"/requests/{ticket.label}/"))


def test_a_return_without_a_reason_keeps_the_form(client, marek, manager, chairs):
    step = step_of(file(marek, chairs))
    client.force_login(manager)
    seen = step.approval.fingerprint
    response = client.post(f"/approvals/{step.pk}/return/", {"seen": seen, "reason": " "})
    assert response.status_code == 422
    assert "Write the reason" in words(response)
    assert response.context["form"]["seen"].value() == seen
    client.post(f"/approvals/{step.pk}/return/", {"seen": seen, "reason": "Next <b>year</b>."})
    page = words(client.get(f"/approvals/{step.pk}/"))
    assert "Next &lt;b&gt;year&lt;/b&gt;." in page


def test_the_deputy_was_faster(client, marek, manager, chairs):
    # given a step that a deputy has decided meanwhile
    deputy = DeputyFactory(person=manager, deputy=PersonFactory(language="en")).deputy
    step = step_of(file(marek, chairs))
    client.force_login(deputy)
    client.post(f"/approvals/{step.pk}/approve/", {"seen": step.approval.fingerprint})
    # when the manager says no
    client.force_login(manager)
    sent = {"seen": step.approval.fingerprint, "reason": "No."}
    response = client.post(f"/approvals/{step.pk}/return/", sent)
    # then it says who decided for whom, keeps the words, and nothing has changed
    assert response.status_code == 409
    assert f"{deputy.full_name} has already approved this for {manager.full_name}" in words(response)
    assert response.context["form"]["reason"].value() == "No."
    assert Approval.objects.get().state == "approved"
    assert f"{deputy.full_name} for {manager.full_name}" in words(client.get("/approvals/?view=decided"))


def test_what_changed_meanwhile_is_shown_and_not_approved(client, marek, manager, chairs):
    ticket = file(marek, chairs)
    step = step_of(ticket)
    client.force_login(manager)
    edit(ticket, PersonFactory(specialist=True), title="Two golden chairs")
    response = client.post(f"/approvals/{step.pk}/approve/", {"seen": step.approval.fingerprint})
    assert response.status_code == 409
    assert "Two golden chairs" in words(response)
    assert f"/approvals/{step_of(ticket).pk}/" in words(response)
    assert Ticket.objects.get().state == State.WAITING


def test_ones_own_is_shown_without_a_way_to_decide(client, marek, chairs):
    step = step_of(file(marek, chairs))
    client.force_login(marek)
    page = words(client.get(f"/approvals/{step.pk}/"))
    assert "Somebody else decides" in page
    assert "/approve/" not in page
    response = client.post(f"/approvals/{step.pk}/approve/", {"seen": step.approval.fingerprint})
    assert "Nobody decides on what they asked for themselves" in words(response)


@pytest.mark.django_db(transaction=True)
def test_a_confidential_request_is_read_by_its_approver_alone_and_each_look_is_noted(
    client, marek, manager, chairs
):
    # given a confidential request that waits, and others who would see an ordinary one
    ticket = file(marek, chairs, confidential=True)
    step = step_of(ticket)
    deputy = DeputyFactory(person=manager, deputy=PersonFactory()).deputy
    for other in (deputy, PersonFactory(specialist=True), PersonFactory(contact_of=marek.office)):
        client.force_login(other)
        assert client.get(f"/requests/{ticket.label}/").status_code == 404
        assert client.get(f"/approvals/{step.pk}/").status_code == 404
    assert not looks(manager)
    # when the manager reads it
    client.force_login(manager)
    assert "A new chair" in words(client.get(f"/approvals/{step.pk}/"))
    assert client.get(f"/requests/{ticket.label}/").status_code == 200
    # then both looks are noted, and after the decision it is closed to them again
    assert looks(manager) == 2
    client.post(f"/approvals/{step.pk}/approve/", {"seen": step.approval.fingerprint})
    assert client.get(f"/requests/{ticket.label}/").status_code == 404
    assert "A new chair" not in words(client.get("/approvals/?view=decided"))


def looks(person):
    """How often the person looked."""
    return ViewLog.objects.filter(person_id=person.pk).count()


@pytest.mark.parametrize(
    "query", ["?step=x", "?step=99999999999", "?view=nonsense", "?after=nonsense", "?step=0"]
)
def test_odd_addresses_are_no_faults(client, manager, query):
    client.force_login(manager)
    assert client.get(f"/approvals/{query}").status_code in (200, 400, 404)


def test_somebody_with_the_role_by_name_alone_sees_nothing(client, marek, manager, chairs):
    """A manager of another unit."""
    step = step_of(file(marek, chairs))
    client.force_login(PersonFactory(manager_of=UnitFactory()))
    assert client.get(f"/approvals/{step.pk}/").status_code == 404
    assert ApprovalStep.objects.filter(role=Role.MANAGER).count() == 1


def test_the_demo_has_some_that_wait_and_some_that_are_decided(capsys):
    call_command("demo")
    assert {"approved", "open"} <= set(Approval.objects.values_list("state", flat=True))
