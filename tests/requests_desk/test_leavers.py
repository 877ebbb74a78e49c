"""Workplaces of people who leave: the list is what they hold, and closes when nothing is left."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from foundation.core.access import NotYours
from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from foundation.organisation.actions import mark_left
from foundation.organisation.choices import PersonState, Role
from requests_desk import actions, tasks
from requests_desk.choices import CaseKind, CaseState, StepState
from requests_desk.models import Step, WorkplaceCase, WorkplaceTemplate
from tests.factories import PersonFactory, RoleAssignmentFactory
from tests.factories.requests_desk import TicketFactory
from tests.factories.workplaces import (
    StepFactory,
    TemplateStepFactory,
    WorkplaceCaseFactory,
    WorkplaceTemplateFactory,
)
from tests.requests_desk.probe import ledger

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    vars(ledger).update(vars(type(ledger)()))
    with translation.override("en"):
        yield


@pytest.fixture
def template():
    made = WorkplaceTemplateFactory(kind=CaseKind.LEAVER)
    TemplateStepFactory(template=made, code="computer", name_en="Computer returned", days_before=0)
    return made


@pytest.fixture
def manager():
    return PersonFactory(language="en")


@pytest.fixture
def leaver(manager):
    return PersonFactory(manager=manager)


@pytest.fixture
def specialist():
    return PersonFactory(specialist=True, language="en")


def file(template, leaver, by, **more):
    day = timezone.localdate() + timedelta(days=20)
    values = {"form_key": uuid.uuid4(), "template": template, "day": day, "office": leaver.office, **more}
    return actions.file_workplace(by=by, person=leaver, manager=leaver.manager, **values)


def listed(case):
    """What the list holds of things, by provider and key, and how each stands."""
    rows = case.steps.exclude(holding_provider="")
    return {(one.holding_provider, one.holding_key): one.state for one in rows}


def issued(leaver, **more):
    """Something that the newcomer's case of the person gave into use."""
    step = {"state": StepState.DONE, "ended_at": timezone.now(), "returnable": True, **more}
    return StepFactory(case=WorkplaceCaseFactory(person=leaver), **step)


def test_the_list_is_what_the_person_holds_by_every_part_of_the_system(template, leaver, specialist):
    # given somebody with things of two parts, a role, a request to solve and a phone from their first day
    ledger.held = {leaver.pk: ["laptop", "desk"], -leaver.pk: ["k7"]}
    role = RoleAssignmentFactory(person=leaver, role=Role.FINANCE)
    RoleAssignmentFactory(person=leaver, role=Role.CLEARED)  # nobody's business
    TicketFactory(assignee=leaver)
    phone = issued(leaver, code="phone")
    issued(leaver, code="badge", returned_at=timezone.now(), returned_by=specialist)
    # when they leave
    case = file(template, leaver, specialist)
    # then the list equals the ledger, and the register says that they are leaving
    assert listed(case) == dict.fromkeys(
        [
            ("probe", "laptop"), ("probe", "desk"), ("probe-keys", "k7"), ("roles", f"role-{role.pk}"),
            ("to-solve", "assigned"), ("issued", str(phone.pk)),
        ],
        StepState.OPEN,
    )  # fmt: skip
    leaver.refresh_from_db()
    assert leaver.state == PersonState.LEAVING


def test_what_the_person_was_given_makes_the_step_of_the_template_precise(template, leaver, specialist):
    issued(leaver, code="computer", name_en="Dell 7400 no 12")
    case = file(template, leaver, specialist)
    assert [step.name for step in case.steps.all()] == ["Dell 7400 no 12"]


def test_a_thing_is_given_back_by_its_part_of_the_system(template, leaver, specialist):
    ledger.held = {leaver.pk: ["laptop"]}
    given = issued(leaver, code="computer")
    case = file(template, leaver, specialist)
    for step in case.steps.all():
        actions.finish_step(step.pk, by=specialist)
    given.refresh_from_db()
    assert ledger.held == {leaver.pk: []}
    assert given.returned_by == specialist
    assert Event.objects.filter(kind="step.returned").count() == 1


def test_what_only_its_own_page_takes_back_cannot_be_ticked_off_before(client, template, leaver, specialist):
    ledger.held = {-leaver.pk: ["k7"]}
    case = file(template, leaver, specialist)
    key = Step.objects.get(case=case, holding_key="k7")
    client.force_login(specialist)
    page = client.post(f"/requests/workplaces/steps/{key.pk}/done/")
    assert page.status_code == 409
    assert "is still with" in page.content.decode()
    assert 'href="/keys/"' in page.content.decode()
    # when the key hangs on its hook again
    ledger.held = {}
    tasks.look_at_leavers()
    key.refresh_from_db()
    assert (key.state, key.ended_by) == (StepState.DONE, None)


def test_it_cannot_close_with_open_items_and_looks_once_more(client, template, leaver, specialist):
    case = file(template, leaver, specialist)
    computer = case.steps.get()
    client.force_login(specialist)
    address = f"/requests/workplaces/{case.pk}/close/"
    assert client.post(address).status_code == 409
    # given all is done, but a thing was given to them meanwhile
    actions.finish_step(computer.pk, by=specialist)
    ledger.held = {leaver.pk: ["projector"]}
    page = client.post(address)
    # then it is found and stays in the list
    assert page.status_code == 409
    assert "Thing projector" in page.content.decode()
    assert listed(case) == {("probe", "projector"): StepState.OPEN}
    # and only when it is back, the case closes
    actions.finish_step(case.steps.get(holding_key="projector").pk, by=specialist)
    assert client.post(address).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_roles_end_with_the_service_and_are_ticked_off(template, leaver, specialist):
    role = RoleAssignmentFactory(person=leaver, role=Role.FINANCE)
    case = file(template, leaver, specialist)
    mark_left(leaver, by=PersonFactory(admin=True))
    actions.look_again(case.pk, by=specialist)
    assert listed(case) == {("roles", f"role-{role.pk}"): StepState.DONE}


def test_what_comes_back_to_the_person_is_open_again(template, leaver, specialist):
    ledger.held = {leaver.pk: ["laptop"]}
    case = file(template, leaver, specialist)
    actions.finish_step(case.steps.get(holding_key="laptop").pk, by=specialist)
    ledger.held = {leaver.pk: ["laptop"]}
    actions.look_again(case.pk, by=specialist)
    assert listed(case) == {("probe", "laptop"): StepState.OPEN}


def test_one_open_case_for_a_person_and_the_same_form_twice_is_one(template, leaver, specialist):
    key = uuid.uuid4()
    first = file(template, leaver, specialist, form_key=key)
    assert file(template, leaver, specialist, form_key=key) == first
    with pytest.raises(RuleBroken, match="already"):
        file(template, leaver, specialist)
    # when it was a mistake, another one may follow and the register is as before
    actions.cancel_workplace(first.pk, by=specialist)
    leaver.refresh_from_db()
    assert leaver.state == PersonState.ACTIVE
    assert file(template, leaver, specialist) != first


def test_nobody_ticks_off_their_own_things(template):
    leaver = PersonFactory(specialist=True, manager=PersonFactory())
    case = file(template, leaver, PersonFactory(specialist=True))
    with pytest.raises(NotYours):
        actions.finish_step(case.steps.first().pk, by=leaver)
    with pytest.raises(NotYours):
        actions.close_workplace(case.pk, by=leaver)


def test_the_form_takes_place_and_manager_from_the_register(client, leaver, specialist, manager):
    client.force_login(specialist)
    sent = {
        "form_key": str(uuid.uuid4()),
        "person": leaver.email,
        "day": timezone.localdate() + timedelta(days=9),
    }
    assert (
        "Computer and display returned" in client.post("/requests/workplaces/leaver/", sent).content.decode()
    )
    client.post("/requests/workplaces/leaver/", {**sent, "send": "1"})
    case = WorkplaceCase.objects.get()
    assert (case.person, case.office, case.manager) == (leaver, leaver.office, manager)
    assert case.template == WorkplaceTemplate.objects.get(code="leaver")
    # the leaver sees the list, ticks off what is theirs and knows nothing more
    leaver.language = "en"
    leaver.save(update_fields=["language"])
    client.force_login(leaver)
    page = client.get(f"/requests/workplaces/{case.pk}/").content.decode()
    assert "Computer and display returned" in page
    assert page.count('action="/requests/workplaces/steps/') == 1
