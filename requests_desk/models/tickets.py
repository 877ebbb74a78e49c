"""Requests of the staff: what was asked, who solves it, until when, and every stay on its way."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.constraints import in_order, set_exactly_when
from foundation.core.errors import RuleBroken
from foundation.core.marks import LENGTH
from foundation.organisation.models import Office, Person, Room, Unit
from requests_desk.choices import (
    MOVES,
    OPEN,
    SOLVED,
    Audience,
    Impact,
    Priority,
    State,
    Urgency,
    WaitingFor,
)
from requests_desk.models.reference import Category
from requests_desk.models.wording import answer_in_words
from requests_desk.querysets import MessageQuerySet, TicketQuerySet

TITLE_LENGTH = 120


class Ticket(models.Model):
    """One thing a member of staff asked of the facilities desk; the interface calls it a request."""

    number = models.PositiveIntegerField(
        unique=True, editable=False, db_default=Func(Value("requests_desk_number"), function="nextval")
    )
    title = models.CharField(max_length=TITLE_LENGTH)
    requester = models.ForeignKey(Person, models.PROTECT, related_name="+")
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # of the requester, at filing
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    element = models.ForeignKey(
        "requests_desk.Element", models.PROTECT, null=True, related_name="+"
    )  # the part of the house
    impact = models.CharField(max_length=6, choices=Impact, default=Impact.PERSON)
    urgency = models.PositiveSmallIntegerField(choices=Urgency, default=Urgency.NORMAL)
    priority = models.PositiveSmallIntegerField(choices=Priority)
    override_reason = models.CharField(max_length=200, blank=True)  # set when the matrix was overruled
    state = models.CharField(max_length=9, choices=State, default=State.NEW)
    waiting_for = models.CharField(max_length=9, choices=WaitingFor, blank=True)
    waiting_until = models.DateField(null=True)  # promised day, as told
    assignee = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    confidential = models.BooleanField(default=False)
    confidential_mark = models.CharField(
        max_length=120, blank=True
    )  # basis of the restriction, as the desk words it
    mark_holder = models.CharField(max_length=LENGTH, blank=True, default="", db_default="")
    mark_made_on = models.DateField(null=True)
    mark_until = models.DateField(null=True)
    follow_up_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="follow_ups")
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="merged_here"
    )  # where its matter is handled now: never itself a merged one
    created_at = models.DateTimeField(default=timezone.now)
    respond_by = models.DateTimeField(null=True)
    solve_by = models.DateTimeField(null=True)
    set_due_at = models.DateTimeField(null=True)  # a deadline that somebody gave, in place of the target
    warn_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    solved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=0)
    form_key = models.UUIDField()

    objects = TicketQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(name="one_ticket_for_a_form", fields=["filed_by", "form_key"]),
            set_exactly_when(
                "ticket_solved_exactly_when_state_says_so", "state", SOLVED, "solved_at", "solved_by"
            ),
            models.CheckConstraint(
                name="ticket_waits_for_something",
                condition=Q(state=State.WAITING) & ~Q(waiting_for="")
                | ~Q(state=State.WAITING) & Q(waiting_for="", waiting_until=None),
            ),
            models.CheckConstraint(
                name="ticket_due_unless_waiting",
                condition=Q(state=State.WAITING, solve_by=None, warn_at=None)
                | ~Q(state=State.WAITING) & Q(solve_by__isnull=False, warn_at__isnull=False),
            ),
            set_exactly_when(
                "ticket_merged_exactly_when_state_says_so", "state", [State.MERGED], "merged_into"
            ),
            models.CheckConstraint(name="ticket_not_merged_into_itself", condition=~Q(merged_into=F("pk"))),
            models.CheckConstraint(
                name="ticket_confidential_by_a_whole_mark",
                condition=Q(confidential=False, mark_made_on=None, mark_until=None)
                | Q(confidential=True, mark_made_on__isnull=False, mark_until__gt=F("mark_made_on"))
                & ~Q(confidential_mark="")
                & ~Q(mark_holder=""),
            ),
            in_order("ticket_answered_after_filing", "created_at", "responded_at"),
            in_order("ticket_solved_after_filing", "created_at", "solved_at"),
        ]
        indexes = [
            models.Index(
                F("solve_by"), F("priority"), F("id"), name="ticket_queue", condition=Q(state__in=OPEN)
            ),
            models.Index(
                F("priority"), F("solve_by"), F("id"), name="ticket_priority", condition=Q(state__in=OPEN)
            ),
            models.Index(
                F("office"),
                F("solve_by"),
                F("priority"),
                F("id"),
                name="ticket_office",
                condition=Q(state__in=OPEN),
            ),
            models.Index(fields=["assignee"], name="ticket_assignee", condition=Q(state__in=OPEN)),
            models.Index(F("requester"), F("number").desc(), name="ticket_requester"),
            models.Index(fields=["solved_at"], name="ticket_resolved", condition=Q(state=State.RESOLVED)),
            models.Index(fields=["state"], name="ticket_confidential", condition=Q(confidential=True)),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}"

    @property
    def label(self) -> str:
        """The number as people say it."""
        return f"P-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether the desk still owes something."""
        return self.state in OPEN

    @property
    def mark_is_over(self) -> bool:
        """Whether the last day of the access mark has passed."""
        return self.mark_until is not None and self.mark_until < timezone.localdate()

    @property
    def answers_in_words(self) -> list[dict[str, str]]:
        """Label and words of each answer, in the language of the reader; needs a row of `with_answers()`."""
        return [answer_in_words(one) for one in getattr(self, "all_answers", ())]

    def move_to(self, state: State) -> None:
        """Changes the state in memory. Raises RuleBroken for a move that `MOVES` does not know."""
        if state not in MOVES[State(self.state)]:
            raise RuleBroken(_("This request is already solved or not ready for that."))
        self.state = state


class Message(models.Model):
    """What somebody wrote on a request; the first one is the request itself."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages")
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    audience = models.CharField(max_length=8, choices=Audience)
    address = models.EmailField(blank=True)  # of the partner it was sent to
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    form_key = models.UUIDField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(name="one_message_for_a_form", fields=["author", "form_key"]),
            models.CheckConstraint(
                name="message_outside_has_an_address",
                condition=Q(audience=Audience.OUTSIDE) & ~Q(address="")
                | ~Q(audience=Audience.OUTSIDE) & Q(address=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audience} {self.pk}"


class Stay(models.Model):
    """A stay of a request in a state; the only source of the clock."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="stays")
    state = models.CharField(max_length=9, choices=State)
    waiting_for = models.CharField(max_length=9, choices=WaitingFor, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "pk"]
        constraints = [
            in_order("stay_ends_after_it_starts", "since", "until"),
            models.UniqueConstraint(name="one_stay_at_a_time", fields=["ticket"], condition=Q(until=None)),
            ExclusionConstraint(
                name="stays_never_overlap",
                expressions=[
                    ("ticket", RangeOperators.EQUAL),
                    (Func("since", "until", function="tstzrange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.since}"
