"""Routes are reference data: who must agree to what. Running approvals keep the steps they began with."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from foundation.approvals.choices import DECIDING_ROLES
from foundation.approvals.models import Route, RouteStep
from foundation.approvals.permissions import keeps_routes
from foundation.core.access import NotYours
from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from foundation.organisation.choices import Role

LONGEST_DAYS = 60


@dataclass(frozen=True, kw_only=True)
class StepWords:
    """One step of a route as somebody writes it: a role or a person."""

    role: str = ""
    person: Any = None
    from_amount: Decimal | None = None
    days: int = 3


def save_route(
    route: Route | None = None,
    *,
    by: Any,
    code: str,
    name_et: str,
    name_en: str,
    steps: Sequence[StepWords],
    retired: bool = False,
) -> Route:
    """Makes a route or changes it, with all its steps in their order.

    Raises NotYours without the right, RuleBroken for no step, a step without exactly one decider, a wrong
    number of days or a code that another route has.
    """
    if by is not None and not keeps_routes(by):
        raise NotYours("keeps_routes")
    _check(steps)
    saved = Route(
        pk=route.pk if route else None, code=code, name_et=name_et, name_en=name_en, retired=retired
    )
    try:
        with transaction.atomic():
            if route is not None:
                Route.objects.select_for_update(of=("self",), no_key=True).get(pk=route.pk)
            saved.save(force_insert=route is None, force_update=route is not None)
            _write_steps(saved, steps)
            behalf = by.standing.on_behalf_of(Role.ADMIN) if by is not None else None
            record("route.saved", saved, actor=by, on_behalf_of=behalf, steps=len(steps))
    except IntegrityError as broken:
        if violated(broken) != "approvals_route_code_key":
            raise
        raise RuleBroken(_("Another route has this code. Choose another one.")) from broken
    return saved


@transaction.atomic
def remove_route(route: Route, *, by: Any) -> Route:
    """Deletes a route for good. Raises NotYours without the right, RuleBroken while something uses it."""
    if not keeps_routes(by):
        raise NotYours("keeps_routes")
    row: Route = Route.objects.select_for_update(of=("self",)).get(pk=route.pk)
    try:
        with transaction.atomic():
            RouteStep.objects.filter(route=row).delete()
            row.delete()
    except ProtectedError as used:
        raise RuleBroken(_("This is in use and stays. Change first what uses it.")) from used
    record("route.removed", route, actor=by, on_behalf_of=by.standing.on_behalf_of(Role.ADMIN))
    return route


def _check(steps: Sequence[StepWords]) -> None:
    if not steps:
        raise RuleBroken(_("Add at least one step: somebody must decide."))
    for step in steps:
        if bool(step.role) == (step.person is not None):
            raise RuleBroken(_("Each step needs a role or a person, not both."))
        if step.role and step.role not in DECIDING_ROLES:
            raise RuleBroken(_("This role does not decide. Choose another one."))
        if step.person is not None and not step.person.is_active:
            raise RuleBroken(_("This person is no longer in service. Choose somebody else."))
        if not 1 <= step.days <= LONGEST_DAYS:
            raise RuleBroken(_("Give 1 to 60 working days to decide."))
        if step.from_amount is not None and step.from_amount < 0:
            raise RuleBroken(_("An amount is not below zero."))


def _write_steps(route: Route, steps: Sequence[StepWords]) -> None:
    """The steps anew: approvals that run have copies of theirs."""
    RouteStep.objects.filter(route=route).delete()
    RouteStep.objects.bulk_create(
        RouteStep(
            route=route, order=place, role=step.role, person=step.person,
            from_amount=step.from_amount, days=step.days,
        )
        for place, step in enumerate(steps, 1)
    )  # fmt: skip
