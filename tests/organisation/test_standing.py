"""Who acts for whom on a day: the one statement behind every right."""

import random
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from foundation.organisation.choices import ALL_ROLES, PersonState, Role
from foundation.organisation.models import Deputy, Person
from foundation.organisation.querysets import standing
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory, RoleAssignmentFactory, UnitFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sql]
DAY = date(2026, 11, 25)
WHOLE = DateRange(date(2026, 11, 1), date(2026, 12, 1))


def staff(**more: Any) -> Person:
    return PersonFactory(unit=None, office=None, **more)


def deputy(person: Person, stand_in: Person, **more: Any) -> Deputy:
    return DeputyFactory(person=person, deputy=stand_in, period=WHOLE, **more)


def away(*people: Person) -> None:
    for one in people:
        AbsenceFactory(person=one, period=WHOLE)


def acts_for(person: Person) -> set[int]:
    return set(person.acts_for(DAY).acts_for)


def roles(person: Person) -> set[tuple[str, int]]:
    return {(one.role, one.person_id) for one in person.acts_for(DAY).held}


def test_one_statement_gives_everything() -> None:
    # given somebody with roles, deputyships and units below
    person = staff(specialist=True, manager_of=UnitFactory(parent=UnitFactory()))
    deputy(staff(head=True), person)
    # when their standing is asked for
    with CaptureQueriesContext(connection) as seen:
        found = person.acts_for(DAY)
    # then one statement answered
    assert len(seen) == 1
    assert found.holds(Role.HEAD)


def test_the_standing_of_today_is_kept_for_the_request(django_assert_num_queries: Any) -> None:
    # given a specialist
    person = Person.objects.get(pk=staff(specialist=True).pk)
    # when many rights are asked, then one statement is enough
    with django_assert_num_queries(1):
        assert person.holds(Role.SPECIALIST)
        assert person.works_the_desk
        assert not person.holds(Role.ADMIN)


def test_a_dated_deputy_gets_roles_and_assignments_only_on_its_days() -> None:
    # given a head whose deputy is dated for November
    head, other = staff(head=True), staff()
    deputy(head, other)
    # when and then: inside the days, on the day after the last, and before the first
    assert other.acts_for(DAY).holds(Role.HEAD)
    assert acts_for(other) == {head.pk}
    assert other.acts_for(date(2026, 11, 30)).holds(Role.HEAD)
    assert not other.acts_for(date(2026, 12, 1)).holds(Role.HEAD)
    assert not other.acts_for(date(2026, 10, 31)).holds(Role.HEAD)


def test_a_revoked_appointment_gives_nothing() -> None:
    # given a revoked one
    head, other = staff(head=True), staff()
    deputy(head, other, revoked_at=timezone.now(), revoked_by=head)
    # then it gives nothing
    assert acts_for(other) == set()
    assert roles(other) == set()


def test_a_standing_deputy_acts_only_while_the_person_is_away() -> None:
    # given a standing deputy
    head, other = staff(head=True), staff()
    deputy(head, other, standing=True)
    assert acts_for(other) == set()
    # when the head goes away
    away(head)
    # then the deputy acts
    assert acts_for(other) == {head.pk}


def test_a_cancelled_absence_does_not_count() -> None:
    # given an absence that was cancelled
    head, other = staff(head=True), staff()
    deputy(head, other, standing=True)
    AbsenceFactory(person=head, period=WHOLE, cancelled_at=timezone.now(), cancelled_by=head)
    # then the deputy has nothing to do
    assert acts_for(other) == set()


def test_two_who_stand_in_for_each_other() -> None:
    # given a mutual standing appointment and a manager
    manager = staff()
    one, two = staff(head=True, manager=manager), staff(specialist=True, manager=manager)
    deputy(one, two, standing=True)
    deputy(two, one, standing=True)
    # when one is away, the other acts and the manager does not
    away(one)
    assert acts_for(two) == {one.pk}
    assert acts_for(one) == set()
    assert acts_for(manager) == set()
    # when both are away, the manager acts for both
    away(two)
    assert acts_for(manager) == {one.pk, two.pk}
    assert roles(manager) == {(Role.HEAD, one.pk), (Role.SPECIALIST, two.pk)}


def test_a_chain_of_three_who_are_away() -> None:
    # given three who are away one behind the other, and the fourth present
    manager = staff()
    people = [staff(head=True, manager=manager), staff(manager=manager), staff(manager=manager)]
    last = staff()
    for one, next_one in zip(people, [*people[1:], last], strict=True):
        deputy(one, next_one, standing=True)
    away(*people)
    # then the last acts for all, and the manager for nobody
    assert acts_for(last) == {one.pk for one in people}
    assert roles(last) == {(Role.HEAD, people[0].pk)}
    assert acts_for(manager) == set()


def test_a_circle_of_three_goes_to_the_manager_and_ends() -> None:
    # given a circle of three who are all away
    manager = staff()
    people = [staff(manager=manager) for _ in range(3)]
    for number, one in enumerate(people):
        deputy(one, people[(number + 1) % 3])
    away(*people)
    # then the manager acts for all three
    assert acts_for(manager) == {one.pk for one in people}


def test_away_without_a_deputy_is_a_dead_end_for_the_manager_above_too() -> None:
    # given somebody away whose manager is away too
    top = staff()
    manager = staff(manager=top)
    person = staff(specialist=True, manager=manager)
    away(person, manager)
    # then the manager's manager acts for both
    assert acts_for(top) == {person.pk, manager.pk}


def test_the_scope_narrows_what_the_deputy_gets() -> None:
    # given a contact person who is also a specialist, with a deputy for the office only
    person, other = staff(specialist=True), staff()
    RoleAssignmentFactory(person=person, role=Role.CONTACT)
    deputy(person, other, scope=Role.CONTACT)
    # then the deputy gets that role, not the rest and not the assignments
    assert roles(other) == {(Role.CONTACT, person.pk)}
    assert acts_for(other) == set()


def test_a_chain_has_the_narrowest_scope_on_its_way() -> None:
    # given everything, then the head's role only, then everything
    first, second, third, fourth = staff(head=True, specialist=True), staff(), staff(), staff()
    deputy(first, second)
    deputy(second, third, scope=Role.HEAD)
    deputy(third, fourth)
    # then the fourth gets everything of the third, and the head's role of the first
    assert roles(fourth) == {(Role.HEAD, first.pk)}
    assert acts_for(fourth) == {third.pk}


def test_two_different_scopes_on_one_way_leave_nothing() -> None:
    # given a chain of two scopes that have nothing in common
    first, second, third = staff(head=True, finance=True), staff(finance=True), staff()
    deputy(first, second, scope=Role.HEAD)
    deputy(second, third, scope=Role.FINANCE)
    # then only the second's own role arrives
    assert roles(third) == {(Role.FINANCE, second.pk)}


def test_what_a_narrow_deputy_does_not_cover_goes_to_the_manager() -> None:
    # given somebody away with a deputy for one role only
    manager, other = staff(), staff()
    person = staff(specialist=True, finance=True, manager=manager)
    deputy(person, other, scope=Role.FINANCE)
    away(person)
    # then the rest is not left lying
    assert roles(other) == {(Role.FINANCE, person.pk)}
    assert acts_for(manager) == {person.pk}


def test_clearance_never_passes_to_a_deputy() -> None:
    # given a cleared specialist with a deputy
    person, other = staff(specialist=True, cleared=True), staff()
    deputy(person, other)
    # then the deputy is a specialist without clearance
    assert roles(other) == {(Role.SPECIALIST, person.pk)}
    assert person.acts_for(DAY).holds_personally(Role.CLEARED)
    assert other.acts_for(DAY).anyone_cleared


def test_nobody_is_cleared_once_the_only_one_has_left() -> None:
    # given the only cleared one left
    staff(cleared=True, state=PersonState.LEFT)
    # then the head takes confidential requests
    assert not staff().acts_for(DAY).anyone_cleared


def test_a_deputy_who_left_is_a_dead_end() -> None:
    # given a deputy who left, with a deputy of their own
    manager, after = staff(), staff()
    person = staff(head=True, manager=manager)
    gone = staff(state=PersonState.LEFT)
    deputy(person, gone)
    deputy(gone, after)
    away(person)
    # then the manager acts; whom the leaver chose gets nothing of the person
    assert acts_for(manager) == {person.pk}
    assert acts_for(after) == {gone.pk}


def test_units_below_come_with_the_unit() -> None:
    # given a manager of a unit with two levels below, and a unit beside
    top = UnitFactory()
    below = UnitFactory(parent=top)
    lowest = UnitFactory(parent=below)
    UnitFactory()
    manager, other = staff(manager_of=top), staff()
    deputy(manager, other)
    # then the manager and the deputy see all three
    for one in (manager, other):
        assert sorted(one.acts_for(DAY).units()) == sorted([top.pk, below.pk, lowest.pk])


def test_an_own_role_needs_no_behalf_and_a_near_one_comes_first() -> None:
    # given a specialist who gets the head's role by two ways
    far, near, person = staff(head=True), staff(head=True), staff(specialist=True)
    deputy(far, near)
    deputy(near, person)
    # then the own role is one's own and the head's is the nearer one's
    found = person.acts_for(DAY)
    assert found.on_behalf_of(Role.SPECIALIST, Role.HEAD) is None
    assert found.on_behalf_of(Role.HEAD) == near.pk
    assert found.on_behalf_of(Role.ADMIN) is None


def test_many_who_appoint_each_other_cost_little() -> None:
    # given 12 people away, each with a deputy for every role among the others
    people = [staff() for _ in range(12)]
    scopes = [ALL_ROLES, *(role for role in Role if role != Role.CLEARED)]
    for number, one in enumerate(people):
        for step, scope in enumerate(scopes):
            deputy(one, people[(number + step + 1) % 12], scope=scope, standing=True)
    away(*people)
    # when one standing is worked out, then it takes no second (each statement has 10 s)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 1000")
    assert len(acts_for(people[0])) == 11


# --- against a plain oracle ---------------------------------------------------------------------------


@dataclass
class World:
    """A small organisation as plain values, and what the rules say about it."""

    people: list[Person]
    gone: set[int] = field(default_factory=set)
    away: set[int] = field(default_factory=set)
    edges: list[tuple[int, int, str, bool]] = field(default_factory=list)  # person, deputy, scope, standing
    held: list[tuple[int, str]] = field(default_factory=list)

    def deputies_of(self, person: int) -> list[tuple[int, str]]:
        """Those named today, and the manager at a dead end."""
        named = [
            (deputy, scope)
            for one, deputy, scope, standing in self.edges
            if one == person and deputy not in self.gone and (not standing or person in self.away)
        ]
        manager = next(one.manager_id for one in self.people if one.pk == person)
        if person in self.away and manager and not self.someone_is_there(person):
            named.append((manager, ALL_ROLES))
        return named

    def someone_is_there(self, person: int) -> bool:
        """Whether the deputies for everything lead from one absent person to a present one."""
        seen, at = {person}, person
        while at in self.away:
            following = [
                deputy
                for one, deputy, scope, _standing in self.edges
                if one == at and scope == ALL_ROLES and deputy not in self.gone
            ]
            if not following or following[0] in seen:
                return False
            at = following[0]
            seen.add(at)
        return True

    def reached(self, person: int, scope: str, way: tuple[int, ...]) -> set[tuple[int, str]]:
        """Everybody who gets something of `person`, with the narrowest scope on each simple way."""
        found = set()
        for deputy, narrowed in self.deputies_of(person):
            together = narrowed if scope == ALL_ROLES else scope if narrowed in (ALL_ROLES, scope) else ""
            if together and deputy not in way:
                found |= {(deputy, together)} | self.reached(deputy, together, (*way, deputy))
        return found

    def expected(self, me: int) -> tuple[set[int], set[tuple[str, int]]]:
        """For whom `me` acts in everything, and whose roles `me` holds."""
        everything, roles = set(), {(role, me) for one, role in self.held if one == me}
        for other in [one.pk for one in self.people if one.pk != me]:
            scopes = {scope for who, scope in self.reached(other, ALL_ROLES, (other,)) if who == me}
            everything |= {other} if ALL_ROLES in scopes else set()
            roles |= {
                (role, other)
                for one, role in self.held
                if one == other and role != Role.CLEARED and scopes & {ALL_ROLES, role}
            }
        return everything, roles


def random_world(chance: random.Random) -> World:
    """Eight people with everything mixed."""
    world = World([staff() for _ in range(8)])
    by_id = {one.pk: one for one in world.people}
    ids = list(by_id)
    for one in world.people:
        others = [other for other in ids if other != one.pk]
        one.manager_id = chance.choice([None, *others])
        one.state = chance.choice([PersonState.ACTIVE] * 6 + [PersonState.LEFT])
        one.save()
        if one.state == PersonState.LEFT:
            world.gone.add(one.pk)
        if chance.random() < 0.5:
            away(one)
            world.away.add(one.pk)
        for scope in [ALL_ROLES, Role.HEAD, Role.FINANCE]:
            if chance.random() < (0.7 if scope == ALL_ROLES else 0.3):
                other, standing = chance.choice(others), chance.random() < 0.5
                DeputyFactory(person=one, deputy=by_id[other], scope=scope, standing=standing, period=WHOLE)
                world.edges.append((one.pk, other, str(scope), standing))
        for role in chance.sample([Role.HEAD, Role.FINANCE, Role.CLEARED, Role.SPECIALIST], 2):
            RoleAssignmentFactory(person=one, role=role)
            world.held.append((one.pk, str(role)))
    return world


@pytest.mark.parametrize("seed", range(40))
def test_the_statement_says_what_the_rules_say(seed: int) -> None:
    # given a random organisation
    world = random_world(random.Random(seed))
    for one in world.people:
        # when the standing of each person is asked for
        found = standing(one.pk, DAY)
        # then it is what a plain walk along the rules finds
        everything, held = world.expected(one.pk)
        assert set(found.acts_for) == everything
        assert {(str(row.role), row.person_id) for row in found.held} == held
        assert len(found.held) == len(set(found.held))
