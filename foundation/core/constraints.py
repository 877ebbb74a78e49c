"""Builders of constraints that many models need: what must never be false lives in the database."""

from collections.abc import Iterable, Sequence

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db.models import CheckConstraint, F, Q


def paired(name: str, *fields: str) -> CheckConstraint:
    """All of the fields are set or none of them is (`solved_at` with `solved_by`)."""
    every = Q(**{f"{field}__isnull": False for field in fields})
    none = Q(**{f"{field}__isnull": True for field in fields})
    return CheckConstraint(name=name, condition=every | none)


def set_exactly_when(name: str, state_field: str, states: Iterable[str], *fields: str) -> CheckConstraint:
    """The fields are set exactly while the state is one of `states`."""
    inside = Q(**{f"{state_field}__in": list(states)})
    every = Q(**{f"{field}__isnull": False for field in fields})
    none = Q(**{f"{field}__isnull": True for field in fields})
    return CheckConstraint(name=name, condition=inside & every | ~inside & none)


def in_order(name: str, earlier: str, later: str) -> CheckConstraint:
    """`later` is empty or not before `earlier`."""
    return CheckConstraint(
        name=name, condition=Q(**{f"{later}__isnull": True}) | Q(**{f"{later}__gte": F(earlier)})
    )


def no_overlap(
    name: str, same: Sequence[str], period: str, condition: Q | None = None
) -> ExclusionConstraint:
    """Rows equal in `same` never overlap in their `period` (a range column)."""
    expressions = [(field, RangeOperators.EQUAL) for field in same] + [(period, RangeOperators.OVERLAPS)]
    return ExclusionConstraint(name=name, expressions=expressions, condition=condition)


def violated(error: Exception) -> str:
    """The name of the constraint that the database says was violated, or an empty string."""
    diag = getattr(error.__cause__, "diag", None)
    return (diag and diag.constraint_name) or ""
