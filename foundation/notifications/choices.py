"""Where a mail is on its way."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MailState(models.TextChoices):
    """States of a mail."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Refused by the receiver")
    DROPPED = "dropped", _("Not needed any more")
    HELD = "held", _("Waits for the daily mail")
    JOINED = "joined", _("Goes with another mail")


class Way(models.TextChoices):
    """How somebody wants to hear of a group of events."""

    NOW = "now", _("A mail at once")
    DAILY = "daily", _("One mail a day")
    OFF = "off", _("No mail")


class JobState(models.TextChoices):
    """What became of a task that failed."""

    FAILED = "failed", pgettext_lazy("state of a job", "Failed")
    QUEUED = "queued", pgettext_lazy("state of a job", "Waits to run again")
    RUNNING = "running", pgettext_lazy("state of a job", "Runs again")
    DONE = "done", pgettext_lazy("state of a job", "Done")
    ASIDE = "aside", pgettext_lazy("state of a job", "Put aside")


JOB_OPEN = [JobState.FAILED, JobState.QUEUED, JobState.RUNNING]
