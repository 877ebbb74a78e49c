"""What the outbox offers the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import SILENT, Duty, Reaction, register

register(
    Duty(
        code="notifications",
        title=_("Notices"),
        # of an undelivered mail the duty that wrote it tells
        events={
            "job.again": SILENT,
            "job.aside": SILENT,
            "notices.chosen": SILENT,
            "mail.undelivered": SILENT,
        },
        reactions=[Reaction(kind="person.invited", task="notifications.invite")],
    )
)
