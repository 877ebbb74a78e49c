"""Two requests about one matter become one, and two again; what each asker reads stays their own."""

import uuid
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.actions import referrals
from requests_desk.actions.approving import STATE_FIELDS, ask, give_up
from requests_desk.actions.common import acting_for, answered, demand, save, say
from requests_desk.actions.ledger import DUE_FIELDS, enter_state, set_due
from requests_desk.choices import Audience, State, WaitingFor
from requests_desk.models import Merge, Stay, Ticket
from requests_desk.permissions import may_work

MERGED_FIELDS = [*STATE_FIELDS, *DUE_FIELDS, "merged_into"]


@transaction.atomic
def merge(number: int, *, by: Any, into: int, form_key: uuid.UUID, text: str = "") -> Ticket:
    """Merges a request into another open one, which is returned; `text` is said to its askers.

    The second of two opposite merges is refused, a second sending of the same one changes nothing.
    Raises NotYours without the right on both, RuleBroken when they cannot be one.
    """
    source, target = _both(number, into, by)
    demand(may_work(by, source) and may_work(by, target))
    if source.merged_into_id == target.pk:
        return target
    _can_be_one(source, target)
    behalf = acting_for(by, source)
    give_up(source, by=by)
    told, fields = None, MERGED_FIELDS
    if text.strip():
        told = say(source, by=by, text=text, audience=Audience.PUBLIC, form_key=form_key)
        fields = [*fields, *answered(source, by=by, at=told.at)]
    _go_into(source, target, by=by)
    save(source, fields)
    save(target, [])
    record(
        "ticket.merged", source, actor=by, on_behalf_of=behalf, into=target.number, message=told and told.pk
    )
    record("ticket.absorbed", target, actor=by, on_behalf_of=behalf, source=source.number)
    return target


def _one_at_a_time() -> None:
    """A merge moves what was merged before it: two in different order would wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('requests_desk.merge'))")


def _both(number: int, into: int, by: Any) -> tuple[Ticket, Ticket]:
    """Both requests, locked in one order.

    Raises Ticket.DoesNotExist when the first is not for the eyes of `by`, RuleBroken when the other is not.
    """
    _one_at_a_time()
    rows = Ticket.objects.visible_to(by).select_related("category").filter(number__in=[number, into])
    found = {row.number: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}
    if number not in found:
        raise Ticket.DoesNotExist
    if into not in found:
        raise RuleBroken(_("There is no request %(number)s. Check the number.") % {"number": f"P-{into}"})
    return found[number], found[into]


def _can_be_one(source: Ticket, target: Ticket) -> None:
    words = {"source": source.label, "target": target.label}
    if source == target:
        raise RuleBroken(_("A request cannot be merged into itself. Give the number of another one."))
    if not source.is_open:
        raise RuleBroken(_("%(source)s has ended or is merged already. Look at its page.") % words)
    if not target.is_open:
        raise RuleBroken(
            _("%(target)s has ended or is merged into another one. Choose an open one, or link the two.")
            % words
        )
    if source.confidential != target.confidential:
        raise RuleBroken(_("One of the two is confidential. Link them, or make both alike first."))
    if source.confidential and source.requester_id != target.requester_id:
        raise RuleBroken(_("Confidential requests of two people stay apart. Link them instead."))


def _go_into(source: Ticket, target: Ticket, *, by: Any) -> None:
    """The source leaves the queue; what was merged into it goes along. The caller saves it."""
    at = timezone.now()
    Merge.objects.create(
        source=source, into=target, state=source.state, waiting_for=source.waiting_for,
        waiting_until=source.waiting_until, merged_at=at, merged_by=by,
    )  # fmt: skip
    source.merged_into = target
    enter_state(source, State.MERGED, at=at)
    set_due(source)
    Ticket.objects.filter(merged_into=source).update(merged_into=target)


@transaction.atomic
def unmerge(number: int, *, by: Any) -> Ticket:
    """Takes a merge back: the request stands as before, its clock as if it had never been merged.

    Raises NotYours without the right, RuleBroken when it is not merged.
    """
    _one_at_a_time()
    seen = Ticket.objects.visible_to(by).only("pk", "merged_into").get(number=number)
    rows = Ticket.objects.select_related("category").filter(pk__in=[seen.pk, seen.merged_into_id])
    found = {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True).order_by("pk")}
    source: Ticket = found[seen.pk]
    target = found.get(seen.merged_into_id)
    demand(may_work(by, source))
    if target is None:
        raise RuleBroken(_("This request is not merged any more. Look at its page."))
    _stand_as_before(source, by=by)
    save(source, MERGED_FIELDS)
    save(target, [])
    behalf = acting_for(by, source)
    record("ticket.unmerged", source, actor=by, on_behalf_of=behalf, into=target.number)
    record("ticket.parted", target, actor=by, on_behalf_of=behalf, source=source.number)
    if source.waiting_for == WaitingFor.APPROVAL:  # the merge had ended the question
        ask(source, by=by)
    return source


def _stand_as_before(source: Ticket, *, by: Any) -> None:
    """State and clock of before the merge, with what had been merged into it; the caller saves it."""
    step = Merge.objects.get(source=source, undone_at=None)
    source.merged_into = None
    source.state, source.waiting_for, source.waiting_until = step.state, step.waiting_for, step.waiting_until
    Stay.objects.filter(ticket=source, state=State.MERGED, until=None).delete()
    last = Stay.objects.filter(ticket=source).latest("until", "pk")
    Stay.objects.filter(pk=last.pk).update(until=None)
    set_due(source)
    Ticket.objects.filter(pk__in=_below(source)).update(merged_into=source)
    referrals.go_on([source.pk], at=step.merged_at)
    Merge.objects.filter(pk=step.pk).update(undone_at=timezone.now(), undone_by=by)


def _below(ticket: Ticket) -> set[int]:
    """Everything that was merged into a request, also by way of others."""
    found: set[int] = set()
    todo = {ticket.pk}
    while todo:
        step = Merge.objects.filter(into__in=todo, undone_at=None).values_list("source", flat=True)
        todo = set(step) - found
        found |= todo
    return found
