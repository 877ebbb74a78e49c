"""Whose seat decides a step: the route's own, else up to the managers above and the head of facilities."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from foundation.approvals.models import ApprovalStep
from foundation.approvals.permissions import barred
from foundation.organisation.choices import Role
from foundation.organisation.models import Unit
from foundation.organisation.querysets import seated

SEAT_FIELDS = ["role", "person", "unit", "office", "raised"]


@dataclass(frozen=True, kw_only=True)
class Seat:
    """A role (of a unit or an office) or a person."""

    role: str = ""
    person_id: int | None = None
    unit_id: int | None = None
    office_id: int | None = None


def seat_of(step: ApprovalStep) -> Seat:
    """The seat that stands in a step."""
    return Seat(role=step.role, person_id=step.person_id, unit_id=step.unit_id, office_id=step.office_id)


def own_seat(step: ApprovalStep) -> Seat:
    """The seat that the route names, of the requester's unit or the office of the matter."""
    approval = step.approval
    return Seat(
        role=step.role,
        person_id=step.person_id,
        unit_id=approval.unit_id if step.role == Role.MANAGER else None,
        office_id=approval.office_id if step.role == Role.CONTACT else None,
    )


def take_seat(step: ApprovalStep, first: Seat, decided: Iterable[Any]) -> list[int]:
    """Gives the step the first seat in which somebody present may decide; returns all who may there.

    Where nobody is present anywhere, a seat of somebody who is away; where nobody may at all, none is taken
    and the list is empty.
    """
    without = barred(step, decided)
    away: tuple[Seat, list[int]] | None = None
    for seat in _upwards(first, step.approval.unit_id):
        people = deciders(seat, without=without, personal=step.approval.restricted)
        if any(not is_away for _one, is_away in people):
            return _sit(step, seat, first, [one for one, _is_away in people])
        if people and away is None:
            away = (seat, [one for one, _is_away in people])
    if away is not None:
        return _sit(step, away[0], first, away[1])
    return []


def deciders(seat: Seat, *, without: Iterable[int], personal: bool) -> list[tuple[int, bool]]:
    """Who may decide in a seat today, each with whether they are away; those present come first."""
    if seat.role in (Role.MANAGER, Role.CONTACT) and not (seat.unit_id or seat.office_id):
        return []
    return seated(
        day=timezone.localdate(),
        role=seat.role,
        unit_id=seat.unit_id,
        office_id=seat.office_id,
        person_id=seat.person_id,
        without=list(without),
        personal=personal,
    )


def _sit(step: ApprovalStep, seat: Seat, first: Seat, people: list[int]) -> list[int]:
    step.role, step.person_id, step.unit_id = seat.role, seat.person_id, seat.unit_id
    step.office_id, step.raised = seat.office_id, step.raised or seat != first
    return people


def _upwards(first: Seat, unit_id: int | None) -> Iterator[Seat]:
    """The seat itself, the managers of the requester's unit and of those above it, the head."""
    tried = [first]
    yield first
    parents = dict(Unit.objects.values_list("pk", "parent_id"))
    while unit_id is not None:
        tried.append(Seat(role=Role.MANAGER, unit_id=unit_id))
        unit_id = parents.get(unit_id)
    tried.append(Seat(role=Role.HEAD))
    yield from (seat for seat in dict.fromkeys(tried) if seat != first)
