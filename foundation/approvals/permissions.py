"""Who may decide. Whether they see the step is asked of `visible_to` alone."""

from collections.abc import Iterable
from typing import Any

from foundation.approvals.choices import DECIDING_ROLES
from foundation.approvals.querysets import source_of
from foundation.core.access import anyone
from foundation.organisation.choices import Role


def keeps_routes(person: Any) -> bool:
    """Administrators say who must agree to what."""
    return anyone(person) and person.holds(Role.ADMIN)


def reads_routes(person: Any) -> bool:
    """Who sees the routes: administrators, and auditors who read."""
    return anyone(person) and person.holds(Role.ADMIN, Role.AUDITOR)


def may_be_asked(person: Any) -> bool:
    """Who has the inbox in the menu; its page is open to everyone signed in."""
    return anyone(person) and person.holds(*DECIDING_ROLES)


def barred(step: Any, decided: Iterable[Any]) -> set[int]:
    """Those from whom, through whom and by whom no decision may come here.

    The requester and the asker, and whoever decided another step of the same approval or had it decided.
    """
    people = {step.approval.requester_id, step.approval.asked_by_id}
    for one in decided:
        people |= {one.decided_by_id, one.on_behalf_of_id}
    return people - {None}


def right_to_decide(person: Any, step: Any, decided: Iterable[Any]) -> int | None:
    """By whose right the person may decide the step (their own or another's); None when they may not."""
    return source_of(person.standing, step, without=barred(step, decided))
