"""What the triggers keep: every change of a tracked row, by whatever road, with who and where."""

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.db.utils import DatabaseError

from foundation.core.history import Change, acting, change_models, job
from foundation.organisation.choices import PersonState
from foundation.organisation.models import CalendarWindow, Office, Person, RoleAssignment
from requests_desk.models import Category, Target, Ticket
from tests.factories import DeputyFactory, OfficeFactory, PersonFactory
from tests.factories.organisation import WorkCalendarFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.counting import statements

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


def changes(row):
    """The history of a row, the oldest first."""
    return list(type(row).pgh_event_model.objects.filter(pgh_obj_id=row.pk).order_by("pgh_id"))


def test_a_change_through_a_page_is_kept_with_who_and_where(client):
    # given an administrator and a colleague
    admin, colleague = PersonFactory(admin=True), PersonFactory(phone="1")
    client.force_login(admin)
    # when the administrator changes the colleague's telephone
    data = {name: getattr(colleague, name) for name in ("first_name", "last_name", "email", "state")}
    response = client.post(f"/people/{colleague.pk}/edit/", {**data, "phone": "2"})
    assert response.status_code == 302, response.content.decode()[-2000:]
    # then the history says what the row held before and after, who changed it and on which page
    first, second = changes(colleague)
    assert (first.pgh_label, first.phone) == ("insert", "1")
    assert (second.pgh_label, second.phone) == ("update", "2")
    assert second.pgh_context["by"] == admin.pk
    assert second.pgh_context["page"] == "person_edit"
    assert second.pgh_context["request"]


def test_a_bulk_update_and_plain_sql_are_caught():
    # given two offices
    here, there = OfficeFactory(), OfficeFactory()
    # when one is changed by update(), the other by SQL that no model sees
    Office.objects.filter(pk=here.pk).update(emergency_phone="112")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE organisation_office SET name = 'Elsewhere' WHERE id = %s", [there.pk])
    # then both histories have it
    assert changes(here)[-1].emergency_phone == "112"
    assert changes(there)[-1].name == "Elsewhere"
    assert changes(there)[-1].pgh_label == "update"


def test_what_is_deleted_leaves_its_last_state():
    window = CalendarWindow.objects.create(
        calendar=WorkCalendarFactory(), weekday=6, opens="10:00", closes="11:00"
    )
    key = window.pk
    window.delete()
    kept = CalendarWindow.pgh_event_model.objects.filter(pgh_obj_id=key).first()
    assert (kept.pgh_label, kept.weekday) == ("delete", 6)


def test_a_sign_in_and_a_password_leave_no_trace(client):
    # given a person
    person = PersonFactory()
    before = len(changes(person))
    # when the password and the moment of the last sign-in change
    person.set_password("correct horse battery staple")
    person.save(update_fields=["password"])
    client.force_login(person)
    # then nothing was kept, and no table of changes could hold a secret
    assert Person.objects.get(pk=person.pk).last_login is not None
    assert len(changes(person)) == before
    names = {field.name for model in change_models() for field in model._meta.fields}
    assert not names & {"password", "last_login", "secret", "token"}


def test_a_task_is_named_where_nobody_acts():
    person = PersonFactory()
    with acting(job("notifications.send")):
        Person.objects.filter(pk=person.pk).update(state=PersonState.LEAVING)
    kept = changes(person)[-1].pgh_context
    assert kept["job"] == "notifications.send"
    assert "by" not in kept


def test_many_rows_at_once_each_leave_a_change():
    people = [PersonFactory() for _number in range(3)]
    with acting(job("probe")):
        for person in people:
            person.phone = f"+{person.pk}"
        Person.objects.bulk_update(people, ["phone"])
    assert [changes(person)[-1].phone for person in people] == [f"+{person.pk}" for person in people]
    assert all(changes(person)[-1].pgh_context["job"] == "probe" for person in people)


def test_the_newest_change_of_any_table_has_the_highest_key():
    # given changes of different tables, one after the other
    person, office, deputy = PersonFactory(), OfficeFactory(), DeputyFactory()
    keys = [changes(row)[-1].pk for row in (person, office, deputy)]
    assert keys == sorted(keys)
    assert len(set(keys)) == 3


@pytest.mark.parametrize("model", change_models(), ids=lambda model: model.__name__)
def test_nobody_rewrites_history(model):
    # given the rights of the application on a table of changes
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(current_user, %(t)s, 'SELECT'), "
            "has_table_privilege(current_user, %(t)s, 'INSERT'), "
            "has_table_privilege(current_user, %(t)s, 'UPDATE'), "
            "has_table_privilege(current_user, %(t)s, 'DELETE'), "
            "has_table_privilege(current_user, %(t)s, 'TRUNCATE'), "
            "EXISTS (SELECT FROM pg_trigger "
            "WHERE tgrelid = %(t)s::regclass AND tgname = %(g)s AND tgenabled = 'O')",
            {"t": table, "g": f"{table}_append_only"},
        )
        rights = cursor.fetchone()
    # then it may read and add, nothing else, and a trigger stands behind that
    assert rights == (True, True, False, False, False, True)


def test_a_try_to_rewrite_history_fails():
    office = OfficeFactory()
    with pytest.raises(DatabaseError), transaction.atomic():
        Office.pgh_event_model.objects.filter(pgh_obj_id=office.pk).update(name="Never")
    with pytest.raises(DatabaseError), transaction.atomic():
        Office.pgh_event_model.objects.filter(pgh_obj_id=office.pk).delete()


def test_what_a_migration_wrote_stands_at_the_beginning():
    started = Category.pgh_event_model.objects.filter(pgh_label__in=["start", "insert"])
    assert set(started.values_list("code", flat=True)) >= set(Category.objects.values_list("code", flat=True))


def test_writes_of_requests_carry_nothing_more(client):
    # given a specialist who works on a request
    ticket, specialist = TicketFactory(), PersonFactory(specialist=True)
    client.force_login(specialist)
    # when the request is taken
    with statements() as found:
        client.post(f"/requests/{ticket.label}/take/")
    # then no statement names the history
    assert Ticket.objects.get(pk=ticket.pk).assignee == specialist
    assert not [one for one in found if "pghistory" in one]


def test_history_points_at_nothing_that_it_could_hold_back():
    """A change outlives its row: no constraint, no cascade, no protection."""
    for model in change_models():
        assert issubclass(model, Change)
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                assert field.remote_field.on_delete is models.DO_NOTHING
                assert field.db_constraint is False


def test_people_roles_and_reference_data_have_a_history():
    tracked = {model.pgh_tracked_model for model in change_models()}
    assert tracked >= {Person, RoleAssignment, Office, Category, Target, CalendarWindow}
    assert tracked <= set(apps.get_models())
