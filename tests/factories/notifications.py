"""Mails of tests."""

import factory
from factory.django import DjangoModelFactory

from foundation.notifications.models import JobRun, Mail, NoticeWay
from tests.factories.organisation import PersonFactory


class MailFactory(DjangoModelFactory):
    """A mail about a person's account, waiting and due; `event` makes it one about an event."""

    class Meta:
        model = Mail

    kind = "account.password_reset"
    recipient = factory.SubFactory(PersonFactory)
    message_id = factory.Sequence(lambda n: f"<{n}@testserver>")


class JobRunFactory(DjangoModelFactory):
    """A task that failed once, for an id."""

    class Meta:
        model = JobRun

    task = "requests_desk.index"
    args = factory.Sequence(lambda n: [n])
    error = "OperationalError"


class NoticeWayFactory(DjangoModelFactory):
    """Somebody hears of requests once a day."""

    class Meta:
        model = NoticeWay

    person = factory.SubFactory(PersonFactory)
    group = "requests_desk"
    way = "daily"
