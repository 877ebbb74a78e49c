"""Closed lists of the approvals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.organisation.choices import Role


class ApprovalState(models.TextChoices):
    """How an approval ended, if it did."""

    OPEN = "open", pgettext_lazy("state of an approval", "Waits for a decision")
    APPROVED = "approved", pgettext_lazy("state of an approval", "Approved")
    RETURNED = "returned", pgettext_lazy("state of an approval", "Returned")
    VOID = "void", pgettext_lazy("state of an approval", "No longer valid")


class StepState(models.TextChoices):
    """Where one step of an approval stands."""

    COMING = "coming", pgettext_lazy("state of a step", "Comes later")
    WAITING = "waiting", pgettext_lazy("state of a step", "Waits for a decision")
    APPROVED = "approved", pgettext_lazy("state of a step", "Approved")
    RETURNED = "returned", pgettext_lazy("state of a step", "Returned")
    DROPPED = "dropped", pgettext_lazy("state of a step", "Not needed any more")


DECIDED = [StepState.APPROVED, StepState.RETURNED]
STARTED = [StepState.WAITING, *DECIDED]


class VoidReason(models.TextChoices):
    """Why an approval is no longer asked for."""

    CHANGED = "changed", _("What was to be approved has changed")
    ENDED = "ended", _("It is no longer needed")


# Roles that can decide: a manager is that of the requester's unit, a contact person that of the office.
DECIDING_ROLES = [Role.MANAGER, Role.CONTACT, Role.SPECIALIST, Role.HEAD, Role.FINANCE]
