"""The auditor's pages: who changed what, from which page, and who looked at confidential requests."""

from collections import defaultdict
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, JSONObject
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from foundation.core.access import allow
from foundation.core.forms import Form, whole_number
from foundation.core.history import ChangeKind, change_models
from foundation.core.pages import PAGE, cut, page_or_part
from foundation.core.parts import DayInput
from foundation.events.models import Event, ViewLog
from foundation.organisation.models import Person
from foundation.organisation.permissions import reads_history, reads_looks
from overview import change_words
from requests_desk.models import Ticket

MOST_PEOPLE = 20
# An action takes at most ten seconds; its event is written at its end.
SAME_ACTION = timedelta(seconds=15)
# Rows that an action saves with another one; the event names that one.
EVENT_OF = {"calendarwindow": "workcalendar", "calendarexception": "workcalendar", "routestep": "route"}


class AuditFilter(Form):
    """What to show: everything when empty."""

    kind = forms.ChoiceField(label=_("Kind"), required=False)
    number = forms.IntegerField(label=_("Id"), required=False, min_value=1, max_value=2**62)
    whose = forms.CharField(label=_("Whose"), required=False, max_length=80)
    who = forms.CharField(label=_("Changed by"), required=False, max_length=80)
    since = forms.DateField(label=_("From day"), required=False, widget=DayInput)
    until = forms.DateField(label=_("To day"), required=False, widget=DayInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = [
            (kind_of(model), change_words.KINDS.get(kind_of(model), kind_of(model))) for model in _tables()
        ]
        self.fields["kind"].choices = [("", _("All")), *kinds]


class LookFilter(Form):
    """Whose looks, and at which request."""

    who = forms.CharField(label=_("Who looked"), required=False, max_length=80)
    number = forms.CharField(label=_("Request"), required=False, max_length=20)


@require_safe
@allow(reads_history)
def audit(request: HttpRequest) -> HttpResponse:
    """Every change of people, roles, deputies and reference data, the newest first."""
    form = AuditFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = _newest(wanted, whole_number(request.GET.get("after", ""))) if form.is_valid() else []
    more = str(found[PAGE - 1]["pgh_id"]) if len(found) > PAGE else ""
    context = {"form": form, "entries": _entries(found[:PAGE]), "next_key": more}
    context["reads_looks"] = reads_looks(request.user)
    return page_or_part(request, "overview/audit.html", "overview/_changes.html", context)


@require_safe
@allow(reads_looks)
def looks(request: HttpRequest) -> HttpResponse:
    """Who looked at confidential requests; the request is a number here, nothing of it is told."""
    form = LookFilter(request.GET)
    rows = _looks(form.cleaned_data) if form.is_valid() else ViewLog.objects.none()
    found, more = cut(rows, ["-pk"], request.GET.get("after", ""))
    people = Person.objects.in_bulk({row.person_id for row in found})
    tickets = Ticket.objects.only("number").in_bulk({row.subject_id for row in found})
    seen = [
        {"at": row.at, "person": people.get(row.person_id), "ticket": tickets.get(row.subject_id)}
        for row in found
    ]
    context = {"form": form, "looks": seen, "next_key": more, "reads_looks": True}
    return page_or_part(request, "overview/looks.html", "overview/_looks.html", context)


def _looks(wanted: dict[str, Any]) -> QuerySet[ViewLog]:
    rows = ViewLog.objects.all()
    if wanted["who"]:
        rows = rows.filter(person_id__in=_people(wanted["who"]))
    if wanted["number"]:
        number = whole_number(wanted["number"].upper().removeprefix("P-"))
        tickets = Ticket.objects.filter(number=number or 0).values_list("pk", flat=True)
        rows = rows.filter(subject_type="ticket", subject_id__in=list(tickets))
    return rows


def _people(words: str) -> list[int]:
    """Ids of the people that somebody typed: an id, or parts of a name."""
    if number := whole_number(words):
        return [number]
    return list(Person.objects.named_like(words).values_list("pk", flat=True)[:MOST_PEOPLE])


# --- changes --------------------------------------------------------------------------------------
def _tables() -> list[Any]:
    """The tables of changes in the order of the list of kinds."""
    order = list(change_words.KINDS)
    known = {name: place for place, name in enumerate(order)}
    return sorted(change_models(), key=lambda model: known.get(kind_of(model), len(order)))


def kind_of(model: Any) -> str:
    """The kind of thing whose changes a table keeps."""
    return str(model.pgh_tracked_model._meta.model_name)


def _newest(wanted: dict[str, Any], after: int | None) -> list[dict[str, Any]]:
    """At most one page and one row, of all tables in one statement: the newest of each, merged by key."""
    about = _people(wanted["whose"]) if wanted["whose"] else None
    by = [str(one) for one in _people(wanted["who"])] if wanted["who"] else None
    parts = []
    for model in _tables():
        if wanted["kind"] in ("", kind_of(model)) and (where := _filter(model, wanted, about)) is not None:
            rows = model.objects.annotate(by=KeyTextTransform("by", "pgh_context")).filter(where)
            rows = rows.filter(by__in=by) if by is not None else rows
            rows = rows.filter(pgh_id__lt=after) if after else rows
            parts.append(_row(model, rows).order_by("-pgh_id")[: PAGE + 1])
    if len(parts) > 1:
        return list(parts[0].union(*parts[1:], all=True).order_by("-pgh_id")[: PAGE + 1])
    return list(parts[0]) if parts else []


def _filter(model: Any, wanted: dict[str, Any], about: list[int] | None) -> Q | None:
    """The condition on a table; None when it cannot hold what is asked for."""
    found = Q()
    if wanted["number"]:
        found &= Q(pgh_obj_id=wanted["number"])
    if wanted["since"]:
        found &= Q(pgh_created_at__gte=_midnight(wanted["since"]))
    if wanted["until"]:
        found &= Q(pgh_created_at__lt=_midnight(wanted["until"] + timedelta(days=1)))
    if about is not None:
        names = {field.name for field in model._meta.fields} & {"person", "deputy"}
        mine = Q(pgh_obj_id__in=about) if model.pgh_tracked_model is Person else Q()
        for name in names:
            mine |= Q(**{f"{name}__in": about})
        if not mine:
            return None
        found &= mine
    return found


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _row(model: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    """A change in the shape that all tables share: the row as it is now and as it was before."""
    fields = {field.name: field.name for field in change_words.fields_of(model)}
    earlier = model.objects.filter(pgh_obj=OuterRef("pgh_obj"), pgh_id__lt=OuterRef("pgh_id"))
    before = earlier.order_by("-pgh_id").values(json=JSONObject(**fields))[:1]
    return rows.values(
        "pgh_id",
        "pgh_obj_id",
        "pgh_label",
        "pgh_created_at",
        "pgh_context",
        kind_of_thing=Value(kind_of(model), output_field=CharField()),
        row=JSONObject(**fields),
        before=Subquery(before),
    )


def _entries(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the page shows of each change."""
    tables = {kind_of(model): model for model in _tables()}
    behalf = _on_behalf_of(found)
    names = _names(found, tables, behalf)
    return [_entry(one, tables[one["kind_of_thing"]], behalf.get(one["pgh_id"]), names) for one in found]


def _entry(one: dict[str, Any], model: Any, behalf: int | None, names: change_words.Names) -> dict[str, Any]:
    context = one["pgh_context"] or {}
    kind = one["kind_of_thing"]
    return {
        "at": one["pgh_created_at"],
        "kind": change_words.KINDS.get(kind, kind),
        "thing": names.get((kind, one["pgh_obj_id"])) or change_words.title(one["row"], names),
        "id": one["pgh_obj_id"],
        "label": ChangeKind(one["pgh_label"]).label,
        "who": names.get(("person", context.get("by")), ""),
        "behalf": names.get(("person", behalf), "") if behalf else "",
        "where": change_words.where(context),
        "page": context.get("page", ""),
        "request": context.get("request", ""),
        "what": change_words.differences(model, one["pgh_label"], one["row"], one["before"], names),
    }


def _on_behalf_of(found: list[dict[str, Any]]) -> dict[int, int]:
    """For whom a deputy acted, from the event that the same action wrote: same actor, thing and moment."""
    asked = defaultdict(set)
    for one in found:
        if (one["pgh_context"] or {}).get("by"):
            asked["actors"].add(one["pgh_context"]["by"])
            asked["subjects"].update(_subjects(one))
    if not asked:
        return {}
    types, ids = zip(*asked["subjects"], strict=True)
    moments = [one["pgh_created_at"] for one in found]
    rows = Event.objects.filter(
        subject_type__in=set(types),
        subject_id__in=set(ids),
        actor_id__in=asked["actors"],
        on_behalf_of__isnull=False,
        at__range=(min(moments) - SAME_ACTION, max(moments) + SAME_ACTION),
    ).values_list("subject_type", "subject_id", "actor_id", "on_behalf_of_id", "at")
    return {one["pgh_id"]: behalf for one in found for behalf in _matching(one, list(rows))}


def _subjects(one: dict[str, Any]) -> set[tuple[str, int]]:
    kind = one["kind_of_thing"]
    parent = one["row"].get("calendar") or one["row"].get("route")
    return {(kind, one["pgh_obj_id"])} | ({(EVENT_OF[kind], parent)} if kind in EVENT_OF else set())


def _matching(one: dict[str, Any], rows: list[Any]) -> list[int]:
    by = (one["pgh_context"] or {}).get("by")
    return [
        behalf
        for subject, number, actor, behalf, at in rows
        if actor == by
        and (subject, number) in _subjects(one)
        and timedelta(seconds=-1) <= at - one["pgh_created_at"] <= SAME_ACTION
    ][:1]


def _names(found: list[dict[str, Any]], tables: dict[str, Any], behalf: dict[int, int]) -> change_words.Names:
    """Names of everything that the changes point at, in one statement."""
    wanted: dict[Any, set[Any]] = defaultdict(set)
    wanted[Person] = {(one["pgh_context"] or {}).get("by") for one in found} | set(behalf.values())
    for one in found:
        model = tables[one["kind_of_thing"]]
        for row in (one["row"], one["before"]):
            for target, number in change_words.points_at(model, row):
                wanted[target].add(number)
        if model.pgh_tracked_model in change_words.named():
            wanted[model.pgh_tracked_model].add(one["pgh_obj_id"])
    parts = [_named(model, ids - {None}) for model, ids in wanted.items() if ids - {None}]
    if not parts:
        return {}
    return {(kind, number): words for kind, number, words in parts[0].union(*parts[1:], all=True)}


def _named(model: Any, ids: set[Any]) -> QuerySet[Any]:
    how = change_words.named().get(model, Concat(Value("#"), Cast("pk", TextField())))
    kind = Value(model._meta.model_name, output_field=CharField())
    rows = model.objects.filter(pk__in=ids).order_by()
    return rows.annotate(kind_=kind, words_=Cast(how, TextField())).values_list("kind_", "pk", "words_")
