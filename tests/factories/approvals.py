"""Routes and approvals of tests."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from foundation.approvals.choices import StepState
from foundation.approvals.models import Approval, ApprovalStep, Route, RouteStep
from foundation.organisation.choices import Role
from tests.factories.organisation import PersonFactory
from tests.factories.requests_desk import TicketFactory


class RouteFactory(DjangoModelFactory):
    """A route with one step of the requester's manager; `steps=[{...}]` gives others, `()` none."""

    class Meta:
        model = Route
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"route-{n}")
    name_et = factory.Sequence(lambda n: f"Kinnitusring {n}")
    name_en = factory.Sequence(lambda n: f"Approval round {n}")

    @factory.post_generation
    def steps(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        """The steps in their order."""
        for place, step in enumerate([{"role": Role.MANAGER}] if extracted is None else extracted, 1):
            RouteStep.objects.create(route=self, order=place, **step)


class RouteStepFactory(DjangoModelFactory):
    """The only step of a route of its own: the head of facilities."""

    class Meta:
        model = RouteStep

    route = factory.SubFactory(RouteFactory, steps=())
    order = 1
    role = Role.HEAD


class ApprovalFactory(DjangoModelFactory):
    """An open approval of a request, without steps."""

    class Meta:
        model = Approval
        exclude = ["ticket"]

    ticket = factory.SubFactory(TicketFactory)
    subject_type = "ticket"
    subject_id = factory.SelfAttribute("ticket.pk")
    route = factory.SubFactory(RouteFactory)
    fingerprint = "0" * 64
    requester = factory.SelfAttribute("ticket.requester")
    asked_by = factory.SelfAttribute("ticket.filed_by")
    unit = factory.SelfAttribute("ticket.unit")
    office = factory.SelfAttribute("ticket.office")


class ApprovalStepFactory(DjangoModelFactory):
    """A step that waits for a person of its own."""

    class Meta:
        model = ApprovalStep

    approval = factory.SubFactory(ApprovalFactory)
    order = 1
    person = factory.SubFactory(PersonFactory)
    days = 3
    state = StepState.WAITING
    started_at = factory.LazyFunction(timezone.now)
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=3))
