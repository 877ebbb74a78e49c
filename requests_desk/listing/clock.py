"""The ledger of the service clock in words: what counted, what was paused, when the office was closed."""

from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.clock import clock_time, day, working_length

SHOWN = 60  # stretches; older ones are added up in one row


def clock_rows(rows: list[Any]) -> list[dict[str, Any]]:
    """Rows of the table: day and time, what happened, working time; closed nights are left out."""
    words = {"counted": _("Counts"), "paused": _("Stands: waiting"), "closed": _("Closed")}
    shown = []
    for date, stretches in groupby(rows[-SHOWN:], key=lambda row: timezone.localtime(row.start).date()):
        for row in stretches:
            if row.kind == "closed" and timezone.localtime(row.end).date() != date:
                continue
            shown.append(
                {
                    "day": day(date),
                    "span": f"{clock_time(row.start)}–{clock_time(row.end)}",
                    "words": words[row.kind],
                    "counted": row.kind == "counted",
                    "length": working_length(row.end - row.start) if row.kind == "counted" else "–",
                }
            )
    return shown
