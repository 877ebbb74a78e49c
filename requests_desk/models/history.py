"""Where requests came from that another desk had."""

from django.db import models

from requests_desk.models.tickets import Ticket


class Origin(models.Model):
    """What an imported request was called at the desk that had it; a second import finds it by that."""

    ticket = models.OneToOneField(Ticket, models.PROTECT, primary_key=True, related_name="origin")
    source = models.CharField(max_length=40)
    number = models.CharField(max_length=60)

    class Meta:
        ordering = ["source", "number"]
        constraints = [models.UniqueConstraint(name="origin_once", fields=["source", "number"])]

    def __str__(self) -> str:
        return f"{self.source} {self.number}"
