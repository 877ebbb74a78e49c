"""What all verbs of the desk share."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.access import NotYours
from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.files import actions as files
from requests_desk.actions.terms import publish
from requests_desk.choices import Audience
from requests_desk.models import Heard, Message, Ticket
from requests_desk.permissions import is_asker, may_work
from requests_desk.querysets import DESK

P = ParamSpec("P")


class SaidAlready(Exception):
    """The same form came a second time; `message` is what the first one wrote."""

    def __init__(self, message: Message):
        super().__init__(message.pk)
        self.message = message


class GoesTo(Exception):
    """What was asked of a merged request is done on the one that it was merged into, by its number."""

    def __init__(self, number: int):
        super().__init__(number)
        self.number = number


def locked(number: int, by: Any, *along: str, merged_too: bool = False) -> Ticket:
    """The request, locked for this transaction, with what it names `along` in the same statement.

    Raises Ticket.DoesNotExist when `by` may not see it, RuleBroken when it is merged into another one,
    which nothing is done with by itself.
    """
    rows = Ticket.objects.visible_to(by).select_related("category", *along)
    rows = rows.select_for_update(of=("self",), no_key=True)
    ticket: Ticket = rows.get(number=number)
    if ticket.merged_into is not None and not merged_too:
        words = _("This request is merged into %(number)s. Continue there, or take the merge back first.")
        raise RuleBroken(words % {"number": ticket.merged_into.label})
    return ticket


def sees(by: Any, ticket: Ticket) -> bool:
    """Whether `by` may see the request."""
    return Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists()


def demand(right: bool) -> None:
    """Raises NotYours unless the person has the right to do this with this request."""
    if not right:
        raise NotYours("works_the_desk")


def acting_for(by: Any, ticket: Ticket) -> int | None:
    """Whom `by` acts for here: the absent assignee or the holder of the desk role; None by own right."""
    if ticket.assignee_id in by.standing.acts_for:
        return ticket.assignee_id
    behalf: int | None = by.standing.on_behalf_of(*DESK)
    return behalf


def say(
    ticket: Ticket,
    *,
    by: Any,
    text: str,
    audience: Audience,
    form_key: uuid.UUID,
    address: str = "",
    with_files: bool = False,
) -> Message:
    """Writes a message once for a form. Raises SaidAlready for the second time."""
    message = Message(
        ticket=ticket,
        author=by,
        on_behalf_of_id=acting_for(by, ticket),
        audience=audience,
        address=address,
        text=text.strip(),
        form_key=form_key,
    )
    try:
        with transaction.atomic():
            message.save(force_insert=True)
    except IntegrityError as twice:
        if violated(twice) != "one_message_for_a_form":
            raise
        raise SaidAlready(Message.objects.get(author=by, form_key=form_key)) from twice
    if with_files:
        files.attach(form_key=form_key, subject=message, by=by)
    if audience == Audience.PUBLIC and may_work(by, ticket) and not is_asker(by, ticket):
        hear([message])
    return message


def hear(messages: Iterable[Message]) -> None:
    """What the desk says to the askers, those of merged requests hear too; nothing of a confidential one."""
    by_ticket = {one.ticket_id: one for one in messages if not one.ticket.confidential}
    merged = Ticket.objects.filter(merged_into__in=by_ticket, confidential=False)
    if keys := list(merged.values_list("merged_into_id", "pk")):
        Heard.objects.bulk_create(Heard(message=by_ticket[into], ticket_id=key) for into, key in keys)


def answered(ticket: Ticket, *, by: Any, at: datetime | None = None) -> list[str]:
    """Notes the first answer of the desk; returns the changed fields."""
    if ticket.responded_at is not None or by.pk == ticket.requester_id:
        return []
    ticket.responded_at = at or timezone.now()
    return ["responded_at"]


def save(ticket: Ticket, fields: Iterable[str]) -> None:
    """Saves the fields, counts the version up and keeps the deadline in step."""
    fields = list(fields)
    ticket.version += 1
    ticket.save(update_fields=[*fields, "version"])
    publish(ticket, fields)


def said_once(action: Callable[P, Ticket]) -> Callable[P, Ticket]:
    """One transaction; the second sending of the same form changes nothing and returns the request."""

    @wraps(action)
    def once(*args: P.args, **kwargs: P.kwargs) -> Ticket:
        try:
            with transaction.atomic():
                return action(*args, **kwargs)
        except SaidAlready as done:
            if done.message.text == str(kwargs.get("text", "")).strip():
                return done.message.ticket
            return once(*args, **{**kwargs, "form_key": uuid.uuid4()})  # type: ignore[arg-type]  # other words
        except GoesTo as there:  # both are never locked at once: two ways round would wait for each other
            return once(there.number, *args[1:], **kwargs)  # type: ignore[arg-type]  # the number comes first

    return once
