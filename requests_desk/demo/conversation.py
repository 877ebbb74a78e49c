"""What stands around some requests of the demo: canned replies, followers, a draft, links, a merge."""

import uuid
from datetime import datetime, timedelta

from django.db.models import F

from foundation.events.models import Event
from requests_desk.actions.ledger import DUE_FIELDS, set_due
from requests_desk.choices import OPEN, SOLVED, LinkKind, State
from requests_desk.demo.desk import Desk
from requests_desk.models import CannedReply, Draft, Follower, Link, Merge, Stay, Ticket

REPLIES = [
    (
        "Võtsime töösse",
        "Tere, {eesnimi}!\n\nVõtsime pöördumise {number} töösse. Tähtaeg: {tähtaeg}.\n\n{mina}",
        "Hello {first_name},\n\nWe have started work on {number}. It is due {due}.\n\n{me}",
    ),
    (
        "Vajame täpsustust",
        "Tere, {eesnimi}!\n\nKus see täpselt on? Meil on kirjas: {koht}. Võid ka helistada: "
        "{minu_telefon}.\n\n{mina}",
        "Hello {first_name},\n\nWhere exactly is it? We have: {place}. You can also call {my_phone}.\n\n{me}",
    ),
    (
        "Partner tuleb kohale",
        "Tere, {eesnimi}!\n\nHoolduspartner tuleb kohale: {koht}. Palun luba ta tuppa.\n\n{mina}",
        "Hello {first_name},\n\nOur maintenance partner comes to {place}. Please let them in.\n\n{me}",
    ),
]


def talk(desk: Desk, now: datetime) -> None:
    """Called when all requests are saved."""
    CannedReply.objects.bulk_create(CannedReply(title=one, text_et=et, text_en=en) for one, et, en in REPLIES)
    door = Ticket.objects.filter(title__startswith="Klienditeeninduse saali").first()
    lamp = Ticket.objects.filter(title__startswith="Laualamp vilgub").first()
    if door is None or lamp is None:
        return
    followers = [desk.by_number[number] for number in ("1107", "1101")]
    Follower.objects.bulk_create(
        Follower(ticket=door, person=one, added_by=door.requester, added_at=door.created_at)
        for one in followers
    )
    text = "Jah, elektrik võib tulla. Olen ise majas alates"
    Draft.objects.create(
        ticket=lamp,
        person=lamp.requester,
        text=text,
        form_key=uuid.UUID(int=lamp.pk),
        saved_at=now - timedelta(minutes=9),
    )
    _link(door, desk)
    _merge(door, desk, now)


def _link(door: Ticket, desk: Desk) -> None:
    """To an older request of the same office, and to the room of the door."""
    kadri, rows = desk.by_number["demo-specialist"], []
    older = Ticket.objects.filter(office=door.office, category=door.category, state__in=SOLVED).first()
    if older is not None:
        rows.append(Link(ticket=older, kind=LinkKind.RELATED, subject_type="ticket", subject_id=door.pk))
    if room := door.room_id or door.requester.room_id:
        rows.append(Link(ticket=door, kind=LinkKind.ABOUT, subject_type="room", subject_id=room))
    for row in rows:
        row.added_by, row.added_at = kadri, door.created_at
    Link.objects.bulk_create(rows)


def _merge(door: Ticket, desk: Desk, now: datetime) -> None:
    """Another open one of the office went into it, as a merge leaves its rows."""
    rows = Ticket.objects.filter(office=door.office, confidential=False, state__in=OPEN, waiting_for="")
    other = rows.exclude(pk=door.pk).order_by("-number").first()
    if other is None or door.state not in OPEN:
        return
    kadri, last = desk.by_number["demo-specialist"], Stay.objects.get(ticket=other, until=None)
    at = max(last.since, now - timedelta(minutes=25))
    Merge.objects.create(source=other, into=door, state=other.state, merged_at=at, merged_by=kadri)
    Stay.objects.filter(pk=last.pk).update(until=at)
    Stay.objects.create(ticket=other, state=State.MERGED, since=at)
    other.state, other.merged_into, other.version = State.MERGED, door, other.version + 1
    set_due(other)
    other.save(update_fields=["state", "merged_into", "version", *DUE_FIELDS])
    Ticket.objects.filter(pk=door.pk).update(version=F("version") + 1)
    about = {"subject_type": "ticket", "actor": kadri, "at": at}
    Event.objects.bulk_create([
        Event(kind="ticket.merged", subject_id=other.pk, data={"into": door.number}, **about),
        Event(kind="ticket.absorbed", subject_id=door.pk, data={"source": other.number}, **about),
    ])  # fmt: skip
