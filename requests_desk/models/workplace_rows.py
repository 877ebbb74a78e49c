"""How workplace cases and their steps are found; every read starts from `visible_to`."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Count, Exists, Min, OuterRef, Q

from requests_desk.choices import STEP_ENDED, CaseState, StepState
from requests_desk.querysets import READS_ALL


def _party(person: Any, before: str = "") -> Q:
    """Who follows a whole case: filer, manager, owner, the colleague, the contact person of the office.

    Whoever manages the unit too, and who acts for the manager or the owner.
    """
    standing = person.standing
    found = Q(**{f"{before}person": person.pk}) | Q(**{f"{before}filed_by": person.pk})
    for name in ("manager", "owner"):
        found |= Q(**{f"{before}{name}__in": [person.pk, *standing.acts_for]})
    if offices := standing.offices():
        found |= Q(**{f"{before}office__in": offices})
    if units := standing.units():
        found |= Q(**{f"{before}unit__in": units})
    return found


class CaseQuerySet(models.QuerySet[Any]):
    """Workplace cases."""

    def visible_to(self, person: Any) -> Self:
        """All for the desk and auditors; those who follow the case, and those who have a step of it."""
        if not person.is_authenticated:
            return self.none()
        if person.holds(*READS_ALL):
            return self
        steps = self.model._meta.get_field("steps").related_model.objects
        mine = steps.filter(case=OuterRef("pk"), assignee__in=[person.pk, *person.standing.acts_for])
        return self.filter(_party(person) | Q(Exists(mine)))

    def open(self) -> Self:
        """Those in which something is to be done."""
        return self.filter(state=CaseState.OPEN)

    def with_names(self) -> Self:
        """Each with the rows that it names, in the same statement."""
        return self.select_related(
            "template", "person", "office", "room", "unit", "manager", "owner", "filed_by"
        )


class StepQuerySet(models.QuerySet[Any]):
    """Steps of workplace cases."""

    def visible_to(self, person: Any) -> Self:
        """Those of cases that one follows, and one's own in others."""
        if not person.is_authenticated:
            return self.none()
        if person.holds(*READS_ALL):
            return self
        mine = Q(assignee__in=[person.pk, *person.standing.acts_for])
        return self.filter(mine | _party(person, "case__"))

    def of(self, person: Any) -> Self:
        """What is to be done now by the person or by somebody they act for."""
        mine = [person.pk, *person.standing.acts_for]
        return self.filter(state=StepState.OPEN, case__state=CaseState.OPEN, assignee__in=mine)

    def with_names(self) -> Self:
        """Each with whose it is and who ended it, in the same statement."""
        return self.select_related("assignee", "unit", "ended_by")

    def progress(self, cases: Iterable[int]) -> dict[int, dict[str, Any]]:
        """How many steps each case has, how many are over, and when the next one is due: one statement."""
        rows = self.filter(case__in=list(cases)).order_by().values("case")
        found = rows.annotate(
            steps=Count("pk"),
            over=Count("pk", filter=Q(state__in=STEP_ENDED)),
            next_due=Min("due_at", filter=Q(state=StepState.OPEN)),
        )
        return {row["case"]: row for row in found}
