"""How content people were with the solution of their requests."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from requests_desk.choices import Score
from requests_desk.models.tickets import Ticket

COMMENT_LENGTH = 500


class Rating(models.Model):
    """How content the requester was with how a request was solved; the last word counts."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="rating")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    score = models.CharField(max_length=4, choices=Score)
    comment = models.CharField(max_length=COMMENT_LENGTH, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "pk"]

    def __str__(self) -> str:
        return f"{self.score}"
