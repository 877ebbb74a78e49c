"""Links of requests: to each other, and to anything that some app offers."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.organisation.models import Person
from requests_desk.choices import LinkKind
from requests_desk.models.tickets import Ticket


class Link(models.Model):
    """That a request has to do with something else, read from both sides; it outlives what it points at."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="links")
    kind = models.CharField(max_length=10, choices=LinkKind)
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="linked_once", fields=["ticket", "kind", "subject_type", "subject_id"]
            ),
            models.CheckConstraint(
                name="link_to_something_else",
                condition=~Q(subject_type="ticket") | ~Q(subject_id=F("ticket")),
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="link_by_subject")]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.subject_type}/{self.subject_id}"
