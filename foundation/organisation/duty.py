"""What the organisation offers the house."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from foundation.core.admin import site
from foundation.core.duties import (
    SILENT,
    Duty,
    Finder,
    HoldingsProvider,
    LabelKind,
    MenuEntry,
    OfficeCard,
    register,
)
from foundation.core.linking import Linkable
from foundation.organisation import importers
from foundation.organisation.listing import (
    describe_rooms,
    find_people,
    find_rooms,
    people_found,
    people_in_words,
    roles_held,
    rooms_found,
    rooms_in_words,
)
from foundation.organisation.models import Building
from foundation.organisation.notices import ACCOUNT_CHANGED, DEPUTY_APPOINTED
from foundation.organisation.permissions import keeps_people, reads_roles

PLACES = ("building", "costcentre", "office", "room", "unit", "workcalendar", "wording")


def office_card(person: Any, office: Any) -> dict[str, Any]:
    """Where an office is, when it works and whom to call."""
    houses = Building.objects.filter(office=office).values_list("address", flat=True)
    return {"addresses": list(houses), "hours": office.calendar.name, "phone": office.emergency_phone}


register(
    Duty(
        code="organisation",
        title=_("People and places"),
        menu=[
            MenuEntry(
                url="person_list", title=_("People"), icon="people", group="settings", right=keeps_people
            ),
            MenuEntry(url="role_list", title=_("Roles"), icon="list", group="settings", right=reads_roles),
            MenuEntry(
                url="admin:index",
                title=_("Settings data"),
                icon="settings",
                group="settings",
                right=site.opens,
                order=60,
            ),
            MenuEntry(url="me", title=_("My details and deputy"), icon="person", group="me"),
        ],
        events={
            "absence.cancelled": SILENT,
            "absence.entered": SILENT,
            "building.removed": SILENT,
            "building.saved": SILENT,
            "calendar.changed": SILENT,
            "costcentre.saved": SILENT,
            "deputy.appointed": DEPUTY_APPOINTED,
            "deputy.revoked": SILENT,
            "office.removed": SILENT,
            "office.saved": SILENT,
            "person.added": SILENT,
            "person.bounced": SILENT,
            "person.changed": SILENT,
            "person.factor_added": ACCOUNT_CHANGED,
            "person.factor_removed": ACCOUNT_CHANGED,
            "person.factor_reset": ACCOUNT_CHANGED,
            "person.invited": SILENT,  # the outbox reacts with a mail of its own
            "person.left": SILENT,
            "person.linked": SILENT,
            "person.password_changed": ACCOUNT_CHANGED,
            "person.password_chosen": SILENT,
            "person.preferred": SILENT,
            "person.removed": SILENT,
            "person.returned": SILENT,
            "person.sessions_ended": SILENT,
            "person.signed_in": SILENT,
            "person.unlinked": SILENT,
            "role.ended": SILENT,
            "role.given": SILENT,
            "room.removed": SILENT,
            "room.saved": SILENT,
            "unit.saved": SILENT,
            "wording.saved": SILENT,
            "workcalendar.saved": SILENT,
            **dict.fromkeys(f"{place}.removed" for place in PLACES),
        },
        finders=[Finder(title=_("People"), find=find_people)],
        nouns={
            "absence": _("absences"),
            "building": _("buildings"),
            "costcentre": _("cost centres"),
            "office": _("offices"),
            "person": _("people"),
            "roleassignment": _("roles"),
            "room": _("rooms"),
            "unit": _("structural units"),
            "workcalendar": _("working calendars"),
        },
        holdings=[HoldingsProvider(code="roles", title=_("Roles"), of=roles_held)],
        office_cards=[
            OfficeCard(template="organisation/cards/office.html", show=office_card, place="rail", order=30)
        ],
        linkables=[
            Linkable(
                subject="room", title=_("Room"), icon="place", find=rooms_found, describe=rooms_in_words
            ),
            Linkable(
                subject="person",
                title=_("Person"),
                icon="person",
                find=people_found,
                describe=people_in_words,
            ),
        ],
        labels=[
            LabelKind(
                letter="R",
                subject="room",
                title=_("Rooms"),
                hint=_("Numbers and spans of numbers, for example 204, 210-215; empty: all rooms"),
                describe=describe_rooms,
                find=find_rooms,
            )
        ],
        importers=[importers.PEOPLE, importers.PLACES],
    )
)
