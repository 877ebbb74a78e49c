"""Workplaces of people who come and go: templates of steps, cases and their steps."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

from foundation.core.constraints import paired, set_exactly_when
from foundation.core.history import tracked
from foundation.organisation.models import Office, Person, Room, Unit
from requests_desk.choices import STEP_ENDED, CaseKind, CaseState, StepState, Wanted, Who
from requests_desk.models.workplace_rows import CaseQuerySet, StepQuerySet

LONGEST_WAY = 120  # working days


@tracked()
class WorkplaceTemplate(models.Model):
    """Which steps make a workplace ready for somebody who comes, or take it back from somebody who leaves."""

    code = models.SlugField(max_length=30, unique=True)
    kind = models.CharField(max_length=8, choices=CaseKind)
    name_et = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return self.name_en if get_language() == "en" else self.name_et


class Worded(models.Model):
    """What a step is called, and whose it is."""

    code = models.SlugField(max_length=30)
    name_et = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    who = models.CharField(max_length=8, choices=Who, default=Who.DESK)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    address = models.EmailField(blank=True)  # of the partner
    provider = models.SlugField(max_length=30, blank=True)  # code of a WorkplaceStep of some duty.py
    order = models.PositiveSmallIntegerField(default=10)
    days_before = models.SmallIntegerField(default=3)  # working days before the day; negative: after it
    after = ArrayField(models.SlugField(max_length=30), default=list, blank=True)  # codes it waits for
    returnable = models.BooleanField(default=False)  # a thing that is asked back when the person leaves

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return self.name_en if get_language() == "en" else self.name_et


@tracked()
class TemplateStep(Worded):
    """One step of a template; running cases keep the steps that they began with."""

    template = models.ForeignKey(WorkplaceTemplate, models.PROTECT, related_name="steps")
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    wanted = models.CharField(max_length=6, choices=Wanted, default=Wanted.ALWAYS)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["template", "order", "pk"]
        constraints = [
            models.UniqueConstraint(name="template_step_once", fields=["template", "code"]),
            models.CheckConstraint(
                name="template_step_names_whose_it_is",
                condition=(Q(who=Who.PERSON, person__isnull=False) | ~Q(who=Who.PERSON) & Q(person=None))
                & (Q(who=Who.UNIT, unit__isnull=False) | ~Q(who=Who.UNIT) & Q(unit=None))
                & (Q(who=Who.PARTNER) & ~Q(address="") | ~Q(who=Who.PARTNER) & Q(address=""))
                & (Q(who=Who.PROVIDER) & ~Q(provider="") | ~Q(who=Who.PROVIDER) & Q(provider="")),
            ),
            models.CheckConstraint(
                name="template_step_within_120_days",
                condition=Q(days_before__gte=-LONGEST_WAY, days_before__lte=LONGEST_WAY),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkplaceCase(models.Model):
    """The workplace of one person who comes or leaves: filed once, done in steps."""

    kind = models.CharField(max_length=8, choices=CaseKind)
    template = models.ForeignKey(WorkplaceTemplate, models.PROTECT, related_name="+")
    name = models.CharField(max_length=160)  # as filed; somebody who comes may not be in the register yet
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    day = models.DateField()  # the first day of somebody who comes, the last of somebody who leaves
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    manager = models.ForeignKey(Person, models.PROTECT, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # who watches over it
    note = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=CaseState, default=CaseState.OPEN)
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    planned_on = models.DateField(default=timezone.localdate)  # filed or moved: nothing is due before it
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    form_key = models.UUIDField()

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_case_for_a_form", fields=["filed_by", "form_key"]),
            models.UniqueConstraint(
                name="one_open_case_of_a_leaver",
                fields=["person"],
                condition=Q(kind=CaseKind.LEAVER, state=CaseState.OPEN),
            ),
            models.CheckConstraint(
                name="leaver_is_in_the_register",
                condition=~Q(kind=CaseKind.LEAVER) | Q(person__isnull=False),
            ),
            set_exactly_when(
                "case_closed_exactly_when_state_says_so",
                "state",
                [CaseState.CLOSED, CaseState.CANCELLED],
                "closed_at",
                "closed_by",
            ),
        ]
        indexes = [
            models.Index(fields=["day", "id"], name="case_by_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """What partners and mails call it."""
        return f"T-{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.state == CaseState.OPEN

    @property
    def is_leaver(self) -> bool:
        """Whether somebody leaves."""
        return self.kind == CaseKind.LEAVER


class Step(Worded):
    """One thing to be done for a workplace, with a day and somebody whose it is.

    Without an assignee it is the desk's. A step of what a leaver holds names the provider of it and the key.
    """

    case = models.ForeignKey(WorkplaceCase, models.PROTECT, related_name="steps")
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=7, choices=StepState)
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # NULL: the system
    answer = models.TextField(blank=True)  # of the partner or unit, or how it ended
    promised_on = models.DateField(null=True)  # by the partner or unit
    holding_provider = models.SlugField(max_length=30, blank=True)
    holding_key = models.CharField(max_length=60, blank=True)
    holding_url = models.CharField(max_length=200, blank=True)
    returned_at = models.DateTimeField(null=True)  # a returnable thing that was given back
    returned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "order", "pk"]
        constraints = [
            models.UniqueConstraint(name="step_once_in_its_case", fields=["case", "code"]),
            models.UniqueConstraint(
                name="held_thing_once_in_its_case",
                fields=["case", "holding_provider", "holding_key"],
                condition=~Q(holding_provider=""),
            ),
            set_exactly_when("step_ended_exactly_when_state_says_so", "state", STEP_ENDED, "ended_at"),
            models.CheckConstraint(
                name="step_ended_by_somebody_has_an_end",
                condition=Q(ended_by=None) | Q(ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="step_open_since_a_moment",
                condition=~Q(state__in=[StepState.OPEN, StepState.DONE]) | Q(opened_at__isnull=False),
            ),
            paired("step_returned_paired", "returned_at", "returned_by"),
            models.CheckConstraint(
                name="step_holding_has_provider_and_key",
                condition=Q(holding_provider="", holding_key="")
                | ~Q(holding_provider="") & ~Q(holding_key=""),
            ),
        ]
        indexes = [
            models.Index(fields=["assignee"], name="step_assignee", condition=Q(state=StepState.OPEN)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_over(self) -> bool:
        """Whether nobody has to do it any more."""
        return self.state in STEP_ENDED
