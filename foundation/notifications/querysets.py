"""What waits in the outbox."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models

from foundation.notifications.choices import JOB_OPEN, JobState, MailState

LONGEST_CONVERSATION = timedelta(minutes=5)
LONGEST_JOB = timedelta(minutes=10)  # longer than a task may run


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


class JobRunQuerySet(models.QuerySet[Any]):
    """Tasks that failed."""

    def open(self) -> Self:
        """Neither done nor put aside."""
        return self.filter(state__in=JOB_OPEN)

    def to_run(self, now: datetime) -> Self:
        """Asked to run again, or begun so long ago that the worker must have died."""
        lost = models.Q(state=JobState.RUNNING, last_at__lt=now - LONGEST_JOB)
        return self.filter(models.Q(state=JobState.QUEUED) | lost)
