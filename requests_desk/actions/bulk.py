"""One act on many requests, in a few statements, and its undoing for ten seconds.

Notices and reactions wait a little longer than the undoing may take, so that undoing calls them off. A
request that somebody changed since the list was drawn is left alone, and that is said; the others are done.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.events.actions import record_many
from foundation.events.models import Event
from requests_desk.actions import referrals
from requests_desk.actions.common import acting_for, demand, hear
from requests_desk.actions.ledger import DUE_FIELDS, set_due_many
from requests_desk.choices import OPEN, Audience, BulkVerb, State, WaitingFor
from requests_desk.models import Bulk, BulkItem, MatrixCell, Message, Stay, Ticket
from requests_desk.permissions import is_asker, works_the_desk

MOST = 200  # requests in one act
UNDO_FOR = timedelta(seconds=10)
NOTICES_WAIT = timedelta(seconds=12)
KEPT_FOR = timedelta(days=1)
STATE_FIELDS = ("state", "waiting_for", "waiting_until")
CHANGED = (
    *("assignee_id", "priority", "override_reason", *STATE_FIELDS, *DUE_FIELDS),
    *("responded_at", "solved_at", "solved_by_id"),
)


@dataclass(kw_only=True)
class Act:
    """An act on its way: what is to be done, by whom, and what it has written so far."""

    verb: BulkVerb
    by: Any
    form_key: uuid.UUID
    to: Any = None
    priority: int = 0
    text: str = ""
    at: datetime = field(default_factory=timezone.now)
    ended: dict[int, int] = field(default_factory=dict)  # request: the stay that ended
    said: dict[int, int] = field(default_factory=dict)  # request: the message


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of it: the act, how many were done, and why the others were not, by their number."""

    bulk: Bulk
    count: int
    left: Mapping[int, str]


def in_bulk(
    picked: Mapping[int, int],
    *,
    by: Any,
    verb: BulkVerb,
    form_key: uuid.UUID,
    to: Any = None,
    priority: int = 0,
    text: str = "",
) -> Done:
    """Does it to the requests `picked`: their numbers, each with the version that was seen.

    Raises RuleBroken when it can be done to none of them, NotYours without the right. The second sending of
    the same form changes nothing.
    """
    demand(works_the_desk(by))
    act = Act(verb=verb, by=by, form_key=form_key, to=to, priority=priority, text=text)
    _judge(act)
    try:
        with transaction.atomic():
            return _do(picked, act)
    except IntegrityError as twice:
        if violated(twice) != "one_bulk_for_a_form":
            raise
        bulk = Bulk.objects.get(by=by, form_key=form_key)
        return Done(bulk=bulk, count=bulk.items.count(), left={})


def _judge(act: Act) -> None:
    """Raises RuleBroken for what is wrong whatever the requests are."""
    if act.verb == BulkVerb.ASSIGN and act.to is not None and not works_the_desk(act.to):
        words = _("%(name)s does not work the desk. Choose a specialist.")
        raise RuleBroken(words % {"name": act.to.full_name})


def _do(picked: Mapping[int, int], act: Act) -> Done:
    Bulk.objects.filter(at__lt=act.at - KEPT_FOR).delete()
    bulk = Bulk.objects.create(verb=act.verb, by=act.by, at=act.at, form_key=act.form_key)
    rows = Ticket.objects.visible_to(act.by).filter(number__in=list(picked)[:MOST])
    found = list(rows.select_for_update(of=("self",), no_key=True).order_by("pk"))
    left = {one.number: why for one in found if (why := _hindrance(one, act, picked[one.number]))}
    there = {one.number for one in found}
    left |= {number: _("is not there any more") for number in picked if number not in there}
    return _carry_out(bulk, [one for one in found if one.number not in left], left, act)


def _hindrance(ticket: Ticket, act: Act, version: int) -> str:
    """Why it cannot be done to this request; "" when it can."""
    if ticket.version != version:
        return _("was changed meanwhile by somebody else")
    if ticket.state not in OPEN:
        return _("has ended already")
    if ticket.waiting_for == WaitingFor.APPROVAL and act.verb != BulkVerb.PRIORITY:
        return _("waits for an approval")
    same = {BulkVerb.ASSIGN: ticket.assignee_id == (act.to and act.to.pk),
            BulkVerb.PRIORITY: ticket.priority == act.priority}  # fmt: skip
    return _("is so already") if same.get(act.verb) else ""


def _carry_out(bulk: Bulk, tickets: list[Ticket], left: dict[int, str], act: Act) -> Done:
    if not tickets:
        raise RuleBroken(_("This could be done to none of them. %(why)s") % {"why": in_sentences(left)})
    before = {one.pk: as_it_was(one) for one in tickets}
    events = WAYS[act.verb](tickets, act, bulk)
    for one in tickets:
        one.version += 1
    Ticket.objects.bulk_update(tickets, changed(tickets, before), batch_size=MOST)
    items = [
        BulkItem(
            bulk=bulk, ticket=one, before=before[one.pk], version=one.version, event=events[one.pk],
            stay_before=act.ended.get(one.pk), message=act.said.get(one.pk),
        )
        for one in tickets
    ]  # fmt: skip
    BulkItem.objects.bulk_create(items)
    data = {"verb": str(act.verb), "count": len(items)}
    record_many("bulk.done", [(bulk, data)], actor=act.by, wait=NOTICES_WAIT)
    return Done(bulk=bulk, count=len(items), left=left)


def in_sentences(left: Mapping[int, str]) -> str:
    """Which were left and why, the reasons in the order in which they came."""
    reasons: dict[str, list[str]] = {}
    for number, why in sorted(left.items()):
        reasons.setdefault(why, []).append(f"P-{number}")
    return " ".join(f"{', '.join(numbers)} {why}." for why, numbers in reasons.items())


def as_it_was(ticket: Ticket) -> dict[str, Any]:
    """The fields that an act may change, as undoing puts them back."""
    return {name: _kept(getattr(ticket, name)) for name in CHANGED}


def _kept(value: Any) -> Any:
    """A value as JSON keeps it, moments to the microsecond."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def changed(tickets: Sequence[Ticket], before: Mapping[int, dict[str, Any]]) -> list[str]:
    """The fields in which any of the requests differs from what it was."""
    touched = [
        name for name in CHANGED if any(_kept(getattr(one, name)) != before[one.pk][name] for one in tickets)
    ]
    return [name.removesuffix("_id") for name in touched] + ["version"]


# --- what each verb writes: the requests in memory, stays, messages and events; the caller saves ---
def _assign(tickets: list[Ticket], act: Act, bulk: Bulk) -> dict[int, Event]:
    was = {one.pk: one.assignee_id for one in tickets}
    for one in tickets:
        one.assignee = act.to
    if act.to is not None:
        _enter([one for one in tickets if one.state == State.NEW], State.IN_WORK, act)
    kind = "ticket.taken" if act.to == act.by else "ticket.assigned"
    to = act.to and act.to.pk
    return _record(kind, tickets, act, bulk, lambda one: {"was": was[one.pk], "to": to})


def _prioritise(tickets: list[Ticket], act: Act, bulk: Bulk) -> dict[int, Event]:
    matrix = {
        (impact, urgency): priority
        for impact, urgency, priority in MatrixCell.objects.values_list("impact", "urgency", "priority")
    }
    was = {one.pk: one.priority for one in tickets}
    for one in tickets:
        by_matrix = matrix.get((one.impact, one.urgency)) == act.priority
        one.priority, one.override_reason = act.priority, "" if by_matrix else act.text.strip()
        if not (by_matrix or one.override_reason):
            raise RuleBroken(_("Give a reason for a priority other than the one of the matrix."))
    set_due_many(tickets)
    return _record(
        "ticket.prioritised", tickets, act, bulk, lambda one: {"priority": [was[one.pk], act.priority]}
    )


def _resolve(tickets: list[Ticket], act: Act, bulk: Bulk) -> dict[int, Event]:
    _say(tickets, act)
    _end(tickets, State.RESOLVED, act)
    for one in tickets:
        one.solved_at, one.solved_by = act.at, act.by
        if one.assignee_id is None and not one.confidential:  # who solves it has had it
            one.assignee = act.by
    return _record("ticket.resolved", tickets, act, bulk, lambda one: {"message": act.said[one.pk]})


def _cancel(tickets: list[Ticket], act: Act, bulk: Bulk) -> dict[int, Event]:
    _say(tickets, act)
    _end(tickets, State.CANCELLED, act)
    return _record("ticket.cancelled", tickets, act, bulk, lambda one: {"message": act.said[one.pk]})


WAYS = {
    BulkVerb.ASSIGN: _assign,
    BulkVerb.PRIORITY: _prioritise,
    BulkVerb.RESOLVE: _resolve,
    BulkVerb.CANCEL: _cancel,
}


def _enter(tickets: list[Ticket], state: State, act: Act) -> None:
    """Ends the running stays and begins the next ones."""
    running = Stay.objects.filter(ticket__in=tickets, until=None)
    act.ended.update(running.values_list("ticket_id", "pk"))
    running.update(until=act.at)
    referrals.end(tickets, at=act.at)
    for one in tickets:
        one.move_to(state)
        one.waiting_for, one.waiting_until = "", None
    Stay.objects.bulk_create(Stay(ticket=one, state=state, since=act.at) for one in tickets)


def _end(tickets: list[Ticket], state: State, act: Act) -> None:
    """Ends the requests; those whose clock stood get their due moments back."""
    stood = [one for one in tickets if one.state == State.WAITING]
    _enter(tickets, state, act)
    set_due_many(stood)


def _say(tickets: list[Ticket], act: Act) -> None:
    """The same public words on each; on a request of one's own they are no first answer of the desk."""
    text = act.text.strip()
    rows = [
        Message(
            ticket=one, author=act.by, on_behalf_of_id=acting_for(act.by, one), audience=Audience.PUBLIC,
            text=text, at=act.at, form_key=uuid.uuid5(act.form_key, str(one.pk)),
        )
        for one in tickets
    ]  # fmt: skip
    act.said.update((one.ticket_id, one.pk) for one in Message.objects.bulk_create(rows))
    hear(one for one in rows if not is_asker(act.by, one.ticket))
    for one in tickets:
        if one.responded_at is None and act.by.pk != one.requester_id:
            one.responded_at = act.at


def _record(kind: str, tickets: list[Ticket], act: Act, bulk: Bulk, data: Any) -> dict[int, Event]:
    """The events by request, put off until the act can no longer be undone."""
    groups: dict[int | None, list[Any]] = {}
    for one in tickets:
        groups.setdefault(acting_for(act.by, one), []).append((one, {**data(one), "bulk": bulk.pk}))
    found: dict[int, Event] = {}
    for behalf, subjects in groups.items():
        made = record_many(kind, subjects, actor=act.by, on_behalf_of=behalf, wait=NOTICES_WAIT)
        found |= {event.subject_id: event for event in made}
    return found
