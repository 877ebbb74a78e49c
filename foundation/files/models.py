"""Kept files: checked by signature, pictures re-encoded, stored under a name of our own."""

import uuid
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from foundation.core.constraints import paired
from foundation.core.marks import LENGTH


class File(models.Model):
    """One kept file; whoever may see its subject may fetch it.

    Without a subject it is held for a form (`form_key`) that its uploader has not finished.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)  # as shown and offered for download
    mime = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()  # bytes as kept
    sha256 = models.CharField(max_length=64)
    subject_type = models.CharField(max_length=40, null=True)
    subject_id = models.BigIntegerField(null=True)
    form_key = models.UUIDField(null=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    mark_holder = models.CharField(max_length=LENGTH, blank=True, default="", db_default="")
    mark_basis = models.CharField(max_length=LENGTH, blank=True, default="", db_default="")
    mark_made_on = models.DateField(null=True)
    mark_until = models.DateField(null=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            paired("file_subject_paired", "subject_type", "subject_id"),
            models.CheckConstraint(
                name="file_marked_wholly_or_not",
                condition=Q(mark_made_on=None, mark_until=None, mark_basis="", mark_holder="")
                | Q(mark_made_on__isnull=False, mark_until__gt=F("mark_made_on"))
                & ~Q(mark_basis="")
                & ~Q(mark_holder=""),
            ),
            models.CheckConstraint(
                name="file_held_or_attached",
                condition=Q(subject_type__isnull=False) | Q(form_key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="file_by_subject"),
            models.Index(fields=["added_by", "form_key"], name="file_held", condition=Q(subject_type=None)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> Path:
        """Where the bytes lie; the name is ours, so nothing the user typed is a path."""
        return Path(settings.MEDIA_ROOT) / self.id.hex[:2] / self.id.hex

    @property
    def is_marked(self) -> bool:
        """Whether it carries an access mark of its own."""
        return self.mark_made_on is not None

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it as a picture."""
        return self.mime.startswith("image/")
