"""Where a mail is on its way."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """States of a mail."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    BOUNCED = "bounced", _("Refused by the receiver")
    DROPPED = "dropped", _("Not needed any more")
