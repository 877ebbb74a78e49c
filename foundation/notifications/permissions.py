"""Who may look after the machinery."""

from typing import Any

from foundation.core.access import anyone
from foundation.organisation.choices import Role


def runs_jobs(person: Any) -> bool:
    """Administrators run failed jobs again or put them aside."""
    return anyone(person) and person.holds(Role.ADMIN)


def reads_health(person: Any) -> bool:
    """Administrators, and the head of facilities, who must know whether mails go out."""
    return anyone(person) and person.holds(Role.ADMIN, Role.HEAD)
