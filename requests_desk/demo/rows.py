"""What a request of the past is told with: who did what when, before any row is made of it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Self

from foundation.organisation.models import Person


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Something that somebody did with a request; `by` nobody is the system."""

    at: datetime
    verb: str
    by: Person | None
    text: str = ""
    waiting_for: str = ""
    until: date | None = None
    address: str = ""
    priority: int = 0


@dataclass(kw_only=True)
class Told:
    """A request and everything that was done with it, in order of time."""

    at: datetime
    kind: str
    asker: Person
    text: str
    filed_by: Person | None = None
    urgency: int = 3
    confidential: bool = False
    answers: dict[str, str] = field(default_factory=dict)
    follow_up_of: Self | None = None
    deeds: list[Deed] = field(default_factory=list)
