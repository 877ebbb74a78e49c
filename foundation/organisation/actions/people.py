"""The register of staff: who there is, how they are reached, what they chose."""

from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.organisation.actions.common import locked, note, ruled
from foundation.organisation.actions.roles import end_all_roles, give_role, lock_administrators
from foundation.organisation.actions.signing import forget_factors
from foundation.organisation.choices import PersonState, Role
from foundation.organisation.models import CostCentre, Office, Person, Room, Unit


class Details(TypedDict, total=False):
    """What the register holds about a person."""

    first_name: str
    last_name: str
    email: str
    personnel_no: str | None
    directory_id: str | None
    phone: str
    unit: Unit | None
    office: Office | None
    room: Room | None
    cost_centre: CostCentre | None
    manager: Person | None
    language: str
    state: str


def _write(person: Person, details: Details) -> list[str]:
    """Sets what differs; returns the names of the changed fields. Raises RuleBroken for a room elsewhere."""
    tidy = {**details}
    for name in ("personnel_no", "directory_id"):
        if name in tidy:
            tidy[name] = tidy[name] or None
    if "email" in tidy:
        tidy["email"] = str(tidy["email"]).strip().lower()
    changed = [name for name, value in tidy.items() if getattr(person, name) != value]
    for name in changed:
        setattr(person, name, tidy[name])
    if person.room is not None and person.room.building.office_id != person.office_id:
        raise RuleBroken(_("The room is not in this office."))
    if "email" in changed:
        person.email_bounced_at = None
    return changed


def add_person(*, by: Person | None, **details: Unpack[Details]) -> Person:
    """Adds somebody to the register; they cannot sign in before an invitation. Raises RuleBroken."""
    person = Person()
    person.set_unusable_password()
    with ruled():
        _write(person, details)
        person.save(force_insert=True)
        note("person.added", person, by=by, roles=(Role.ADMIN,))
    return person


def edit_person(person: Person, *, by: Person | None, **details: Unpack[Details]) -> Person:
    """Changes what the register holds. Leaving is `mark_left`. Raises RuleBroken."""
    if details.get("state") == PersonState.LEFT:
        raise ValueError("mark_left() ends the service, edit_person() does not")
    with ruled():
        person = locked(person)
        changed = _write(person, details)
        if changed:
            person.save(update_fields=[*changed, "email_bounced_at"])
            note("person.changed", person, by=by, roles=(Role.ADMIN,), fields=sorted(changed))
    return person


@transaction.atomic
def mark_left(person: Person, *, by: Person | None) -> Person:
    """Ends the service: no more sign-in, no more roles. Raises RuleBroken for the last administrator."""
    lock_administrators()
    person = locked(person)
    end_all_roles(person, by=by)
    person.state = PersonState.LEFT
    person.set_unusable_password()
    person.sessions_no += 1
    person.save(update_fields=["state", "password", "sessions_no"])
    note("person.left", person, by=by, roles=(Role.ADMIN,))
    return person


@transaction.atomic
def invite(person: Person, *, by: Person) -> Person:
    """Asks for a mail with a link to set a password. Raises RuleBroken for one who left or has no mailbox."""
    person = locked(person)
    if person.email_bounced_at is not None:
        raise RuleBroken(_("Mail to this address came back. Correct the address first."))
    note("person.invited", person, by=by, roles=(Role.ADMIN,))
    return person


@transaction.atomic
def first_admin(
    *, email: str, first_name: str, last_name: str, language: str = "", force: bool = False
) -> Person:
    """Makes the person with the address an administrator, and the person when there is none.

    Raises RuleBroken while there is an administrator, unless forced; then a lost second factor goes too.
    """
    if lock_administrators() and not force:
        raise RuleBroken(_("There is an administrator already."))
    person: Person | None = Person.objects.in_service().filter(email__iexact=email).first()
    if person is None:
        person = add_person(
            by=None, email=email, first_name=first_name, last_name=last_name, language=language
        )
    if force:
        forget_factors(person)
    if not person.holds(Role.ADMIN):
        give_role(person, role=Role.ADMIN, since=timezone.localdate(), by=None)
    return person


@transaction.atomic
def choose_language(*, language: str, by: Person) -> Person:
    """The language of pages and mails."""
    return _choose(by, language=language)


@transaction.atomic
def switch_keys(*, on: bool, by: Person) -> Person:
    """Turns keyboard shortcuts of one letter on or off."""
    return _choose(by, keys_on=on)


def _choose(by: Person, **choice: str | bool) -> Person:
    person = locked(by)
    for name, value in choice.items():
        setattr(person, name, value)
    person.save(update_fields=list(choice))
    note("person.preferred", person, by=by, fields=sorted(choice))
    return person


@transaction.atomic
def mark_bounced(*, person_id: int) -> Person:
    """Notes that the mail server refused the address for good; no more mails go there until it changes."""
    person: Person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person_id)
    if person.email_bounced_at is None:
        person.email_bounced_at = timezone.now()
        person.save(update_fields=["email_bounced_at"])
        note("person.bounced", person, by=None)
    return person
