"""Deadlines of subjects that a kind of the tests describes, and who has to hear of them."""

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from foundation.deadlines.choices import Level
from foundation.deadlines.models import Announcement, CalendarLink, Deadline
from tests.factories.organisation import PersonFactory


class DeadlineFactory(DjangoModelFactory):
    """Due in two days, soon in one; nothing announced yet."""

    class Meta:
        model = Deadline

    subject_type = "probe"
    subject_id = factory.Sequence(lambda n: n + 1)
    kind = "probe.check"
    responsible = factory.SubFactory(PersonFactory)
    due_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=2))
    soon_at = factory.LazyAttribute(lambda row: row.due_at - timedelta(days=1))
    next_step_at = factory.LazyAttribute(lambda row: row.soon_at)


class AnnouncementFactory(DjangoModelFactory):
    """The responsible person has to hear now that it is soon."""

    class Meta:
        model = Announcement

    deadline = factory.SubFactory(DeadlineFactory)
    cycle = 1
    level = Level.SOON
    recipient = factory.SelfAttribute("deadline.responsible")


class CalendarLinkFactory(DjangoModelFactory):
    """The link of somebody; nobody knows its token."""

    class Meta:
        model = CalendarLink

    person = factory.SubFactory(PersonFactory)
    token_hash = factory.Sequence(lambda n: f"{n:064x}")
