"""The deadline of a request: set with its due moment, ended when nothing is owed or the clock stands."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction

from foundation.deadlines import actions as deadlines
from foundation.deadlines.models import Deadline
from foundation.organisation.choices import Role
from requests_desk.choices import OPEN, Priority
from requests_desk.models import Ticket

SUBJECT, SOLVE = "ticket", "ticket.solve"
DECIDES = {"state", "assignee", "priority", "solve_by", "warn_at"}  # fields from which the deadline follows
# how long after the breach the head of facilities has to hear of it, whatever the hour
OVERDUE_AFTER, CRITICAL_OVERDUE_AFTER = timedelta(days=1), timedelta(hours=2)
PIECE = 500


def term_of(ticket: Ticket) -> deadlines.Term | None:
    """Warns when three quarters of the time are used and at the breach; None when nothing is due.

    A critical request is announced at any hour. Without an assignee the specialists hear of it.
    """
    if ticket.state not in OPEN or ticket.solve_by is None:
        return None
    critical = ticket.priority == Priority.CRITICAL
    return deadlines.Term(
        subject=SUBJECT,
        subject_id=ticket.pk,
        kind=SOLVE,
        due_at=ticket.solve_by,
        soon=ticket.warn_at,
        overdue=ticket.solve_by + (CRITICAL_OVERDUE_AFTER if critical else OVERDUE_AFTER),
        responsible=ticket.assignee_id,
        role=Role.SPECIALIST,
        critical=critical,
    )


def publish(ticket: Ticket, fields: Iterable[str]) -> None:
    """Sets or ends the deadline of a request when one of the changed fields decides about it."""
    if not DECIDES.intersection(fields):
        return
    term = term_of(ticket)
    if term is None:
        deadlines.end(SUBJECT, ticket.pk, SOLVE)
    else:
        deadlines.set_one(term)


def publish_all() -> int:
    """Brings all deadlines of requests to what their rows say, in pieces; returns how many were wrong."""
    open_ones = Ticket.objects.open().filter(solve_by__isnull=False).values_list("pk", flat=True)
    known = Deadline.objects.filter(subject_type=SUBJECT, kind=SOLVE).values_list("subject_id", flat=True)
    ids = sorted({*open_ones.iterator(), *known.iterator()})
    return sum(publish_many(ids[start : start + PIECE]) for start in range(0, len(ids), PIECE))


@transaction.atomic
def publish_many(ids: Iterable[int]) -> int:
    """The same for some requests, which stay as they are meanwhile; returns how many deadlines changed."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids).order_by("pk")
    terms = {ticket.pk: term_of(ticket) for ticket in rows}
    changed = deadlines.set_many(term for term in terms.values() if term is not None)
    over = [number for number in ids if terms.get(number) is None]
    return changed + deadlines.end_many(SUBJECT, over, SOLVE)
