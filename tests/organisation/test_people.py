"""The register of staff: adding, changing, leaving, inviting, and the roles that go with it."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, IntegrityError, connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from foundation.core.errors import RuleBroken
from foundation.events.models import Event
from foundation.organisation import actions
from foundation.organisation.choices import PersonState, Rank, Role
from foundation.organisation.models import Person, RoleAssignment
from foundation.organisation.permissions import may_appoint_for
from tests.factories import (
    DeputyFactory,
    OfficeFactory,
    PersonFactory,
    RoleAssignmentFactory,
    RoomFactory,
    UnitFactory,
)

pytestmark = pytest.mark.django_db


def last_event() -> Event:
    found = Event.objects.order_by("-pk").first()
    assert found is not None
    return found


def test_a_new_person_cannot_sign_in_before_an_invitation() -> None:
    # given an administrator
    admin = PersonFactory(admin=True)
    # when she adds somebody
    person = actions.add_person(
        by=admin, first_name="Kadri", last_name="Lepik", email="kadri@agency.example", personnel_no=""
    )
    # then there is a person without a password, and an event without words
    assert not person.has_usable_password()
    assert person.personnel_no is None
    event = last_event()
    assert (event.kind, event.subject_id, event.actor, event.data) == ("person.added", person.pk, admin, {})


def test_an_address_in_use_is_told_in_a_sentence_whatever_its_case() -> None:
    # given somebody in service
    PersonFactory(email="kadri@agency.example")
    # when another gets the same address, then a sentence refuses
    with pytest.raises(RuleBroken, match="address"):
        actions.add_person(by=None, first_name="K", last_name="L", email="Kadri@Agency.example")


def test_the_address_of_one_who_left_is_free_again() -> None:
    # given one who left
    PersonFactory(email="kadri@agency.example", state=PersonState.LEFT)
    # when a new person gets the address, then that is fine
    assert actions.add_person(by=None, first_name="K", last_name="L", email="kadri@agency.example").pk


def test_an_unknown_constraint_stays_what_it_is() -> None:
    # given a name that is longer than its column is not a rule, and an absent one neither
    with pytest.raises(IntegrityError):
        actions.add_person(by=None, first_name=None, last_name="L", email="a@agency.example")  # type: ignore[arg-type]  # on purpose


def test_an_edit_names_the_changed_fields_and_a_new_address_gets_mail_again() -> None:
    # given somebody whose mail bounced
    person = PersonFactory(email_bounced_at=timezone.now(), personnel_no="17")
    # when the address and the telephone change
    changed = actions.edit_person(
        person, by=None, email="new@agency.example", phone="5551234", personnel_no="17"
    )
    # then the fields are named, not their values
    assert changed.email_bounced_at is None
    assert last_event().data == {"fields": ["email", "phone"]}


def test_an_edit_that_changes_nothing_records_nothing() -> None:
    # given somebody
    person = PersonFactory()
    # when the same is saved
    actions.edit_person(person, by=None, first_name=person.first_name)
    # then nothing happened
    assert not Event.objects.exists()


def test_nobody_is_their_own_manager_and_a_room_lies_in_the_office() -> None:
    # given a person and a room elsewhere
    person = PersonFactory()
    # when and then
    with pytest.raises(RuleBroken, match="own manager"):
        actions.edit_person(person, by=None, manager=person)
    with pytest.raises(RuleBroken, match="not in this office"):
        actions.edit_person(person, by=None, room=RoomFactory())
    with pytest.raises(ValueError, match="mark_left"):
        actions.edit_person(person, by=None, state=PersonState.LEFT)


def test_leaving_ends_roles_and_sign_in() -> None:
    # given a specialist with a password and a role to come
    admin = PersonFactory(admin=True)
    person = PersonFactory(specialist=True, password="a long enough secret")
    later = timezone.localdate() + timedelta(days=30)
    RoleAssignmentFactory(person=person, role=Role.HEAD, period=DateRange(later, None))
    # when the service ends
    actions.mark_left(person, by=admin)
    # then nothing is left to hold
    left = Person.objects.get(pk=person.pk)
    assert not left.is_active
    assert not left.has_usable_password()
    assert not RoleAssignment.objects.filter(person=left).not_over(timezone.localdate()).exists()
    with pytest.raises(RuleBroken, match="left"):
        actions.mark_left(person, by=admin)
    with pytest.raises(RuleBroken, match="left"):
        actions.invite(person, by=admin)


def test_a_session_of_one_who_left_is_over(client: Any) -> None:
    # given somebody signed in
    person = PersonFactory()
    client.force_login(person)
    assert client.get("/people/me/").status_code == 302
    assert client.get("/people/me/").url.endswith(f"/people/{person.pk}/")
    # when they leave
    actions.mark_left(person, by=None)
    # then the next page asks for a sign-in
    assert "login" in client.get("/people/me/").url


def test_an_invitation_is_an_event_and_needs_a_mailbox() -> None:
    # given two people, one with a mailbox
    admin, good, bad = PersonFactory(admin=True), PersonFactory(), PersonFactory()
    actions.mark_bounced(person_id=bad.pk)
    actions.mark_bounced(person_id=bad.pk)
    # when both are invited
    actions.invite(good, by=admin)
    # then one event waits, and the other is refused
    assert (last_event().kind, last_event().subject_id) == ("person.invited", good.pk)
    assert Event.objects.filter(kind="person.bounced").count() == 1
    with pytest.raises(RuleBroken, match="came back"):
        actions.invite(bad, by=admin)


def test_language_and_keys_are_kept() -> None:
    # given somebody
    person = PersonFactory()
    # when they choose
    actions.choose_language(language="en", by=person)
    actions.switch_keys(on=False, by=person)
    # then it is stored
    person.refresh_from_db()
    assert (person.language, person.keys_on) == ("en", False)


# --- roles --------------------------------------------------------------------------------------------


def test_a_role_knows_who_gave_and_who_ended_it() -> None:
    # given two administrators
    giver, ender, person = PersonFactory(admin=True), PersonFactory(admin=True), PersonFactory()
    today = timezone.localdate()
    # when one gives a role to the last of the month and the other ends it
    role = actions.give_role(
        person, role=Role.SPECIALIST, since=today, until=today + timedelta(days=9), by=giver
    )
    assert role.period == DateRange(today, today + timedelta(days=10))
    assert Person.objects.get(pk=person.pk).holds(Role.SPECIALIST)
    actions.end_role(role, by=ender)
    # then it is gone at once, and both are known
    role.refresh_from_db()
    assert not Person.objects.get(pk=person.pk).holds(Role.SPECIALIST)
    assert (role.given_by, role.ended_by) == (giver, ender)
    assert role.ended_at is not None
    assert last_event().data == {"person": person.pk, "role": "specialist"}
    with pytest.raises(RuleBroken, match="ended already"):
        actions.end_role(role, by=ender)


def test_an_old_role_keeps_its_beginning_when_it_ends() -> None:
    # given a role since 2020
    role = RoleAssignmentFactory()
    # when it ends
    actions.end_role(role, by=None)
    # then its period says so
    role.refresh_from_db()
    assert role.period == DateRange(date(2020, 1, 1), timezone.localdate())


@pytest.mark.parametrize(
    ("role", "place", "rank"),
    [(Role.CONTACT, "office", Rank.PRIMARY), (Role.MANAGER, "unit", Rank.PRIMARY)],
)
def test_one_first_for_an_office_and_a_unit(role: str, place: str, rank: str) -> None:
    # given the first of an office or unit
    where = OfficeFactory() if place == "office" else UnitFactory()
    since = timezone.localdate()
    actions.give_role(PersonFactory(), role=role, since=since, by=None, **{place: where})
    # when another first comes, then a sentence refuses; a second is welcome
    with pytest.raises(RuleBroken, match="second rank"):
        actions.give_role(PersonFactory(), role=role, since=since, by=None, **{place: where})
    second = PersonFactory()
    actions.give_role(second, role=role, since=since, rank=Rank.SECOND, by=None, **{place: where})
    with pytest.raises(RuleBroken, match="holds this role"):
        actions.give_role(second, role=role, since=since, rank=Rank.SECOND, by=None, **{place: where})


def test_a_role_fits_its_place_and_is_held_once() -> None:
    # given a specialist
    person, since = PersonFactory(specialist=True), timezone.localdate()
    # when and then
    with pytest.raises(RuleBroken, match="holds this role"):
        actions.give_role(person, role=Role.SPECIALIST, since=since, by=None)
    with pytest.raises(RuleBroken, match="needs an office"):
        actions.give_role(person, role=Role.CONTACT, since=since, by=None)
    with pytest.raises(RuleBroken, match="needs an office"):
        actions.give_role(person, role=Role.HEAD, office=OfficeFactory(), since=since, by=None)
    with pytest.raises(RuleBroken, match="before the first"):
        actions.give_role(person, role=Role.HEAD, since=since, until=since - timedelta(days=1), by=None)
    with pytest.raises(RuleBroken, match="left"):
        actions.give_role(PersonFactory(state=PersonState.LEFT), role=Role.HEAD, since=since, by=None)


def test_a_deputy_of_the_administrator_acts_on_her_behalf() -> None:
    # given a deputy of an administrator
    admin, stand_in = PersonFactory(admin=True), PersonFactory()
    DeputyFactory(person=admin, deputy=stand_in)
    # when the deputy gives a role
    actions.give_role(PersonFactory(), role=Role.HEAD, since=timezone.localdate(), by=stand_in)
    # then the event says for whom
    assert (last_event().actor, last_event().on_behalf_of) == (stand_in, admin)


# --- the last administrator -----------------------------------------------------------------------------


def admin_role(person: Person) -> RoleAssignment:
    return RoleAssignment.objects.get(person=person, role=Role.ADMIN)


def test_the_last_administrator_stays() -> None:
    # given one for ever, one for a week and one who left
    admin, week = PersonFactory(admin=True), PersonFactory()
    PersonFactory(admin=True, state=PersonState.LEFT)
    today = timezone.localdate()
    dated = actions.give_role(week, role=Role.ADMIN, since=today, until=today + timedelta(days=7), by=admin)
    # when the last one for ever goes, then a sentence refuses
    with pytest.raises(RuleBroken, match="last administrator"):
        actions.end_role(admin_role(admin), by=admin)
    with pytest.raises(RuleBroken, match="last administrator"):
        actions.mark_left(admin, by=admin)
    assert Person.objects.get(pk=admin.pk).is_active
    # when the dated one goes, then that is fine
    actions.end_role(dated, by=admin)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", ["end_role", "mark_left"])
def test_two_who_remove_the_last_two_administrators_at_once(verb: str) -> None:
    # given two administrators
    pair = [PersonFactory(admin=True), PersonFactory(admin=True)]
    start, outcome = threading.Barrier(2), []

    def remove(person: Person) -> None:
        start.wait()
        try:
            if verb == "end_role":
                actions.end_role(admin_role(person), by=person)
            else:
                actions.mark_left(person, by=person)
            outcome.append("removed")
        except RuleBroken:
            outcome.append("refused")
        finally:
            connection.close()

    # when both are removed in the same moment
    threads = [threading.Thread(target=remove, args=[one]) for one in pair]
    for one in threads:
        one.start()
    for one in threads:
        one.join(20)
    # then one remains
    assert sorted(outcome) == ["refused", "removed"]
    assert RoleAssignment.objects.on(timezone.localdate()).filter(role=Role.ADMIN).count() == 1


# --- the command ----------------------------------------------------------------------------------------

WANTED = ["--email", "first@agency.example", "--first-name", "Õie", "--last-name", "Tamm"]


def test_the_first_administrator_gets_a_link_that_works_once(client: Any, capsys: Any) -> None:
    # given an empty house, when the command runs
    call_command("first_admin", *WANTED)
    link = capsys.readouterr().out.split()[-1].removeprefix("http://testserver")
    # then the link leads to the form of a new password
    page = client.get(link, follow=True)
    assert b'name="password1"' in page.content
    secret = "a long enough secret 17"
    client.post(page.redirect_chain[-1][0], {"password1": secret, "password2": secret})
    person = Person.objects.get(email="first@agency.example")
    assert person.check_password(secret)
    assert person.holds(Role.ADMIN)
    # and not a second time
    assert b'name="password1"' not in type(client)().get(link, follow=True).content


def test_a_second_first_administrator_needs_force(capsys: Any) -> None:
    # given a house with an administrator and somebody without the role
    PersonFactory(admin=True)
    PersonFactory(email="first@agency.example")
    # when the command runs, then it refuses unless forced
    with pytest.raises(CommandError, match=r"already.*--force"):
        call_command("first_admin", *WANTED)
    call_command("first_admin", *WANTED, "--force")
    # and then the person who was there got the role
    assert Person.objects.get(email="first@agency.example").holds(Role.ADMIN)
    assert Person.objects.count() == 2


def test_the_command_wants_an_address() -> None:
    # when the address is none, then the command says so
    with pytest.raises(CommandError):
        call_command("first_admin", "--email", "nobody", "--first-name", "A", "--last-name", "B")


def test_who_may_appoint_for_whom() -> None:
    # given all kinds
    person = PersonFactory()
    # then
    assert may_appoint_for(person, person)
    assert not may_appoint_for(person, PersonFactory())
    for trait in ("specialist", "head", "admin"):
        assert may_appoint_for(PersonFactory(**{trait: True}), person)
    assert not may_appoint_for(PersonFactory(auditor=True), person)


def test_many_changes_at_once_cut_no_text() -> None:
    # given a text that is longer than its column
    person = PersonFactory(phone="5550 1234")
    wanted = {person.pk: ({"phone": "5550 1234"}, {"phone": "5" * 31})}
    # then it is refused, and not shortened in silence
    with pytest.raises(DataError):
        actions.register.edit_people(wanted, by=None)
