"""Screens of people, their roles, deputies and absences."""

from foundation.organisation.views.forms import (
    absence_enter,
    deputy_appoint,
    person_edit,
    person_new,
    role_give,
)
from foundation.organisation.views.pages import me, person, person_find, person_list, role_list
from foundation.organisation.views.signing import sign_on
from foundation.organisation.views.verbs import (
    absence_cancel,
    deputy_revoke,
    person_invite,
    person_left,
    person_reset_factor,
    person_sign_out,
    person_unlink,
    role_end,
)

__all__ = [
    "absence_cancel",
    "absence_enter",
    "deputy_appoint",
    "deputy_revoke",
    "me",
    "person",
    "person_edit",
    "person_find",
    "person_invite",
    "person_left",
    "person_list",
    "person_new",
    "person_reset_factor",
    "person_sign_out",
    "person_unlink",
    "role_end",
    "role_give",
    "role_list",
    "sign_on",
]
