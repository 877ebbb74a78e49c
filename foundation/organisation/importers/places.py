"""Offices with their buildings and rooms, one room a line; an office or house that is not known is made."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from foundation.core.importing import ImportColumn, Importer, ImportRow
from foundation.imports.tables import plain
from foundation.organisation import actions
from foundation.organisation.actions import atlas
from foundation.organisation.choices import RoomKind
from foundation.organisation.models import Building, Office, Room, WorkCalendar
from foundation.organisation.permissions import manages_people

OTHER_KINDS = {
    "kabinet": RoomKind.WORK, "too ruum": RoomKind.WORK, "tooruum": RoomKind.WORK, "office": RoomKind.WORK,
    "nouruum": RoomKind.MEETING, "koosolekuruum": RoomKind.MEETING, "noupidamisruum": RoomKind.MEETING,
    "teenindussaal": RoomKind.SERVICE, "saal": RoomKind.SERVICE, "ladu": RoomKind.STORE,
    "laoruum": RoomKind.STORE, "arhiiv": RoomKind.STORE, "panipaik": RoomKind.STORE,
    "koridor": RoomKind.COMMON, "kook": RoomKind.COMMON, "uldruum": RoomKind.COMMON,
    "puhkeruum": RoomKind.COMMON,
}  # fmt: skip
COLUMNS = [
    ImportColumn(
        name="office_code",
        title=_("Office code"),
        longest=20,
        example="TLN",
        aliases="kontori kood; büroo kood; asukoha kood; kood; code",
    ),
    ImportColumn(
        name="office_name",
        title=_("Office"),
        longest=80,
        example="Tallinn",
        aliases="kontori nimi; kontori nimetus; büroo; asukoht; office name; location",
    ),
    ImportColumn(
        name="address",
        title=_("Address"),
        longest=120,
        example="Paldiski mnt 80",
        aliases="hoone; hoone aadress; maja; building; building address; street",
    ),
    ImportColumn(
        name="number",
        title=_("Room"),
        longest=20,
        example="312",
        aliases="ruumi number; ruumi nr; kabinet; kabineti nr; ruum; room number; room no",
    ),
    ImportColumn(
        name="floor", title=_("Floor"), kind="whole", longest=10, example="3", aliases="korruse nr; level"
    ),
    ImportColumn(
        name="kind",
        title=_("Kind of room"),
        longest=40,
        example="work",
        aliases="liik; ruumi tüüp; tüüp; otstarve; ruumi otstarve; kind; type; room type",
    ),
    ImportColumn(
        name="label_code",
        title=_("Label code"),
        longest=20,
        example="R-00312",
        aliases="silt; sildi kood; triipkood; ribakood; qr; label; barcode",
    ),
]
REASONS = {
    "no_office_name": _("There is no office with this code. Give its name, then it is made."),
    "name_taken": _("The office “%(text)s” has the code %(code)s. Correct the code or the name."),
    "two_names": _("Row %(row)s gives this office another name. Correct one of them."),
    "no_calendar": _("There is no working calendar yet. Make one first."),
    "which_building": _("The office has several buildings or none. Give the address."),
    "no_kind": _("“%(text)s” is no kind of room. Write one of: %(kinds)s."),
    "room_twice": _("The same room stands in row %(row)s too. Leave one of the rows."),
    "label_taken": _("The label %(text)s is on another room already. Correct the label."),
    "odd_floor": _("The floor %(text)s cannot be right. Correct it."),
}


class Atlas:
    """All offices, buildings and rooms as they are, and what the rows above have already said."""

    def __init__(self) -> None:
        offices = list(Office.objects.all())
        self.by_code = {one.code.casefold(): one for one in offices}
        self.by_name = {plain(one.name): one for one in offices}
        buildings = list(Building.objects.order_by("pk"))
        self.buildings = {(one.office_id, plain(one.address)): one for one in buildings}
        self.houses = Counter(one.office_id for one in buildings)
        self.only_house = {one.office_id: one for one in buildings if self.houses[one.office_id] == 1}
        rooms = list(Room.objects.all())
        self.rooms = {(one.building_id, one.number.casefold()): one for one in rooms}
        self.labels: dict[str, Any] = {one.label_code: one.pk for one in rooms if one.label_code}
        self.seen: dict[tuple[Any, ...], int] = {}
        self.named: dict[Any, tuple[str, int]] = {}

    @cached_property
    def calendar(self) -> WorkCalendar | None:
        """The calendar by which most offices work, for new ones."""
        usual = Counter(one.calendar_id for one in self.by_code.values()).most_common(1)
        return WorkCalendar.objects.filter(pk=usual[0][0]).first() if usual else WorkCalendar.objects.first()

    @cached_property
    def kinds(self) -> dict[str, str]:
        """Kinds of rooms by their names in every language."""
        found = {name: kind.value for name, kind in OTHER_KINDS.items()}
        for language, _name in settings.LANGUAGES:
            with override(language):
                found |= {plain(str(kind.label)): kind.value for kind in RoomKind}
        return found | {kind.value: kind.value for kind in RoomKind}


def look_up(rows: Sequence[ImportRow]) -> Atlas:
    """All places, in a few statements."""
    return Atlas()


def plan(row: ImportRow, found: Atlas) -> None:
    """One line: its office, its house, its room."""
    cells = row.cells
    code, name = cells.get("office_code") or "", cells.get("office_name") or ""
    row.key = " ".join(filter(None, (name or code, cells.get("address"), cells.get("number"))))
    office = _office(row, found, code, name)
    building = _building(row, found, office)
    if cells.get("number"):
        _room(row, found, office, building)
    if (
        row.verdict == "change"
        and row.subject_id is None
        and ("new_office" in row.values or "new_house" in row.values)
    ):
        row.verdict = "new"


def _office(row: ImportRow, found: Atlas, code: str, name: str) -> Office | None:
    """The office of a line, None for a new one; its name may change."""
    office = found.by_code.get(code.casefold()) if code else found.by_name.get(plain(name))
    namesake = found.by_name.get(plain(name)) if name else None
    if not code and not name:
        row.refuse("missing", column="office_code")
    elif namesake is not None and office is not namesake:
        row.refuse("name_taken", verdict="conflict", text=name, code=namesake.code)
    elif office is None:
        _new_office(row, found, code, name)
    elif name and code and office.name != name:
        _say_name(row, found, office.pk, name)
        if found.named[office.pk][1] == row.number:
            row.change("office_name", office.name, name)
    if office is not None:
        row.values["office"] = office.pk
    return office


def _new_office(row: ImportRow, found: Atlas, code: str, name: str) -> None:
    key = code.casefold() or plain(name)
    if not name and key not in found.named:
        row.refuse("no_office_name")
        return
    if found.calendar is None:
        row.refuse("no_calendar")
        return
    if name:
        _say_name(row, found, key, name)
    if row.verdict in ("same", "change"):
        words = found.named[key][0]
        row.change("new_office", None, {"code": (code or name)[:20], "name": words}, shown=("", words))


def _say_name(row: ImportRow, found: Atlas, key: Any, name: str) -> None:
    known, number = found.named.setdefault(key, (name, row.number or 0))
    if known != name:
        row.refuse("two_names", row=number)


def _building(row: ImportRow, found: Atlas, office: Office | None) -> Building | None:
    address = row.cells.get("address")
    if address is None:
        building = found.only_house.get(office.pk) if office else None
        if building is None and row.cells.get("number"):
            row.refuse("which_building")
    else:
        building = found.buildings.get((office.pk, plain(address))) if office else None
        if building is None and row.verdict in ("same", "change"):
            row.change("new_house", None, address, shown=("", address))
    if building is not None:
        row.values["building"] = building.pk
    return building


def _room(row: ImportRow, found: Atlas, office: Office | None, building: Building | None) -> None:
    number = row.cells["number"]
    house = building.pk if building else plain(row.cells.get("address") or "")
    place = (office.pk if office else plain(str(row.values.get("new_office"))), house, number.casefold())
    if found.seen.setdefault(place, row.number or 0) != row.number:
        row.refuse("room_twice", row=found.seen[place])
    room = found.rooms.get((building.pk, number.casefold())) if building else None
    row.subject_id = room.pk if room else None
    _details(row, found, room)
    if room is None and row.verdict in ("same", "change"):
        row.change("number", None, number, shown=("", number))
        row.verdict = "new"


def _details(row: ImportRow, found: Atlas, room: Room | None) -> None:
    """Floor, kind and label; a column that the file lacks is left alone."""
    floor = row.cells.get("floor")
    if floor is not None and abs(floor) > 200:
        row.refuse("odd_floor", text=str(floor))
    if "floor" in row.cells:
        old = room.floor if room else None
        row.change(
            "floor", old, floor, shown=("" if old is None else str(old), "" if floor is None else str(floor))
        )
    kind = row.cells.get("kind")
    if kind and plain(kind) not in found.kinds:
        row.refuse("no_kind", text=kind, kinds=", ".join(str(one.label) for one in RoomKind))
    elif kind:
        new, old = found.kinds[plain(kind)], room.kind if room else None
        row.change(
            "kind", old, new, shown=(str(RoomKind(old).label) if old else "", str(RoomKind(new).label))
        )
    label = row.cells.get("label_code")
    if label and found.labels.setdefault(label, row.subject_id or ("row", row.number)) not in (
        row.subject_id, ("row", row.number),
    ):  # fmt: skip
        row.refuse("label_taken", verdict="conflict", text=label)
    elif "label_code" in row.cells:
        row.change("label_code", room.label_code if room else None, label)


def apply(rows: Sequence[ImportRow], *, by: Any) -> None:
    """Offices and houses first, each once; then the rooms."""
    offices: dict[str, int] = {}
    houses: dict[tuple[int, str], int] = {}
    for row in rows:
        _make_office(row, offices, by)
        _make_house(row, houses, by)
    new = [row for row in rows if row.verdict == "new" and "number" in row.values]
    made = atlas.add_rooms([_room_values(row) for row in new], by=by)
    for row, room in zip(new, made, strict=True):
        row.subject_id = room.pk
    for row in rows:
        if (
            row.verdict == "change"
            and row.subject_id
            and not atlas.change_room(row.subject_id, *_sides(row), by=by)
        ):
            row.refuse("changed")


def _make_office(row: ImportRow, offices: dict[str, int], by: Any) -> None:
    """Makes the office once; the row that made it remembers, for undo."""
    if wanted := row.values.get("new_office"):
        key = wanted["code"].casefold()
        if key not in offices:
            calendar = Atlas().calendar
            assert calendar is not None  # noqa: S101  the plan refuses a new office without one
            made = actions.save_office(by=by, calendar=calendar, code=wanted["code"], name=wanted["name"])
            offices[key] = row.values["made_office"] = made.pk
        row.values["office"] = offices[key]
    elif "office_name" in row.values:
        atlas.rename_office(row.values["office"], row.values["office_name"], by=by)


def _make_house(row: ImportRow, houses: dict[tuple[int, str], int], by: Any) -> None:
    if address := row.values.get("new_house"):
        key = (row.values["office"], plain(address))
        if key not in houses:
            made = actions.save_building(by=by, office=Office.objects.get(pk=key[0]), address=address)
            houses[key] = row.values["made_house"] = made.pk
        row.values["building"] = houses[key]


ROOM_FIELDS = ("number", "floor", "kind", "label_code")


def _room_values(row: ImportRow) -> dict[str, Any]:
    given = {name: row.values[name] for name in ROOM_FIELDS if name in row.values}
    return {"building_id": row.values["building"], **given}


def _sides(row: ImportRow) -> tuple[dict[str, Any], dict[str, Any]]:
    return tuple(
        {name: side[name] for name in ROOM_FIELDS if name in side} for side in (row.before, row.values)
    )  # type: ignore[return-value]  # two of them


def undo(rows: Sequence[ImportRow], *, by: Any) -> None:
    """Rooms as before, then houses and offices that were made; raises RuleBroken for what is in use."""
    atlas.remove_rooms(
        {row.subject_id: _room_values(row) for row in rows if row.verdict == "new" and row.subject_id}, by=by
    )
    for row in rows:
        if row.verdict == "change" and row.subject_id:
            before, after = _sides(row)
            atlas.put_room_back(row.subject_id, after, before, by=by)
        if "office_name" in row.values:
            atlas.rename_office(
                row.values["office"], row.before["office_name"], by=by, was=row.values["office_name"]
            )
    atlas.remove_houses([row.values["made_house"] for row in rows if "made_house" in row.values], by=by)
    atlas.remove_offices([row.values["made_office"] for row in rows if "made_office" in row.values], by=by)


PLACES = Importer(
    code="places",
    title=_("Offices and rooms"),
    text=_("Offices, their buildings and rooms, one room a line. Nothing is removed."),
    icon="office",
    right=manages_people,
    columns=COLUMNS,
    needs=[["office_code", "office_name"]],
    look_up=look_up,
    plan=plan,
    apply=apply,
    undo=undo,
    reasons=REASONS,
    labels={"new_office": _("New office"), "new_house": _("New building")},
)  # fmt: skip
