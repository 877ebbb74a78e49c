"""Offices, buildings and rooms from a file."""

import pytest

from foundation.organisation.models import Building, Office, Room
from tests.factories import BuildingFactory, OfficeFactory, PersonFactory, RoomFactory, WorkCalendarFactory

pytestmark = pytest.mark.django_db
HEAD = ["Kontori kood", "Kontor", "Hoone", "Ruum", "Korrus", "Otstarve", "Silt"]


def told(batch):
    return {one.number: (one.verdict, one.reason) for one in batch.rows.all()}


def all_places():
    return [list(model.objects.order_by("pk").values()) for model in (Office, Building, Room)]


@pytest.fixture
def press(client):
    def go(batch, verb):
        response = client.post(f"/imports/{batch.pk}/{verb}/")
        batch.refresh_from_db()
        return response

    return go


def test_a_new_office_comes_with_its_houses_and_rooms_and_goes_again(bring, press):
    # given an office that is known, and a file about it and a new one
    known = OfficeFactory(code="TLN", name="Tallinn")
    OfficeFactory(calendar=known.calendar)  # so that most offices work by it
    room = RoomFactory(building=BuildingFactory(office=known, address="Lai 1"), number="101", floor=1)
    before = all_places()
    rows = [
        HEAD,
        ["TLN", "Tallinn", "Lai 1", "101", "2", "Nõupidamisruum", "R-1"],
        ["TLN", "Tallinn", "Lai 2", "101", "1", "ladu", ""],
        ["NRV", "Narva", "Kreenholmi 12", "101", "1", "", ""],
        ["NRV", "Narva", "Kreenholmi 12", "102a", "", "kabinet", ""],
    ]
    # when it is applied
    batch = bring(rows, importer="places")
    assert [told(batch)[number][0] for number in (2, 3, 4, 5)] == ["change", "new", "new", "new"]
    press(batch, "apply")
    # then all of it stands there
    room.refresh_from_db()
    assert (room.floor, room.kind, room.label_code) == (2, "meeting", "R-1")
    narva = Office.objects.get(code="NRV")
    assert narva.calendar == known.calendar
    assert sorted(Room.objects.filter(building__office=narva).values_list("number", flat=True)) == [
        "101",
        "102a",
    ]
    assert Room.objects.get(building__address="Lai 2").kind == "store"
    # and the same file again finds nothing to do
    assert {verdict for verdict, _reason in told(bring(rows, importer="places")).values()} == {"same"}
    # and undo leaves nothing behind
    assert press(batch, "undo").status_code == 302
    assert all_places() == before


def test_undo_stops_at_a_room_in_use(bring, press):
    WorkCalendarFactory()
    batch = bring([HEAD, ["NRV", "Narva", "Kreenholmi 12", "101", "1", "", ""]], importer="places")
    press(batch, "apply")
    room = Room.objects.get()
    PersonFactory(office=room.building.office, room=room)
    response = press(batch, "undo")
    assert response.status_code == 409
    assert "In use already: 101." in response.content.decode()


REFUSED = {
    "no_office_name": ["XXX", "", "Lai 1", "1", "", "", ""],
    "name_taken": ["XXX", "Tallinn", "Lai 1", "1", "", "", ""],
    "which_building": ["TLN", "", "", "1", "", "", ""],
    "no_kind": ["TLN", "", "Lai 1", "1", "", "kosmodroom", ""],
    "label_taken": ["TLN", "", "Lai 1", "1", "", "", "R-9"],
    "odd_floor": ["TLN", "", "Lai 1", "1", "4000", "", ""],
    "no_whole": ["TLN", "", "Lai 1", "1", "kelder", "", ""],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_cannot_be_right_is_refused(client, bring, reason):
    tallinn = OfficeFactory(code="TLN", name="Tallinn")
    for address in ("Lai 1", "Lai 2"):
        BuildingFactory(office=tallinn, address=address)
    RoomFactory(label_code="R-9")
    batch = bring([HEAD, REFUSED[reason]], importer="places")
    assert told(batch)[2][1] == reason
    assert client.get(f"/imports/{batch.pk}/").status_code == 200


def test_the_same_number_in_two_houses_is_two_rooms_and_twice_in_one_is_refused(bring):
    OfficeFactory(code="TLN", name="Tallinn")
    rows = [["TLN", "", house, "1", "", "", ""] for house in ("Lai 1", "Lai 2", "lai 2")]
    assert told(bring([HEAD, *rows], importer="places")) == {
        2: ("new", ""), 3: ("new", ""), 4: ("reject", "room_twice"),
    }  # fmt: skip


def test_an_office_gets_another_name_once_and_two_names_are_refused(bring, press):
    office = OfficeFactory(code="TLN", name="Tallinn")
    BuildingFactory(office=office, address="Lai 1")
    rows = [
        ["TLN", name, "Lai 1", number, "", "", ""]
        for name, number in (("Pealinn", "1"), ("Pealinn", "2"), ("Muu", "3"))
    ]
    batch = bring([HEAD, *rows], importer="places")
    assert told(batch)[4] == ("reject", "two_names")
    press(batch, "apply")
    office.refresh_from_db()
    assert office.name == "Pealinn"
    press(batch, "undo")
    office.refresh_from_db()
    assert office.name == "Tallinn"
