"""Requests that come again by themselves: the plan, and what came of each of its days."""

from datetime import date
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.organisation.models import Office, Person, Room
from requests_desk.choices import Nth, PlanKind, Shift
from requests_desk.models.reference import Category
from requests_desk.models.tickets import TITLE_LENGTH, Ticket
from requests_desk.querysets import READS_ALL
from requests_desk.recurrence import Rule


class PlanQuerySet(models.QuerySet[Any]):
    """Plans of recurring requests."""

    def visible_to(self, person: Any) -> Self:
        """The desk keeps them, auditors read them."""
        return self if person.is_authenticated and person.holds(*READS_ALL) else self.none()

    def running(self) -> Self:
        """Those that have a next day."""
        return self.filter(stopped_at=None, next_on__isnull=False)

    def due(self, day: date) -> Self:
        """Those whose next day has come, the longest waiting first."""
        return self.running().filter(next_on__lte=day).order_by("next_on", "pk")


class Plan(models.Model):
    """A request that comes again: what is asked, by which rule, who solves it."""

    title = models.CharField(max_length=TITLE_LENGTH)
    text = models.TextField(blank=True)
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+")
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    requester = models.ForeignKey(Person, models.PROTECT, related_name="+")  # in whose name it is filed
    kind = models.CharField(max_length=7, choices=PlanKind)
    every = models.PositiveSmallIntegerField(default=1)  # weeks or months
    weekday = models.PositiveSmallIntegerField(null=True)  # 0 is Monday
    nth = models.SmallIntegerField(null=True, choices=Nth)
    month_day = models.SmallIntegerField(null=True)  # 1 to 28, -1 the last day
    shift = models.CharField(max_length=6, choices=Shift, default=Shift.AFTER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    days_to_do = models.PositiveSmallIntegerField(null=True)  # working days; NULL: the service target
    next_on = models.DateField(null=True)  # NULL: the rule has ended
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # NULL: the system
    form_key = models.UUIDField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["next_on", "pk"]
        constraints = [
            models.UniqueConstraint(name="one_plan_for_a_form", fields=["made_by", "form_key"]),
            models.CheckConstraint(
                name="plan_says_when",
                condition=Q(kind=PlanKind.WEEK, weekday__lte=6, nth=None, month_day=None)
                | Q(kind=PlanKind.WEEKDAY, weekday__lte=6, nth__isnull=False, month_day=None)
                | Q(kind=PlanKind.DAY, weekday=None, nth=None)
                & (Q(month_day=-1) | Q(month_day__gte=1, month_day__lte=28)),
            ),
            models.CheckConstraint(name="plan_every_1_to_60", condition=Q(every__gte=1, every__lte=60)),
            models.CheckConstraint(
                name="plan_1_to_60_days_to_do",
                condition=Q(days_to_do=None) | Q(days_to_do__gte=1, days_to_do__lte=60),
            ),
            models.CheckConstraint(
                name="plan_stopped_by_somebody_at_a_moment",
                condition=Q(stopped_by=None) | Q(stopped_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["next_on", "id"], name="plan_due", condition=Q(stopped_at=None)),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rule:
        """The rule of its days."""
        return Rule(
            start=self.starts_on,
            every=self.every,
            weekday=self.weekday,
            nth=self.nth,
            month_day=self.month_day,
            until=self.ends_on,
            shift=self.shift,
        )


class PlanRun(models.Model):
    """What came of a day of a plan: a request, or nothing when the day passed while nobody could file."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="runs")
    day = models.DateField()
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [models.UniqueConstraint(name="one_run_of_a_day", fields=["plan", "day"])]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.day}"
