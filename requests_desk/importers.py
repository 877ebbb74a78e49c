"""Ended requests of another desk, as it exports them; the old number is what they are found again by."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from foundation.core.importing import ImportColumn, Importer, ImportRow
from foundation.imports.tables import plain
from foundation.organisation.models import Office, Person
from foundation.organisation.permissions import manages_people
from requests_desk.actions.history import bring_history, remove_history
from requests_desk.choices import State
from requests_desk.models import TITLE_LENGTH, Category, Origin

ELSEWHERE = "import"  # the source of a file that names none
FORMATS = (
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M", "%Y-%m-%d",
)  # fmt: skip
NOON = time(12)  # of a day without a time
STATES = {
    State.CLOSED: "closed; resolved; solved; done; completed; lahendatud; suletud; lõpetatud; tehtud; valmis",
    State.CANCELLED: "cancelled; canceled; rejected; duplicate; tühistatud; tagasi lükatud; loobutud",
}
KNOWN_STATES = {plain(one): state for state, words in STATES.items() for one in words.split(";")}
YES = {"yes", "true", "1", "x", "jah", "y", "j"}
COLUMNS = [
    ImportColumn(name="number", title=_("Old number"), longest=60, required=True, example="INC-1042",
                 aliases="number; nr; id; ticket; ticket id; key; issue key; pöördumise number"),
    ImportColumn(name="source", title=_("Other desk"), longest=40, example="Jira",
                 aliases="source; system; süsteem; allikas; queue; project"),
    ImportColumn(name="title", title=_("Title"), longest=500, required=True, example="Lamp ei põle",
                 aliases="subject; summary; teema; pealkiri; short description; lühikirjeldus"),
    ImportColumn(name="text", title=_("Text"), longest=20_000,
                 aliases="description; body; kirjeldus; sisu; details"),
    ImportColumn(name="requester", title=_("Requester"), kind="email", longest=254, required=True,
                 example="mari.maasikas@agency.example",
                 aliases="requester email; reporter; opened by; esitaja e-post; kasutaja; customer; e-mail"),
    ImportColumn(name="filed", title=_("Filed"), longest=40, required=True, example="14.03.2025 09:20",
                 aliases="created; created at; opened; opened at; loodud; avatud; esitamise aeg"),
    ImportColumn(name="answered", title=_("Answered"), longest=40,
                 aliases="first response; responded at; vastamise aeg; vastatud"),
    ImportColumn(name="ended", title=_("Ended"), longest=40, required=True, example="15.03.2025 16:05",
                 aliases="resolved; resolved at; closed; closed at; solved; lahendatud; suletud; lõpp; "
                         "lahendamise aeg"),
    ImportColumn(name="state", title=_("State"), longest=40, aliases="status; olek; staatus; resolution"),
    ImportColumn(name="office", title=_("Office"), longest=80, aliases="site; location; asukoht"),
    ImportColumn(name="kind", title=_("Kind"), longest=80,
                 aliases="category; type; kategooria; liik; teenus; service"),
    ImportColumn(name="solver", title=_("Solver"), kind="email", longest=254,
                 aliases="assignee; owner; assigned to; lahendaja e-post; vastutaja; agent"),
    ImportColumn(name="solution", title=_("Solution"), longest=20_000,
                 aliases="resolution notes; close notes; lahendus; answer; vastus"),
    ImportColumn(name="confidential", title=_("Confidential"), longest=10,
                 aliases="private; restricted; ak; konfidentsiaalne"),
]  # fmt: skip
REASONS = {
    "twice": _("The old number stands twice in the file."),
    "no_person": _("Nobody in the register has the address %(text)s. Import the people first."),
    "no_office": _("No office is called “%(text)s”."),
    "no_place": _("The requester has no office. Write one."),
    "no_kind": _("No kind of request is called “%(text)s”."),
    "no_moment": _("“%(text)s” is no moment. Write 14.03.2025 09:20."),
    "future": _("%(text)s lies ahead."),
    "order": _("It ended before it was filed."),
    "still_open": _("“%(text)s” is no end. Only ended requests are brought over: file open ones anew."),
}


@dataclass(kw_only=True)
class Found:
    """What the rows are compared with, read in a few statements."""

    people: dict[str, Any]
    offices: dict[str, int]
    kinds: dict[str, int]
    names: dict[str, dict[int, str]]
    known: dict[tuple[str, str], int]
    seen: set[tuple[str, str]] = field(default_factory=set)


def look_up(rows: Sequence[ImportRow]) -> Found:
    """People by address (who is in service wins over who left), places, kinds and old numbers."""
    texts = {str(row.cells.get(one) or "") for row in rows for one in ("requester", "solver")}
    people = Person.objects.filter(email__in=texts).order_by("-state", "pk")
    offices, kinds = list(Office.objects.all()), list(Category.objects.all())
    numbers = [str(row.cells.get("number") or "") for row in rows]
    origins = Origin.objects.filter(number__in=numbers).values_list("source", "number", "ticket")
    return Found(
        people={one.email: one for one in people},
        offices={plain(words): one.pk for one in offices for words in (one.code, one.name)},
        kinds={plain(words): one.pk for one in kinds for words in (one.code, one.name_et, one.name_en)},
        names={"office": {one.pk: one.name for one in offices}, "kind": {one.pk: one.name for one in kinds}},
        known={(source, number): ticket for source, number, ticket in origins},
    )


def plan(row: ImportRow, found: Found) -> None:
    """One request of the file: new, known already, or refused with a reason."""
    cells = row.cells
    key = (cells.get("source") or ELSEWHERE, cells.get("number") or "")
    row.key = f"{key[1]} {cells.get('title') or ''}"[:TITLE_LENGTH]
    if row.verdict != "same":
        return
    if key in found.seen:
        row.refuse("twice")
    found.seen.add(key)
    if key in found.known:
        row.subject_id = found.known[key]
        return
    values = {"source": key[0], "number": key[1], "title": cells["title"], "text": cells.get("text") or ""}
    values |= _people(row, found) | _places(row, found) | _moments(row)
    values["solution"] = cells.get("solution") or ""
    values["confidential"] = plain(cells.get("confidential") or "") in YES
    if row.verdict == "same":
        row.values, row.verdict = values, "new"
        shown = {"title": cells["title"], "filed": cells["filed"], "ended": cells["ended"]}
        row.changes = [(name, "", str(words)) for name, words in shown.items()]


def _people(row: ImportRow, found: Found) -> dict[str, Any]:
    asker = found.people.get(row.cells.get("requester") or "")
    if asker is None:
        row.refuse("no_person", text=row.cells.get("requester") or "–")
        return {}
    solver = found.people.get(row.cells.get("solver") or "")  # of one who is not known nothing is said
    return {"requester": asker.pk, "unit": asker.unit_id, "solver": solver and solver.pk}


def _places(row: ImportRow, found: Found) -> dict[str, Any]:
    asker = found.people.get(row.cells.get("requester") or "")
    office, kind = row.cells.get("office"), row.cells.get("kind")
    here = found.offices.get(plain(office)) if office else asker and asker.office_id
    if here is None:
        row.refuse("no_office" if office else "no_place", text=office or "")
    what = found.kinds.get(plain(kind or "other"))
    if what is None:
        row.refuse("no_kind", text=kind or "other")
    return {"office": here, "kind": what}


def _moments(row: ImportRow) -> dict[str, Any]:
    """State and moments; an end that is no end refuses the row."""
    word = row.cells.get("state")
    state = KNOWN_STATES.get(plain(word)) if word else State.CLOSED
    if state is None:
        row.refuse("still_open", text=word)
    at = {name: _moment(row, name) for name in ("filed", "answered", "ended")}
    if at["filed"] and at["ended"] and at["ended"] < at["filed"]:
        row.refuse("order")
    if at["answered"] and at["filed"] and at["answered"] < at["filed"]:
        at["answered"] = None
    return {"state": str(state or ""), **{name: one and one.isoformat() for name, one in at.items()}}


def _moment(row: ImportRow, name: str) -> datetime | None:
    """A moment of the local clock, noon for a day alone; refused when it is none, or lies ahead."""
    text = str(row.cells.get(name) or "").strip()
    if not text:
        return None
    at = parsed(text)
    if at is None:
        row.refuse("no_moment", text=text)
    elif at > timezone.now():
        row.refuse("future", text=text)
    return at


def parsed(text: str) -> datetime | None:
    """A moment as offices and programs write it; None for anything else."""
    for pattern in FORMATS:
        try:
            at = datetime.strptime(text, pattern)  # noqa: DTZ007  local, made aware below
        except ValueError:
            continue
        return timezone.make_aware(at if "%H" in pattern else datetime.combine(at, NOON))
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if timezone.is_aware(at) else timezone.make_aware(at)


def apply(rows: Sequence[ImportRow], *, by: Any) -> None:
    """Writes the new ones."""
    new = [row for row in rows if row.verdict == "new"]
    for row, number in zip(new, bring_history([row.values for row in new], by=by), strict=True):
        row.subject_id = number


def undo(rows: Sequence[ImportRow], *, by: Any) -> None:
    """Takes them away, unless somebody has gone on with one."""
    remove_history([row.subject_id for row in rows if row.verdict == "new" and row.subject_id])


HISTORY = Importer(
    code="history",
    title=_("Requests of another desk"),
    text=_("Requests that ended at the desk you had before: for search, reports and the memory of places."),
    icon="book",
    right=manages_people,
    columns=COLUMNS,
    look_up=look_up,
    plan=plan,
    apply=apply,
    undo=undo,
    reasons=REASONS,
)
