"""What the reports read: counts of requests by week and month, kept by triggers and folded by a sweep."""

from django.db import models
from django.db.models import F, Q

from foundation.organisation.models import Office, Unit
from requests_desk.models.reference import Category
from requests_desk.querysets import CountQuerySet
from requests_desk.summaries import GRAINS, SLICES


def place(model: type[models.Model]) -> "models.ForeignKey[models.Model | None, models.Model | None]":
    """A place that counts are told apart by; the requests behind them hold it, so the count need not."""
    return models.ForeignKey(model, models.DO_NOTHING, null=True, related_name="+", db_constraint=False)


class Counts(models.Model):
    """The amounts of some requests; minutes are of the calendar, not of working time."""

    office = place(Office)
    category = place(Category)
    unit = place(Unit)
    confidential = models.BooleanField()
    arrived = models.BigIntegerField(default=0, db_default=0)
    solved = models.BigIntegerField(default=0, db_default=0)
    dropped = models.BigIntegerField(default=0, db_default=0)  # cancelled, merged, closed unsolved
    reopened = models.BigIntegerField(default=0, db_default=0)
    answered = models.BigIntegerField(default=0, db_default=0)
    answered_in_time = models.BigIntegerField(default=0, db_default=0)
    answer_minutes = models.BigIntegerField(default=0, db_default=0)
    finished = models.BigIntegerField(default=0, db_default=0)  # solved, and not reopened since
    finished_in_time = models.BigIntegerField(default=0, db_default=0)
    finish_minutes = models.BigIntegerField(default=0, db_default=0)
    open_now = models.BigIntegerField(default=0, db_default=0)  # by the day of filing, as the waits of now
    waits_requester = models.BigIntegerField(default=0, db_default=0)
    waits_partner = models.BigIntegerField(default=0, db_default=0)
    waits_delivery = models.BigIntegerField(default=0, db_default=0)
    waits_approval = models.BigIntegerField(default=0, db_default=0)
    waited_requester = models.BigIntegerField(default=0, db_default=0)  # minutes, on the day the wait ended
    waited_partner = models.BigIntegerField(default=0, db_default=0)
    waited_delivery = models.BigIntegerField(default=0, db_default=0)
    waited_approval = models.BigIntegerField(default=0, db_default=0)
    rated_good = models.BigIntegerField(default=0, db_default=0)
    rated_fair = models.BigIntegerField(default=0, db_default=0)
    rated_poor = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        abstract = True


class CountDelta(Counts):
    """What one change of requests added to or took from the counts of a day; it waits to be folded."""

    day = models.DateField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"change of {self.day}"


class PeriodCount(Counts):
    """The counts of a week (from its Monday) or a month, for everybody or for one place."""

    slice = models.CharField(max_length=8, choices=[(one, one) for one in SLICES])
    grain = models.CharField(max_length=5, choices=[(one, one) for one in GRAINS])
    period = models.DateField()

    objects = CountQuerySet.as_manager()

    class Meta:
        ordering = ["slice", "grain", "period", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="counts_once",
                fields=["slice", "grain", "office", "category", "unit", "confidential", "period"],
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["slice", "grain", "period"], name="counts_by_period"),
            models.Index(F("slice"), F("grain"), name="counts_of_open_ones", condition=~Q(open_now=0)),
        ]

    def __str__(self) -> str:
        return f"{self.grain} of {self.period}"
