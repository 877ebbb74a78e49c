"""What happened: one row for each action, never changed and never deleted."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Event(models.Model):
    """Something that an action did; timeline, mail and audit read it.

    `data` holds ids, codes and numbers, never names or text, so that erasing a person leaves it true.
    """

    kind = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    data = models.JSONField(default=dict)
    once = models.CharField(max_length=120, null=True, unique=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"], name="event_by_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type}/{self.subject_id}"


class Pending(models.Model):
    """An event whose notices and reactions are still to come; the row goes when they are done."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["due_at"]
        indexes = [models.Index(fields=["due_at"], name="pending_by_due")]

    def __str__(self) -> str:
        return f"pending {self.event_id}"


class ViewLog(models.Model):
    """Who looked at a restricted row; written by a database role that can do nothing else."""

    person_id = models.BigIntegerField()
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="viewlog_by_subject")]

    def __str__(self) -> str:
        return f"{self.person_id} saw {self.subject_type}/{self.subject_id}"
