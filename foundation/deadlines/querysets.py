"""How deadlines are found; the sweep reads one index, everybody else starts from `visible_to`."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from foundation.core.duties import Described, deadline_kinds
from foundation.organisation.choices import Role

READS_ALL = (Role.HEAD, Role.AUDITOR)


class DeadlineQuerySet(models.QuerySet[Any]):
    """Deadlines of open subjects."""

    def visible_to(self, person: Any) -> Self:
        """One's own, those of people one acts for and of roles one holds; all for the head and auditors.

        What they are about is asked of `described`, which leaves out what the person may not see.
        """
        if not person.is_authenticated:
            return self.none()
        return self if person.holds(*READS_ALL) else self.mine(person)

    def mine(self, person: Any) -> Self:
        """One's own, those of people one acts for, and those of one's roles for which nobody is named."""
        standing = person.standing
        roles = sorted({one.role for one in standing.held})
        return self.filter(
            Q(responsible__in=[person.pk, *standing.acts_for]) | Q(responsible=None, role__in=roles)
        )

    def to_rise(self, now: datetime) -> Self:
        """Those whose next level has come, the longest waiting first."""
        return self.filter(next_step_at__lte=now).order_by("next_step_at", "pk")

    def with_names(self) -> Self:
        """Each with the responsible person and who acknowledged it, in the same statement."""
        return self.select_related("responsible", "acknowledged_by")


class AnnouncementQuerySet(models.QuerySet[Any]):
    """Who is to hear of which level."""

    def to_tell(self, now: datetime) -> Self:
        """Not yet told, and their reader is at work."""
        return self.filter(told=None, tell_at__lte=now)


def hash_of(token: str) -> str:
    """What is kept of the secret of a calendar link."""
    return hashlib.sha256(token.encode()).hexdigest()


class CalendarLinkQuerySet(models.QuerySet[Any]):
    """Calendar links."""

    def of_token(self, token: str) -> Self:
        """The one with this secret."""
        return self.filter(token_hash=hash_of(token))


def described(person: Any, rows: Iterable[Any]) -> dict[int, Described]:
    """What each deadline is about, by its id, for those that the person may see: one statement a kind."""
    by_kind: dict[str, dict[int, int]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, {})[row.subject_id] = row.pk
    kinds, found = deadline_kinds(), {}
    for code, ids in by_kind.items():
        seen = kinds[code].describe(person, list(ids)) if code in kinds else {}
        found.update({ids[subject]: words for subject, words in seen.items()})
    return found
