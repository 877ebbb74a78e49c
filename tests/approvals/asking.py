"""How the tests of approvals ask, look and decide."""

import pytest
from django.db import transaction

from foundation.approvals import actions
from foundation.approvals.choices import StepState
from foundation.approvals.models import ApprovalStep
from foundation.core.errors import RuleBroken
from foundation.organisation.choices import Role
from foundation.organisation.models import Person
from requests_desk.actions.approving import fingerprint
from requests_desk.choices import State
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.tickets import move_to

MANAGER, HEAD = {"role": Role.MANAGER}, {"role": Role.HEAD}


def ask(requester, *steps, by=None, amount=None, **more):
    """A request of the requester that waits for the approval of a route with these steps."""
    ticket = move_to(
        TicketFactory(requester=requester, filed_by=by or requester, **more),
        State.WAITING,
        waiting_for="approval",
    )
    return actions.open_approval(
        ticket, route_id=RouteFactory(steps=steps or [MANAGER]).pk, by=by or requester, requester=requester,
        fingerprint=fingerprint(ticket), amount=amount, restricted=ticket.confidential,
    )  # fmt: skip


def waiting(approval):
    return approval.steps.filter(state=StepState.WAITING).get()


def decide(approval, by, yes=True, **more):
    """As the person of a new page: what they are today is asked anew."""
    by = Person.objects.get(pk=by.pk)
    return actions.decide(waiting(approval).pk, by=by, yes=yes, seen=approval.fingerprint, **more)


def asked(person):
    person = Person.objects.get(pk=person.pk)
    return set(ApprovalStep.objects.waiting_for(person).values_list("approval", flat=True))


def refused(approval, by):
    """Not in the inbox; the decision is refused, or there is nothing for these eyes."""
    assert approval.pk not in asked(by)
    with pytest.raises((RuleBroken, ApprovalStep.DoesNotExist)) as no, transaction.atomic():
        decide(approval, by)
    assert waiting(approval).decided_at is None
    return str(no.value)
