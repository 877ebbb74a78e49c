"""Who reads the register of partners and who keeps it."""

from typing import Any

from foundation.core.access import anyone
from foundation.organisation.choices import Role
from partners.querysets import KEEPERS, READERS


def keeps_partners(person: Any) -> bool:
    """The desk and administrators enter partners and their people."""
    return anyone(person) and person.holds(*KEEPERS)


def reads_partners(person: Any) -> bool:
    """They, contact persons of offices, and auditors."""
    return anyone(person) and person.holds(*READERS)


def reads_entries(person: Any) -> bool:
    """Who sees the pages on which partners are entered: those who enter them, and auditors who read."""
    return anyone(person) and person.holds(*KEEPERS, Role.AUDITOR)
