"""The outbox: who is told what, once; the words are made when the mail leaves."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.core.constraints import in_order, paired
from foundation.events.models import Event
from foundation.notifications.choices import JOB_OPEN, JobState, MailState, Way
from foundation.notifications.querysets import JobRunQuerySet, MailQuerySet


class Mail(models.Model):
    """One mail to one reader about one event, or one account mail (`kind`).

    It holds no text and no secret: subject, words and one-time links are made when it is sent, by what the
    reader may see then.
    """

    kind = models.CharField(max_length=60)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="mails")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="mails")
    address = models.EmailField(max_length=254, blank=True)  # of somebody outside the house
    state = models.CharField(max_length=8, choices=MailState, default=MailState.WAITING)
    message_id = models.CharField(max_length=120, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True)
    thread = models.CharField(max_length=80, blank=True)  # what it is about, as mail programs group it
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    digest_day = models.DateField(null=True)  # of a daily mail

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_mail_of_an_event_to_a_reader",
                fields=["event", "recipient", "address"],
                nulls_distinct=False,
                condition=Q(event__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_goes_to_somebody",
                condition=Q(recipient__isnull=False, address="") | Q(recipient=None) & ~Q(address=""),
            ),
            models.CheckConstraint(
                name="mail_sent_when_it_says_so",
                condition=Q(state=MailState.SENT, sent_at__isnull=False)
                | ~Q(state=MailState.SENT) & Q(sent_at=None),
            ),
            models.CheckConstraint(
                name="mail_joined_has_another",
                condition=~Q(state=MailState.JOINED) | Q(joined_to__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_daily_mail_of_a_day",
                fields=["recipient", "digest_day"],
                condition=Q(digest_day__isnull=False),
            ),
            models.CheckConstraint(
                name="mail_being_sent_is_claimed",
                condition=~Q(state=MailState.SENDING) | Q(claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="mail_waiting", condition=Q(state=MailState.WAITING)),
            models.Index(fields=["claimed_at"], name="mail_in_hand", condition=Q(state=MailState.SENDING)),
            models.Index(fields=["recipient", "thread"], name="mail_of_a_thread", condition=~Q(thread="")),
            models.Index(fields=["recipient"], name="mail_held", condition=Q(state=MailState.HELD)),
            models.Index(fields=["created_at"], name="mail_bounced", condition=Q(state=MailState.BOUNCED)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Heartbeat(models.Model):
    """When a regular job last ended well; its age is what the readiness and health pages report."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class JobRun(models.Model):
    """A task that failed: it stays until it has run well, by itself or again, or was put aside.

    `args` holds ids and codes only; None when there was more, and then it cannot run again.
    """

    task = models.CharField(max_length=100)
    args = models.JSONField(null=True)
    error = models.CharField(max_length=100)  # class of the error
    words = models.CharField(max_length=200, blank=True)  # its first line, without values
    state = models.CharField(max_length=7, choices=JobState, default=JobState.FAILED)
    attempts = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    again_at = models.DateTimeField(null=True)
    again_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = JobRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_row_of_a_failed_job",
                fields=["task", "args"],
                nulls_distinct=False,
                condition=Q(state__in=JOB_OPEN),
            ),
            paired("job_again_paired", "again_at", "again_by"),
            in_order("job_failed_in_order", "first_at", "last_at"),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.state}"


class NoticeWay(models.Model):
    """How a person wants to hear of the events of one app; none is a mail at once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    group = models.CharField(max_length=40)  # code of the app
    way = models.CharField(max_length=5, choices=Way)

    class Meta:
        ordering = ["person", "group"]
        constraints = [models.UniqueConstraint(name="one_way_of_a_group", fields=["person", "group"])]

    def __str__(self) -> str:
        return f"{self.group} {self.way}"
