"""People and places: everybody and everywhere the desk works for."""

from datetime import date, time
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.fields import DateRangeField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from foundation.core.constraints import no_overlap, paired
from foundation.core.history import tracked
from foundation.organisation.choices import ALL_ROLES, OfficeState, PersonState, Rank, Role, RoomKind
from foundation.organisation.querysets import (
    DeputyQuerySet,
    OfficeQuerySet,
    PersonManager,
    RoleQuerySet,
    Standing,
    WorkCalendarQuerySet,
    searched_name,
    standing,
    working_calendar,
)
from foundation.organisation.working_time import WorkingCalendar


@tracked()
class Wording(models.Model):
    """A word of the agency in place of ours, in both languages; the codes stand in the code."""

    code = models.CharField(max_length=20, unique=True)
    text_et = models.CharField(max_length=60)
    text_en = models.CharField(max_length=60)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.text_en if get_language() == "en" else self.text_et


@tracked()
class Unit(models.Model):
    """A structural unit; units form a tree."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(name="unit_not_its_own_parent", condition=~Q(parent=F("pk")))]

    def __str__(self) -> str:
        return self.name


@tracked()
class CostCentre(models.Model):
    """Where a cost is booked."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


@tracked()
class WorkCalendar(models.Model):
    """When an office works: windows by weekday, Estonian holidays and shortened eves, days of its own."""

    name = models.CharField(max_length=80, unique=True)

    objects = WorkCalendarQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def hours(self) -> WorkingCalendar:
        """The pure calendar; needs a row of `with_hours()`."""
        return working_calendar(self)


@tracked()
class CalendarWindow(models.Model):
    """One stretch of working time on a weekday (0 = Monday); a gap between two is lunch."""

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="windows")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ["calendar", "weekday", "opens"]
        constraints = [
            models.CheckConstraint(name="window_on_a_weekday", condition=Q(weekday__lte=6)),
            models.CheckConstraint(
                name="window_ends_after_it_opens", condition=Q(closes__gt=F("opens")) | Q(closes=time(0))
            ),
            models.UniqueConstraint(name="window_once", fields=["calendar", "weekday", "opens"]),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}-{self.closes:%H:%M}"


@tracked()
class CalendarException(models.Model):
    """A day that differs from its weekday: closed all day (no hours) or open for one stretch."""

    calendar = models.ForeignKey(WorkCalendar, models.CASCADE, related_name="exceptions")
    day = models.DateField()
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["calendar", "day", "opens"]
        constraints = [
            paired("exception_hours_paired", "opens", "closes"),
            models.UniqueConstraint(
                name="exception_once", fields=["calendar", "day", "opens"], nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day}"


@tracked()
class Office(models.Model):
    """A place of business of the agency."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80, unique=True)
    emergency_phone = models.CharField(max_length=30, blank=True)
    calendar = models.ForeignKey(WorkCalendar, models.PROTECT)
    cost_centre = models.ForeignKey(CostCentre, models.PROTECT, null=True, blank=True)
    state = models.CharField(max_length=10, choices=OfficeState, default=OfficeState.OPEN)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@tracked()
class Building(models.Model):
    """A house of an office, by its address."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="buildings")
    address = models.CharField(max_length=120)

    class Meta:
        ordering = ["office", "address"]
        constraints = [models.UniqueConstraint(name="building_once", fields=["office", "address"])]

    def __str__(self) -> str:
        return self.address


@tracked()
class Room(models.Model):
    """A room of a building."""

    building = models.ForeignKey(Building, models.PROTECT, related_name="rooms")
    number = models.CharField(max_length=20)
    floor = models.SmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=10, choices=RoomKind, default=RoomKind.WORK)
    label_code = models.CharField(max_length=20, null=True, blank=True, unique=True)

    class Meta:
        ordering = ["building", "number"]
        constraints = [
            models.UniqueConstraint("building", Lower("number"), name="room_number_once_in_its_building")
        ]

    def __str__(self) -> str:
        return self.number


@tracked(without=["password", "last_login", "keys_on", "sessions_no", "rights_no"])
class Person(AbstractBaseUser):
    """Everybody of the staff register, whether they sign in or not; the user model.

    No personal code is stored. Nothing that points at a person cascades.
    """

    email = models.EmailField(max_length=254)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    personnel_no = models.CharField(max_length=40, null=True, blank=True, unique=True)
    directory_id = models.CharField(max_length=80, null=True, blank=True, unique=True)
    phone = models.CharField(max_length=30, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="people")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="people")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="people")
    cost_centre = models.ForeignKey(CostCentre, models.PROTECT, null=True, blank=True)
    manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reports")
    state = models.CharField(max_length=10, choices=PersonState, default=PersonState.ACTIVE)
    language = models.CharField(max_length=5, blank=True, choices=[("et", "Eesti"), ("en", "English")])
    keys_on = models.BooleanField(default=True)
    email_bounced_at = models.DateTimeField(null=True, blank=True)
    sessions_no = models.PositiveIntegerField(
        default=0, db_default=0
    )  # sessions begun under another number are over
    rights_no = models.PositiveIntegerField(
        default=0, db_default=0
    )  # grows with each role: sessions get a new key

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]
    is_superuser = False  # rights are functions over roles; nobody is above them

    objects = PersonManager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="email_once_among_those_in_service", condition=~Q(state=PersonState.LEFT)
            ),
            models.CheckConstraint(  # sign-in looks for the address in lower case
                name="email_in_lower_case", condition=Q(email=Lower("email"))
            ),
            models.CheckConstraint(name="person_not_their_own_manager", condition=~Q(manager=F("pk"))),
        ]
        indexes = [
            GinIndex(OpClass(searched_name(), name="gin_trgm_ops"), name="person_by_name_part"),
            models.Index(fields=["last_name", "first_name", "id"], name="person_by_name"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must know of the person: another password or number ends it."""
        known = f"{self.password}:{self.sessions_no}"
        return salted_hmac("korras.session", known, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_active(self) -> bool:
        """Whether the person may sign in: not after leaving."""
        return self.state != PersonState.LEFT

    @cached_property
    def standing(self) -> Standing:
        """Roles and people the person acts for today; one statement, kept for the request."""
        return self.acts_for(timezone.localdate())

    def acts_for(self, day: date) -> Standing:
        """Roles held on a day, own or as a deputy, and those for whom the person acts."""
        return standing(self.pk, day)

    def holds(self, *roles: str) -> bool:
        """Whether one of the roles is held today, own or as a deputy."""
        return self.standing.holds(*roles)

    @property
    def works_the_desk(self) -> bool:
        """Specialists and the head of facilities see and work the queue."""
        return self.holds(Role.SPECIALIST, Role.HEAD)


@tracked()
class RoleAssignment(models.Model):
    """A role that a person holds for a period: an office for a contact person, a unit for a manager."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=12, choices=Role)
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True)
    rank = models.CharField(max_length=8, choices=Rank, default=Rank.PRIMARY)
    period = DateRangeField()  # from included, to excluded
    given_at = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.CheckConstraint(
                name="role_scope_fits",
                condition=Q(role=Role.CONTACT, office__isnull=False, unit=None)
                | Q(role=Role.MANAGER, unit__isnull=False, office=None)
                | Q(~Q(role__in=[Role.CONTACT, Role.MANAGER]), office=None, unit=None),
            ),
            # the system ends roles too, so there may be an end without somebody
            models.CheckConstraint(
                name="role_ended_by_somebody_has_an_end",
                condition=Q(ended_by=None) | Q(ended_at__isnull=False),
            ),
            no_overlap(
                "one_first_contact_of_an_office", ["office"], "period", Q(role="contact", rank="primary")
            ),
            no_overlap("one_first_manager_of_a_unit", ["unit"], "period", Q(role="manager", rank="primary")),
            no_overlap(
                "role_once_at_a_time", ["person", "role"], "period", Q(office__isnull=True, unit__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


@tracked()
class Absence(models.Model):
    """Days on which a person is away; standing deputies act then."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    period = DateRangeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(default=timezone.now)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]
        constraints = [
            paired("absence_cancelled_paired", "cancelled_at", "cancelled_by"),
            no_overlap("absence_once", ["person"], "period", Q(cancelled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.period}"


@tracked()
class Deputy(models.Model):
    """Who acts for a person: for a period, or whenever the person is away (`standing`)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(Person, models.PROTECT, related_name="stands_in")
    scope = models.CharField(
        max_length=12, choices=[(ALL_ROLES, _("Everything")), *Role.choices], default=ALL_ROLES
    )
    period = DateRangeField()
    standing = models.BooleanField(default=False)
    appointed_at = models.DateTimeField(default=timezone.now)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(name="deputy_is_somebody_else", condition=~Q(person=F("deputy"))),
            paired("deputy_revoked_paired", "revoked_at", "revoked_by"),
            no_overlap("one_deputy_at_a_time", ["person", "scope", "standing"], "period", Q(revoked_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.deputy_id} for {self.person_id}"
