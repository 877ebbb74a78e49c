"""How imports are found: by those who may use them."""

from typing import Any, Self

from django.db import models

from foundation.core.duties import importers
from foundation.core.importing import Importer


def importers_for(person: Any) -> list[Importer]:
    """The imports that a person may use."""
    return [importer for importer in importers() if importer.right(person)]


class BatchQuerySet(models.QuerySet[Any]):
    """Files on their way in."""

    def visible_to(self, person: Any) -> Self:
        """Whoever may use an import sees all of its files."""
        return self.filter(importer__in=[importer.code for importer in importers_for(person)])
