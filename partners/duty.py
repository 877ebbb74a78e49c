"""What the partners offer the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import SILENT, Duty, MenuEntry, register
from partners.permissions import reads_partners

register(
    Duty(
        code="partners",
        title=_("Partners"),
        menu=[
            MenuEntry(
                url="partner_list",
                title=_("Partners"),
                icon="partner",
                group="desk",
                right=reads_partners,
                order=40,
            )
        ],
        events={"partner.saved": SILENT, "partner.removed": SILENT},
        nouns={"partner": _("partners"), "partnerperson": _("people of partners")},
    )
)
