"""What the deadlines offer the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import SILENT, Duty, HandoverProvider, MenuEntry, register
from foundation.deadlines.listing import handed_over
from foundation.deadlines.notices import REMINDED
from foundation.deadlines.permissions import has_other_roles, works_the_desk

register(
    Duty(
        code="deadlines",
        title=_("Deadlines"),
        menu=[
            MenuEntry(
                url="today", title=_("Today"), icon="calendar", group=group, right=right, order=order, key="t"
            )
            for group, right, order in (("desk", works_the_desk, 55), ("me", has_other_roles, 25))
        ],
        handovers=[HandoverProvider(code="deadlines", title=_("Deadlines"), of=handed_over, order=30)],
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
