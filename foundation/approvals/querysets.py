"""How approvals are found: whose decision a step waits for, and who may know of it."""

from collections.abc import Collection, Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, Self

from django.db import models
from django.db.models import Q

from foundation.approvals.choices import DECIDED, ApprovalState, StepState
from foundation.organisation.choices import ALL_ROLES, Role
from foundation.organisation.querysets import Held, Standing


def _own(standing: Standing) -> Q:
    """Steps of one's own seats: by role or by name."""
    found = Q(person=standing.me)
    for held in standing.held:
        if held.person_id == standing.me:
            found |= _of_role(held)
    return found


def _of_role(held: Held) -> Q:
    if held.role == Role.MANAGER:
        return Q(role=held.role, unit=held.unit_id)
    if held.role == Role.CONTACT:
        return Q(role=held.role, office=held.office_id)
    return Q(role=held.role)


def _of_others(standing: Standing) -> Iterator[tuple[Q, int, set[str]]]:
    """Steps of seats in which one stands in: whose seat it is, and in which scopes one may stand in there."""
    for held in standing.held:
        if held.person_id != standing.me:
            yield _of_role(held), held.person_id, {ALL_ROLES, held.role}
    for owner in sorted(standing.acts_for):
        yield Q(person=owner), owner, {ALL_ROLES}


def _touched_by(people: Collection[int], decided: Any) -> Q:
    """Steps whose approval was asked for by one of the people, or in which one of them decided before."""
    before = decided.filter(Q(decided_by__in=people) | Q(on_behalf_of__in=people)).values("approval")
    return Q(approval__requester__in=people) | Q(approval__asked_by__in=people) | Q(approval__in=before)


class ApprovalQuerySet(models.QuerySet[Any]):
    """Approvals."""

    def visible_to(self, person: Any) -> Self:
        """Those that one asked for, decides or decided."""
        steps = self.model._meta.get_field("steps").related_model.objects.visible_to(person)
        return self.filter(pk__in=steps.values("approval"))

    def of(self, subject_type: str, subject_id: int) -> Self:
        """All approvals of one row, the oldest first."""
        return self.filter(subject_type=subject_type, subject_id=subject_id).order_by("pk")

    def open(self) -> Self:
        """Those not yet decided."""
        return self.filter(state=ApprovalState.OPEN)


class StepQuerySet(models.QuerySet[Any]):
    """Steps of approvals."""

    def visible_to(self, person: Any) -> Self:
        """Those that one asked for, those of one's own seats and of those one acts for, and decided ones."""
        if not person.is_authenticated:
            return self.none()
        standing = person.standing
        mine = Q(approval__requester=person) | Q(approval__asked_by=person)
        mine |= Q(decided_by=person) | Q(on_behalf_of=person) | _own(standing)
        for seat, _owner, _scopes in _of_others(standing):
            mine |= seat & Q(approval__restricted=False)
        return self.filter(mine)

    def waiting_for(self, person: Any) -> Self:
        """Those that the person may decide now: never their own, no second one, by no way through the asker.

        A restricted one waits for the holder of the seat alone.
        """
        if not person.is_authenticated:
            return self.none()
        return self.filter(self._may_decide(person.standing), state=StepState.WAITING)

    def _may_decide(self, standing: Standing) -> Q:
        decided = self.model.objects.filter(state__in=DECIDED)
        found = _own(standing)
        for seat, owner, scopes in _of_others(standing):
            ways = standing.ways_to(owner, scopes)
            free = reduce(or_, (~_touched_by(way, decided) for way in ways), Q(pk__in=[]))
            found |= seat & Q(approval__restricted=False) & free
        return found & ~_touched_by({standing.me}, decided)

    def decided_by(self, person: Any) -> Self:
        """Those that the person decided, or that were decided for them."""
        return self.filter(Q(decided_by=person) | Q(on_behalf_of=person), state__in=DECIDED)

    def overdue(self, now: Any) -> Self:
        """Waiting ones whose time is up."""
        return self.filter(state=StepState.WAITING, due_at__lt=now)

    def with_names(self) -> Self:
        """With everything that a list of steps shows, in the same statement."""
        return self.select_related(
            "approval__route", "approval__requester", "approval__asked_by", "person", "unit", "office",
            "decided_by", "on_behalf_of",
        )  # fmt: skip


def source_of(standing: Standing, step: Any, *, without: Iterable[int]) -> int | None:
    """By whose right the person decides the step, their own first; None when by nobody's.

    `without`: those from whom and through whom no right may come.
    """
    left = standing.without(without)
    owners = [held.person_id for held in left.held if _fits(held, step)]
    if step.person_id is not None and (step.person_id == left.me or step.person_id in left.acts_for):
        owners.append(step.person_id)
    if left.me in set(without):
        return None
    if step.approval.restricted:
        owners = [one for one in owners if one == left.me]
    return left.me if left.me in owners else next(iter(owners), None)


def _fits(held: Held, step: Any) -> bool:
    same = held.role == step.role
    if held.role == Role.MANAGER:
        return same and held.unit_id == step.unit_id
    return same and (held.role != Role.CONTACT or held.office_id == step.office_id)
