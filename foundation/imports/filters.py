"""What the list of files can be narrowed by."""

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from foundation.imports.choices import BatchState
from foundation.imports.models import Batch
from foundation.imports.querysets import importers_for


def _offered(request: Any) -> list[tuple[str, Any]]:
    return [(one.code, one.title) for one in importers_for(request.user)] if request else []


class BatchFilter(django_filters.FilterSet):
    """What the file holds, and how far it is."""

    importer = django_filters.ChoiceFilter(label=_("What it holds"), empty_label=_("All kinds"))
    state = django_filters.ChoiceFilter(
        choices=BatchState.choices, label=_("State"), empty_label=_("All states")
    )

    class Meta:
        model = Batch
        fields = ["importer", "state"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.filters["importer"].extra["choices"] = _offered(self.request)
