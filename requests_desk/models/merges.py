"""Requests about one matter: which were merged into which, and what their askers were told since."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.core.constraints import in_order, paired
from foundation.organisation.models import Person
from requests_desk.choices import State, WaitingFor
from requests_desk.models.tickets import Message, Ticket


class Merge(models.Model):
    """A request that was merged into another, and how it stood before; it may have been taken back."""

    source = models.ForeignKey(Ticket, models.PROTECT, related_name="merges")
    into = models.ForeignKey(Ticket, models.PROTECT, related_name="+")  # as chosen, before later merges
    state = models.CharField(max_length=9, choices=State)
    waiting_for = models.CharField(max_length=9, choices=WaitingFor, blank=True)
    waiting_until = models.DateField(null=True)
    merged_at = models.DateTimeField(default=timezone.now)
    merged_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="merged_once_at_a_time", fields=["source"], condition=Q(undone_at=None)
            ),
            models.CheckConstraint(name="merge_of_two_requests", condition=~Q(source=F("into"))),
            paired("merge_undone_paired", "undone_at", "undone_by"),
            in_order("merge_undone_after_it", "merged_at", "undone_at"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} into {self.into_id}"


class Heard(models.Model):
    """A public answer of the desk that the askers of a request read too, because it was merged then."""

    message = models.ForeignKey(Message, models.PROTECT, related_name="heard")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="heard")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="heard_once", fields=["message", "ticket"])]

    def __str__(self) -> str:
        return f"{self.message_id} in {self.ticket_id}"
