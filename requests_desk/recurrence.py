"""When work comes again: rules of RFC 5545 by dateutil, moved off days on which the office is closed.

Knows no database.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule

from foundation.organisation.working_time import WorkingCalendar

TALLINN = ZoneInfo("Europe/Tallinn")
DAYS_OF_THE_WEEK = [MO.__class__(number) for number in range(7)]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Every so many weeks on a weekday, or months on a day or on the nth weekday; -1 is the last one."""

    start: date
    every: int = 1
    weekday: int | None = None  # 0 is Monday
    nth: int | None = None  # 1 to 4 or -1, with a weekday: of the month
    month_day: int | None = None  # 1 to 28 or -1
    until: date | None = None
    shift: str = "stay"  # before | after | stay, when the office is closed that day

    def rrule(self) -> rrule:
        """The same as dateutil has it."""
        begin, end = datetime.combine(self.start, time()), None
        if self.until is not None:
            end = datetime.combine(self.until, time())
        if self.month_day is not None:
            return rrule(MONTHLY, begin, self.every, bymonthday=self.month_day, until=end)
        weekday = DAYS_OF_THE_WEEK[self.weekday or 0]
        if self.nth is None:
            return rrule(WEEKLY, begin, self.every, byweekday=weekday, until=end)
        return rrule(MONTHLY, begin, self.every, byweekday=weekday(self.nth), until=end)


def days(rule: Rule, calendar: WorkingCalendar) -> Iterator[date]:
    """The days of the rule in order, each once, none before its start."""
    last = rule.start - timedelta(days=1)
    for at in rule.rrule():
        day = shifted(at.date(), rule.shift, calendar)
        if day > last:
            yield day
            last = day


def next_day(rule: Rule, calendar: WorkingCalendar, after: date) -> date | None:
    """The first day of the rule behind another; None when there is none."""
    return next((day for day in days(rule, calendar) if day > after), None)


def shifted(day: date, shift: str, calendar: WorkingCalendar) -> date:
    """The day itself while the office is open, else the working day before or after it."""
    if shift == "stay" or calendar.windows(day):
        return day
    at = datetime.combine(day, time(), TALLINN)
    return calendar.add_days(at, -1 if shift == "before" else 1).astimezone(TALLINN).date()


def opening(calendar: WorkingCalendar, day: date) -> datetime:
    """When the office opens on a day, or next after it."""
    return calendar.next_opening(datetime.combine(day, time(), TALLINN))
