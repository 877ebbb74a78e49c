"""Steps of a workplace: which wait for which, and by which day each is due. Knows no database."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from foundation.organisation.working_time import WorkingCalendar

After = Mapping[str, Collection[str]]  # code: codes of the steps that must be over before
TALLINN = ZoneInfo("Europe/Tallinn")


def ring(after: After) -> list[str]:
    """Codes of steps that wait for each other in a ring, sorted; empty when every step's turn comes."""
    left = {code: {one for one in before if one in after} for code, before in after.items()}
    while free := {code for code, before in left.items() if not before}:
        left = {code: before - free for code, before in left.items() if code not in free}
    return sorted(left)


def kept(after: After, codes: Collection[str]) -> dict[str, list[str]]:
    """The same for some of the steps: one that is left out hands on what it waited for itself."""
    return {code: sorted(_behind(after, code, codes, {code})) for code in after if code in codes}


def _behind(after: After, code: str, codes: Collection[str], seen: set[str]) -> set[str]:
    found: set[str] = set()
    for before in after.get(code, ()):
        if before in seen:
            continue
        seen.add(before)
        found |= {before} if before in codes else _behind(after, before, codes, seen)
    return found


def turn_has_come(before: Iterable[str], over: Collection[str]) -> bool:
    """Whether all that a step waits for is over."""
    return all(code in over for code in before)


def due_at(calendar: WorkingCalendar, day: date, days_before: int, today: date) -> datetime:
    """The closing time so many working days before a day, or behind it when negative; never before today.

    What is asked for too late is due on the day of asking, or on the next working day. Raises ValueError for
    a calendar that never opens.
    """
    planned = calendar.add_days(_start(day), -days_before, end_of_day=True)
    return max(planned, calendar.add_days(_start(today), 0, end_of_day=True))


def warned_at(calendar: WorkingCalendar, due: datetime, days: int) -> datetime:
    """The clock time of a due moment so many working days earlier, or later when negative."""
    return calendar.add_days(due, -days)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), TALLINN)
