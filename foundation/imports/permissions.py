"""Who brings files in: whoever may use one of the imports that the duties declare."""

from typing import Any

from foundation.core.access import anyone
from foundation.imports.querysets import importers_for


def imports_something(person: Any) -> bool:
    """Those who may use at least one import."""
    return anyone(person) and bool(importers_for(person))
