"""What the organisation offers the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import SILENT, Duty, register

register(
    Duty(
        code="organisation",
        title=_("People and places"),
        events={"person.invited": SILENT},
    )
)
