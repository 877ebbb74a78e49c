"""The inbox and the right to decide say the same, whoever asks and whoever stands in for whom."""

import random

import pytest
from django.db import transaction

from foundation.approvals.choices import StepState
from foundation.approvals.models import ApprovalStep
from foundation.approvals.permissions import right_to_decide
from foundation.organisation.choices import ALL_ROLES, Role
from foundation.organisation.models import Person
from foundation.organisation.querysets import Standing, _walk
from tests.approvals.asking import ask
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory, UnitFactory
from tests.scale import times

pytestmark = pytest.mark.django_db
SCOPES = (ALL_ROLES, Role.MANAGER, Role.HEAD)  # the last one leads nowhere, and through nobody
HOUSES, PEOPLE = times(short=12, full=1000), 6


def house(chance):
    """Six people, the first the manager of all; deputies lead there by many ways, some are away."""
    unit = UnitFactory()
    people = [PersonFactory(manager_of=unit), *(PersonFactory(unit=unit) for _ in range(PEOPLE - 1))]
    for person in chance.sample(people, 5):
        others = [one for one in people if one != person]
        for scope, deputy in zip(SCOPES, chance.sample(others, 3), strict=True):
            DeputyFactory(person=person, deputy=deputy, scope=scope)
    for person in chance.sample(people, 2):
        AbsenceFactory(person=person)
    return people


def disagreements(approval, people):
    """Those whose inbox shows what they may not decide, or hides what they may."""
    step = ApprovalStep.objects.select_related("approval").get(approval=approval, state=StepState.WAITING)
    for person in Person.objects.filter(pk__in=[one.pk for one in people]):
        shown = ApprovalStep.objects.waiting_for(person).filter(pk=step.pk).exists()
        may = right_to_decide(person, step, []) is not None
        if shown != may:
            yield person.pk, shown, may


@pytest.mark.parametrize("named", [False, True], ids=["a role", "a person"])
def test_the_inbox_shows_exactly_what_one_may_decide(named):
    # given houses in which two people are barred at once: who asked, and for whom
    chance = random.Random(7)
    offered = 0
    for _ in range(HOUSES):
        with transaction.atomic():
            people = house(chance)
            requester, asker = chance.sample(people[1:], 2)
            step = {"person": chance.choice(people)} if named else None
            approval = ask(requester, *([step] if step else []), by=asker)
            # then inbox and right agree for each of them, and neither of the two is ever offered it
            assert not list(disagreements(approval, people))
            inbox = [one for one in people if ApprovalStep.objects.waiting_for(one).exists()]
            assert not {requester, asker}.intersection(inbox)
            offered += bool(inbox)
            transaction.set_rollback(True)
    assert offered > HOUSES / 4


def test_a_way_is_left_exactly_where_the_right_itself_is_left():
    # given random appointments of seven people, in all scopes
    chance, people = random.Random(11), range(1, 8)
    open_ways = 0
    for _ in range(times(short=2000, full=100_000)):
        pairs = [
            (one, other, scope) for one in people for other in people if one != other for scope in SCOPES
        ]
        standing = Standing(1, edges=tuple(chance.sample(pairs, 8)))
        owner, role, gone = chance.randint(2, 7), chance.choice(SCOPES), set(chance.sample(range(2, 8), 2))
        # when two of them are barred, then a way without them is there exactly if one still gets there
        ways = standing.ways_to(owner, {ALL_ROLES, role})
        left = _walk(1, [edge for edge in standing.edges if not gone & set(edge[:2])]).get(owner, set())
        assert any(not way & gone for way in ways) == bool(left & {ALL_ROLES, role})
        open_ways += bool(ways)
    assert open_ways > 100
