"""Who acts for whom, and who is away."""

from datetime import date
from typing import TypeVar

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.organisation.actions.common import days, locked, note, rights_changed, ruled
from foundation.organisation.choices import ALL_ROLES, NEVER_BY_DEPUTY, Role
from foundation.organisation.models import Absence, Deputy, Person
from foundation.organisation.permissions import may_appoint_for

APPOINTERS = (Role.ADMIN, Role.SPECIALIST, Role.HEAD)
Row = TypeVar("Row", Deputy, Absence)


def appoint_deputy(
    person: Person,
    *,
    deputy: Person,
    by: Person,
    since: date,
    until: date | None = None,
    scope: str = ALL_ROLES,
    standing: bool = False,
) -> Deputy:
    """Somebody acts for a person to the day `until`, included; a standing deputy whenever the person is away.

    Raises RuleBroken.
    """
    _demand(by, person)
    _refuse_odd(scope, until, standing=standing)
    period = days(since, until)
    with ruled():
        person, deputy = _locked_pair(person, deputy)
        row = Deputy.objects.create(
            person=person, deputy=deputy, scope=scope, period=period, standing=standing, appointed_by=by
        )
        rights_changed(deputy.pk)
        _note("deputy.appointed", row, by=by, deputy=deputy.pk, scope=scope)
    return row


def _locked_pair(person: Person, deputy: Person) -> tuple[Person, Person]:
    """Both, locked by ascending id, so that two who appoint each other do not wait for each other."""
    found = {one.pk: locked(one) for one in sorted((person, deputy), key=lambda one: one.pk)}
    return found[person.pk], found[deputy.pk]


def _refuse_odd(scope: str, until: date | None, *, standing: bool) -> None:
    if scope in NEVER_BY_DEPUTY:
        raise RuleBroken(_("Clearance is personal: a deputy does not get it."))
    if until is None and not standing:
        raise RuleBroken(_("Give the last day, or choose that the deputy acts whenever the person is away."))
    if until is not None and until < timezone.localdate():
        raise RuleBroken(_("The last day is over already."))


def revoke_deputy(row: Deputy, *, by: Person) -> Deputy:
    """Ends an appointment at once. Raises RuleBroken when it was revoked before."""
    _demand(by, row.person)
    with ruled():
        row = Deputy.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        if row.revoked_at is not None:
            raise RuleBroken(_("This appointment was revoked already."))
        row.revoked_at, row.revoked_by = timezone.now(), by
        row.save(update_fields=["revoked_at", "revoked_by"])
        rights_changed(row.deputy_id)
        _note("deputy.revoked", row, by=by, deputy=row.deputy_id)
    return row


def enter_absence(person: Person, *, by: Person, since: date, until: date | None = None) -> Absence:
    """The person is away to the day `until`, included, or until it is cancelled. Raises RuleBroken."""
    _demand(by, person)
    period = days(since, until)
    with ruled():
        row = Absence.objects.create(person=locked(person), period=period, entered_by=by)
        _note("absence.entered", row, by=by)
    return row


def cancel_absence(row: Absence, *, by: Person) -> Absence:
    """The person is not away after all. Raises RuleBroken when it was cancelled before."""
    _demand(by, row.person)
    with ruled():
        row = Absence.objects.select_for_update(of=("self",), no_key=True).get(pk=row.pk)
        if row.cancelled_at is not None:
            raise RuleBroken(_("This absence was cancelled already."))
        row.cancelled_at, row.cancelled_by = timezone.now(), by
        row.save(update_fields=["cancelled_at", "cancelled_by"])
        _note("absence.cancelled", row, by=by)
    return row


def _demand(by: Person, person: Person) -> None:
    if not may_appoint_for(by, person):
        raise RuleBroken(
            _("You may do this for yourself. For others a specialist or an administrator does it.")
        )


def _note(kind: str, row: Row, *, by: Person, **data: int | str) -> None:
    own = by.pk == row.person_id
    note(kind, row, by=by, roles=() if own else APPOINTERS, person=row.person_id, **data)
