"""Closed lists of the desk, and which state may follow which."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """Where a request is on its way."""

    NEW = "new", pgettext_lazy("state of a request", "New")
    IN_WORK = "in_work", pgettext_lazy("state of a request", "In progress")
    WAITING = "waiting", pgettext_lazy("state of a request", "Waiting")
    RESOLVED = "resolved", pgettext_lazy("state of a request", "Resolved")
    CLOSED = "closed", pgettext_lazy("state of a request", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("state of a request", "Cancelled")
    MERGED = "merged", pgettext_lazy("state of a request", "Merged")


OPEN = [State.NEW, State.IN_WORK, State.WAITING]
SOLVED = [State.RESOLVED, State.CLOSED]
ENDED = [State.RESOLVED, State.CLOSED, State.CANCELLED, State.MERGED]

MOVES = {
    State.NEW: {State.IN_WORK, State.WAITING, State.RESOLVED, State.CANCELLED, State.MERGED},
    State.IN_WORK: {State.WAITING, State.RESOLVED, State.CANCELLED, State.MERGED},
    # back to new: approved, and nobody has taken it yet
    State.WAITING: {
        State.NEW, State.IN_WORK, State.WAITING, State.RESOLVED, State.CANCELLED, State.MERGED,
    },
    State.RESOLVED: {State.IN_WORK, State.CLOSED},
    State.CLOSED: set(),
    State.CANCELLED: {State.IN_WORK},
    State.MERGED: set(),  # a merge is taken back as a whole, and then nothing has moved
}  # fmt: skip


class WaitingFor(models.TextChoices):
    """Whom or what a waiting request waits for."""

    REQUESTER = "requester", pgettext_lazy("waiting for", "the requester's answer")
    PARTNER = "partner", pgettext_lazy("waiting for", "a partner")
    DELIVERY = "delivery", pgettext_lazy("waiting for", "delivery")
    APPROVAL = "approval", pgettext_lazy("waiting for", "approval")


class Impact(models.TextChoices):
    """How many people the trouble reaches."""

    OFFICE = "office", _("The whole office")
    UNIT = "unit", _("A unit or several people")
    PERSON = "person", _("One person")


class Urgency(models.IntegerChoices):
    """How badly it hinders the work."""

    NOW = 1, _("Work stands still or there is danger")
    SOON = 2, _("It hinders work")
    NORMAL = 3, _("I can work")
    LATER = 4, _("It can wait")


class Priority(models.IntegerChoices):
    """What comes first: from the matrix of impact and urgency, or set by hand with a reason."""

    CRITICAL = 1, _("Critical")
    HIGH = 2, _("High")
    NORMAL = 3, _("Normal")
    LOW = 4, _("Low")


class Audience(models.TextChoices):
    """Who reads a message."""

    PUBLIC = "public", _("Public reply")
    INTERNAL = "internal", _("Internal note")
    OUTSIDE = "outside", _("Sent to a partner")


class FieldKind(models.TextChoices):
    """What an extra field of a category holds."""

    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("One of several choices")
    PERSON = "person", _("Person")
    ROOM = "room", _("Room of the office")


class BulkVerb(models.TextChoices):
    """What can be done with many requests at once."""

    ASSIGN = "assign", _("Assign")
    PRIORITY = "priority", _("Change the priority")
    RESOLVE = "resolve", _("Resolve")
    CANCEL = "cancel", _("Cancel the requests")


class Score(models.TextChoices):
    """How content the requester was with the solution."""

    GOOD = "good", pgettext_lazy("how it went", "Good")
    FAIR = "fair", pgettext_lazy("how it went", "So-so")
    POOR = "poor", pgettext_lazy("how it went", "Poor")


class Answerer(models.TextChoices):
    """Who answers for a part of a house."""

    OWN = "own", _("Our own people")
    LANDLORD = "landlord", _("Landlord")
    CLEANER = "cleaner", _("Cleaner")
    GUARD = "guard", _("Guard")
    KEEPER = "keeper", _("Maintenance firm")


class Hours(models.TextChoices):
    """When somebody answers, by the working hours of the office."""

    ALWAYS = "always", _("Always")
    WORKING = "working", _("In working hours")
    OUTSIDE = "outside", _("Outside working hours")


class CaseKind(models.TextChoices):
    """Whether a workplace is made ready or taken back."""

    NEWCOMER = "newcomer", _("New colleague")
    LEAVER = "leaver", _("Leaving colleague")


class CaseState(models.TextChoices):
    """Where a workplace case is."""

    OPEN = "open", pgettext_lazy("state of a workplace case", "Open")
    CLOSED = "closed", pgettext_lazy("state of a workplace case", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("state of a workplace case", "Cancelled")


class StepState(models.TextChoices):
    """Where a step of a workplace case is."""

    WAITING = "waiting", pgettext_lazy("state of a step", "Waits for its turn")
    OPEN = "open", pgettext_lazy("state of a step", "To be done")
    DONE = "done", pgettext_lazy("state of a step", "Done")
    DROPPED = "dropped", pgettext_lazy("state of a step", "Not needed")


STEP_ENDED = [StepState.DONE, StepState.DROPPED]


class Who(models.TextChoices):
    """Whose a step of a workplace case is."""

    DESK = "desk", _("Task of the specialist")
    CONTACT = "contact", _("Contact person of the office")
    MANAGER = "manager", _("Direct manager")
    SELF = "self", _("The colleague")
    PERSON = "person", _("A certain person")
    UNIT = "unit", _("Another unit")
    PARTNER = "partner", _("A partner outside")
    PROVIDER = "provider", _("Another part of this system")


class Wanted(models.TextChoices):
    """Whether each case has a step, or who files it chooses."""

    ALWAYS = "always", _("Always")
    USUAL = "usual", _("Usually: ticked in the form")
    SELDOM = "seldom", _("Seldom: not ticked in the form")


class LinkKind(models.TextChoices):
    """How a request has to do with something else; the words are those of its own side."""

    ABOUT = "about", pgettext_lazy("link", "Is about")
    RELATED = "related", pgettext_lazy("link", "Has to do with")
    WAITS_FOR = "waits_for", pgettext_lazy("link", "Waits for")
    CAUSED_BY = "caused_by", pgettext_lazy("link", "Was caused by")
    SPLIT_FROM = "split_from", pgettext_lazy("link", "Was split off from")


OTHER_SIDE = {
    LinkKind.ABOUT: pgettext_lazy("link", "Is the matter of"),
    LinkKind.RELATED: pgettext_lazy("link", "Has to do with"),
    LinkKind.WAITS_FOR: pgettext_lazy("link", "Holds up"),
    LinkKind.CAUSED_BY: pgettext_lazy("link", "Caused"),
    LinkKind.SPLIT_FROM: pgettext_lazy("link", "From it was split off"),
}
TO_REQUESTS = [LinkKind.RELATED, LinkKind.WAITS_FOR, LinkKind.CAUSED_BY]
TO_THINGS = [LinkKind.ABOUT, LinkKind.WAITS_FOR, LinkKind.CAUSED_BY]


class Readers(models.TextChoices):
    """Whom a guide is for."""

    ALL = "all", _("Everybody")
    CONTACTS = "contacts", _("Contact persons of offices")
    DESK = "desk", _("The desk only")


TASK = "task"  # code of the kind that managers give; nobody else is offered it


class PlanKind(models.TextChoices):
    """By what a recurring request comes again."""

    WEEK = "week", _("Every so many weeks, on a weekday")
    DAY = "day", _("Every so many months, on a day of the month")
    WEEKDAY = "weekday", _("Every so many months, on a weekday of the month")


class Nth(models.IntegerChoices):
    """Which one of its weekdays in a month."""

    FIRST = 1, pgettext_lazy("weekday of the month", "First")
    SECOND = 2, pgettext_lazy("weekday of the month", "Second")
    THIRD = 3, pgettext_lazy("weekday of the month", "Third")
    FOURTH = 4, pgettext_lazy("weekday of the month", "Fourth")
    LAST = -1, pgettext_lazy("weekday of the month", "Last")


class Shift(models.TextChoices):
    """What happens to a day on which the office is closed."""

    AFTER = "after", _("On the next working day")
    BEFORE = "before", _("On the working day before")
    STAY = "stay", _("On the same day")


class Addressees(models.TextChoices):
    """Whom a notice to offices is for."""

    CONTACTS = "contacts", _("Contact persons of the offices")
    STAFF = "staff", _("Everybody of the offices")
