"""Who may do what with people, roles and deputies."""

from typing import Any

from foundation.core.access import anyone
from foundation.organisation.choices import Role
from foundation.organisation.querysets import PRINTS_ALL


def manages_people(person: Any) -> bool:
    """Administrators give roles, invite people and keep the register."""
    return anyone(person) and person.holds(Role.ADMIN)


def appoints_for_others(person: Any) -> bool:
    """Specialists, the head and administrators appoint deputies for others; everyone does for themselves."""
    return anyone(person) and person.holds(Role.ADMIN, Role.SPECIALIST, Role.HEAD)


def may_appoint_for(person: Any, other: Any) -> bool:
    """Whether `person` may appoint a deputy or enter an absence for `other`."""
    return person.pk == other.pk or appoints_for_others(person)


def may_sign_out(person: Any, other: Any) -> bool:
    """Whether `person` may end all sessions of `other`: one's own, and administrators everybody's."""
    return person.pk == other.pk or manages_people(person)


def reads_roles(person: Any) -> bool:
    """Who gave which role when is for administrators, the head and auditors."""
    return anyone(person) and person.holds(Role.ADMIN, Role.HEAD, Role.AUDITOR)


def reads_history(person: Any) -> bool:
    """Who changed people, roles and reference data is for auditors and administrators."""
    return anyone(person) and person.holds(Role.ADMIN, Role.AUDITOR)


def reads_looks(person: Any) -> bool:
    """Who looked at confidential requests is for auditors alone: administrators keep the roles."""
    return anyone(person) and person.holds(Role.AUDITOR)


def keeps_people(person: Any) -> bool:
    """Who has the list of people in the menu; its page is open to everyone signed in."""
    return manages_people(person) or reads_roles(person)


def keeps_places(person: Any) -> bool:
    """Administrators set up units, cost centres, offices, rooms and working calendars."""
    return anyone(person) and person.holds(Role.ADMIN)


def reads_places(person: Any) -> bool:
    """Who sees the pages on which they are set up: administrators, and auditors who read."""
    return anyone(person) and person.holds(Role.ADMIN, Role.AUDITOR)


def prints_labels(person: Any) -> bool:
    """The desk and administrators print labels of all offices, contact persons those of their own."""
    return anyone(person) and person.holds(*PRINTS_ALL, Role.CONTACT)
