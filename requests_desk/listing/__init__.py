"""What lists, timelines and the clock show."""

from requests_desk.listing.clock import clock_rows
from requests_desk.listing.deciding import describe, waits_for
from requests_desk.listing.finding import requests_found, views_found
from requests_desk.listing.known import known_of
from requests_desk.listing.promises import hints, promises
from requests_desk.listing.rows import (
    ASKER_ROW,
    COLUMNS,
    ROW,
    left_tag,
    priority_tag,
    queue_rows,
    rows_of_asker,
    state_tag,
)
from requests_desk.listing.sheet import ASKER_SHEET, QUEUE_SHEET, taken_out
from requests_desk.listing.timeline import timeline

__all__ = [
    "ASKER_ROW",
    "ASKER_SHEET",
    "COLUMNS",
    "QUEUE_SHEET",
    "ROW",
    "clock_rows",
    "describe",
    "hints",
    "known_of",
    "left_tag",
    "priority_tag",
    "promises",
    "queue_rows",
    "requests_found",
    "rows_of_asker",
    "state_tag",
    "taken_out",
    "timeline",
    "views_found",
    "waits_for",
]
