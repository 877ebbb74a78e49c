"""What belongs to the queue itself: narrowings that people keep under a name."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone

from foundation.organisation.models import Office, Person
from requests_desk.choices import State
from requests_desk.models.reference import Category
from requests_desk.querysets import SavedViewQuerySet


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
