"""The staff register: people are found by directory id, then by personnel number, never by name."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.core.importing import Absent, Importer, ImportRow
from foundation.imports.tables import plain
from foundation.organisation.actions import register
from foundation.organisation.choices import PersonState
from foundation.organisation.importers.columns import COLUMNS, REASONS
from foundation.organisation.importers.directory import Directory, Known
from foundation.organisation.models import Person
from foundation.organisation.permissions import manages_people

MOST_LEAVE = 5  # of a hundred in service; more at once is a wrong file
LANGUAGES = {
    "et": "et", "eesti": "et", "est": "et", "estonian": "et", "eesti keel": "et",
    "en": "en", "inglise": "en", "eng": "en", "english": "en", "inglise keel": "en",
}  # fmt: skip


def look_up(rows: Sequence[ImportRow]) -> Directory:
    """The whole register and all places, in a few statements."""
    return Directory(rows)


def plan(row: ImportRow, found: Directory) -> None:
    """One person of the file against the register."""
    person = _whose(row, found)
    name = _name(row)
    row.key = " ".join(filter(None, name)) or (person.name if person else row.key)
    if row.verdict == "same":
        row.subject_id = person.pk if person else None
        before = person or Known.nobody()
        _contact(row, found, before, name)
        _places(row, found, before)
        _manager(row, found, before)
        if person is None and row.verdict == "change":
            row.verdict = "new"
            row.values.setdefault("state", PersonState.ACTIVE.value)


def _whose(row: ImportRow, found: Directory) -> Known | None:
    """The person whom the row is about, None for somebody new. The row is refused when that is not clear."""
    if not found.ids_of(row):
        row.refuse("no_id")
        return None
    if others := found.same_ids(row):
        row.refuse("twice", rows=others)
    by_directory, by_number = found.matches(row)
    if by_directory and by_number and by_directory.pk != by_number.pk:
        names = {"first": by_directory.name, "second": by_number.name}
        row.refuse("two_people", verdict="conflict", **names)
    return by_directory or by_number


def _name(row: ImportRow) -> tuple[str, str]:
    """First and last name; both empty when the file has none."""
    first, last = row.cells.get("first_name") or "", row.cells.get("last_name") or ""
    whole = row.cells.get("full_name") or ""
    if whole and not (first and last):
        if whole.count(",") != 1:
            row.refuse("odd_name")
            return "", whole
        last, first = (part.strip() for part in whole.split(","))
        if not (first and last):
            row.refuse("odd_name")
    return first, last


def _contact(row: ImportRow, found: Directory, before: Known, name: tuple[str, str]) -> None:
    """Names, ids, address and phone; a leaver in the file is in service again."""
    for column, text in zip(("first_name", "last_name"), name, strict=True):
        if text:
            row.change(column, before[column], text)
        elif not before.pk:
            row.refuse("no_name")
    for column in ("personnel_no", "directory_id"):
        if row.cells.get(column):
            row.change(column, before[column], row.cells[column])
    _email(row, found, before)
    if "phone" in row.cells:
        row.change("phone", before["phone"], row.cells["phone"] or "")
    if before.pk and before["state"] == PersonState.LEFT:
        shown = (str(PersonState.LEFT.label), str(PersonState.ACTIVE.label))
        row.change("state", before["state"], PersonState.ACTIVE.value, shown=shown)
    if "language" in row.cells:
        _language(row, before)


def _email(row: ImportRow, found: Directory, before: Known) -> None:
    email = row.cells.get("email")
    if email is None and not before.pk:
        row.refuse("no_address")
        return
    address = email or before["email"]
    if email and (others := found.same_email(row)):
        row.refuse("email_twice", rows=others)
    owner = found.by_email.get(address)
    if owner is not None and owner.pk != before.pk:
        row.refuse("email_taken", verdict="conflict", email=address, name=owner.name, ids=owner.ids)
    row.change("email", before["email"], address)


def _language(row: ImportRow, before: Known) -> None:
    """What a person chose themselves stays."""
    text = row.cells["language"]
    if text and plain(text) not in LANGUAGES:
        row.refuse("no_language", text=text)
    elif text and not before["language"]:
        row.change("language", before["language"], LANGUAGES[plain(text)])


def _places(row: ImportRow, found: Directory, before: Known) -> None:
    for column, known in (("unit", found.units), ("office", found.offices), ("cost_centre", found.centres)):
        if column not in row.cells:
            continue
        text = row.cells[column]
        ids = known.get(plain(text), set()) if text else {None}
        if len(ids) != 1:
            row.refuse(f"many_{column}s" if ids and column == "unit" else f"no_{column}", text=text)
        else:
            new = next(iter(ids))
            names = found.names[column]
            row.change(column, before[column], new, shown=(names[before[column]], names[new]))
    _room(row, found, before)


def _room(row: ImportRow, found: Directory, before: Known) -> None:
    office = row.values.get("office", before["office"])
    text = row.cells.get("room")
    names = found.names["room"]
    if "room" in row.cells and text:
        if office is None:
            row.refuse("room_without_office")
        new = found.rooms.get((office, text.casefold()))
        if new is None:
            row.refuse("no_room", text=text)
        row.change("room", before["room"], new, shown=(names[before["room"]], names[new]))
    elif "room" in row.cells or found.office_of.get(before["room"], office) != office:
        row.change("room", before["room"], None, shown=(names[before["room"]], ""))


def _manager(row: ImportRow, found: Directory, before: Known) -> None:
    if "manager" not in row.cells:
        return
    text = row.cells["manager"]
    if not text:
        row.change("manager", before["manager"], None, shown=(found.person_name(before["manager"]), ""))
        return
    known, new = found.manager(text)
    if known is None and new is None:
        row.refuse("no_manager", text=text)
    elif new is row or (known is not None and known.pk == before.pk):
        row.refuse("own_manager")
    elif known is not None:
        old = found.person_name(before["manager"])
        row.change("manager", before["manager"], known.pk, shown=(old, known.name))
    elif new is not None:
        words = (found.person_name(before["manager"]), " ".join(filter(None, _name(new))))
        row.change("manager", before["manager"], {"row": new.number}, shown=words)


def finish(rows: list[ImportRow], found: Directory) -> Iterable[ImportRow]:
    """Who reports to somebody whose row is refused waits for that; then those whom the file does not have."""
    under: dict[int, list[ImportRow]] = {}
    for row in rows:
        if isinstance(manager := row.values.get("manager"), dict):
            under.setdefault(manager["row"], []).append(row)
    refused = [row.number for row in rows if row.verdict != "new"]
    while refused:
        above = refused.pop()
        for row in under.pop(above, ()) if above is not None else ():
            row.refuse("manager_refused", row=above)
            refused.append(row.number)
    return found.absent()


def most_leave() -> int:
    """How many may be marked as left by one file."""
    return Person.objects.in_service().count() * MOST_LEAVE // 100


def apply(rows: Sequence[ImportRow], *, by: Any) -> None:
    """New people, who may be each other's managers, then what changes, then who leaves."""
    new = [row for row in rows if row.verdict == "new"]
    for row, number in zip(new, register.numbers_for_people(len(new)), strict=True):
        row.subject_id = number
    ids = {row.number: row.subject_id for row in new}
    for row in rows:
        if isinstance(manager := row.values.get("manager"), dict):
            row.values["manager"] = ids[manager["row"]]
    register.add_people({row.subject_id: row.values for row in new if row.subject_id}, by=by)
    changed = {row.subject_id: row for row in rows if row.verdict == "change" and row.subject_id}
    wanted = {number: (row.before, row.values) for number, row in changed.items()}
    left_alone = register.edit_people(wanted, by=by) if wanted else set()
    for number in left_alone:
        changed[number].refuse("changed")
    _leave([row for row in rows if row.verdict == "absent"], by=by)


def _leave(rows: Sequence[ImportRow], *, by: Any) -> None:
    ended = register.leave_people([row.subject_id for row in rows if row.subject_id], by=by)
    for row in rows:
        if row.subject_id in ended:
            row.before = {**row.before, "roles": ended[row.subject_id]}
        else:
            row.refuse("last_admin")


def undo(rows: Sequence[ImportRow], *, by: Any) -> None:
    """Everybody as before; raises RuleBroken with the first who is not as the import left them."""
    back = {
        row.subject_id: (row.values, row.before) for row in rows if row.verdict == "change" and row.subject_id
    }
    register.put_back(back, by=by)
    left = {
        row.subject_id: (row.before["state"], row.before.get("roles", []))
        for row in rows
        if row.verdict == "absent" and row.subject_id
    }
    if left:
        register.take_back(left, by=by)
    new = {row.subject_id: row.values for row in rows if row.verdict == "new" and row.subject_id}
    if new:
        register.remove_people(new, by=by)


PEOPLE = Importer(
    code="people",
    title=_("People"),
    text=_("The staff register from the personnel office: who is in service, where, under whom."),
    icon="people",
    right=manages_people,
    columns=COLUMNS,
    needs=[["personnel_no", "directory_id"], ["full_name", "last_name"]],
    look_up=look_up,
    plan=plan,
    finish=finish,
    apply=apply,
    undo=undo,
    reasons=REASONS,
    labels={"state": _("State")},
    absent=Absent(
        question=_("Mark those whom the file does not have as left: no more sign-in, all roles end"),
        most=most_leave,
        too_many=_(
            "%(count)s people are not in the file. At most %(most)s (5 %%) may leave at once. "
            "Nobody is marked as left. The rest can be applied."
        ),
    ),
)  # fmt: skip
