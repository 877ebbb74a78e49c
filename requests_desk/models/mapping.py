"""How the map of responsibilities is asked."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Q

from requests_desk.choices import Hours
from requests_desk.querysets import reads_the_map


class ElementQuerySet(models.QuerySet[Any]):
    """Parts of houses."""

    def in_use(self) -> Self:
        """Those that requests may name."""
        return self.filter(retired=False)


class ResponsibilityQuerySet(models.QuerySet[Any]):
    """Who answers for what."""

    def visible_to(self, person: Any) -> Self:
        """The desk, contact persons, administrators and auditors know whom to call."""
        return self if reads_the_map(person) else self.none()

    def at(self, office: Any) -> Self:
        """What holds in an office, by its own rows or by those of all offices; retired partners are out."""
        here = self.filter(Q(office=office) | Q(office=None), Q(partner=None) | Q(partner__retired=False))
        return here.select_related("element", "office", "partner", "partner_person", "person")


def who_answers(rows: Iterable[Any], *, outside: bool) -> Any:
    """Of the rows of one part at one office: who answers in working hours or `outside` them; None for nobody.

    A row of the office itself goes before one of all offices, then one of these hours before one of always.
    """
    wanted = (Hours.ALWAYS, Hours.OUTSIDE if outside else Hours.WORKING)
    fitting = [row for row in rows if row.hours in wanted]
    return min(fitting, key=lambda row: (row.office_id is None, row.hours == Hours.ALWAYS), default=None)
