"""Units, offices, rooms and calendars: saved by actions, kept consistent by the database."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from foundation.organisation import actions
from foundation.organisation.choices import OfficeState
from foundation.organisation.models import Office, Unit, WorkCalendar
from tests.factories import (
    BuildingFactory,
    CostCentreFactory,
    OfficeFactory,
    PersonFactory,
    RoomFactory,
    UnitFactory,
    WorkCalendarFactory,
)

pytestmark = pytest.mark.django_db
MORNING = (0, time(8), time(12))


def test_a_unit_cannot_lie_below_itself() -> None:
    # given three units one below the other
    top = actions.save_unit(by=None, code="A", name="Osakond")
    middle = actions.save_unit(by=None, code="B", name="Talitus", parent=top)
    low = actions.save_unit(by=None, code="C", name="Tiim", parent=middle)
    # when the top is put below the lowest or itself, then a sentence refuses
    for parent in (low, top):
        with pytest.raises(RuleBroken, match="below itself"):
            actions.save_unit(top, by=None, code="A", name="Osakond", parent=parent)
    # and it may still be renamed
    assert actions.save_unit(top, by=None, code="A", name="Uus").name == "Uus"


@pytest.mark.sql
def test_the_database_refuses_a_circle_of_units_by_itself() -> None:
    # given two units
    top = UnitFactory()
    low = UnitFactory(parent=top)
    # when a statement goes round the actions, then the trigger refuses
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=top.pk).update(parent=low)


@pytest.mark.django_db(transaction=True)
def test_two_changes_that_make_a_circle_together() -> None:
    # given two units side by side
    pair = [UnitFactory(), UnitFactory()]
    start, outcome = threading.Barrier(2), []

    def put(low: Unit, top: Unit) -> None:
        start.wait()
        try:
            actions.save_unit(low, by=None, code=low.code, name=low.name, parent=top)
            outcome.append("saved")
        except RuleBroken:
            outcome.append("refused")
        finally:
            connection.close()

    # when each is put below the other in the same moment
    threads = [threading.Thread(target=put, args=two) for two in (pair, pair[::-1])]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    # then one of the two is refused
    assert sorted(outcome) == ["refused", "saved"]


def test_codes_names_and_numbers_in_use_are_told_in_sentences() -> None:
    # given one of each
    room, centre, office = RoomFactory(number="204a", label_code="QR1"), CostCentreFactory(), OfficeFactory()
    calendar, building = office.calendar, BuildingFactory()
    # when a second one comes, then a sentence refuses
    with pytest.raises(RuleBroken, match="cost centre"):
        actions.save_cost_centre(by=None, code=centre.code, name="Muu")
    with pytest.raises(RuleBroken, match="office has this code"):
        actions.save_office(by=None, code=office.code, name="Muu", calendar=calendar)
    with pytest.raises(RuleBroken, match="office has this name"):
        actions.save_office(by=None, code="X", name=office.name, calendar=calendar)
    with pytest.raises(RuleBroken, match="this address"):
        actions.save_building(by=None, office=building.office, address=building.address)
    with pytest.raises(RuleBroken, match="this number"):
        actions.save_room(by=None, building=room.building, number="204A")
    with pytest.raises(RuleBroken, match="this label"):
        actions.save_room(by=None, building=building, number="1", label_code="QR1")
    with pytest.raises(RuleBroken, match="calendar has this name"):
        actions.save_calendar(by=None, name=calendar.name, windows=[MORNING])
    # and the same number in another building is welcome
    assert actions.save_room(by=None, building=building, number="204A", kind="meeting").kind == "meeting"


def test_an_office_that_changes_its_calendar_is_counted_anew() -> None:
    # given an office
    admin, office, other = PersonFactory(admin=True), OfficeFactory(), WorkCalendarFactory()
    same = {"code": office.code, "name": office.name, "by": admin}
    # when it closes, then nobody counts anew
    actions.save_office(office, calendar=office.calendar, state=OfficeState.CLOSED, **same)
    assert not Event.objects.filter(kind="calendar.changed").exists()
    # when it moves to another calendar, then that one is told of
    actions.save_office(office, calendar=other, **same)
    assert Event.objects.get(kind="calendar.changed").subject_id == other.pk
    assert not Office.objects.open().filter(state=OfficeState.CLOSED).exists()


def test_a_saved_calendar_counts_by_its_new_hours() -> None:
    # given a calendar
    row = actions.save_calendar(by=None, name="Suvi", windows=[MORNING, (0, time(20), time(0))])
    # when its hours and days change
    monday = date(2026, 11, 23)
    actions.save_calendar(
        row,
        by=None,
        name="Suvi",
        windows=[(0, time(9), time(10))],
        exceptions=[(monday, time(6), time(7), "koristus"), (date(2026, 11, 30), None, None, "kolimine")],
    )
    # then the pure calendar says so
    hours = WorkCalendar.objects.with_hours().get(pk=row.pk).hours()
    begin = datetime(2026, 11, 23, tzinfo=UTC)
    assert hours.elapsed(begin, begin + timedelta(days=1)) == timedelta(hours=1)
    assert hours.windows(monday)[0][0] == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert hours.windows(date(2026, 11, 30)) == []
    assert hours.windows(date(2026, 12, 7))[0][0] == datetime(2026, 12, 7, 7, tzinfo=UTC)
    assert Event.objects.filter(kind="calendar.changed").count() == 2


@pytest.mark.parametrize(
    ("windows", "exceptions"),
    [
        ([MORNING, (0, time(11), time(13))], []),
        ([(0, time(20), time(0)), (0, time(22), time(23))], []),
        ([MORNING, (0, time(8), time(10))], []),
        ([(0, time(12), time(8))], []),
        ([MORNING], [(date(2026, 11, 23), None, None, ""), (date(2026, 11, 23), time(8), time(9), "")]),
        ([MORNING], [(date(2026, 11, 23), time(8), None, "")]),
    ],
)
def test_hours_that_make_no_sense_are_refused(windows: list, exceptions: list) -> None:  # type: ignore[type-arg]  # rows of many shapes
    # given a calendar
    row = actions.save_calendar(by=None, name="Talv", windows=[MORNING])
    # when the hours make no sense, then a sentence refuses and nothing changed
    with pytest.raises(RuleBroken):
        actions.save_calendar(row, by=None, name="Talv", windows=windows, exceptions=exceptions)
    assert row.windows.count() == 1
