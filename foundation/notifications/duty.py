"""What the outbox offers the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import SILENT, Duty, Reaction, register

register(
    Duty(
        code="notifications",
        title=_("Notices"),
        events={"job.again": SILENT, "job.aside": SILENT},
        reactions=[Reaction(kind="person.invited", task="notifications.invite")],
    )
)
