"""What the actions share: periods, locked people, and constraints told in sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.core.errors import RuleBroken
from foundation.core.ruling import in_words
from foundation.events.actions import record
from foundation.organisation.models import Person

SENTENCES: dict[str, Promise] = {
    "email_once_among_those_in_service": gettext_lazy("Somebody in service has this e-mail address already."),
    "organisation_person_personnel_no_key": gettext_lazy("Somebody has this personnel number already."),
    "organisation_person_directory_id_key": gettext_lazy("Somebody has this directory id already."),
    "person_not_their_own_manager": gettext_lazy("Nobody is their own manager."),
    "role_scope_fits": gettext_lazy(
        "A contact person needs an office, a manager needs a unit, other roles need neither."
    ),
    "one_first_contact_of_an_office": gettext_lazy(
        "The office has a first contact person in this time already. End that role or give the second rank."
    ),
    "one_first_manager_of_a_unit": gettext_lazy(
        "The unit has a first manager in this time already. End that role or give the second rank."
    ),
    "role_once_at_a_time": gettext_lazy("The person holds this role in this time already."),
    "absence_once": gettext_lazy("An absence is entered for some of these days already."),
    "deputy_is_somebody_else": gettext_lazy("Choose somebody else as the deputy."),
    "one_deputy_at_a_time": gettext_lazy(
        "For some of these days there is a deputy for the same duties already. End that one first."
    ),
    "organisation_unit_code_key": gettext_lazy("Another unit has this code."),
    "unit_not_its_own_parent": gettext_lazy("A unit cannot lie below itself."),
    "units_form_a_tree": gettext_lazy("A unit cannot lie below itself."),
    "organisation_costcentre_code_key": gettext_lazy("Another cost centre has this code."),
    "organisation_office_code_key": gettext_lazy("Another office has this code."),
    "organisation_office_name_key": gettext_lazy("Another office has this name."),
    "building_once": gettext_lazy("The office has a building with this address already."),
    "room_number_once_in_its_building": gettext_lazy("The building has a room with this number already."),
    "organisation_room_label_code_key": gettext_lazy("Another room has this label."),
    "organisation_workcalendar_name_key": gettext_lazy("Another calendar has this name."),
    "organisation_wording_code_key": gettext_lazy(
        "This word has the agency's own words already. Change those."
    ),
    "window_on_a_weekday": gettext_lazy("A stretch of working time must end after it begins."),
    "window_ends_after_it_opens": gettext_lazy("A stretch of working time must end after it begins."),
    "window_once": gettext_lazy("Two stretches of working time on the same day overlap."),
    "exception_once": gettext_lazy("Two stretches of working time on the same day overlap."),
    "exception_hours_paired": gettext_lazy(
        "An exceptional day is closed or has both a beginning and an end."
    ),
}


@contextmanager
def ruled() -> Iterator[None]:
    """A transaction whose violated constraints become RuleBroken; unknown ones stay what they are."""
    with in_words(SENTENCES):
        yield


def days(since: date, until: date | None) -> DateRange:
    """The period of both days and those between; without an end when `until` is None."""
    if until is not None and until < since:
        raise RuleBroken(_("The last day is before the first."))
    return DateRange(since, None if until is None else until + timedelta(days=1))


def locked(person: Person) -> Person:
    """The person as stored now, locked for this transaction. Raises RuleBroken when they have left."""
    found: Person = Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    if not found.is_active:
        raise RuleBroken(_("This person has left."))
    return found


def rights_changed(person_id: int) -> None:
    """The sessions of a person get another key: what was known of the old one opens no new right."""
    Person.objects.filter(pk=person_id).update(rights_no=F("rights_no") + 1)


def note(
    kind: str, subject: models.Model, *, by: Person | None, roles: tuple[str, ...] = (), **data: Any
) -> None:
    """Records the event; `roles` are those that gave the right, so that a deputy's act names for whom."""
    behalf = by.standing.on_behalf_of(*roles) if by is not None and roles else None
    record(kind, subject, actor=by, on_behalf_of=behalf, **data)
