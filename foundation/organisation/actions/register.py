"""The register in bulk, for imports: some thousand people in a few statements, each with their event."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, models, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record_many
from foundation.organisation.actions.common import ruled
from foundation.organisation.actions.people import mark_left
from foundation.organisation.choices import PersonState, Role
from foundation.organisation.models import Person, RoleAssignment

Values = Mapping[str, Any]  # as `Details`, but unit, office, room, cost centre and manager by their id
BY_ID = {"unit", "office", "room", "cost_centre", "manager"}
PIECE, AT_ONCE = 500, 5000  # rows of an INSERT and of an UPDATE


def note_many(
    kind: str, subjects: Iterable[tuple[models.Model, dict[str, Any]]], *, by: Person | None
) -> None:
    """`note` for many, by the right of an administrator."""
    behalf = by.standing.on_behalf_of(Role.ADMIN) if by is not None else None
    record_many(kind, list(subjects), actor=by, on_behalf_of=behalf)


def column(name: str) -> str:
    """Where the value of a detail is kept."""
    return f"{name}_id" if name in BY_ID else name


def held(person: Person, names: Iterable[str]) -> dict[str, Any]:
    """What the register holds of a person, by these names."""
    return {name: getattr(person, column(name)) for name in names}


def _set(person: Person, values: Values) -> None:
    for name, value in values.items():
        setattr(person, column(name), value)
    if "email" in values:
        person.email_bounced_at = None


def numbers_for_people(count: int) -> list[int]:
    """Ids that nobody else gets: people who are added together may name each other by them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('organisation_person', 'id')) FROM generate_series(1, %s)",
            [count],
        )
        return [number for (number,) in cursor.fetchall()]


def add_people(details: Mapping[int, Values], *, by: Person | None) -> None:
    """Adds many by their ids; they cannot sign in before an invitation.

    Raises RuleBroken when one is there already.
    """
    people = [Person(pk=number, password=make_password(None)) for number in details]
    for person in people:
        _set(person, details[person.pk])
    with ruled():
        Person.objects.bulk_create(people, batch_size=PIECE)
        note_many("person.added", ((person, {}) for person in people), by=by)


def edit_people(wanted: Mapping[int, tuple[Values, Values]], *, by: Person | None) -> set[int]:
    """Writes for each id what it should hold, where it still holds what it did: (before, after).

    Returns the ids of those who have changed meanwhile and were left alone. Who had left may return.
    Raises RuleBroken when a rule of the register is broken.
    """
    with ruled():
        people = _locked(wanted)
        ready = [one for one in people if held(one, wanted[one.pk][0]) == dict(wanted[one.pk][0])]
        back = {one.pk for one in ready if one.state == PersonState.LEFT}
        for person in ready:
            _set(person, wanted[person.pk][1])
        _write(ready, {name for _before, after in wanted.values() for name in after})
        changes = [(one, {"fields": sorted(wanted[one.pk][1])}) for one in ready]
        note_many("person.returned", [one for one in changes if one[0].pk in back], by=by)
        note_many("person.changed", [one for one in changes if one[0].pk not in back], by=by)
    return set(wanted) - {one.pk for one in ready}


def put_back(wanted: Mapping[int, tuple[Values, Values]], *, by: Person | None) -> None:
    """Undoes `edit_people`: (what was written, what stood before). Raises RuleBroken for a later change."""
    if not wanted:
        return
    with ruled():
        people = _locked(wanted)
        for person in people:
            written, before = wanted[person.pk]
            if held(person, written) != dict(written):
                raise RuleBroken(_("%(name)s was changed since.") % {"name": person.full_name})
            if before.get("state") == PersonState.LEFT and person.roles.filter(ended_at=None).exists():
                raise RuleBroken(_("%(name)s holds a role since.") % {"name": person.full_name})
            _set(person, before)
        _write(people, {name for _written, before in wanted.values() for name in before})
        changes = ((one, {"fields": sorted(wanted[one.pk][1])}) for one in people)
        note_many("person.changed", changes, by=by)


def _locked(ids: Iterable[int]) -> list[Person]:
    """By ascending id, so that two who do this do not wait for each other."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True)
    return list(rows.filter(pk__in=list(ids)).order_by("pk"))


def _write(people: Sequence[Person], names: Iterable[str]) -> None:
    """Some columns of many: bulk_update would send a CASE with each of them, and takes ten times as long."""
    columns = {column(name) for name in names} | {"email_bounced_at"}
    fields = [one for one in Person._meta.concrete_fields if one.attname in columns]
    with connection.cursor() as cursor:
        for start in range(0, len(people), AT_ONCE):
            piece = people[start : start + AT_ONCE]
            values = [
                [one.pk for one in piece],
                *([_stored(one, field) for one in piece] for field in fields),
            ]
            cursor.execute(_update(fields), values)


def _stored(person: Person, field: Any) -> Any:
    return field.get_db_prep_save(getattr(person, field.attname), connection)


def _update(fields: Sequence[Any]) -> str:
    """Texts come as text: a cast to their column's own type would cut one that is too long in silence."""
    kinds = [str(field.db_type(connection)) for field in fields]
    arrays = ", ".join(f"%s::{'text' if kind.startswith('varchar') else kind}[]" for kind in kinds)
    names = [f'"{field.column}"' for field in fields]
    values = ", ".join(f"{name} = given.{name}" for name in names)
    return (
        f"UPDATE organisation_person AS person SET {values} "  # noqa: S608  names of our own columns
        f"FROM unnest(%s::bigint[], {arrays}) AS given(id, {', '.join(names)}) WHERE person.id = given.id"
    )


def leave_people(ids: Iterable[int], *, by: Person | None) -> dict[int, list[list[Any]]]:
    """Ends the service of many, one after another; of those it ended: their roles, as [id, last day or None].

    Those who have left already and the last administrator stay as they are.
    """
    ended: dict[int, list[list[Any]]] = {}
    for person in Person.objects.filter(pk__in=list(ids)).order_by("pk"):
        roles = [
            [held_role.pk, held_role.period.lower.isoformat(), _until(held_role)]
            for held_role in person.roles.filter(ended_at=None)
        ]
        try:
            mark_left(person, by=by)
        except RuleBroken:
            continue
        ended[person.pk] = roles
    return ended


def _until(role: RoleAssignment) -> str | None:
    return role.period.upper.isoformat() if role.period.upper else None


def take_back(ended: Mapping[int, tuple[str, list[list[Any]]]], *, by: Person | None) -> None:
    """People who were marked as left are in service again, with their roles: id -> (state, roles).

    They need a new invitation to sign in. Raises RuleBroken for one who is back already.
    """
    with ruled():
        people = _locked(ended)
        for person in people:
            if person.is_active:
                raise RuleBroken(_("%(name)s has come back since.") % {"name": person.full_name})
            person.state = ended[person.pk][0]
        _write(people, ["state"])
        _give_back([role for _state, roles in ended.values() for role in roles])
        note_many("person.returned", ((person, {"fields": ["state"]}) for person in people), by=by)


def _give_back(roles: Sequence[Sequence[Any]]) -> None:
    periods = {number: DateRange(since, until) for number, since, until in roles}
    rows = RoleAssignment.objects.select_for_update(of=("self",), no_key=True).exclude(ended_at=None)
    found = list(rows.filter(pk__in=periods).order_by("pk"))
    for role in found:
        role.period, role.ended_at, role.ended_by = periods[role.pk], None, None
    RoleAssignment.objects.bulk_update(found, ["period", "ended_at", "ended_by"])


@transaction.atomic
def remove_people(wanted: Mapping[int, Values], *, by: Person | None) -> None:
    """Takes out people who were added by mistake, as long as nothing has come of it.

    Raises RuleBroken when one has changed, has signed in, or is named anywhere.
    """
    people = _locked(wanted)
    for person in people:
        if held(person, wanted[person.pk]) != dict(wanted[person.pk]) or person.last_login is not None:
            raise RuleBroken(_used(person))
        person.manager = None  # they may be each other's managers
    _write(people, ["manager"])
    note_many("person.removed", ((person, {}) for person in people), by=by)
    try:
        Person.objects.filter(pk__in=list(wanted)).delete()
    except models.ProtectedError as used:
        raise RuleBroken(_named(people, used)) from used


def _named(people: Sequence[Person], used: models.ProtectedError) -> str:
    """The sentence about the first of the people whom a protected row names."""
    ids = {one.pk: one for one in people}
    for row in used.protected_objects:
        for field in row._meta.concrete_fields:
            if field.related_model is Person and getattr(row, field.attname) in ids:
                return _used(ids[getattr(row, field.attname)])
    return _used(people[0])


def _used(person: Person) -> str:
    return _("%(name)s is in use already: changed, signed in, or named somewhere.") % {
        "name": person.full_name
    }
