"""The staff register from a file: by directory id, then by personnel number, never by name."""

import pytest

from foundation.events.models import Event
from foundation.imports.models import Batch
from foundation.organisation.choices import PersonState, Role
from foundation.organisation.models import Person
from tests.factories import (
    CostCentreFactory,
    OfficeFactory,
    PersonFactory,
    RoleAssignmentFactory,
    RoomFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db
HEAD = ["Tabelinumber", "Eesnimi", "Perekonnanimi", "E-post", "Telefon"]


def row(number, first="Mari", last="Maasikas", email=None, phone=""):
    """A line of the personnel office."""
    plain = first.lower().replace("ü", "u")
    return [number, first, last, email or f"{plain}.{number}@asutus.example", phone]


def told(batch):
    """Verdict and reason of each row, as {number or name: (verdict, reason)}."""
    return {one.number or one.key: (one.verdict, one.reason) for one in batch.rows.all()}


def apply(client, batch, **more):
    """Presses the button; returns the file as it is then."""
    response = client.post(f"/imports/{batch.pk}/apply/", more)
    batch.refresh_from_db()
    return response


def undo(client, batch):
    """Presses the other button."""
    response = client.post(f"/imports/{batch.pk}/undo/")
    batch.refresh_from_db()
    return response


def as_in_the_register():
    """What must be the same before an import and after its undo."""
    skipped = ("password", "last_login", "sessions_no", "rights_no")  # counters that only go up
    return [
        {key: value for key, value in one.items() if key not in skipped}
        for one in Person.objects.order_by("pk").values()
    ]


def test_new_people_come_with_their_places_and_a_manager_of_the_same_file(client, bring):
    # given places, and a file that names them by code or by name
    room, unit, centre = RoomFactory(number="312"), UnitFactory(code="21"), CostCentreFactory(code="KK21")
    office = room.building.office
    rows = [
        [*HEAD, "Üksus", "Kontor", "Ruum", "Vahetu juht", "Kulukoht", "Keel"],
        [*row("00417"), "21", office.name, "312", "500", "KK21", "eesti"],
        [*row("500", "Jüri", "Kask"), unit.name.upper(), office.code, "", "", "", "en"],
    ]
    # when it is brought and applied
    batch = bring(rows)
    assert told(batch) == {2: ("new", ""), 3: ("new", "")}
    assert apply(client, batch).status_code == 302
    # then both are there
    mari, juri = Person.objects.get(personnel_no="00417"), Person.objects.get(personnel_no="500")
    assert (mari.unit, mari.office, mari.room, mari.cost_centre) == (unit, office, room, centre)
    assert (mari.manager, mari.language, juri.language, juri.unit) == (juri, "et", "en", unit)
    assert not mari.has_usable_password()
    assert mari.state == PersonState.ACTIVE
    assert Event.objects.filter(kind="person.added").count() == 2
    assert batch.counts == {"new": 2}


def test_the_same_file_again_changes_nothing(client, bring):
    rows = [HEAD, row("1"), row("2", "Jüri", "Kask", phone="5555")]
    apply(client, bring(rows))
    before, events = as_in_the_register(), Event.objects.filter(subject_type="person").count()
    batch = bring(rows)
    assert told(batch) == {2: ("same", ""), 3: ("same", "")}
    apply(client, batch)
    assert as_in_the_register() == before
    assert Event.objects.filter(subject_type="person").count() == events


def test_a_change_shows_old_and_new_and_undo_puts_the_old_back(client, bring):
    # given Mari, who has married and moved
    mari = PersonFactory(
        personnel_no="1", first_name="Mari", last_name="Maasikas", email="mari.1@asutus.example"
    )
    before = as_in_the_register()
    batch = bring(
        [
            [*HEAD, "Kontor"],
            [*row("1", last="Kask", phone="5555"), OfficeFactory(code="UUS", name="Uus").code],
        ]
    )
    [shown] = batch.rows.all()
    assert shown.verdict == "change"
    assert shown.changes == [
        ["last_name", "Maasikas", "Kask"], ["phone", "", "5555"], ["office", mari.office.name, "Uus"],
    ]  # fmt: skip
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "<del>Maasikas</del>" in page
    assert "Last name" in page
    # when it is applied and undone
    apply(client, batch)
    mari.refresh_from_db()
    assert (mari.last_name, mari.phone, mari.office.name) == ("Kask", "5555", "Uus")
    assert undo(client, batch).status_code == 302
    # then everything is as before
    assert as_in_the_register() == before
    assert batch.state == "undone"


def test_a_column_that_the_file_lacks_is_left_alone_and_an_empty_cell_empties(client, bring):
    mari = PersonFactory(personnel_no="1", first_name="Mari", last_name="Maasikas", phone="5555")
    unit = mari.unit
    apply(client, bring([["Tabelinumber", "Perekonnanimi", "Telefon"], ["1", "Maasikas", ""]]))
    mari.refresh_from_db()
    assert (mari.phone, mari.unit, mari.first_name) == ("", unit, "Mari")


def test_undo_of_new_people_takes_them_out_unless_something_depends_on_them(client, bring):
    before = as_in_the_register()
    rows = [[*HEAD, "Vahetu juht"], [*row("1"), "2"], [*row("2", "Jüri", "Kask"), ""]]
    first = bring(rows)
    apply(client, first)
    assert undo(client, first).status_code == 302
    assert as_in_the_register() == before
    # given the same again, and one of them is given a role
    again = bring(rows)
    apply(client, again)
    RoleAssignmentFactory(person=Person.objects.get(personnel_no="2"))
    # when it is undone, the sentence names who is in use and nothing changes
    response = undo(client, again)
    assert response.status_code == 409
    assert "Jüri Kask is in use already" in response.content.decode()
    assert Person.objects.filter(personnel_no__in=["1", "2"]).count() == 2
    assert again.state == "applied"


def test_undo_says_who_was_changed_since(client, bring):
    PersonFactory(personnel_no="1", first_name="Mari", last_name="Maasikas", email="mari.1@asutus.example")
    batch = bring([HEAD, row("1", phone="5555")])
    apply(client, batch)
    Person.objects.filter(personnel_no="1").update(phone="6666")
    response = undo(client, batch)
    assert response.status_code == 409
    assert "Mari Maasikas was changed since." in response.content.decode()
    assert Person.objects.get(personnel_no="1").phone == "6666"


def test_only_the_last_file_can_be_undone(client, bring):
    first, second = bring([HEAD, row("1")]), bring([HEAD, row("1"), row("2")])
    apply(client, first)
    apply(client, second)
    # the second was judged before the first was applied: what is no longer true is refused
    assert told(second)[2] == ("reject", "changed")
    assert undo(client, first).status_code == 409
    assert undo(client, second).status_code == 302
    assert undo(client, first).status_code == 302
    assert not Person.objects.filter(personnel_no__in=["1", "2"]).exists()


def test_a_person_is_found_by_directory_id_before_the_number_and_never_by_name(client, bring):
    known = PersonFactory(directory_id="AAA-1", personnel_no="1", first_name="Mari", last_name="Maasikas")
    namesake = PersonFactory(personnel_no="7", first_name="Mari", last_name="Maasikas")
    head = ["objectGUID", *HEAD]
    batch = bring([head, ["aaa-1", *row("99", last="Kask", email=known.email)], ["", *row("8")]])
    assert told(batch)[2] == ("change", "")
    assert told(batch)[3] == ("new", "")
    apply(client, batch)
    known.refresh_from_db()
    namesake.refresh_from_db()
    assert (known.personnel_no, known.last_name, known.directory_id) == ("99", "Kask", "aaa-1")
    assert namesake.last_name == "Maasikas"


def test_two_ids_of_two_people_and_an_address_of_somebody_else_are_conflicts_in_words(client, bring):
    PersonFactory(directory_id="d1", personnel_no="1", first_name="Mari", last_name="Maasikas")
    other = PersonFactory(directory_id="d2", personnel_no="2", first_name="Jüri", last_name="Kask")
    batch = bring([["objectGUID", *HEAD], ["d1", *row("2")], ["d3", *row("3", email=other.email)]])
    assert told(batch) == {
        2: ("conflict", "two_people"),
        3: ("conflict", "email_taken"),
        **absent(other, batch),
    }
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "The directory id is of Mari Maasikas, the personnel number is of Jüri Kask." in page
    assert f"{other.email} belongs to Jüri Kask (2, d2)" in page
    assert apply(client, batch).status_code == 302
    assert Person.objects.filter(personnel_no="3").count() == 0


def absent(person, batch):
    """Nobody: those whom a refused row names are in the file all the same."""
    assert person.pk not in batch.rows.filter(verdict="absent").values_list("subject_id", flat=True)
    return {}


REFUSED = {
    "no_id": ["", "Mari", "Maasikas", "a@b.ee", ""],
    "no_name": ["1", "", "Maasikas", "a@b.ee", ""],
    "no_address": ["1", "Mari", "Maasikas", "", ""],
    "no_email": ["1", "Mari", "Maasikas", "mari at asutus", ""],
    "too_long": ["1", "Mari" * 30, "Maasikas", "a@b.ee", ""],
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_row_that_cannot_be_right_is_refused_and_the_others_are_taken(client, bring, reason):
    batch = bring([HEAD, REFUSED[reason], row("2")])
    assert told(batch) == {2: ("reject", reason), 3: ("new", "")}
    apply(client, batch)
    assert Person.objects.filter(personnel_no="2").exists()
    assert not Person.objects.filter(personnel_no="1").exists()


PLACES = {
    "no_unit": ("Üksus", "99"),
    "many_units": ("Üksus", "Talitus"),
    "no_office": ("Kontor", "Kuu"),
    "no_room": ("Ruum", "999"),
    "no_cost_centre": ("Kulukoht", "KK0"),
    "no_language": ("Keel", "soome"),
    "no_manager": ("Vahetu juht", "12345"),
    "own_manager": ("Vahetu juht", "1"),
}


@pytest.mark.parametrize("reason", PLACES)
def test_what_is_not_there_is_named(client, bring, reason):
    UnitFactory(code="a", name="Talitus")
    UnitFactory(code="b", name="Talitus")
    PersonFactory(personnel_no="1", office=OfficeFactory())
    title, text = PLACES[reason]
    batch = bring([["Tabelinumber", "Perekonnanimi", title], ["1", "Maasikas", text]])
    assert told(batch) == {2: ("reject", reason)}


def test_the_same_person_or_address_twice_is_refused_both_times(bring):
    batch = bring(
        [HEAD, row("1"), row("1", "Mari", "Kask"), row("3", email="x@y.ee"), row("4", email="X@y.ee")]
    )
    assert {one.reason for one in batch.rows.all()} == {"twice", "email_twice"}
    assert batch.rows.get(number=2).params == {"rows": "3"}


def test_a_name_in_one_column_is_told_apart_at_its_comma(client, bring):
    batch = bring(
        [
            ["Number", "Töötaja number", "Nimi", "E-post"],
            ["1", "10", "Maasikas, Mari", "a@b.ee"],
            ["2", "11", "Jüri Kask", "c@b.ee"],
        ]
    )
    assert told(batch) == {2: ("new", ""), 3: ("reject", "odd_name")}
    apply(client, batch)
    assert Person.objects.get(personnel_no="10").full_name == "Mari Maasikas"


def test_who_reports_to_a_refused_row_waits_for_it(bring):
    rows = [
        [*HEAD, "Vahetu juht"],
        [*row("1"), "2"],
        [*row("2"), "3"],
        [*row("3", email="wrong"), ""],
        [*row("4"), ""],
    ]
    batch = bring(rows)
    assert told(batch) == {
        2: ("reject", "manager_refused"), 3: ("reject", "manager_refused"),
        4: ("reject", "no_email"), 5: ("new", ""),
    }  # fmt: skip


def test_a_leaver_returns_as_the_same_person(client, bring):
    left = PersonFactory(personnel_no="1", first_name="Mari", last_name="Maasikas", state=PersonState.LEFT)
    batch = bring([HEAD, row("1", email=left.email)])
    assert [one.changes for one in batch.rows.all()] == [[["state", "Left", "In service"]]]
    apply(client, batch)
    left.refresh_from_db()
    assert left.state == PersonState.ACTIVE
    assert Person.objects.filter(first_name="Mari", last_name="Maasikas").count() == 1
    assert Event.objects.filter(kind="person.returned", subject_id=left.pk).count() == 1
    # and leaves again by undo
    undo(client, batch)
    left.refresh_from_db()
    assert left.state == PersonState.LEFT


def twenty(bring):
    """Twenty-five people of a file, and rows for them."""
    return [row(str(100 + n), "Mari", f"Maasikas{n}") for n in range(25)]


def test_absent_people_are_shown_and_leave_only_when_that_is_confirmed(client, bring):
    # given 25 people, one of whom is not in the next file and holds a role
    rows = twenty(bring)
    apply(client, bring([HEAD, *rows]))
    gone = Person.objects.get(personnel_no="100")
    RoleAssignmentFactory(person=gone, role=Role.FINANCE)
    before = as_in_the_register()
    # when that file is applied without the box
    batch = bring([HEAD, *rows[1:]])
    assert batch.counts == {"absent": 1, "same": 24}
    apply(client, batch)
    gone.refresh_from_db()
    assert gone.state == PersonState.ACTIVE
    # and another with it
    batch = bring([HEAD, *rows[1:], row("900", "Uus", "Inimene")])
    apply(client, batch, absent="on")
    gone.refresh_from_db()
    assert gone.state == PersonState.LEFT
    assert not gone.roles.filter(ended_at=None).exists()
    # then undo brings person and role back
    assert undo(client, batch).status_code == 302
    gone.refresh_from_db()
    assert gone.state == PersonState.ACTIVE
    assert gone.holds(Role.FINANCE)
    assert as_in_the_register() == before


def test_more_than_five_of_a_hundred_never_leave_at_once_and_the_rest_is_applied(client, bring):
    rows = twenty(bring)
    apply(client, bring([HEAD, *rows]))
    batch = bring([HEAD, *rows[2:], row("900", "Uus", "Inimene")])
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "2 people are not in the file. At most 1 (5 %) may leave at once." in page
    assert 'name="absent"' not in page
    # a forged box changes nothing at all
    response = apply(client, batch, absent="on")
    assert response.status_code == 409
    assert "Nobody is marked as left." in response.content.decode()
    assert batch.state == "previewed"
    # without it the rest is applied
    assert apply(client, batch).status_code == 302
    assert Person.objects.filter(personnel_no="900").exists()
    assert not Person.objects.filter(state=PersonState.LEFT).exists()


def test_people_kept_by_hand_are_not_absent_and_the_last_administrator_never_leaves(client, bring, admin):
    rows = twenty(bring)
    apply(client, bring([HEAD, *rows]))
    assert not bring([HEAD, *rows]).rows.filter(subject_id=admin.pk).exists()
    # given the administrator has a number too, and the file does not
    Person.objects.filter(pk=admin.pk).update(personnel_no="9999")
    batch = bring([HEAD, *rows, row("901", "Uus", "Inimene")])
    apply(client, batch, absent="on")
    admin.refresh_from_db()
    assert admin.state == PersonState.ACTIVE
    [kept] = batch.rows.filter(subject_id=admin.pk)
    assert (kept.verdict, kept.reason) == ("reject", "last_admin")


def test_a_language_that_a_person_chose_stays(client, bring):
    PersonFactory(personnel_no="1", language="en")
    PersonFactory(personnel_no="2", language="")
    batch = bring([["Tabelinumber", "Perekonnanimi", "Keel"], ["1", "", "et"], ["2", "", "eesti keel"]])
    assert [one.verdict for one in batch.rows.order_by("number")] == ["same", "change"]


def test_moving_to_another_office_empties_the_room(client, bring):
    room, office = RoomFactory(), OfficeFactory(code="UUS")
    person = PersonFactory(personnel_no="1", office=room.building.office, room=room)
    apply(client, bring([["Tabelinumber", "Perekonnanimi", "Kontor"], ["1", "", "UUS"]]))
    person.refresh_from_db()
    assert (person.office, person.room) == (office, None)


def test_a_row_whose_preview_is_no_longer_true_is_refused_and_the_others_are_written(client, bring):
    for number in ("1", "2"):
        PersonFactory(personnel_no=number, first_name="Mari", last_name="Maasikas", phone="1")
    batch = bring([["Tabelinumber", "Perekonnanimi", "Telefon"], ["1", "", "5"], ["2", "", "5"]])
    Person.objects.filter(personnel_no="1").update(phone="3")
    apply(client, batch)
    assert told(batch) == {2: ("reject", "changed"), 3: ("change", "")}
    assert [one.phone for one in Person.objects.filter(personnel_no__in="12").order_by("personnel_no")] == [
        "3",
        "5",
    ]


def test_a_file_is_applied_once(client, bring):
    batch = bring([HEAD, row("1")])
    assert apply(client, batch).status_code == 302
    Person.objects.filter(personnel_no="1").update(first_name="Muu")
    assert apply(client, batch).status_code == 409
    assert Batch.objects.count() == 1
    assert Person.objects.get(personnel_no="1").first_name == "Muu"
