"""Files come in by `hold`, belong to something by `attach`, and leave by `drop_held` or the sweep."""

from foundation.files.actions.keeping import FilesRefused, attach, drop_held, hold
from foundation.files.actions.sweeping import drop_old_held
from foundation.files.querysets import held_for, of_subjects

__all__ = ["FilesRefused", "attach", "drop_held", "drop_old_held", "held_for", "hold", "of_subjects"]
