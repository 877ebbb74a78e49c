"""What the agency sets up: kinds of requests, their priorities and targets."""

from functools import cached_property

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from foundation.approvals.models import Route
from foundation.core.history import tracked
from requests_desk.choices import FieldKind, Impact, Priority, Urgency
from requests_desk.querysets import CategoryQuerySet


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

    objects = CategoryQuerySet.as_manager()

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

    @property
    def parts(self) -> list[tuple[int, str]]:
        """Key and name of the parts of a house that its form names; needs a row of `with_fields()`."""
        language = "en" if get_language() == "en" else "et"
        return [(one["pk"], one[language]) for one in getattr(self, "all_elements", ())]

    @cached_property
    def asked(self) -> list["CategoryField"]:
        """The extra fields that are asked now, in their order; a row of `with_fields()` has them."""
        found = getattr(self, "all_fields", None)
        if found is None:
            return list(self.fields.filter(retired=False).order_by("order", "pk"))
        return [CategoryField(**one) for one in found]


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
        return f"{self.get_impact_display()} – {self.get_urgency_display()}"


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


@tracked()
class CategoryField(models.Model):
    """Something more that requests of a category are asked; worded in both languages."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="fields")
    code = models.SlugField(max_length=30)
    label_et = models.CharField(max_length=80)
    label_en = models.CharField(max_length=80)
    hint_et = models.CharField(max_length=160, blank=True)
    hint_en = models.CharField(max_length=160, blank=True)
    kind = models.CharField(max_length=6, choices=FieldKind, default=FieldKind.TEXT)
    choices_et = models.TextField(blank=True)  # one a line; the Estonian line is what an answer keeps
    choices_en = models.TextField(blank=True)
    required = models.BooleanField(default=False)
    shown_if = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    shown_if_value = models.CharField(max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(default=10)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["category", "order", "pk"]
        constraints = [
            models.UniqueConstraint(name="field_code_once_in_its_category", fields=["category", "code"]),
            models.CheckConstraint(
                name="field_has_choices_exactly_when_it_is_one",
                condition=Q(kind=FieldKind.CHOICE) & ~Q(choices_et="") & ~Q(choices_en="")
                | ~Q(kind=FieldKind.CHOICE) & Q(choices_et="", choices_en=""),
            ),
            models.CheckConstraint(
                name="field_shown_if_with_its_value",
                condition=Q(shown_if=None, shown_if_value="")
                | Q(shown_if__isnull=False) & ~Q(shown_if_value="") & ~Q(shown_if=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The label in the language of the reader."""
        return self.label_en if get_language() == "en" else self.label_et

    @property
    def hint(self) -> str:
        """The hint in the language of the reader."""
        return self.hint_en if get_language() == "en" else self.hint_et

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What is kept, and its words in the language of the reader."""
        words = self.choices_en if get_language() == "en" else self.choices_et
        return list(zip(self.choices_et.splitlines(), words.splitlines(), strict=False))


@tracked()
class CannedReply(models.Model):
    """A text that the desk writes often, for all categories or one."""

    title = models.CharField(max_length=80, unique=True)
    text_et = models.TextField()
    text_en = models.TextField()
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="replies")
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title
