"""What is around the messages of a request: drafts, followers, people who were mentioned."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.organisation.models import Person
from requests_desk.choices import Audience
from requests_desk.models.tickets import Message, Ticket


class Draft(models.Model):
    """What somebody has typed on a request and not sent; nobody else ever reads it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="drafts")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="drafts")
    form_key = models.UUIDField()  # of the form in which it is typed, and which keeps its files
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.PUBLIC)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)  # so that a second window overwrites nothing
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(name="one_draft_of_a_form", fields=["person", "ticket", "form_key"]),
            models.CheckConstraint(
                name="draft_of_a_reply_or_a_note",
                condition=Q(audience__in=[Audience.PUBLIC, Audience.INTERNAL]) & ~Q(text=""),
            ),
        ]

    def __str__(self) -> str:
        return f"draft {self.pk}"


class Follower(models.Model):
    """Somebody who is told of a request and may read it, as long as it is not confidential."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="followers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="follows_once", fields=["ticket", "person"])]
        indexes = [models.Index(fields=["person", "ticket"], name="followed_by_person")]

    def __str__(self) -> str:
        return f"{self.person_id} follows {self.ticket_id}"


class Mention(models.Model):
    """Somebody who is named with @ in a message; told of it only when they might read it anyway."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="mentions")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    told = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="mentioned_once", fields=["message", "person"])]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.message_id}"
