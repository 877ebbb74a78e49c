"""Files come in by `hold`, belong to something by `attach`, and leave by `drop_held` or the sweep."""

from foundation.files.actions.keeping import FilesRefused, attach, copy, drop_held, hold
from foundation.files.actions.marking import lift_mark, mark
from foundation.files.actions.sweeping import drop_old_held
from foundation.files.querysets import free_to_leave, held_for, of_subjects

__all__ = [
    "FilesRefused",
    "attach",
    "copy",
    "drop_held",
    "drop_old_held",
    "free_to_leave",
    "held_for",
    "hold",
    "lift_mark",
    "mark",
    "of_subjects",
]
