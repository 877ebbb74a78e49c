"""What the list of partners can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from partners.models import Partner


class PartnerFilter(django_filters.FilterSet):
    """Words of the name or the address."""

    q = django_filters.CharFilter(method="by_words", label=_("Name or e-mail"), max_length=80)

    class Meta:
        model = Partner
        fields: list[str] = []

    def by_words(self, rows: Any, name: str, value: str) -> Any:
        """Partners whose name or address has all the words."""
        return rows.named_like(value)
