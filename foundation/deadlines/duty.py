"""What the deadlines offer the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import SILENT, Duty, register
from foundation.deadlines.notices import REMINDED

register(
    Duty(
        code="deadlines",
        title=_("Deadlines"),
        events={
            "calendarlink.made": SILENT,
            "calendarlink.revoked": SILENT,
            "deadline.acknowledged": SILENT,
            "deadline.due": SILENT,  # everything that one person has to hear goes into one reminder
            "deadline.overdue": SILENT,
            "deadline.reminded": REMINDED,
            "deadline.snoozed": SILENT,
            "deadline.soon": SILENT,
            "deadline.urgent": SILENT,
        },
    )
)
