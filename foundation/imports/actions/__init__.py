"""Everything that happens to a file on its way in."""

from foundation.imports.actions.applying import apply, undo
from foundation.imports.actions.dropping import drop, forget_old
from foundation.imports.actions.previewing import preview
from foundation.imports.actions.uploading import reread, upload

__all__ = ["apply", "drop", "forget_old", "preview", "reread", "undo", "upload"]
