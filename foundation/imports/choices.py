"""Closed lists of the imports, and the sentences that say why a row is not taken."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BatchState(models.TextChoices):
    """Where a file is on its way in."""

    UPLOADED = "uploaded", _("Columns to check")
    PREVIEWED = "previewed", _("Ready to apply")
    APPLIED = "applied", _("Applied")
    UNDONE = "undone", _("Undone")
    DROPPED = "dropped", _("Thrown away")


OPEN = [BatchState.UPLOADED, BatchState.PREVIEWED]
MOVES = {
    BatchState.UPLOADED: {BatchState.UPLOADED, BatchState.PREVIEWED, BatchState.DROPPED},
    BatchState.PREVIEWED: {
        BatchState.UPLOADED,
        BatchState.PREVIEWED,
        BatchState.APPLIED,
        BatchState.DROPPED,
    },
    BatchState.APPLIED: {BatchState.UNDONE},
}


class Verdict(models.TextChoices):
    """What would come of a row; in the order in which they are shown."""

    CONFLICT = "conflict", pgettext_lazy("verdict of a row", "Conflict")
    REJECT = "reject", pgettext_lazy("verdict of a row", "Refused")
    NEW = "new", pgettext_lazy("verdict of a row", "New")
    CHANGE = "change", pgettext_lazy("verdict of a row", "Change")
    ABSENT = "absent", pgettext_lazy("verdict of a row", "Not in the file")
    SAME = "same", pgettext_lazy("verdict of a row", "Same")


REFUSED = [Verdict.CONFLICT, Verdict.REJECT]
WRITTEN = [Verdict.NEW, Verdict.CHANGE]
TONES = {  # tone and icon of the tag
    Verdict.CONFLICT: ("over", "critical"),
    Verdict.REJECT: ("over", "cross"),
    Verdict.ABSENT: ("soon", "out"),
    Verdict.NEW: ("ok", "plus"),
    Verdict.CHANGE: ("info", "settings"),
    Verdict.SAME: ("still", "check"),
}

# Why a row of any import is not taken. An importer adds its own.
REASONS = {
    "missing": _("%(column)s is missing. Fill it in."),
    "no_number": _("%(column)s: “%(text)s” is no number. Write it as 1234,50."),
    "no_whole": _("%(column)s: “%(text)s” is no whole number."),
    "no_day": _("%(column)s: “%(text)s” is no date. Write it as 22.11.2026."),
    "no_email": _("%(column)s: “%(text)s” is no e-mail address."),
    "too_long": _("%(column)s is longer than %(most)s characters. Shorten it."),
    "changed": _("Somebody changed this after the preview. Import the row again."),
}

# Why a whole file is not taken.
UNREADABLE = {
    "empty": _("The file is empty. Choose another one."),
    "too_heavy": _("The file holds more than %(limit)s MB. Split it, or leave out what is not needed."),
    "too_dense": _("The file unpacks to more than %(limit)s times its size. Save it again as XLSX or CSV."),
    "too_many_parts": _("The workbook has more than %(limit)s parts. Save the one sheet as CSV."),
    "too_many_sheets": _("The workbook has more than %(limit)s sheets. Save the one sheet as CSV."),
    "too_long": _("The file has more than %(limit)s rows. Split it."),
    "too_wide": _("The file has more than %(limit)s columns. Leave out what is not needed."),
    "nested": _("The workbook has another file inside. Save the table alone as XLSX or CSV."),
    "old_office": _(
        "This is an old or password-protected workbook. Save it as XLSX or CSV without a password."
    ),
    "no_table": _("This is no table. Choose a CSV or XLSX file."),
    "broken": _("The file is damaged. Save it again as XLSX or CSV."),
    "letters": _("The file cannot be read with this encoding. Choose another one."),
    "quotes": _("A quotation mark near line %(row)s is not closed. Correct it, or save the file again."),
    "no_sheet": _("The workbook has no such sheet. Choose another one."),
    "no_header": _("The file has no such row. Give the number of the row with the column titles."),
    "no_lines": _("There are no rows below the column titles. Give the number of their row."),
}
