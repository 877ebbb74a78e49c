"""Files from outside on their way in: read, shown row by row, applied once, and undone if need be."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.constraints import set_exactly_when
from foundation.core.errors import RuleBroken
from foundation.imports.choices import MOVES, OPEN, BatchState, Verdict
from foundation.imports.querysets import BatchQuerySet


class Batch(models.Model):
    """One file that somebody brought, and how it is read. What it says about people goes after some days."""

    importer = models.CharField(max_length=40)
    name = models.CharField(max_length=120)  # of the file, as shown
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=10, blank=True)  # of a CSV file
    sure = models.BooleanField(default=True)  # the bytes prove the encoding, or somebody confirmed it
    delimiter = models.CharField(max_length=3, blank=True)
    sheets = models.JSONField(default=list)  # names, of a workbook
    sheet = models.PositiveSmallIntegerField(default=0)
    header = models.PositiveIntegerField(default=1)  # row of the column titles
    heads = models.JSONField(default=list)  # [place, title] of each column of the file
    sample = models.JSONField(default=list)  # the first rows as read
    columns = models.JSONField(default=dict)  # column of the import: place in the file
    remembered = models.BooleanField(default=False)  # the columns are those of an earlier file
    counts = models.JSONField(default=dict)  # verdict: rows
    totals = models.PositiveSmallIntegerField(default=0)  # rows at the end that are no lines
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.UPLOADED)
    form_key = models.UUIDField()
    uploaded_at = models.DateTimeField(default=timezone.now)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    emptied_at = models.DateTimeField(null=True)  # file and rows are gone

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(name="one_batch_for_a_form", fields=["uploaded_by", "form_key"]),
            models.UniqueConstraint(
                name="one_open_batch_of_a_file",
                fields=["importer", "sha256"],
                condition=Q(state__in=OPEN, emptied_at=None),
            ),
            set_exactly_when(
                "batch_applied_exactly_when_state_says_so",
                "state",
                [BatchState.APPLIED, BatchState.UNDONE],
                "applied_at",
                "applied_by",
            ),
            set_exactly_when(
                "batch_undone_exactly_when_state_says_so",
                "state",
                [BatchState.UNDONE],
                "undone_at",
                "undone_by",
            ),
        ]
        indexes = [
            models.Index(fields=["importer", "-id"], name="batch_by_importer"),
            models.Index(fields=["uploaded_at"], name="batch_not_emptied", condition=Q(emptied_at=None)),
        ]

    def __str__(self) -> str:
        return self.name

    def move_to(self, state: str) -> None:
        """Raises RuleBroken when the file cannot go there any more."""
        if self.emptied_at is not None:
            raise RuleBroken(_("The rows of this file were removed after some days. Upload the file again."))
        if state not in MOVES.get(BatchState(self.state), ()):
            raise RuleBroken(_("This file is already applied or thrown away."))
        self.state = state


class Upload(models.Model):
    """The bytes of a file, apart from the rest so that no list reads them."""

    batch = models.OneToOneField(Batch, models.CASCADE, primary_key=True, related_name="upload")
    data = models.BinaryField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"upload {self.pk}"


class Row(models.Model):
    """A row of a file with its verdict; without a number it is one that the file does not have."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(null=True)  # as in the file
    cells = models.JSONField(default=list)  # texts as in the file
    verdict = models.CharField(max_length=8, choices=Verdict)
    place = models.PositiveSmallIntegerField()  # of the verdict in the list
    reason = models.CharField(max_length=40, blank=True)
    params = models.JSONField(default=dict)
    key = models.CharField(max_length=200, blank=True)
    subject_id = models.BigIntegerField(null=True)
    values = models.JSONField(default=dict)  # what is written
    before = models.JSONField(default=dict)  # what stood there
    changes = models.JSONField(default=list)  # column, old and new in words

    class Meta:
        ordering = ["place", "pk"]
        constraints = [
            models.UniqueConstraint(name="row_once_in_its_batch", fields=["batch", "number"]),
        ]
        indexes = [models.Index(fields=["batch", "place", "id"], name="row_by_verdict")]

    def __str__(self) -> str:
        return f"{self.number}"


class Mapping(models.Model):
    """Which column is which, remembered for files with the same titles."""

    importer = models.CharField(max_length=40)
    signature = models.CharField(max_length=64)  # of the titles in their order
    columns = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["importer", "-saved_at"]
        constraints = [models.UniqueConstraint(name="mapping_once", fields=["importer", "signature"])]

    def __str__(self) -> str:
        return self.importer
