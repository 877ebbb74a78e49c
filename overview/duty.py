"""What the overview offers the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Duty, MenuEntry, register

register(
    Duty(
        code="overview",
        title=_("Overview"),
        menu=[MenuEntry(url="home", title=_("Home"), icon="home", group="me", quick=True, key="h", order=10)],
    )
)
