"""Mails of tests."""

import factory
from factory.django import DjangoModelFactory

from foundation.notifications.models import Mail
from tests.factories.organisation import PersonFactory


class MailFactory(DjangoModelFactory):
    """A mail about a person's account, waiting and due; `event` makes it one about an event."""

    class Meta:
        model = Mail

    kind = "account.password_reset"
    recipient = factory.SubFactory(PersonFactory)
    message_id = factory.Sequence(lambda n: f"<{n}@testserver>")
