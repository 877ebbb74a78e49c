"""Routes on the admin site and by their action."""

from decimal import Decimal

import pytest

from foundation.approvals.actions import StepWords, remove_route, save_route
from foundation.approvals.models import Route, RouteStep
from foundation.core.access import NotYours
from foundation.core.errors import RuleBroken
from tests.factories import PersonFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import CategoryFactory

pytestmark = pytest.mark.django_db
HEAD = StepWords(role="head")


@pytest.fixture
def rein():
    return PersonFactory(admin=True, language="en")


def save(by, route=None, *, steps=(HEAD,), code="chairs"):
    return save_route(route, by=by, code=code, name_et="Ring", name_en="Round", steps=steps)


def test_a_route_is_made_and_changed_with_its_steps(client, rein):
    # given an administrator and somebody with a role
    toomas = PersonFactory(finance=True)
    client.force_login(rein)
    sent = {
        "code": "chairs", "name_et": "Toolid", "name_en": "Chairs",
        "steps-TOTAL_FORMS": 3, "steps-INITIAL_FORMS": 0,
        "steps-0-role": "manager", "steps-0-days": 2,
        "steps-1-person": toomas.pk, "steps-1-from_amount": "500",
    }  # fmt: skip
    # when the form is sent
    response = client.post("/admin/approvals/route/add/", sent)
    # then the steps stand in their order, an empty row is none, and the usual days are filled in
    assert response.status_code == 302, response.content.decode()[-2000:]
    steps = RouteStep.objects.order_by("order").values_list("role", "person", "from_amount", "days")
    assert list(steps) == [("manager", None, None, 2), ("", toomas.pk, Decimal(500), 3)]
    # and a change replaces them
    save(rein, Route.objects.get())
    assert [step.role for step in RouteStep.objects.all()] == ["head"]


def test_what_is_wrong_is_said_in_the_form(client, rein):
    client.force_login(rein)
    sent = {"code": "x", "name_et": "x", "name_en": "x", "steps-TOTAL_FORMS": 0, "steps-INITIAL_FORMS": 0}
    response = client.post("/admin/approvals/route/add/", sent)
    assert response.status_code == 422
    assert "at least one step" in response.content.decode()


@pytest.mark.parametrize(
    "step",
    [
        StepWords(),
        StepWords(role="cleared"),
        StepWords(role="head", days=0),
        StepWords(role="head", days=61),
        StepWords(role="head", from_amount=Decimal(-1)),
    ],
)
def test_a_wrong_step_is_refused(rein, step):
    with pytest.raises(RuleBroken):
        save(rein, steps=[step])
    assert not Route.objects.exists()


def test_two_deciders_in_one_step_and_a_code_twice_are_refused(rein):
    with pytest.raises(RuleBroken, match="not both"):
        save(rein, steps=[StepWords(role="head", person=rein)])
    save(rein)
    with pytest.raises(RuleBroken, match="code"):
        save(rein)


def test_only_administrators_keep_routes():
    with pytest.raises(NotYours):
        save(PersonFactory(head=True))


def test_a_route_in_use_stays(rein):
    used, unused = RouteFactory(), RouteFactory()
    CategoryFactory(approval_route=used)
    remove_route(unused, by=rein)
    with pytest.raises(RuleBroken, match="in use"):
        remove_route(used, by=rein)
    assert list(Route.objects.all()) == [used]
    assert used.steps.count() == 1
