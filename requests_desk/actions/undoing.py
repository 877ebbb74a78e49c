"""Taking an act on many requests back while nobody has heard of it."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import call_off, record_many
from requests_desk.actions import referrals
from requests_desk.actions.bulk import CHANGED, MOST, UNDO_FOR, Done, changed
from requests_desk.models import Bulk, BulkItem, Heard, Message, Stay, Ticket


@transaction.atomic
def undo_bulk(number: int, *, by: Any) -> Done:
    """Puts the requests of one's own act back as they were and calls its notices off.

    One that somebody has changed since stays. A second undoing changes nothing. Raises Bulk.DoesNotExist for
    an act of somebody else, RuleBroken when the time is over.
    """
    bulk = Bulk.objects.select_for_update(of=("self",), no_key=True).get(pk=number, by=by)
    now = timezone.now()
    if bulk.undone_at is not None:
        return Done(bulk=bulk, count=0, left={})
    if now > bulk.at + UNDO_FOR:
        raise RuleBroken(_("It can be undone for 10 seconds only, and they are over. Change each by itself."))
    rows = Ticket.objects.select_for_update(of=("self",), no_key=True).filter(
        pk__in=bulk.items.values("ticket")
    )
    tickets = {one.pk: one for one in rows.order_by("pk")}
    items = list(bulk.items.all())
    good = [one for one in items if tickets[one.ticket_id].version == one.version]
    if not call_off(one.event_id for one in good):
        raise RuleBroken(_("It can no longer be undone: some have been told already. Change each by itself."))
    _restore(good, tickets)
    referrals.go_on([one.ticket_id for one in good], at=bulk.at)
    restored = [tickets[one.ticket_id] for one in good]
    record_many("ticket.undone", [(one, {"bulk": bulk.pk}) for one in restored], actor=by)
    bulk.undone_at = now
    bulk.save(update_fields=["undone_at"])
    later = _("was changed meanwhile by somebody else")
    left = {tickets[one.ticket_id].number: later for one in items if one not in good}
    return Done(bulk=bulk, count=len(good), left=left)


def _restore(items: Sequence[BulkItem], tickets: dict[int, Ticket]) -> None:
    fields = changed([tickets[one.ticket_id] for one in items], {one.ticket_id: one.before for one in items})
    for item in items:
        ticket = tickets[item.ticket_id]
        for name in CHANGED:
            setattr(ticket, name, _value(name, item.before[name]))
        ticket.version += 1
    Ticket.objects.bulk_update([tickets[one.ticket_id] for one in items], fields, batch_size=MOST)
    _reopen_stays([one for one in items if one.stay_before is not None])
    said = [one.message for one in items if one.message]
    Heard.objects.filter(message__in=said).delete()
    Message.objects.filter(pk__in=said).delete()


def _value(name: str, kept: Any) -> Any:
    """A value as the row holds it."""
    if kept is None or not name.endswith(("_at", "_by", "_until")):
        return kept
    return parse_date(kept) if name == "waiting_until" else parse_datetime(kept)


def _reopen_stays(items: Iterable[BulkItem]) -> None:
    """The stays that the act began never were, and those that it ended go on."""
    ended = [one.stay_before for one in items if one.stay_before is not None]
    begun = Stay.objects.filter(ticket__in=[one.ticket_id for one in items], until=None)
    begun.exclude(pk__in=ended).delete()
    Stay.objects.filter(pk__in=ended).update(until=None)
