"""The hours of the tests about working time: an office with lunch, and one that never closes."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from foundation.organisation.working_time import WorkingCalendar

TALLINN = ZoneInfo("Europe/Tallinn")
MINUTE = timedelta(minutes=1)
DAY = [(time(8), time(12)), (time(12, 30), time(16, 30))]
WEEK = dict.fromkeys(range(5), DAY)
OFFICE = WorkingCalendar.estonian(WEEK, range(2026, 2031))
ROUND_THE_CLOCK = WorkingCalendar("Europe/Tallinn", {weekday: [(time(0), time(0))] for weekday in range(7)})


def at(text: str) -> datetime:
    """A moment by the Tallinn clock, written 2026-02-20 15:30."""
    return datetime.fromisoformat(text).replace(tzinfo=TALLINN)
