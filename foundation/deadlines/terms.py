"""What the owner of a subject hands over: when it is due and when its level rises. Knows no database."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from foundation.deadlines.choices import Level

END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, kw_only=True)
class Term:
    """One deadline of a subject; its owner works out the moments with its own calendar.

    The level `due` rises at `due_at`, which also says what is late on the Today page. `responsible` is the id
    of a person; `role` names the holders who hear of it when nobody is responsible. A `critical` one is
    announced at any hour. Raises ValueError for naive moments, moments out of order, and nobody to tell.
    """

    subject: str  # as in Event.subject_type
    subject_id: int
    kind: str  # code of a DeadlineKind
    due_at: datetime
    soon: datetime | None = None
    urgent: datetime | None = None
    overdue: datetime | None = None
    responsible: int | None = None
    role: str = ""
    critical: bool = False

    def __post_init__(self) -> None:
        """Refuse what could never be announced rightly."""
        steps = [at for at in (self.soon, self.urgent, self.due_at, self.overdue) if at is not None]
        if any(at.utcoffset() is None for at in steps):
            raise ValueError("a moment of a deadline has no time zone")
        if steps != sorted(steps):
            raise ValueError("the levels of a deadline rise in order: soon, urgent, due, overdue")
        if self.responsible is None and not self.role:
            raise ValueError("somebody or a role must hear of a deadline")


Steps = tuple[tuple[Level, datetime | None], ...]


def level_at(steps: Steps, now: datetime) -> Level:
    """The highest level whose moment has come."""
    return max((level for level, at in steps if at is not None and at <= now), default=Level.OK)


def step_after(steps: Steps, level: int) -> datetime | None:
    """When the next level above `level` rises; None when there is none."""
    return next((at for step, at in steps if step > level and at is not None), None)


def end_of_day(day: date) -> datetime:
    """The last second of a day in the time of the agency: what a date without a time means."""
    return datetime.combine(day, END_OF_DAY, timezone.get_default_timezone())


def start_of_day(day: date) -> datetime:
    """The first moment of a day in the time of the agency."""
    return datetime.combine(day, time(), timezone.get_default_timezone())
