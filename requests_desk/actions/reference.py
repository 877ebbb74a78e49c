"""Reference data of the desk: each change is an event, so that open requests follow it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.models import Target
from requests_desk.permissions import works_the_desk


@transaction.atomic
def save_target(
    *,
    by: Any,
    priority: int,
    respond_minutes: int,
    solve_minutes: int | None = None,
    solve_days: int | None = None,
    category: Any = None,
) -> Target:
    """Sets how soon requests of a priority (and category) are answered and solved; open ones follow.

    Working minutes, or working days for the solution: RuleBroken unless exactly one of the two is given.
    """
    if not works_the_desk(by):
        raise RuleBroken(_("Only the desk changes service targets."))
    if (solve_minutes is None) == (solve_days is None):
        raise RuleBroken(_("Give the solution in working minutes or in working days, not both."))
    values = {"respond_minutes": respond_minutes, "solve_minutes": solve_minutes, "solve_days": solve_days}
    target, _made = Target.objects.update_or_create(category=category, priority=priority, defaults=values)
    record("target.changed", target, actor=by)
    return target
