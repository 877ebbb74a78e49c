"""What the overview offers the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Duty, HomeCard, MenuEntry, register
from foundation.notifications.permissions import reads_health
from foundation.organisation.permissions import prints_labels, reads_history
from overview import setup
from overview.handover import standing_in_card
from overview.managing import reads_overview
from overview.office import looks_after_offices

register(
    Duty(
        code="overview",
        title=_("Overview"),
        menu=[
            MenuEntry(url="home", title=_("Home"), icon="home", group="me", quick=True, key="h", order=10),
            MenuEntry(
                url="offices",
                title=_("Office"),
                icon="place",
                group="office",
                right=looks_after_offices,
                order=5,
                key="f",
            ),
            MenuEntry(
                url="management",
                title=_("How we are doing"),
                icon="gauge",
                group="management",
                right=reads_overview,
                order=10,
                key="v",
            ),
            MenuEntry(url="profile", title=_("Profile"), icon="settings", group="me", order=60),
            MenuEntry(
                url="label_sheet",
                title=_("Labels"),
                icon="print",
                group="office",
                right=prints_labels,
                order=60,
            ),
            MenuEntry(
                url="audit", title=_("History"), icon="book", group="settings", right=reads_history, order=80
            ),
            MenuEntry(
                url="health", title=_("Health"), icon="gauge", group="settings", right=reads_health, order=90
            ),
        ],
        cards=[
            HomeCard(template="overview/cards/setup.html", show=setup.card, order=5),
            HomeCard(template="overview/cards/standing_in.html", show=standing_in_card, order=3),
        ],
    )
)
