"""Who is what: roles are given and ended, never deleted."""

from datetime import date

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.organisation.actions.common import days, locked, note, rights_changed, ruled
from foundation.organisation.choices import PersonState, Rank, Role
from foundation.organisation.models import Office, Person, RoleAssignment, Unit


def give_role(
    person: Person,
    *,
    role: str,
    by: Person | None,
    since: date,
    until: date | None = None,
    office: Office | None = None,
    unit: Unit | None = None,
    rank: str = Rank.PRIMARY,
) -> RoleAssignment:
    """Gives a role from `since` to the day `until`, included. Raises RuleBroken when it is held or taken."""
    given = RoleAssignment(
        role=role, office=office, unit=unit, rank=rank, period=days(since, until), given_by=by
    )
    with ruled():
        given.person = locked(person)
        _refuse_twice(given)
        given.save(force_insert=True)
        rights_changed(person.pk)
        note("role.given", given, by=by, roles=(Role.ADMIN,), person=person.pk, role=str(role))
    return given


def _refuse_twice(given: RoleAssignment) -> None:
    """The same role for the same place; the constraint looks at roles without a place only."""
    same = {name: getattr(given, name) for name in ("person", "role", "office", "unit")}
    if RoleAssignment.objects.filter(**same, period__overlap=given.period).exists():
        raise RuleBroken(_("The person holds this role in this time already."))


def end_role(assignment: RoleAssignment, *, by: Person | None) -> RoleAssignment:
    """Ends a role now. Raises RuleBroken when it has ended, or when it is the last administrator's."""
    with transaction.atomic():
        if assignment.role == Role.ADMIN:
            lock_administrators()
        rights_changed(assignment.person_id)  # the person is locked before the role, as by mark_left
        ended = RoleAssignment.objects.select_for_update(of=("self",), no_key=True).get(pk=assignment.pk)
        if ended.ended_at is not None or _is_over(ended):
            raise RuleBroken(_("This role has ended already."))
        return _end(ended, by=by)


def end_all_roles(person: Person, *, by: Person | None) -> None:
    """Ends what a person holds or would come to hold; the caller has locked person and administrators."""
    rows = RoleAssignment.objects.select_for_update(of=("self",), no_key=True)
    for held in rows.filter(person=person, ended_at=None).order_by("pk"):
        if not _is_over(held):
            _end(held, by=by)


def lock_administrators() -> list[RoleAssignment]:
    """Administrators' roles in force without an end, locked: two cannot end the last two at once."""
    rows = RoleAssignment.objects.select_for_update(of=("self",), no_key=True).on(timezone.localdate())
    rows = rows.filter(role=Role.ADMIN, period__upper_inf=True).exclude(person__state=PersonState.LEFT)
    return list(rows.order_by("pk"))


def _is_over(held: RoleAssignment) -> bool:
    upper = held.period.upper
    return bool(held.period.isempty or (upper is not None and upper <= timezone.localdate()))


def _end(held: RoleAssignment, *, by: Person | None) -> RoleAssignment:
    today = timezone.localdate()
    if held.role == Role.ADMIN and all(one.pk == held.pk for one in lock_administrators()):
        raise RuleBroken(
            _("The last administrator cannot be removed. Make somebody else an administrator first.")
        )
    held.period = DateRange(min(held.period.lower, today), today)
    held.ended_at, held.ended_by = timezone.now(), by
    held.save(update_fields=["period", "ended_at", "ended_by"])
    note("role.ended", held, by=by, roles=(Role.ADMIN,), person=held.person_id, role=held.role)
    return held
