"""Everything that changes people and places."""

from foundation.organisation.actions.deputies import (
    appoint_deputy,
    cancel_absence,
    enter_absence,
    revoke_deputy,
)
from foundation.organisation.actions.people import (
    add_person,
    choose_language,
    edit_person,
    first_admin,
    invite,
    mark_bounced,
    mark_left,
    switch_keys,
)
from foundation.organisation.actions.places import (
    remove_place,
    save_building,
    save_calendar,
    save_cost_centre,
    save_office,
    save_room,
    save_unit,
    save_wording,
)
from foundation.organisation.actions.roles import end_role, give_role
from foundation.organisation.actions.signing import (
    Stranger,
    end_sessions,
    link_subject,
    note_factor,
    note_sign_in,
    reset_factor,
    set_password,
    sweep_sign_in,
    unlink,
)

__all__ = [
    "Stranger",
    "add_person",
    "appoint_deputy",
    "cancel_absence",
    "choose_language",
    "edit_person",
    "end_role",
    "end_sessions",
    "enter_absence",
    "first_admin",
    "give_role",
    "invite",
    "link_subject",
    "mark_bounced",
    "mark_left",
    "note_factor",
    "note_sign_in",
    "remove_place",
    "reset_factor",
    "revoke_deputy",
    "save_building",
    "save_calendar",
    "save_cost_centre",
    "save_office",
    "save_room",
    "save_unit",
    "save_wording",
    "set_password",
    "sweep_sign_in",
    "switch_keys",
    "unlink",
]
