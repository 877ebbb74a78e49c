"""Workplace cases as they are after filing, with a step of the desk; recurring requests."""

import uuid
from datetime import timedelta

import factory
from django.utils import timezone

from requests_desk import models
from requests_desk.choices import CaseKind, StepState
from tests.factories.organisation import OfficeFactory, PersonFactory
from tests.factories.requests_desk import CategoryFactory


class WorkplaceTemplateFactory(factory.django.DjangoModelFactory[models.WorkplaceTemplate]):
    """A template for newcomers, without steps."""

    class Meta:
        model = models.WorkplaceTemplate

    code = factory.Sequence(lambda n: f"template-{n}")
    kind = CaseKind.NEWCOMER
    name_et = factory.Sequence(lambda n: f"Töökoht {n}")
    name_en = factory.Sequence(lambda n: f"Workplace {n}")


class TemplateStepFactory(factory.django.DjangoModelFactory[models.TemplateStep]):
    """A step of the desk, three working days before, in every case."""

    class Meta:
        model = models.TemplateStep

    template = factory.SubFactory(WorkplaceTemplateFactory)
    code = factory.Sequence(lambda n: f"step-{n}")
    name_et = factory.Sequence(lambda n: f"Samm {n}")
    name_en = factory.Sequence(lambda n: f"Step {n}")


class WorkplaceCaseFactory(factory.django.DjangoModelFactory[models.WorkplaceCase]):
    """Somebody starts in three weeks; filed by their manager."""

    class Meta:
        model = models.WorkplaceCase

    template = factory.SubFactory(WorkplaceTemplateFactory)
    kind = CaseKind.NEWCOMER
    name = factory.Sequence(lambda n: f"Mari Maasikas {n}")
    day = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=21))
    office = factory.SubFactory(OfficeFactory)
    manager = factory.SubFactory(PersonFactory)
    filed_by = factory.SelfAttribute("manager")
    form_key = factory.LazyFunction(uuid.uuid4)


class StepFactory(factory.django.DjangoModelFactory[models.Step]):
    """An open step of the desk, due in two weeks."""

    class Meta:
        model = models.Step

    case = factory.SubFactory(WorkplaceCaseFactory)
    code = factory.Sequence(lambda n: f"step-{n}")
    name_et = factory.Sequence(lambda n: f"Samm {n}")
    name_en = factory.Sequence(lambda n: f"Step {n}")
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    state = StepState.OPEN
    opened_at = factory.LazyFunction(timezone.now)


class PlanFactory(factory.django.DjangoModelFactory[models.Plan]):
    """Every month on the first, from today on."""

    class Meta:
        model = models.Plan

    title = factory.Sequence(lambda n: f"Change filter {n}")
    category = factory.SubFactory(CategoryFactory)
    office = factory.SubFactory(OfficeFactory)
    requester = factory.SubFactory(PersonFactory, specialist=True)
    made_by = factory.SelfAttribute("requester")
    kind = "day"
    month_day = 1
    starts_on = factory.LazyFunction(timezone.localdate)
    next_on = factory.LazyFunction(timezone.localdate)
    form_key = factory.LazyFunction(uuid.uuid4)


class PlanRunFactory(factory.django.DjangoModelFactory[models.PlanRun]):
    """A day of which nothing came."""

    class Meta:
        model = models.PlanRun

    plan = factory.SubFactory(PlanFactory)
    day = factory.LazyFunction(timezone.localdate)
