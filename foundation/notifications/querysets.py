"""What waits in the outbox."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models

from foundation.notifications.choices import MailState

LONGEST_CONVERSATION = timedelta(minutes=5)


class MailQuerySet(models.QuerySet[Any]):
    """Mails."""

    def to_send(self, now: datetime) -> Self:
        """Waiting, and their moment has come."""
        return self.filter(state=MailState.WAITING, due_at__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Taken for sending so long ago that whoever took them must be dead."""
        return self.filter(state=MailState.SENDING, claimed_at__lt=now - LONGEST_CONVERSATION)

    def with_reader(self) -> Self:
        """Each with its event and reader, in one statement."""
        return self.select_related("event__actor", "recipient")
