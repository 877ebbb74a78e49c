"""Approvals: who must agree in which order, what they agreed to, and what they said."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.approvals.choices import (
    DECIDED,
    DECIDING_ROLES,
    STARTED,
    ApprovalState,
    StepState,
    VoidReason,
)
from foundation.approvals.querysets import ApprovalQuerySet, StepQuerySet
from foundation.core.constraints import in_order, set_exactly_when
from foundation.core.history import tracked
from foundation.organisation.choices import Role
from foundation.organisation.models import Office, Person, Unit

ROLES = [(role.value, role.label) for role in DECIDING_ROLES]
ONE_OF_TWO = Q(role="", person__isnull=False) | ~Q(role="") & Q(person=None)


@tracked()
class Route(models.Model):
    """Who must agree to something, in which order; the agency words and changes it."""

    code = models.SlugField(max_length=30, unique=True)
    name_et = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80)
    retired = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the reader."""
        return self.name_en if get_language() == "en" else self.name_et


@tracked()
class RouteStep(models.Model):
    """One who must agree: a role or a person, from an amount on or always, within some working days."""

    route = models.ForeignKey(Route, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=ROLES, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    from_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # euros
    days = models.PositiveSmallIntegerField(default=3)  # working days to decide

    class Meta:
        ordering = ["route", "order"]
        constraints = [
            models.UniqueConstraint(name="route_step_order_once", fields=["route", "order"]),
            models.CheckConstraint(name="route_step_by_a_role_or_a_person", condition=ONE_OF_TWO),
            models.CheckConstraint(
                name="route_step_from_no_less_than_zero",
                condition=Q(from_amount=None) | Q(from_amount__gte=0),
            ),
            models.CheckConstraint(
                name="route_step_takes_1_to_60_days", condition=Q(days__gte=1, days__lte=60)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route_id}/{self.order}"


class Approval(models.Model):
    """A question put to those of a route about one row of another app, as its content was then.

    A changed content ends it (`void`) and is asked anew. `restricted`: nobody decides as a deputy.
    """

    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    route = models.ForeignKey(Route, models.PROTECT, related_name="+")
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True)  # euros
    fingerprint = models.CharField(max_length=64)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # of the requester, at asking
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    restricted = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=ApprovalState, default=ApprovalState.OPEN)
    void_reason = models.CharField(max_length=7, choices=VoidReason, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_approval_of_a_subject",
                fields=["subject_type", "subject_id"],
                condition=Q(state=ApprovalState.OPEN),
            ),
            models.CheckConstraint(
                name="approval_closed_unless_open",
                condition=Q(state=ApprovalState.OPEN, closed_at=None)
                | ~Q(state=ApprovalState.OPEN) & Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approval_void_for_a_reason",
                condition=Q(state=ApprovalState.VOID) & ~Q(void_reason="")
                | ~Q(state=ApprovalState.VOID) & Q(void_reason=""),
            ),
            in_order("approval_closed_after_opening", "opened_at", "closed_at"),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="approval_by_subject")]

    def __str__(self) -> str:
        return f"{self.subject_type}/{self.subject_id} {self.state}"


class ApprovalStep(models.Model):
    """One decision of an approval: whose seat it is now, until when, and who decided what for whom.

    The seat is a role (of a unit for a manager, of an office for a contact person) or a person. `raised` says
    that nobody of the route's own seat could decide and it went up. A trigger keeps decided rows unchanged,
    and refuses the requester and the asker.
    """

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=ROLES, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    raised = models.BooleanField(default=False)
    days = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=StepState, default=StepState.COMING)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["approval", "order"]
        constraints = [
            models.UniqueConstraint(name="approval_step_order_once", fields=["approval", "order"]),
            models.UniqueConstraint(
                name="one_step_at_a_time", fields=["approval"], condition=Q(state=StepState.WAITING)
            ),
            models.UniqueConstraint(name="nobody_decides_two_steps", fields=["approval", "decided_by"]),
            models.UniqueConstraint(name="nobodys_right_decides_twice", fields=["approval", "on_behalf_of"]),
            models.CheckConstraint(name="approval_step_by_a_role_or_a_person", condition=ONE_OF_TWO),
            models.CheckConstraint(
                name="approval_step_scope_fits",
                condition=(Q(unit=None) | Q(role=Role.MANAGER)) & (Q(office=None) | Q(role=Role.CONTACT)),
            ),
            set_exactly_when(
                "approval_step_decided_when_it_says_so", "state", DECIDED, "decided_at", "decided_by"
            ),
            models.CheckConstraint(
                name="approval_step_started_before_it_waits",
                condition=~Q(state__in=STARTED) | Q(started_at__isnull=False, due_at__isnull=False),
            ),
            models.CheckConstraint(
                name="approval_step_returned_for_a_reason",
                condition=~Q(state=StepState.RETURNED) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="approval_step_for_somebody_else",
                condition=Q(on_behalf_of=None)
                | Q(decided_by__isnull=False) & ~Q(on_behalf_of=F("decided_by")),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="step_waiting", condition=Q(state=StepState.WAITING)),
            models.Index(
                F("decided_by"), F("decided_at").desc(), F("id").desc(), name="step_decided_by"
            ),
            models.Index(
                F("on_behalf_of"), F("decided_at").desc(), F("id").desc(), name="step_decided_for",
                condition=Q(on_behalf_of__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.approval_id}/{self.order} {self.state}"

    @property
    def seat_words(self) -> str:
        """Whose decision it is, in words: a person, or a role with its unit or office."""
        name = self.person.full_name if self.person is not None else ""
        return seat_in_words(name, self.role, str(self.unit or self.office or ""))


def seat_in_words(name: str, role: str, place: str) -> str:
    """The name of the person, else the role with its unit or office."""
    if name:
        return name
    words = {"role": Role(role).label, "place": place}
    return _("%(role)s (%(place)s)") % words if place else str(words["role"])
