"""What the agency sets up: kinds of requests, their priorities and targets."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language

from foundation.approvals.models import Route
from foundation.core.history import tracked
from requests_desk.choices import Impact, Priority, Urgency


@tracked()
class Category(models.Model):
    """A kind of request; the agency words it in both languages."""

    code = models.SlugField(max_length=30, unique=True)
    name_et = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    hint_et = models.CharField(max_length=160, blank=True)
    hint_en = models.CharField(max_length=160, blank=True)
    icon = models.CharField(max_length=20, default="idea")
    tile = models.PositiveSmallIntegerField(
        null=True, blank=True, unique=True
    )  # place on the home page, 1 to 8
    confidential = models.BooleanField(default=False)  # requests of this kind start confidential
    approval_route = models.ForeignKey(
        Route, models.PROTECT, null=True, blank=True, related_name="+"
    )  # who must agree before work starts
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["tile", "code"]
        constraints = [
            models.CheckConstraint(
                name="category_tile_1_to_8", condition=Q(tile=None) | Q(tile__gte=1, tile__lte=8)
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return str(getattr(self, self.name_column()))

    @staticmethod
    def name_column() -> str:
        """The column that holds the name in the language of the reader."""
        return "name_en" if get_language() == "en" else "name_et"

    @property
    def hint(self) -> str:
        """The hint in the language of the reader."""
        return self.hint_en if get_language() == "en" else self.hint_et


@tracked()
class MatrixCell(models.Model):
    """The priority that an impact and an urgency give."""

    impact = models.CharField(max_length=6, choices=Impact)
    urgency = models.PositiveSmallIntegerField(choices=Urgency)
    priority = models.PositiveSmallIntegerField(choices=Priority)

    class Meta:
        ordering = ["impact", "urgency"]
        constraints = [
            models.UniqueConstraint(name="matrix_cell_once", fields=["impact", "urgency"]),
            models.CheckConstraint(
                name="matrix_priority_1_to_4", condition=Q(priority__gte=1, priority__lte=4)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.impact} x {self.urgency} = {self.priority}"


@tracked()
class Target(models.Model):
    """How soon requests are answered and solved, in working minutes or days; no category: the default."""

    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority)
    respond_minutes = models.PositiveIntegerField()
    solve_minutes = models.PositiveIntegerField(null=True, blank=True)
    solve_days = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["category", "priority"]
        constraints = [
            models.UniqueConstraint(
                name="target_once", fields=["category", "priority"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="target_in_minutes_or_in_days",
                condition=Q(solve_minutes__isnull=True) ^ Q(solve_days__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category_id or 'default'}, {self.get_priority_display()}"
