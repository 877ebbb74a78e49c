"""Who may decide what: never one's own, never twice, by no chain; nobody left passes it up."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from foundation.approvals import actions
from foundation.approvals.choices import ApprovalState, StepState, VoidReason
from foundation.approvals.models import Approval, ApprovalStep
from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.deadlines.models import Deadline
from foundation.events.models import Event
from foundation.organisation.choices import Role
from tests.approvals.asking import HEAD, MANAGER, ask, asked, decide, refused, waiting
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory, RoleAssignmentFactory, UnitFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import TicketFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return UnitFactory(parent=UnitFactory())


@pytest.fixture
def manager(unit):
    return PersonFactory(manager_of=unit)


@pytest.fixture
def above(unit):
    return PersonFactory(manager_of=unit.parent)


@pytest.fixture
def marek(unit):
    return PersonFactory(unit=unit)


# --- whose seat ----------------------------------------------------------------------------------
def test_the_manager_of_the_unit_decides_and_nobody_else(marek, manager, above):
    approval = ask(marek)
    assert asked(manager) == {approval.pk}
    for other in (marek, above, PersonFactory(), PersonFactory(head=True), PersonFactory(admin=True)):
        refused(approval, other)
    assert decide(approval, manager).state == ApprovalState.APPROVED


@pytest.mark.parametrize("role", [Role.SPECIALIST, Role.HEAD, Role.FINANCE])
def test_a_role_of_the_whole_agency_decides(marek, role):
    approval = ask(marek, {"role": role})
    assert asked(RoleAssignmentFactory(role=role).person) == {approval.pk}


def test_the_contact_person_of_the_office_decides(marek):
    contact, other = PersonFactory(contact_of=marek.office), PersonFactory(contact_of=PersonFactory().office)
    approval = ask(marek, {"role": Role.CONTACT}, office=marek.office)
    assert asked(contact) == {approval.pk}
    refused(approval, other)


def test_a_named_person_and_their_deputy_decide(marek):
    toomas = PersonFactory()
    deputy = DeputyFactory(person=toomas).deputy
    approval = ask(marek, {"person": toomas})
    assert asked(toomas) == asked(deputy) == {approval.pk}
    decide(approval, deputy)
    step = approval.steps.get()
    assert (step.decided_by, step.on_behalf_of) == (deputy, toomas)
    event = Event.objects.get(kind="approval.approved")
    assert (event.actor, event.on_behalf_of) == (deputy, toomas)


def test_a_deputy_for_one_role_decides_in_that_role_alone(marek, manager, unit):
    for_manager = DeputyFactory(person=manager, scope=Role.MANAGER).deputy
    for_head = DeputyFactory(person=manager, deputy=PersonFactory(), scope=Role.HEAD).deputy
    approval = ask(marek)
    assert asked(for_manager) == {approval.pk}
    refused(approval, for_head)
    named = ask(marek, {"person": manager})
    refused(named, for_manager)


def test_a_chain_of_deputies_decides_for_the_first(marek, manager):
    second = DeputyFactory(person=manager).deputy
    AbsenceFactory(person=second)
    third = DeputyFactory(person=second).deputy
    approval = ask(marek)
    decide(approval, third)
    assert approval.steps.get().on_behalf_of == manager


def test_a_deputy_decides_only_inside_the_dates(marek, manager):
    over = DeputyFactory(person=manager)
    over.period = type(over.period)(over.period.lower.replace(year=2020), over.period.lower)
    over.save()
    refused(ask(marek), over.deputy)


# --- never one's own -----------------------------------------------------------------------------
def test_the_manager_does_not_decide_on_their_own(manager, unit, above):
    manager.unit = unit
    manager.save()
    approval = ask(manager)
    assert "for themselves" in refused(approval, manager)
    assert (waiting(approval).unit, waiting(approval).raised) == (unit.parent, True)
    assert asked(above) == {approval.pk}


def test_who_filed_for_another_does_not_decide(marek, manager, above):
    approval = ask(marek, by=manager)
    assert "for themselves" in refused(approval, manager)
    assert asked(above) == {approval.pk}


def test_the_deputy_of_the_requester_does_not_decide_by_the_requesters_right(manager, unit, above):
    manager.unit = unit
    manager.save()
    deputy = DeputyFactory(person=manager).deputy
    refused(ask(manager), deputy)


def test_the_requester_does_not_decide_as_the_deputy_of_the_manager(marek, manager, above):
    DeputyFactory(person=manager, deputy=marek)
    approval = ask(marek)
    refused(approval, marek)
    assert asked(manager) == {approval.pk}


def test_a_chain_through_the_requester_gives_no_right(marek, manager, above):
    """Marek stands in for the manager and appoints a friend: the friend must not decide on Marek's wish."""
    AbsenceFactory(person=manager)
    DeputyFactory(person=manager, deputy=marek)
    friend = DeputyFactory(person=marek).deputy
    approval = ask(marek)
    assert "may not decide" in refused_by_chain(approval, friend)
    # the same friend may decide on somebody else's
    other = ask(PersonFactory(unit=marek.unit))
    assert other.pk in asked(friend)


def refused_by_chain(approval, friend):
    """The seat may have gone up; the friend would hold it if it had not."""
    step = waiting(approval)
    ApprovalStep.objects.filter(pk=step.pk).update(unit=approval.unit)
    return refused(approval, friend)


def test_a_cycle_of_deputies_gives_no_right(manager, unit, above):
    """The manager asks; A stands in for B and B for A."""
    manager.unit = unit
    manager.save()
    friend = PersonFactory()
    for one, other in ((manager, friend), (friend, manager)):
        DeputyFactory(person=one, deputy=other, standing=True)
        AbsenceFactory(person=one)
    approval = ask(manager)
    refused(approval, manager)
    refused(approval, friend)
    assert asked(above) == {approval.pk}


def test_a_second_way_past_the_requester_is_a_right(marek, manager):
    """One way leads through the requester, another does not."""
    AbsenceFactory(person=manager)
    DeputyFactory(person=manager, deputy=marek)
    friend = DeputyFactory(person=marek).deputy
    DeputyFactory(person=manager, deputy=friend, scope=Role.MANAGER)
    approval = ask(marek)
    assert asked(friend) == {approval.pk}
    decide(approval, friend)
    assert approval.steps.get().on_behalf_of == manager


def test_one_who_is_only_the_deputy_of_the_requester_decides_by_their_own_right(marek, manager):
    DeputyFactory(person=marek, deputy=manager)
    approval = ask(marek)
    decide(approval, manager)
    assert approval.steps.get().on_behalf_of is None


def test_the_database_refuses_ones_own_and_a_second_decision(marek, manager):
    approval = ask(marek, MANAGER, HEAD)
    step = waiting(approval)
    own = {"state": StepState.APPROVED, "decided_at": step.started_at, "decided_by": marek}
    with pytest.raises(IntegrityError, match="own"), transaction.atomic():
        ApprovalStep.objects.filter(pk=step.pk).update(**own)
    PersonFactory(head=True)
    decide(approval, manager)
    twice = {**own, "decided_by": PersonFactory(), "on_behalf_of": manager}
    with pytest.raises(IntegrityError, match="two steps"), transaction.atomic():
        ApprovalStep.objects.filter(pk=waiting(approval).pk).update(**twice)


def test_a_decision_is_never_changed_or_deleted(marek, manager):
    approval = ask(marek)
    decide(approval, manager)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ApprovalStep.objects.filter(approval=approval).update(reason="Otherwise")
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        ApprovalStep.objects.filter(approval=approval).delete()


# --- four eyes -----------------------------------------------------------------------------------
def test_nobody_decides_two_steps(marek, unit):
    both = PersonFactory(manager_of=unit, head=True)
    other = PersonFactory(head=True)
    approval = ask(marek, MANAGER, HEAD)
    decide(approval, both)
    assert "earlier step" in refused(approval, both)
    assert decide(approval, other).state == ApprovalState.APPROVED


def test_no_deputy_decides_the_second_step_for_who_decided_the_first(marek, unit):
    both = PersonFactory(manager_of=unit, head=True)
    deputy = DeputyFactory(person=both).deputy
    PersonFactory(head=True)
    approval = ask(marek, MANAGER, HEAD)
    decide(approval, both)
    refused(approval, deputy)


def test_who_decided_for_another_decides_no_second_step(marek, manager):
    deputy = DeputyFactory(person=manager).deputy
    RoleAssignmentFactory(person=deputy, role=Role.HEAD)
    head = PersonFactory(head=True)
    approval = ask(marek, MANAGER, HEAD)
    decide(approval, deputy)
    refused(approval, deputy)
    refused(approval, manager)
    decide(approval, head)


# --- limits --------------------------------------------------------------------------------------
LIMITS = [
    MANAGER,
    {"role": Role.HEAD, "from_amount": Decimal(500)},
    {"role": Role.FINANCE, "from_amount": Decimal(5000)},
]


@pytest.mark.parametrize(
    ("amount", "roles"),
    [
        (Decimal("0"), ["manager"]),
        (Decimal("499.99"), ["manager"]),
        (Decimal("500.00"), ["manager", "head"]),
        (Decimal("5000"), ["manager", "head", "finance"]),
        (None, ["manager", "head", "finance"]),
    ],
)
def test_limits_choose_the_steps(marek, manager, amount, roles):
    approval = ask(marek, *LIMITS, amount=amount)
    assert list(approval.steps.order_by("order").values_list("role", flat=True)) == roles


def test_below_every_limit_nobody_is_asked(marek):
    assert ask(marek, {"role": Role.HEAD, "from_amount": Decimal(500)}, amount=Decimal(10)) is None


def test_a_route_without_steps_is_refused(marek):
    with pytest.raises(RuleBroken, match="no steps"):
        actions.open_approval(TicketFactory(), route_id=RouteFactory(steps=()).pk, by=marek, fingerprint="x")


def test_one_matter_is_asked_once_at_a_time(marek, manager):
    approval = ask(marek)
    ticket = type(TicketFactory()).objects.get(pk=approval.subject_id)
    with pytest.raises(RuleBroken, match="already"):
        actions.open_approval(ticket, route_id=approval.route_id, by=marek, fingerprint="x")


# --- nobody left ---------------------------------------------------------------------------------
def test_without_any_manager_the_head_is_asked(marek):
    head = PersonFactory(head=True)
    approval = ask(marek)
    assert (waiting(approval).role, waiting(approval).raised) == (Role.HEAD, True)
    assert asked(head) == {approval.pk}


def test_the_only_head_who_asks_goes_to_a_manager(unit, above):
    head = PersonFactory(head=True, unit=unit)
    approval = ask(head, HEAD)
    assert asked(above) == {approval.pk}
    refused(approval, head)


def test_a_manager_who_is_away_without_a_deputy_is_passed_over(marek, manager, above):
    AbsenceFactory(person=manager)
    approval = ask(marek)
    assert asked(above) == {approval.pk}


def test_a_dead_end_is_told_to_administrators_once_and_found_again(marek):
    # given nobody who could decide
    admin = PersonFactory(admin=True)
    approval = ask(marek)
    step = waiting(approval)
    for _again in range(2):
        actions.look_again(step.pk)
    assert Event.objects.filter(kind="approval.stuck").count() == 1
    assert Deadline.objects.get().role == Role.ADMIN
    # when somebody becomes the manager
    manager = RoleAssignmentFactory(role=Role.MANAGER, unit=marek.unit).person
    actions.look_again(step.pk)
    # then it waits for them and not for the administrators
    assert asked(manager) == {approval.pk}
    assert asked(admin) == set()


def test_a_manager_who_leaves_the_role_is_passed_over(marek, manager, above):
    approval = ask(marek)
    manager.roles.update(period=type(manager.roles.get().period)(None, manager.roles.get().period.lower))
    assert actions.look_again(waiting(approval).pk)
    assert asked(above) == {approval.pk}
    assert Event.objects.filter(kind="approval.asked").count() == 2
    assert not actions.look_again(waiting(approval).pk)


# --- restricted ----------------------------------------------------------------------------------
def test_a_restricted_matter_waits_for_the_holder_and_no_deputy(marek, manager):
    deputy = DeputyFactory(person=manager).deputy
    approval = ask(marek, confidential=True)
    refused(approval, deputy)
    assert asked(manager) == {approval.pk}


def test_a_restricted_matter_of_somebody_away_goes_up(marek, manager, above):
    AbsenceFactory(person=manager)
    DeputyFactory(person=manager)
    approval = ask(marek, confidential=True)
    assert asked(above) == {approval.pk}


# --- states and events ---------------------------------------------------------------------------
ENDS = {
    "approved": lambda approval, manager, ticket: decide(approval, manager),
    "returned": lambda approval, manager, ticket: decide(approval, manager, yes=False, reason="No."),
    "void": lambda approval, manager, ticket: actions.void(ticket, by=None, reason=VoidReason.ENDED),
}


@pytest.mark.parametrize("end", ENDS)
def test_what_has_ended_takes_no_decision_and_no_void(marek, manager, end):
    # given an approval that has ended in one way or another
    approval = ask(marek)
    ticket = type(TicketFactory()).objects.get(pk=approval.subject_id)
    step = waiting(approval)
    ENDS[end](approval, manager, ticket)
    approval.refresh_from_db()
    before = list(ApprovalStep.objects.values())
    # when it is approved, returned, voided or changed once more
    for yes in (True, False):
        with pytest.raises(ChangedMeanwhile), transaction.atomic():
            actions.decide(step.pk, by=manager, yes=yes, seen=approval.fingerprint, reason="Why")
    assert actions.void(ticket, by=None, reason=VoidReason.CHANGED) is None
    assert not actions.changed(ticket, by=None, fingerprint="other")
    assert not actions.look_again(step.pk)
    # then nothing has changed
    assert approval.state == end
    assert list(ApprovalStep.objects.values()) == before


def test_the_second_is_told_who_was_faster_and_for_whom(marek, manager):
    deputy = DeputyFactory(person=manager).deputy
    approval = ask(marek)
    step = waiting(approval)
    decide(approval, deputy)
    with pytest.raises(ChangedMeanwhile) as late:
        actions.decide(step.pk, by=manager, yes=False, seen=approval.fingerprint, reason="No.")
    assert f"{deputy.full_name} has already approved this for {manager.full_name}" in str(late.value)


def test_what_was_not_seen_is_not_approved(marek, manager):
    approval = ask(marek)
    with pytest.raises(ChangedMeanwhile):
        actions.decide(waiting(approval).pk, by=manager, yes=True, seen="what stood there before")
    assert waiting(approval).decided_at is None


def test_a_content_changed_behind_the_back_is_not_approved(marek, manager):
    """Somebody changed the row without an action: the decision compares with the row itself."""
    approval = ask(marek)
    type(TicketFactory()).objects.filter(pk=approval.subject_id).update(title="A golden chair")
    with pytest.raises(ChangedMeanwhile):
        decide(approval, manager)


def test_a_return_in_the_second_step_keeps_the_first_decision(marek, manager):
    head = PersonFactory(head=True)
    approval = ask(marek, MANAGER, HEAD, {"role": Role.FINANCE})
    decide(approval, manager)
    decide(approval, head, yes=False, reason="Too dear.")
    states = list(approval.steps.order_by("order").values_list("state", flat=True))
    assert states == [StepState.APPROVED, StepState.RETURNED, StepState.DROPPED]
    assert Approval.objects.get().state == ApprovalState.RETURNED
