"""From a sentence to a request with a number, an owner-to-be and a due moment."""

import hashlib
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from foundation.files import actions as files
from requests_desk.actions import approving
from requests_desk.actions.answering import write_answers
from requests_desk.actions.ledger import DUE_FIELDS, set_due
from requests_desk.actions.marking import settle_mark
from requests_desk.actions.terms import publish
from requests_desk.choices import Audience, Impact, Priority, Urgency
from requests_desk.models import TITLE_LENGTH, Category, KeptForm, MatrixCell, Message, Stay, Ticket

KEPT_FOR = timedelta(hours=1)
KEPT_CHARACTERS = 20_000
KEPT_AT_MOST = 5_000  # rows; typed text of strangers must not fill the disk


def title_of(text: str) -> str:
    """The first line, cut at a word to 120 characters."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= TITLE_LENGTH:
        return line
    cut = line[: TITLE_LENGTH - 1]
    space = cut.rfind(" ")
    return cut[: space if space > TITLE_LENGTH // 2 else None].rstrip() + "…"


def matrix_priority(impact: str, urgency: int) -> int:
    """The priority of the matrix; normal where the agency left the cell out."""
    cell = (
        MatrixCell.objects.filter(impact=impact, urgency=urgency).values_list("priority", flat=True).first()
    )
    return cell or Priority.NORMAL


def file_request(
    *,
    by: Any,
    form_key: uuid.UUID,
    text: str,
    category: Category,
    office: Any,
    room: Any = None,
    element: int | None = None,
    requester: Any = None,
    urgency: int = Urgency.NORMAL,
    confidential: bool = False,
    follow_up_of: Ticket | None = None,
    answers: Mapping[int, Any] | None = None,
    assignee: Any = None,
    set_due_at: datetime | None = None,
    unasked: bool = False,
) -> Ticket:
    """Files a request once for a form: a second sending returns the first request.

    `element` is the key of the part of the house. `answers` to the extra fields of the category go by the
    field's key; a follow-up and one that nobody filled a form for (`unasked`) are asked none. `assignee` has
    it from the start, by `set_due_at` instead of the service target.
    Raises RuleBroken when the requester has left, no target covers the priority or an answer is missing.
    """
    requester = requester or by
    if not requester.is_active:
        raise RuleBroken(_("This person is no longer in service. Choose somebody else."))
    ticket = Ticket(
        title=title_of(text), requester=requester, filed_by=by, unit_id=requester.unit_id, office=office,
        room=room, category=category, element_id=element, urgency=urgency,
        priority=matrix_priority(Impact.PERSON, urgency),
        confidential=confidential or category.confidential, follow_up_of=follow_up_of,
        created_at=timezone.now(), form_key=form_key, assignee=assignee, set_due_at=set_due_at,
    )  # fmt: skip
    settle_mark(ticket)
    return _once(ticket, text, None if follow_up_of or unasked else answers or {})


def _once(ticket: Ticket, text: str, answers: Mapping[int, Any] | None) -> Ticket:
    try:
        with transaction.atomic():
            return _write(ticket, text, answers)
    except IntegrityError as twice:
        if violated(twice) != "one_ticket_for_a_form":
            raise
        return Ticket.objects.get(filed_by=ticket.filed_by, form_key=ticket.form_key)


def _write(ticket: Ticket, text: str, answers: Mapping[int, Any] | None) -> Ticket:
    set_due(ticket)
    needs_approval = ticket.category.approval_route_id is not None
    if needs_approval:
        approving.born_waiting(ticket)
    ticket.save(force_insert=True)
    if not needs_approval:
        publish(ticket, DUE_FIELDS)
    Stay.objects.create(
        ticket=ticket, state=ticket.state, waiting_for=ticket.waiting_for, since=ticket.created_at
    )
    message = Message.objects.create(
        ticket=ticket,
        author=ticket.filed_by,
        audience=Audience.PUBLIC,
        text=text.strip(),
        at=ticket.created_at,
        form_key=ticket.form_key,
    )
    if answers is not None:
        write_answers(ticket, answers)
    files.attach(form_key=ticket.form_key, subject=message, by=ticket.filed_by)
    record("ticket.filed", ticket, actor=ticket.filed_by, message=message.pk)
    if ticket.assignee_id is not None:
        record("ticket.given", ticket, actor=ticket.filed_by, to=ticket.assignee_id)
    if needs_approval:
        approving.ask(ticket, by=ticket.filed_by)
    return ticket


def keep_typed(*, data: dict[str, str]) -> str:
    """Keeps what was typed after a session ended; returns the cookie's secret, "" when it is too much."""
    if sum(len(value) for value in data.values()) > KEPT_CHARACTERS:
        return ""
    KeptForm.objects.filter(expires_at__lt=timezone.now()).delete()
    if KeptForm.objects.count() >= KEPT_AT_MOST:
        return ""
    secret = secrets.token_urlsafe(32)
    KeptForm.objects.create(token_hash=_hash(secret), data=data, expires_at=timezone.now() + KEPT_FOR)
    return secret


def take_typed(secret: str) -> dict[str, str]:
    """What was kept under the secret, still for reading again; empty when it is not there or too old."""
    row = KeptForm.objects.filter(token_hash=_hash(secret), expires_at__gte=timezone.now()).first()
    return dict(row.data) if row else {}


def forget_typed(secret: str) -> None:
    """The kept text has found its form."""
    KeptForm.objects.filter(token_hash=_hash(secret)).delete()


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
