"""Who may answer for a deadline that they see."""

from typing import Any

from foundation.organisation.choices import Role


def may_answer(person: Any, deadline: Any) -> bool:
    """Acknowledge and snooze: the responsible, who acts for them, the role when nobody is named, the head."""
    standing = person.standing
    if deadline.responsible_id is None and standing.holds(deadline.role):
        return True
    return deadline.responsible_id in (person.pk, *standing.acts_for) or standing.holds(Role.HEAD)
