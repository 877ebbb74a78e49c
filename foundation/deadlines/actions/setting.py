"""Owners of subjects set their deadlines and end them, many at a time, one statement a chunk."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from foundation.core.duties import deadline_kinds
from foundation.deadlines.terms import Term

CHUNK = 2000
# A row that says the same stays untouched. Another due moment begins the next cycle; other steps of the same
# cycle leave the announced level and a snooze as they are.
UPSERT = """
INSERT INTO deadlines_deadline AS d (subject_type, subject_id, kind, due_at, soon_at, urgent_at, overdue_at,
  responsible_id, role, critical, next_step_at, level, ring, cycle, set_at)
SELECT t.*, coalesce(t.soon, t.urgent, t.due), 0, 0, 1, %s
FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[],
  %s::timestamptz[], %s::bigint[], %s::text[], %s::boolean[])
  AS t(subject, subject_id, kind, due, soon, urgent, overdue, responsible, role, critical)
ON CONFLICT (subject_type, subject_id, kind) DO UPDATE SET
  due_at = excluded.due_at, soon_at = excluded.soon_at, urgent_at = excluded.urgent_at,
  overdue_at = excluded.overdue_at, responsible_id = excluded.responsible_id, role = excluded.role,
  critical = excluded.critical,
  cycle = d.cycle + CASE WHEN d.due_at = excluded.due_at THEN 0 ELSE 1 END,
  level = CASE WHEN d.due_at = excluded.due_at THEN d.level ELSE 0 END,
  ring = CASE WHEN d.due_at = excluded.due_at THEN d.ring ELSE 0 END,
  set_at = CASE WHEN d.due_at = excluded.due_at THEN d.set_at ELSE excluded.set_at END,
  acknowledged_at = CASE WHEN d.due_at = excluded.due_at THEN d.acknowledged_at END,
  acknowledged_by_id = CASE WHEN d.due_at = excluded.due_at THEN d.acknowledged_by_id END,
  snoozed_until = CASE WHEN d.due_at = excluded.due_at THEN d.snoozed_until END,
  snoozed_by_id = CASE WHEN d.due_at = excluded.due_at THEN d.snoozed_by_id END,
  next_step_at = CASE WHEN d.due_at <> excluded.due_at THEN excluded.next_step_at ELSE CASE d.level
    WHEN 0 THEN greatest(excluded.next_step_at, d.snoozed_until)
    WHEN 1 THEN coalesce(excluded.urgent_at, excluded.due_at)
    WHEN 2 THEN excluded.due_at
    WHEN 3 THEN excluded.overdue_at END END
WHERE (d.due_at, d.soon_at, d.urgent_at, d.overdue_at, d.responsible_id, d.role, d.critical)
  IS DISTINCT FROM (excluded.due_at, excluded.soon_at, excluded.urgent_at, excluded.overdue_at,
    excluded.responsible_id, excluded.role, excluded.critical)
"""
END = """
DELETE FROM deadlines_deadline
WHERE subject_type = %s AND subject_id = ANY(%s::bigint[]) AND %s IN ('', kind)
"""


def set_many(terms: Iterable[Term]) -> int:
    """Sets one deadline for each subject and kind, in chunks of their own; returns how many rows changed.

    Safe to run any number of times, and with any number of terms: they are taken from the iterable as they
    are needed. Raises ValueError for a kind that no duty.py declares.
    """
    changed, coming = 0, iter(terms)
    while chunk := list(islice(coming, CHUNK)):
        changed += _set(chunk)
    return changed


def set_one(term: Term) -> bool:
    """Sets one deadline in the caller's transaction, in one statement; returns whether anything changed."""
    return bool(_set([term]))


def _set(chunk: Sequence[Term]) -> int:
    unknown = {term.kind for term in chunk} - deadline_kinds().keys()
    if unknown:
        raise ValueError(f"no duty.py declares the deadline {sorted(unknown)}")
    last = {(term.subject, term.subject_id, term.kind): term for term in chunk}
    # in one order everywhere, so that two who set the same rows do not wait for each other
    rows = [_columns(last[key]) for key in sorted(last)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(UPSERT, [timezone.now(), *map(list, zip(*rows, strict=True))])
        return int(cursor.rowcount)


def _columns(term: Term) -> tuple[Any, ...]:
    return (
        *(term.subject, term.subject_id, term.kind),
        *(term.due_at, term.soon, term.urgent, term.overdue),
        *(term.responsible, term.role, term.critical),
    )


def end(subject: str, subject_id: int, kind: str = "") -> int:
    """The subject needs no deadline (of this kind) any more; what was not yet told of it is dropped."""
    return end_many(subject, [subject_id], kind)


def end_many(subject: str, subject_ids: Iterable[int], kind: str = "") -> int:
    """The same for many subjects, in one statement; returns how many deadlines ended."""
    with connection.cursor() as cursor:
        cursor.execute(END, [subject, list(subject_ids), kind])
        return int(cursor.rowcount)
