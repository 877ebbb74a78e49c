"""What the outbox offers the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Duty, Reaction, register

register(
    Duty(
        code="notifications",
        title=_("Notices"),
        reactions=[Reaction(kind="person.invited", task="notifications.invite")],
    )
)
