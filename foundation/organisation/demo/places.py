"""Offices, rooms and units of the demo agency. The towns are real, the agency and its houses are not."""

from dataclasses import dataclass
from datetime import time

from foundation.organisation.choices import RoomKind
from foundation.organisation.models import (
    Building,
    CalendarWindow,
    CostCentre,
    Office,
    Room,
    Unit,
    WorkCalendar,
)

WINDOWS = [(time(8), time(12)), (time(12, 30), time(16, 30))]
OFFICES = [  # code, name, address, emergency phone, floors
    ("TLN", "Tallinn", "Paldiski mnt 80", "5550 100", 4),
    ("TRT", "Tartu", "Põllu 1a", "5550 101", 3),
    ("PRN", "Pärnu", "Lai 14", "5550 102", 3),
    ("NRV", "Narva", "Kreenholmi 12", "5550 103", 2),
    ("JHV", "Jõhvi", "Rahu 38", "5550 104", 2),
    ("VRU", "Võru", "Jüri 12", "5550 105", 2),
]
MORE_OFFICES = [
    ("VLJ", "Viljandi", "Vaksali 6", "5550 106", 3),
    ("RKV", "Rakvere", "Posti 29", "5550 107", 3),
    ("KRS", "Kuressaare", "Kohtu 22", "5550 108", 2),
    ("HPS", "Haapsalu", "Lihula mnt 9", "5550 109", 2),
    ("PDE", "Paide", "Pärnu 61", "5550 110", 2),
    ("RPL", "Rapla", "Tallinna mnt 17", "5550 111", 2),
    ("JGV", "Jõgeva", "Suur 3a", "5550 112", 2),
    ("PLV", "Põlva", "Kesk 20a", "5550 113", 2),
    ("VLG", "Valga", "Kesk 11b", "5550 114", 2),
    ("KJR", "Kohtla-Järve", "Keskallee 19", "5550 115", 3),
    ("SLM", "Sillamäe", "Kesk 27a", "5550 116", 2),
    ("KEI", "Keila", "Paldiski mnt 23", "5550 117", 2),
    ("TPA", "Tapa", "Pikk 15", "5550 118", 1),
    ("KRD", "Kärdla", "Leigri väljak 5", "5550 119", 1),
]
SECOND_HOUSES = [("TLN", "Endla 8b", "B", 6), ("TRT", "Riia 15c", "B", 3)]  # office, address, before numbers
UNITS = [  # code, name, parent
    ("10", "Peadirektori büroo", None),
    ("20", "Teenuste osakond", None),
    ("21", "Klienditeeninduse talitus", "20"),
    ("22", "Menetluse talitus", "20"),
    ("30", "Haldusosakond", None),
    ("40", "Finantsosakond", None),
]
MORE_UNITS = [
    ("23", "Põhja piirkonna talitus", "20"),
    ("24", "Ida piirkonna talitus", "20"),
    ("25", "Lõuna piirkonna talitus", "20"),
    ("26", "Lääne piirkonna talitus", "20"),
    ("31", "Hoonete talitus", "30"),
    ("32", "Veo ja varustuse talitus", "30"),
    ("41", "Eelarve talitus", "40"),
    ("42", "Arvestuse talitus", "40"),
    ("50", "Õigusosakond", None),
    ("51", "Vaiete talitus", "50"),
    ("60", "Personaliosakond", None),
    ("70", "Infotehnoloogia osakond", None),
    ("71", "Arenduse talitus", "70"),
    ("72", "Kasutajatoe talitus", "70"),
    ("80", "Järelevalve osakond", None),
    ("81", "Kontrolli talitus", "80"),
    ("82", "Analüüsi talitus", "80"),
    ("90", "Teabe ja suhtluse osakond", None),
]
KINDS = {4: RoomKind.MEETING, 6: RoomKind.COMMON, 9: RoomKind.STORE}  # by the last digits of a number


@dataclass
class Places:
    """What was made: units and offices by code, rooms of an office by number."""

    units: dict[str, Unit]
    offices: dict[str, Office]
    rooms: dict[str, dict[str, Room]]

    def work_rooms(self, office: str) -> list[Room]:
        """Rooms in which people sit."""
        return [room for room in self.rooms[office].values() if room.kind == RoomKind.WORK]


def make(*, large: bool) -> Places:
    """Writes calendar, units, offices, houses and rooms; `large` brings all twenty offices and all units."""
    calendar = WorkCalendar.objects.create(name="Kontorid E–R 8.00–16.30")
    CalendarWindow.objects.bulk_create(
        CalendarWindow(calendar=calendar, weekday=day, opens=opens, closes=closes)
        for day in range(5)
        for opens, closes in WINDOWS
    )
    places = Places(units=_units([*UNITS, *(MORE_UNITS if large else [])]), offices={}, rooms={})
    for code, name, address, phone, floors in [*OFFICES, *(MORE_OFFICES if large else [])]:
        office = Office.objects.create(code=code, name=name, emergency_phone=phone, calendar=calendar)
        places.offices[code] = office
        places.rooms[code] = _house(office, address, "", floors, 16 if large else 12)
    for code, address, before, floors in SECOND_HOUSES if large else []:
        places.rooms[code] |= _house(places.offices[code], address, before, floors, 20)
    Room.objects.bulk_create(room for rooms in places.rooms.values() for room in rooms.values())
    return places


def _units(rows: list[tuple[str, str, str | None]]) -> dict[str, Unit]:
    made: dict[str, Unit] = {}
    for code, name, parent in rows:
        made[code] = Unit.objects.create(code=code, name=name, parent=made.get(parent or ""))
        CostCentre.objects.create(code=f"KK{code}", name=name, unit=made[code])
    return made


def _house(office: Office, address: str, before: str, floors: int, rooms: int) -> dict[str, Room]:
    building = Building.objects.create(office=office, address=address)
    made = {}
    for floor in range(1, floors + 1):
        for index in range(1, rooms + 1):
            number = f"{before}{floor}{index:02}"
            kind = RoomKind.SERVICE if (floor, index) == (1, 3) else KINDS.get(index, RoomKind.WORK)
            made[number] = Room(building=building, number=number, floor=floor, kind=kind)
    return made
