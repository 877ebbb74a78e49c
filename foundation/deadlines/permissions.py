"""Who may answer for a deadline that they see."""

from typing import Any

from foundation.core.access import anyone
from foundation.organisation.choices import Role

DESK = (Role.SPECIALIST, Role.HEAD, Role.AUDITOR)


def may_answer(person: Any, deadline: Any) -> bool:
    """Acknowledge and snooze: the responsible, who acts for them, the role when nobody is named, the head."""
    standing = person.standing
    if deadline.responsible_id is None and standing.holds(deadline.role):
        return True
    return deadline.responsible_id in (person.pk, *standing.acts_for) or standing.holds(Role.HEAD)


def works_the_desk(person: Any) -> bool:
    """Who finds the Today page beside the queue."""
    return anyone(person) and person.holds(*DESK)


def has_other_roles(person: Any) -> bool:
    """Who finds it among their own places: everybody else to whom a deadline may fall."""
    standing = person.standing
    return not person.holds(*DESK) and bool(standing.held or standing.acts_for)
