"""Closed lists of the organisation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.core.wording import worded


class Role(models.TextChoices):
    """What a person may be besides a member of staff; dated and scoped."""

    CONTACT = "contact", worded("contact", _("Facility contact person"))
    SPECIALIST = "specialist", worded("specialist", _("Facilities specialist"))
    HEAD = "head", worded("head", _("Head of facilities"))
    MANAGER = "manager", _("Manager")
    FINANCE = "finance", _("Finance")
    COMMISSION = "commission", _("Count commission")
    ADMIN = "admin", _("Administrator")
    AUDITOR = "auditor", _("Auditor")
    CLEARED = "cleared", _("Clearance for confidential requests")


OFFICE_ROLES = [Role.CONTACT]
UNIT_ROLES = [Role.MANAGER]
# Clearance is personal: a deputy does not get it.
NEVER_BY_DEPUTY = [Role.CLEARED]

ALL_ROLES = "all"  # scope of a deputy; a sentinel, since NULL would escape the exclusion constraint


class Rank(models.TextChoices):
    """Whom to ask first."""

    PRIMARY = "primary", _("First")
    SECOND = "second", _("Second")


class PersonState(models.TextChoices):
    """Where a person is in their service."""

    ACTIVE = "active", _("In service")
    LEAVING = "leaving", _("Leaving")
    LEFT = "left", _("Left")


class OfficeState(models.TextChoices):
    """Whether an office takes requests."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class RoomKind(models.TextChoices):
    """What a room is for."""

    WORK = "work", _("Office room")
    MEETING = "meeting", _("Meeting room")
    SERVICE = "service", _("Service hall")
    STORE = "store", _("Store room")
    COMMON = "common", _("Common room")
