"""What belongs to the queue itself: views that people keep under a name, acts on many requests at once."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from foundation.core.constraints import in_order
from foundation.events.models import Event
from foundation.organisation.models import Office, Person
from requests_desk.choices import BulkVerb, State
from requests_desk.models.reference import Category
from requests_desk.models.tickets import Ticket
from requests_desk.querysets import SavedViewQuerySet

NARROWS = ("view", "office", "category", "state", "q", "sort")  # what a saved view keeps
USUAL = {"view": "open", "sort": "due"}


def queue_address(asks: Mapping[str, Any]) -> str:
    """The queue, narrowed so; what is empty or usual stands not in the address."""
    kept = {name: asks[name] for name in NARROWS if asks.get(name) and asks[name] != USUAL.get(name)}
    return reverse("queue") + (f"?{urlencode(kept)}" if kept else "")


class SavedView(models.Model):
    """A narrowing of the queue that somebody keeps under a name, for themselves or for the whole desk.

    It holds what is asked, never what was found: everybody who opens it sees their own rows.
    """

    owner = models.ForeignKey(Person, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    shared = models.BooleanField(default=False)
    view = models.CharField(max_length=12, blank=True)
    office = models.ForeignKey(Office, models.CASCADE, null=True, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    state = models.CharField(max_length=9, choices=State, blank=True)
    words = models.CharField(max_length=200, blank=True)
    sort = models.CharField(max_length=10, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(F("owner"), Lower("name"), name="one_saved_view_of_a_name"),
        ]
        indexes = [models.Index(fields=["name"], name="saved_view_shared", condition=models.Q(shared=True))]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The queue, narrowed so."""
        asks = {
            "view": self.view, "office": self.office_id, "category": self.category_id, "state": self.state,
            "q": self.words, "sort": self.sort,
        }  # fmt: skip
        return queue_address(asks)


class Bulk(models.Model):
    """One act on many requests at once; whoever did it may take it back for ten seconds. Kept for a day."""

    verb = models.CharField(max_length=8, choices=BulkVerb)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_bulk_for_a_form", fields=["by", "form_key"]),
            in_order("bulk_undone_after_it_was_done", "at", "undone_at"),
        ]
        indexes = [models.Index(fields=["at"], name="bulk_by_age")]

    def __str__(self) -> str:
        return f"{self.verb} {self.at}"


class BulkItem(models.Model):
    """What an act on many requests changed in one of them, and how it was before."""

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="items")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    before = models.JSONField()  # values of the fields that were changed
    version = models.PositiveIntegerField()  # of the request after the act: another one means a later change
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    stay_before = models.BigIntegerField(null=True)  # the stay that the act ended
    message = models.BigIntegerField(null=True)  # what was said by it

    class Meta:
        ordering = ["ticket"]
        constraints = [models.UniqueConstraint(name="a_bulk_changes_once", fields=["bulk", "ticket"])]

    def __str__(self) -> str:
        return f"{self.bulk_id} {self.ticket_id}"


class Presence(models.Model):
    """Which request somebody of the desk has before them, as their page says it again and again."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+")
    writing = models.BooleanField(default=False)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["person"]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.ticket_id}"
