"""Columns of the list of partners."""

from django.utils.translation import gettext_lazy as _

from foundation.core.pages import Column

COLUMNS = [
    Column(name="name", title=_("Partner"), order=("name", "pk")),
    Column(name="email", title=_("E-mail")),
    Column(name="phone", title=_("Phone")),
    Column(name="people", title=_("People")),
]
