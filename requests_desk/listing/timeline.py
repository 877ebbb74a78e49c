"""Messages and events of a request in one line of time, by one statement."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Concat, JSONArray, JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.approvals.models import Approval
from foundation.core.clock import short_moment
from foundation.events.models import Event
from foundation.files.models import File
from foundation.organisation.choices import Role
from foundation.organisation.models import Office, Person
from requests_desk.choices import Audience, Priority, WaitingFor
from requests_desk.listing.rows import Name
from requests_desk.models import Category, Mention, Message, Ticket
from requests_desk.querysets import is_cleared

# Spoken ones stand in the timeline as their message.
SILENT_WITH_MESSAGE = (
    "ticket.filed", "ticket.replied", "ticket.noted", "ticket.rescheduled", "ticket.approved",
    "ticket.returned", "ticket.mentioned", "ticket.unfollowed",
    "ticket.linked", "ticket.unlinked",
)  # fmt: skip
APPROVAL_WORDS = {
    "approval.asked": gettext_lazy("Approval asked of: %(whom)s. The clock stands."),
    "approval.step_approved": gettext_lazy("Approved, the next one is asked"),
    "approval.approved": gettext_lazy("Approved. Work may start and the clock runs."),
    "approval.returned": gettext_lazy("Returned without approval. The request has ended."),
    "approval.voided": gettext_lazy("The approval is no longer asked for"),
}
ICONS = {
    "approval.asked": "pause",
    "approval.step_approved": "check",
    "approval.approved": "go",
    "approval.returned": "cross",
    "approval.voided": "undo",
    "ticket.taken": "person",
    "ticket.assigned": "person",
    "ticket.given": "person",
    "ticket.prioritised": "high",
    "ticket.recategorised": "list",
    "ticket.moved": "place",
    "ticket.pointed": "office",
    "ticket.waiting": "pause",
    "ticket.resumed": "go",
    "ticket.forwarded": "partner",
    "ticket.undelivered": "warn",
    "ticket.resolved": "done",
    "ticket.confirmed": "done",
    "ticket.reopened": "undo",
    "ticket.closed": "check",
    "ticket.cancelled": "cross",
    "ticket.restricted": "lock",
    "ticket.file_marked": "lock",
    "ticket.file_opened": "lock",
    "ticket.retitled": "file",
    "ticket.detailed": "list",
    "ticket.undone": "undo",
    "ticket.followed": "bell",
    "ticket.merged": "merge",
    "ticket.absorbed": "merge",
    "ticket.unmerged": "undo",
    "ticket.parted": "undo",
    "ticket.split": "merge",
}
ABOUT_ONE = {
    "ticket.followed": gettext_lazy("%(name)s follows this request"),
    "ticket.merged": gettext_lazy("Merged into %(number)s"),
    "ticket.absorbed": gettext_lazy("%(number)s was merged into this one"),
    "ticket.unmerged": gettext_lazy("The merge with %(number)s was taken back"),
    "ticket.split": gettext_lazy("%(number)s was split off"),
    "ticket.parted": gettext_lazy("%(number)s goes its own way again"),
}


def timeline(ticket: Ticket, person: Any) -> list[dict[str, Any]]:
    """What `person` may read of a request, oldest first."""
    merged = [one["pk"] for one in getattr(ticket, "all_merged", ())]
    said = _messages(Message.objects.filter(ticket__in=[ticket.pk, *merged]), person)
    heard = _messages(Message.objects.filter(heard__ticket=ticket), person)
    rows = said.union(heard, _events(ticket), all=True).order_by("at", "is_event", "number")
    return [_event(row) if row["is_event"] else _message(row, ticket, person) for row in rows]


def _messages(found: QuerySet[Message], person: Any) -> QuerySet[Message, dict[str, Any]]:
    files = _files_for(person).order_by("added_at", "pk")
    named = Mention.objects.filter(message=OuterRef("pk")).order_by("pk")
    full_name = Concat("person__first_name", Value(" "), "person__last_name")
    marked = Case(When(mark_made_on__isnull=False, then=True), default=False)
    shown_file = JSONObject(pk=Cast("id", CharField()), name="name", size="size", mime="mime", marked=marked)
    shown = JSONObject(
        author_id="author",
        author=_named("author"),
        behalf=_named("on_behalf_of"),
        audience="audience",
        address="address",
        text="text",
        askers=JSONArray("ticket__requester", "ticket__filed_by"),
        ticket="ticket__number",
        first=Case(When(form_key=F("ticket__form_key"), then=True), default=False),
        named=ArraySubquery(named.values(json=JSONObject(name=full_name, told="told"))),
        files=ArraySubquery(files.values(json=shown_file)),
    )
    rows = found.readable_by(person).order_by()  # type: ignore[attr-defined]  # a queryset of ours
    return rows.values("at", is_event=Value(False), number=F("pk"), shown=shown)


def _files_for(person: Any) -> QuerySet[File]:
    """Files of the message outside; those with an access mark as `sees_marked` says."""
    asker, solver = (
        ExpressionWrapper(OuterRef(f"ticket__{one}"), BigIntegerField()) for one in ("requester", "assignee")
    )
    files = File.objects.filter(subject_type="message", subject_id=OuterRef("pk"))
    if is_cleared(person):
        return files
    near = Q(added_by=person.pk) | Q(asker=person.pk) | Q(solver=person.pk)
    return files.alias(asker=asker, solver=solver).filter(Q(mark_made_on=None) | near)


def _named(path: str) -> JSONArray:
    """First and last name, as `Name.of` takes them."""
    return JSONArray(f"{path}__first_name", f"{path}__last_name")


def _message(row: dict[str, Any], ticket: Ticket, person: Any) -> dict[str, Any]:
    shown = row["shown"]
    asked = shown["author_id"] in shown["askers"]
    kind = {Audience.INTERNAL: "note", Audience.OUTSIDE: "note"}.get(
        shown["audience"], "ask" if asked else "reply"
    )
    return {
        "kind": kind,
        "at": row["at"],
        "when": short_moment(row["at"]),
        "author": Name.of(*shown["author"]),
        "mine": shown["author_id"] == person.pk,
        "behalf": Name.of(*shown["behalf"]),
        "first": shown["first"],
        "elsewhere": "" if shown["ticket"] == ticket.number else f"P-{shown['ticket']}",
        "outside": shown["address"],
        "text": shown["text"],
        "told": [one["name"] for one in shown["named"] if one["told"]],
        "not_told": [one["name"] for one in shown["named"] if not one["told"]],
        "files": [{**one, "is_picture": one["mime"].startswith("image/")} for one in shown["files"]],
        "pk": row["number"],
    }


def _events(ticket: Ticket) -> QuerySet[Event, dict[str, Any]]:
    kind_name, full_name = Category.name_column(), Concat("first_name", Value(" "), "last_name")
    shown = JSONObject(
        kind="kind",
        data="data",
        actor=_named("actor"),
        behalf=_named("on_behalf_of"),
        to=Subquery(Person.objects.filter(pk=OuterRef("to_id")).values_list(full_name)),
        office=Subquery(Office.objects.filter(pk=OuterRef("office_id")).values("name")),
        kind_before=Subquery(Category.objects.filter(pk=OuterRef("kind_before_id")).values(kind_name)),
        kind_after=Subquery(Category.objects.filter(pk=OuterRef("kind_after_id")).values(kind_name)),
    )
    asked = Approval.objects.filter(subject_type="ticket", subject_id=ticket.pk).order_by().values("pk")
    happened = Event.objects.filter(
        Q(subject_type="ticket", subject_id=ticket.pk)
        | Q(subject_type="approval", subject_id__in=asked, kind__in=APPROVAL_WORDS)
    ).order_by()
    rows = happened.exclude(kind__in=SILENT_WITH_MESSAGE).alias(
        to_id=Cast(KT("data__to"), BigIntegerField()),
        office_id=Cast(KT("data__office__1"), BigIntegerField()),
        kind_before_id=Cast(KT("data__category__0"), BigIntegerField()),
        kind_after_id=Cast(KT("data__category__1"), BigIntegerField()),
    )
    return rows.values("at", is_event=Value(True), number=F("pk"), shown=shown)


def _event(row: dict[str, Any]) -> dict[str, Any]:
    shown = row["shown"]
    return {
        "kind": "event",
        "at": row["at"],
        "when": short_moment(row["at"]),
        "icon": ICONS.get(shown["kind"], "info"),
        "author": Name.of(*shown["actor"]),
        "behalf": Name.of(*shown["behalf"]),
        "text": _words(shown),
    }


def _whom(shown: dict[str, Any]) -> str:
    """Whose approval was asked, in words: a person or a role."""
    role = shown["data"].get("role")
    return str(Role(role).label) if role else shown["to"] or ""


def _words(shown: dict[str, Any]) -> str:
    kind, data = shown["kind"], shown["data"]
    if kind in APPROVAL_WORDS:
        return str(APPROVAL_WORDS[kind]) % {"whom": _whom(shown)}
    if kind in ABOUT_ONE:
        number = f"P-{data.get('into') or data.get('source')}"
        return str(ABOUT_ONE[kind]) % {"number": number, "name": shown["to"]}
    if kind == "ticket.prioritised":
        before, after = (Priority(one).label for one in data["priority"])
        return _("Priority %(before)s → %(after)s") % {"before": before, "after": after}
    if kind in ("ticket.assigned", "ticket.given"):
        return _("Assigned to %(name)s") % {"name": shown["to"]} if shown["to"] else _("Assigned to nobody")
    if kind == "ticket.waiting":
        return _("Waiting: %(what)s. The clock stands.") % {"what": WaitingFor(data["waiting_for"]).label}
    if kind == "ticket.recategorised":
        names = {"before": shown["kind_before"], "after": shown["kind_after"]}
        return _("Kind %(before)s → %(after)s") % names
    if kind == "ticket.forwarded" and "map" in data:
        return _("Sent by itself to the partner who answers for it. The clock stands.")
    if kind == "ticket.moved" and shown["office"]:
        return _("Moved to %(office)s") % {"office": shown["office"]}
    if kind == "ticket.restricted" and "confidential" in data:
        return _("Made confidential") if data["confidential"][1] else _("Opened to the desk")
    return _plain_words(kind)


def _plain_words(kind: str) -> str:
    words = {
        "ticket.taken": _("Taken"),
        "ticket.moved": _("Place changed"),
        "ticket.pointed": _("Part of the house changed"),
        "ticket.restricted": _("Mark of the restriction changed"),
        "ticket.imported": _("Brought over from another desk"),
        "ticket.file_marked": _("A file was restricted"),
        "ticket.file_opened": _("A file was opened to all who see the request"),
        "ticket.resumed": _("Work goes on. The clock runs again."),
        "ticket.forwarded": _("Sent to a partner. The clock stands."),
        "ticket.undelivered": _("The mail to the partner was not delivered. Check the address."),
        "ticket.resolved": _("Resolved"),
        "ticket.confirmed": _("Confirmed as solved"),
        "ticket.reopened": _("Reopened"),
        "ticket.closed": _("Closed"),
        "ticket.cancelled": _("Cancelled"),
        "ticket.retitled": _("Title, reach or urgency changed"),
        "ticket.detailed": _("Details changed"),
        "ticket.undone": _("Taken back at once: it is as before"),
    }
    return words.get(kind, kind)
