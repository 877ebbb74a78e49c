"""Messages and events of a request in one line of time; at most three statements."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, Value
from django.db.models.functions import Cast, Concat, JSONObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.core.clock import short_moment
from foundation.events.models import Event
from foundation.files.models import File
from foundation.organisation.models import Office, Person
from requests_desk.choices import Audience, Priority, WaitingFor
from requests_desk.models import Category, Message, Ticket

# Spoken ones stand in the timeline as their message.
SILENT_WITH_MESSAGE = ("ticket.filed", "ticket.replied", "ticket.noted", "ticket.rescheduled")
ICONS = {
    "ticket.taken": "person",
    "ticket.assigned": "person",
    "ticket.prioritised": "high",
    "ticket.recategorised": "list",
    "ticket.moved": "place",
    "ticket.waiting": "pause",
    "ticket.resumed": "go",
    "ticket.forwarded": "partner",
    "ticket.resolved": "done",
    "ticket.confirmed": "done",
    "ticket.reopened": "undo",
    "ticket.closed": "check",
    "ticket.cancelled": "cross",
    "ticket.restricted": "lock",
    "ticket.retitled": "file",
}


def timeline(ticket: Ticket, person: Any) -> list[dict[str, Any]]:
    """What `person` may read of a request, oldest first."""
    messages = [_message(one, ticket, person) for one in _messages(ticket, person)]
    events = list(_events(ticket))
    names = _Names(events)
    happened = [_event(one, names) for one in events]
    return sorted([*messages, *happened], key=lambda item: (item["at"], item["order"]))


def _messages(ticket: Ticket, person: Any) -> Iterable[Message]:
    files = File.objects.filter(subject_type="message", subject_id=OuterRef("pk")).order_by("added_at", "pk")
    shown = JSONObject(id=Cast("id", CharField()), name="name", size="size", mime="mime")
    rows = Message.objects.visible_to(person).filter(ticket=ticket).select_related("author", "on_behalf_of")
    return rows.annotate(files=ArraySubquery(files.values(json=shown))).order_by("pk")


def _message(message: Any, ticket: Ticket, person: Any) -> dict[str, Any]:
    asked = message.author_id in (ticket.requester_id, ticket.filed_by_id)
    kind = {Audience.INTERNAL: "note", Audience.OUTSIDE: "note"}.get(
        message.audience, "ask" if asked else "reply"
    )
    return {
        "kind": kind,
        "at": message.at,
        "order": 0,
        "when": short_moment(message.at),
        "author": message.author,
        "mine": message.author_id == person.pk,
        "behalf": message.on_behalf_of,
        "first": message.form_key == ticket.form_key,
        "outside": message.address,
        "text": message.text,
        "files": [
            {**one, "is_picture": one["mime"].startswith("image/"), "pk": one["id"]} for one in message.files
        ],
        "pk": message.pk,
    }


def _events(ticket: Ticket) -> Iterable[Event]:
    rows = Event.objects.filter(subject_type="ticket", subject_id=ticket.pk).exclude(
        kind__in=SILENT_WITH_MESSAGE
    )
    return rows.select_related("actor", "on_behalf_of").order_by("pk")


class _Names:
    """Names behind the ids that events hold, fetched together and only when some event needs them."""

    def __init__(self, events: list[Event]):
        to = {one.data.get("to") for one in events if one.kind == "ticket.assigned"}
        kinds = {number for one in events for number in one.data.get("category", ())}
        offices = {number for one in events for number in one.data.get("office", ())}
        self.known: dict[tuple[str, int], str] = {}
        if to | kinds | offices:
            self.known = {(what, key): name for what, key, name in self._find(to, kinds, offices)}

    @staticmethod
    def _find(to: set[Any], kinds: set[Any], offices: set[Any]) -> Iterable[tuple[str, int, str]]:
        kind_name = "name_en" if get_language() == "en" else "name_et"
        full = Concat("first_name", Value(" "), "last_name")
        people = Person.objects.filter(pk__in=to - {None}).values_list(Value("person"), "pk", full)
        named = Category.objects.filter(pk__in=kinds).values_list(Value("kind"), "pk", F(kind_name))
        places = Office.objects.filter(pk__in=offices).values_list(Value("office"), "pk", F("name"))
        return people.order_by().union(named.order_by(), places.order_by(), all=True)

    def of(self, what: str, key: Any) -> str:
        """A name, or a dash for what is gone."""
        return self.known.get((what, key), "–")


def _event(event: Event, names: _Names) -> dict[str, Any]:
    return {
        "kind": "event",
        "at": event.at,
        "order": 1,
        "when": short_moment(event.at),
        "icon": ICONS.get(event.kind, "info"),
        "author": event.actor,
        "behalf": event.on_behalf_of,
        "text": _words(event, names),
    }


def _words(event: Event, names: _Names) -> str:
    data = event.data
    if event.kind == "ticket.prioritised":
        before, after = (Priority(one).label for one in data["priority"])
        return _("Priority %(before)s → %(after)s") % {"before": before, "after": after}
    if event.kind == "ticket.assigned":
        to = data.get("to")
        return _("Assigned to %(name)s") % {"name": names.of("person", to)} if to else _("Assigned to nobody")
    if event.kind == "ticket.waiting":
        return _("Waiting: %(what)s. The clock stands.") % {"what": WaitingFor(data["waiting_for"]).label}
    if event.kind == "ticket.recategorised":
        before, after = (names.of("kind", one) for one in data["category"])
        return _("Kind %(before)s → %(after)s") % {"before": before, "after": after}
    return _plain_words(event, names)


def _plain_words(event: Event, names: _Names) -> str:
    if event.kind == "ticket.moved" and "office" in event.data:
        after = names.of("office", event.data["office"][1])
        return _("Moved to %(office)s") % {"office": after}
    if event.kind == "ticket.restricted" and "confidential" in event.data:
        return _("Made confidential") if event.data["confidential"][1] else _("Opened to the desk")
    words = {
        "ticket.taken": _("Taken"),
        "ticket.moved": _("Place changed"),
        "ticket.restricted": _("Mark of the restriction changed"),
        "ticket.resumed": _("Work goes on. The clock runs again."),
        "ticket.forwarded": _("Sent to a partner. The clock stands."),
        "ticket.resolved": _("Resolved"),
        "ticket.confirmed": _("Confirmed as solved"),
        "ticket.reopened": _("Reopened"),
        "ticket.closed": _("Closed"),
        "ticket.cancelled": _("Cancelled"),
        "ticket.retitled": _("Title, reach or urgency changed"),
    }
    return words.get(event.kind, event.kind)
