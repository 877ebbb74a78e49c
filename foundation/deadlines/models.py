"""What falls due, who has to hear of it, and who has been told."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from foundation.core.constraints import in_order, paired
from foundation.deadlines.choices import Level
from foundation.deadlines.querysets import AnnouncementQuerySet, CalendarLinkQuerySet, DeadlineQuerySet
from foundation.deadlines.terms import Steps, level_at, step_after
from foundation.events.models import Event
from foundation.organisation.choices import Role
from foundation.organisation.models import Person


class Deadline(models.Model):
    """By when something must happen with an open subject, and the moments at which it grows pressing.

    A cycle is one run through the levels: another due moment or a snooze begins the next one. `level` is the
    one announced last in this cycle, `ring` how far the word has gone: 1 responsible, 2 deputy, 3 head.
    """

    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    soon_at = models.DateTimeField(null=True)
    urgent_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField(null=True)
    next_step_at = models.DateTimeField(null=True)  # all that the sweep reads
    responsible = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=12, choices=Role, blank=True)
    critical = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.OK)
    ring = models.PositiveSmallIntegerField(default=0)
    cycle = models.PositiveIntegerField(default=1)
    set_at = models.DateTimeField(default=timezone.now)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    snoozed_until = models.DateTimeField(null=True)
    snoozed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_deadline_of_a_kind", fields=["subject_type", "subject_id", "kind"]
            ),
            in_order("deadline_soon_before_urgent", "soon_at", "urgent_at"),
            in_order("deadline_soon_before_due", "soon_at", "due_at"),
            in_order("deadline_urgent_before_due", "urgent_at", "due_at"),
            in_order("deadline_due_before_overdue", "due_at", "overdue_at"),
            paired("deadline_acknowledged_paired", "acknowledged_at", "acknowledged_by"),
            paired("deadline_snoozed_paired", "snoozed_until", "snoozed_by"),
            models.CheckConstraint(
                name="deadline_is_somebodys", condition=Q(responsible__isnull=False) | ~Q(role="")
            ),
            models.CheckConstraint(name="deadline_level_0_to_4", condition=Q(level__lte=Level.OVERDUE)),
            models.CheckConstraint(name="deadline_ring_0_to_3", condition=Q(ring__lte=3)),
        ]
        indexes = [
            models.Index(
                fields=["next_step_at", "id"],
                name="deadline_next_step",
                condition=Q(next_step_at__isnull=False),
            ),
            models.Index(fields=["due_at", "id"], name="deadline_by_due"),
            models.Index(fields=["responsible", "due_at", "id"], name="deadline_of_person"),
            models.Index(
                fields=["role", "due_at", "id"], name="deadline_of_role", condition=Q(responsible=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"

    @property
    def steps(self) -> Steps:
        """The levels with the moments at which they rise."""
        return (
            (Level.SOON, self.soon_at),
            (Level.URGENT, self.urgent_at),
            (Level.DUE, self.due_at),
            (Level.OVERDUE, self.overdue_at),
        )

    def level_at(self, now: datetime) -> Level:
        """How near it is, whatever was announced."""
        return level_at(self.steps, now)

    def step_after(self, level: int) -> datetime | None:
        """When it rises above a level."""
        return step_after(self.steps, level)


class Announcement(models.Model):
    """A level of a deadline that one person has to hear of, once in a cycle; `told` is the event that did."""

    # the database takes announcements away with their deadline, in one statement (see the migration)
    deadline = models.ForeignKey(Deadline, models.CASCADE, db_constraint=False, related_name="announcements")
    cycle = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(choices=Level)
    ring = models.PositiveSmallIntegerField(default=1)
    recipient = models.ForeignKey(Person, models.PROTECT, related_name="+")
    tell_at = models.DateTimeField(default=timezone.now)
    told = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="announced_once_to_a_reader", fields=["deadline", "cycle", "level", "recipient"]
            )
        ]
        indexes = [
            models.Index(
                fields=["tell_at", "recipient"], name="announcement_to_tell", condition=Q(told=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} to {self.recipient_id}"


class CalendarLink(models.Model):
    """The secret address under which a person's calendar fetches their deadlines; only its hash is kept."""

    person = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CalendarLinkQuerySet.as_manager()

    class Meta:
        ordering = ["person"]

    def __str__(self) -> str:
        return f"calendar of {self.person_id}"
