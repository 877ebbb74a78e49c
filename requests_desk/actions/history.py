"""Requests that another desk had: written as they ended there, found again by their old number."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import forget_pending, record_many
from requests_desk.actions.filing import title_of
from requests_desk.actions.ledger import DUE_FIELDS, set_due_many
from requests_desk.actions.marking import settle_mark
from requests_desk.choices import Audience, Impact, Priority, State
from requests_desk.models import Message, Origin, SearchDoc, Stay, Ticket

Values = Mapping[str, Any]  # people and places by their id, moments in ISO
AT_ONCE = 500


@transaction.atomic
def bring_history(rows: Sequence[Values], *, by: Any) -> list[int]:
    """Writes ended requests with their words, stays and old numbers; returns their ids in the order of rows.

    Nobody is told, nothing falls due. Raises IntegrityError for an old number that is there already.
    """
    made = [_ticket(row, by) for row in rows]
    Ticket.objects.bulk_create(made, batch_size=AT_ONCE)
    Origin.objects.bulk_create(
        [Origin(ticket=one, source=row["source"], number=row["number"]) for one, row in _pairs(made, rows)],
        batch_size=AT_ONCE,
    )
    stays = [stay for one, row in _pairs(made, rows) for stay in _stays(one, row)]
    Stay.objects.bulk_create(stays, batch_size=AT_ONCE)
    said = [message for one, row in _pairs(made, rows) for message in _messages(one, row, by)]
    Message.objects.bulk_create(said, batch_size=AT_ONCE)
    set_due_many(made)
    Ticket.objects.bulk_update(made, DUE_FIELDS, batch_size=AT_ONCE)
    record_many("ticket.imported", [(one, {}) for one in made], actor=by)
    return [one.pk for one in made]


def _pairs(made: Sequence[Ticket], rows: Sequence[Values]) -> Any:
    return zip(made, rows, strict=True)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _ticket(row: Values, by: Any) -> Ticket:
    filed, ended = datetime.fromisoformat(row["filed"]), datetime.fromisoformat(row["ended"])
    solved = row["state"] == State.CLOSED
    ticket = Ticket(
        title=title_of(row["title"]), requester_id=row["requester"], filed_by_id=row["requester"],
        unit_id=row["unit"], office_id=row["office"], category_id=row["kind"], impact=Impact.PERSON,
        priority=Priority.NORMAL, state=row["state"], assignee_id=row["solver"],
        confidential=row["confidential"], created_at=filed,
        responded_at=_moment(row["answered"]) or (ended if solved else None),
        solved_at=ended if solved else None,
        solved_by_id=(row["solver"] or by.pk) if solved else None,
        solve_by=ended, warn_at=ended, form_key=_key(row, "request"),
    )  # fmt: skip
    settle_mark(ticket, on=timezone.localdate(filed))
    return ticket


def _key(row: Values, what: str) -> uuid.UUID:
    """The same for the same old number: the second form of it would be refused."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"korras-history:{row['source']}/{row['number']}/{what}")


def _stays(ticket: Ticket, row: Values) -> list[Stay]:
    """New until its end; a solved one was closed at once."""
    ended = datetime.fromisoformat(row["ended"])
    rows = [Stay(ticket=ticket, state=State.NEW, since=ticket.created_at, until=ended)]
    if ticket.state == State.CLOSED:
        rows.append(Stay(ticket=ticket, state=State.RESOLVED, since=ended, until=ended))
    return [*rows, Stay(ticket=ticket, state=ticket.state, since=ended)]


def _messages(ticket: Ticket, row: Values, by: Any) -> list[Message]:
    """What was asked and, where the file has it, how it ended."""
    first = Message(
        ticket=ticket, author_id=ticket.requester_id, audience=Audience.PUBLIC,
        text=row["text"] or row["title"], at=ticket.created_at, form_key=ticket.form_key,
    )  # fmt: skip
    if not row["solution"]:
        return [first]
    last = Message(
        ticket=ticket, author_id=row["solver"] or by.pk, audience=Audience.PUBLIC, text=row["solution"],
        at=datetime.fromisoformat(row["ended"]), form_key=_key(row, "solution"),
    )  # fmt: skip
    return [first, last]


@transaction.atomic
def remove_history(ids: Sequence[int]) -> None:
    """Takes imported requests away again. Raises RuleBroken when somebody has gone on with one of them."""
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=ids, version=0)
    untouched = set(rows.exclude(origin=None).values_list("pk", flat=True))
    if untouched != set(ids):
        raise RuleBroken(_("Somebody has gone on with a request of this file. It can no longer be undone."))
    forget_pending("ticket", ids)
    for rows_of in (SearchDoc.objects, Origin.objects, Stay.objects, Message.objects):
        rows_of.filter(ticket__in=ids).delete()
    try:
        Ticket.objects.filter(pk__in=ids).delete()
    except ProtectedError as held:
        words = _("Something else points at a request of this file. It can no longer be undone.")
        raise RuleBroken(words) from held
