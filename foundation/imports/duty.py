"""What the imports offer the house."""

from django.utils.translation import gettext_lazy as _

from foundation.core.duties import SILENT, Duty, MenuEntry, register
from foundation.imports.permissions import imports_something

register(
    Duty(
        code="imports",
        title=_("Imports"),
        menu=[
            MenuEntry(
                url="import_list",
                title=_("Imports"),
                icon="download",
                group="settings",
                order=60,
                right=imports_something,
            ),
        ],
        events={
            "batch.applied": SILENT,
            "batch.dropped": SILENT,
            "batch.emptied": SILENT,
            "batch.previewed": SILENT,
            "batch.read": SILENT,
            "batch.undone": SILENT,
            "batch.uploaded": SILENT,
        },
    )
)
