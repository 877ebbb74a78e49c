"""The register as an import compares with it: everybody by every id, all places by their names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from foundation.core.importing import ImportRow
from foundation.imports.tables import plain
from foundation.organisation.choices import PersonState
from foundation.organisation.models import CostCentre, Office, Person, Room, Unit

FIELDS = {
    "pk": "pk",
    "personnel_no": "personnel_no",
    "directory_id": "directory_id",
    "first_name": "first_name",
    "last_name": "last_name",
    "email": "email",
    "phone": "phone",
    "unit_id": "unit",
    "office_id": "office",
    "room_id": "room",
    "cost_centre_id": "cost_centre",
    "manager_id": "manager",
    "state": "state",
    "language": "language",
}
IDS = ("directory_id", "personnel_no")


class Known(dict[str, Any]):
    """What the register holds about one person, by the names of the columns."""

    @classmethod
    def nobody(cls) -> "Known":
        """Somebody who is not in the register yet."""
        texts = dict.fromkeys(["first_name", "last_name", "email", "phone", "language"], "")
        return cls({**dict.fromkeys(FIELDS.values()), **texts})

    @property
    def pk(self) -> int | None:
        """The id in the register."""
        return self["pk"]  # type: ignore[no-any-return]  # a value of the dictionary

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self['first_name']} {self['last_name']}"

    @property
    def ids(self) -> str:
        """Number and directory id, for a sentence."""
        return ", ".join(filter(None, (self["personnel_no"], self["directory_id"]))) or "–"

    @property
    def in_service(self) -> bool:
        """Whether the person has not left."""
        return bool(self["state"] != PersonState.LEFT)


class Names(dict[Any, str]):
    """Names by id; nothing for none."""

    def __missing__(self, key: Any) -> str:
        return ""


class Directory:
    """Everybody and every place, and what the rows of the file say about ids and addresses."""

    def __init__(self, rows: Sequence[ImportRow]):
        self.people = [
            Known(zip(FIELDS.values(), values, strict=True))
            for values in Person.objects.values_list(*FIELDS).order_by("pk")
        ]
        self.by_pk = {one.pk: one for one in self.people}
        self.by_id = {name: {_folded(one[name]): one for one in self.people if one[name]} for name in IDS}
        self.by_email = {one["email"]: one for one in self.people if one.in_service}
        self.rows_by = {
            name: _grouped(rows, name) for name in (*IDS, "email")
        }  # what the file says: rows by id and address
        self._rows = rows
        self.names: dict[str, Names] = {}
        self._read_places()

    def _read_places(self) -> None:
        self.units = self._places("unit", Unit.objects.values_list("pk", "code", "name"))
        self.offices = self._places("office", Office.objects.values_list("pk", "code", "name"))
        self.centres = self._places("cost_centre", CostCentre.objects.values_list("pk", "code", "code"))
        rooms = Room.objects.order_by("-building", "-pk").values_list("pk", "building__office", "number")
        self.rooms = {(office, number.casefold()): pk for pk, office, number in rooms}
        self.office_of = {pk: office for pk, office, _number in rooms}
        self.names["room"] = Names((pk, number) for pk, _office, number in rooms)

    def _places(self, column: str, rows: Any) -> dict[str, set[Any]]:
        """Ids by code; by name where no code is the same."""
        found: dict[str, set[Any]] = defaultdict(set)
        rows = list(rows)
        for pk, _code, name in rows:
            found[plain(name)].add(pk)
        found |= {plain(code): {pk} for pk, code, _name in rows}
        self.names[column] = Names((pk, name) for pk, _code, name in rows)
        return found

    def ids_of(self, row: ImportRow) -> list[str]:
        """Directory id and personnel number of a row, as far as it has them."""
        return [row.cells[name] for name in IDS if row.cells.get(name)]

    def same_ids(self, row: ImportRow) -> str:
        """Numbers of other rows with one of its ids."""
        return self._others(row, IDS)

    def same_email(self, row: ImportRow) -> str:
        """Numbers of other rows with its address."""
        return self._others(row, ("email",))

    def _others(self, row: ImportRow, names: Sequence[str]) -> str:
        found = {
            other.number or 0
            for name in names
            if row.cells.get(name)
            for other in self.rows_by[name][_folded(row.cells[name])]
            if other is not row
        }
        return ", ".join(map(str, sorted(found)[:5]))

    def matches(self, row: ImportRow) -> tuple[Known | None, Known | None]:
        """Whom the directory id and whom the personnel number of a row name."""
        found = [self.by_id[name].get(_folded(row.cells.get(name) or "")) for name in IDS]
        return found[0], found[1]

    def person_name(self, pk: int | None) -> str:
        """The name of somebody in the register, nothing for nobody."""
        return self.by_pk[pk].name if pk in self.by_pk else ""

    def manager(self, text: str) -> tuple[Known | None, ImportRow | None]:
        """Whom a personnel number or an address means: somebody in service, or a row of the file."""
        known = self.by_id["personnel_no"].get(_folded(text)) or self.by_email.get(text.lower())
        if known is not None and known.in_service:
            return known, None
        rows = self.rows_by["personnel_no"][_folded(text)] or self.rows_by["email"][_folded(text)]
        row = rows[0] if len(rows) == 1 else None
        if row is not None and any(self.matches(row)):  # in the register by another id than was asked for
            return next(one for one in self.matches(row) if one), None
        return None, row

    def absent(self) -> Iterator[ImportRow]:
        """Those in service whom the file could name, because they have an id that it has, and does not."""
        asked = [name for name in IDS if self._rows and name in self._rows[0].cells]
        named = {one.pk for row in self._rows for one in self.matches(row) if one}
        for person in self.people:
            if person.in_service and person.pk not in named and any(person[name] for name in asked):
                yield ImportRow(
                    number=None,
                    verdict="absent",
                    key=f"{person.name} ({person.ids})",
                    subject_id=person.pk,
                    before={"state": person["state"]},
                    values={"state": PersonState.LEFT.value},
                )


def _folded(text: str) -> str:
    return text.strip().casefold()


def _grouped(rows: Sequence[ImportRow], name: str) -> dict[str, list[ImportRow]]:
    found: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        if row.cells.get(name):
            found[_folded(row.cells[name])].append(row)
    return found
