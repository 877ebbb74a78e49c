"""Every page of the product: its addresses, who looks at it, and how its forms complain."""

from smtplib import SMTP
from typing import Any

from foundation.core.labels import code_of
from tests.journeys.house import House

ROLES = ("staff", "contact", "specialist", "manager", "head", "admin", "auditor")
# Name of an address: who looks at it, and where. The words in braces come from `known`.
PAGES: dict[str, list[tuple[str, str]]] = {
    "home": [(role, "/") for role in ROLES],
    "find": [("specialist", "/find/?q=uks"), ("staff", "/find/"), ("staff", "/find/?q=xyzzy")],
    "styleguide": [("", "/styleguide/")],
    "new_request": [
        ("staff", "/requests/new/"),
        ("staff", "/requests/new/?category=broken"),
        ("staff", "/requests/new/?category=safety"),
    ],
    "my_requests": [
        ("staff", "/requests/"),
        ("staff", "/requests/?view=ended"),
        ("auditor", "/requests/"),  # a person with nothing
        ("auditor", "/requests/?view=ended"),
    ],
    "around": [("contact", "/requests/around/"), ("manager", "/requests/around/")],
    "queue": [
        ("specialist", "/requests/queue/"),
        ("specialist", "/requests/queue/?view=unassigned&ticket={new}"),
        ("specialist", "/requests/queue/?q=xyzzy"),  # nothing found
        ("auditor", "/requests/queue/"),
    ],
    "worksheets": [
        ("specialist", "/requests/queue/sheets/?pick={new}&pick={told}"),
        ("specialist", "/requests/queue/sheets/"),
    ],
    "phone": [("specialist", "/requests/phone/"), ("specialist", "/requests/phone/?caller={staff}")],
    "queue_bulk": [
        ("specialist", "/requests/queue/bulk/?do=priority&pick={new}.0&pick={asked}.0"),
        ("specialist", "/requests/queue/bulk/"),
    ],
    "saved_views": [("specialist", "/requests/queue/views/"), ("auditor", "/requests/queue/views/")],
    "saved_view_new": [("specialist", "/requests/queue/views/new/?view=overdue&q=lamp")],
    "saved_view": [("specialist", "/requests/queue/views/{saved}/")],
    "reports": [("head", "/requests/reports/"), ("contact", "/requests/reports/?by=category&months=3")],
    "management": [("head", "/management/"), ("manager", "/management/")],
    "handover": [("specialist", "/handover/{solver}/"), ("head", "/handover/{solver}/")],
    "offices": [("specialist", "/office/")],
    "office": [("contact", "/office/PRN/"), ("specialist", "/office/TRT/")],
    "ticket": [
        ("staff", "/requests/P-{asked}/"),
        ("staff", "/requests/P-{resolved}/"),
        ("staff", "/requests/P-{asked}/?sent=1"),
        ("specialist", "/requests/P-{told}/"),
        ("specialist", "/requests/P-{closed}/"),
        ("specialist", "/requests/P-{confidential}/"),
        ("manager", "/requests/P-{asked}/"),
    ],
    "ticket_clock": [("staff", "/requests/P-{asked}/clock/"), ("specialist", "/requests/P-{told}/clock/")],
    "ticket_reply": [("staff", "/requests/P-{asked}/reply/"), ("specialist", "/requests/P-{new}/reply/")],
    "ticket_assign": [("specialist", "/requests/P-{new}/assign/")],
    "ticket_wait": [("specialist", "/requests/P-{new}/wait/")],
    "ticket_forward": [("specialist", "/requests/P-{new}/forward/")],
    "ticket_resolve": [("specialist", "/requests/P-{new}/resolve/")],
    "ticket_not_solved": [("staff", "/requests/P-{resolved}/not-solved/")],
    "ticket_reopen": [("specialist", "/requests/P-{resolved}/reopen/")],
    "ticket_cancel": [("specialist", "/requests/P-{new}/cancel/")],
    "ticket_link": [
        ("specialist", "/requests/P-{new}/link/"),
        ("specialist", "/requests/P-{new}/link/?subject=room&q=1"),
    ],
    "ticket_split": [("specialist", "/requests/P-{new}/split/")],
    "linked_requests": [("staff", "/requests/about/room/{room}/")],
    "ticket_followers": [("specialist", "/requests/P-{new}/followers/")],
    "ticket_merge": [("specialist", "/requests/P-{new}/merge/")],
    "ticket_edit": [("specialist", "/requests/P-{new}/edit/")],
    "bulletins": [("staff", "/requests/notices/"), ("specialist", "/requests/notices/")],
    "bulletin": [
        ("contact", "/requests/notices/{bulletin}/"),
        ("specialist", "/requests/notices/{bulletin}/"),
    ],
    "bulletin_new": [("specialist", "/requests/notices/new/")],
    "guides": [("staff", "/requests/guides/"), ("specialist", "/requests/guides/?q=xyzzy")],
    "guide": [("staff", "/requests/guides/{guide}/")],
    "label_sheet": [("contact", "/labels/"), ("specialist", "/labels/")],
    "label_find": [("staff", "/L/")],
    "label": [("staff", "/L/{label}/"), ("specialist", "/L/{label}/")],
    "partner_list": [("specialist", "/partners/"), ("contact", "/partners/?q=xyzzy")],
    "responsibilities": [("contact", "/requests/who-answers/"), ("specialist", "/requests/who-answers/")],
    "person_list": [("admin", "/people/"), ("staff", "/people/"), ("admin", "/people/?q=xyzzy")],
    "person_new": [("admin", "/people/new/")],
    "person": [
        ("admin", "/people/{solver}/"),
        ("staff", "/people/{staff}/"),
        ("auditor", "/people/{staff}/"),
    ],
    "me": [("specialist", "/people/me/")],
    "person_edit": [("admin", "/people/{staff}/edit/")],
    "role_list": [("admin", "/people/roles/"), ("auditor", "/people/roles/")],
    "role_give": [("admin", "/people/{staff}/roles/new/")],
    "deputy_appoint": [("staff", "/people/{staff}/deputies/new/")],
    "absence_enter": [("staff", "/people/{staff}/absences/new/")],
    "profile": [("specialist", "/profile/")],
    "accessibility": [("", "/accessibility/")],
    "privacy": [("", "/privacy/")],
    "health": [("admin", "/health/")],
    "audit": [("admin", "/audit/?kind=office"), ("auditor", "/audit/?who=xyzzy")],
    "audit_looks": [("auditor", "/audit/looks/")],
    "account_login": [("", "/account/login/")],
    "account_logout": [("staff", "/account/logout/")],
    "account_inactive": [("", "/account/inactive/")],
    "account_signup": [("", "/account/signup/")],
    "account_change_password": [("head", "/account/password/change/")],
    "account_set_password": [("manager", "/account/password/set/")],
    "account_reauthenticate": [("head", "/account/reauthenticate/")],
    "account_reset_password": [("", "/account/password/reset/")],
    "account_reset_password_done": [("", "/account/password/reset/done/")],
    "account_reset_password_from_key": [("", "/account/password/reset/key/1-wrong/"), ("", "{link}")],
    "account_reset_password_from_key_done": [("", "/account/password/reset/key/done/")],
    "mfa_index": [("specialist", "/account/second-step/")],
    "mfa_activate_totp": [("specialist", "/account/second-step/on/")],
    "today": [("specialist", "/today/"), ("staff", "/today/")],
    "deadline_snooze": [("specialist", "/today/{deadline}/snooze/")],
    "approvals": [
        ("manager", "/approvals/"),
        ("manager", "/approvals/?view=decided"),
        ("staff", "/approvals/"),
    ],
    "approval": [("manager", "/approvals/{step}/")],
    "approval_approve": [("manager", "/approvals/{step}/approve/")],
    "approval_return": [("manager", "/approvals/{step}/return/")],
    "ticket_answers": [("specialist", "/requests/P-{asked}/answers/")],
    "plan_list": [("specialist", "/requests/plans/"), ("auditor", "/requests/plans/?view=ended")],
    "plan_new": [("specialist", "/requests/plans/new/")],
    "plan": [("specialist", "/requests/plans/{plan}/")],
    "plan_edit": [("specialist", "/requests/plans/{plan}/edit/")],
    "task_list": [("specialist", "/requests/tasks/"), ("manager", "/requests/tasks/?view=given")],
    "task_new": [("head", "/requests/tasks/new/")],
    "workplace_list": [("specialist", "/requests/workplaces/"), ("staff", "/requests/workplaces/")],
    "workplace_new": [("staff", "/requests/workplaces/new/")],
    "leaver_new": [("manager", "/requests/workplaces/leaver/")],
    "workplace": [
        ("specialist", "/requests/workplaces/{newcomer}/"),
        ("manager", "/requests/workplaces/{newcomer}/"),
        ("specialist", "/requests/workplaces/{leaver}/"),
    ],
    "workplace_move": [("manager", "/requests/workplaces/{newcomer}/move/")],
    "workplace_edit": [("specialist", "/requests/workplaces/{newcomer}/edit/")],
    "step_edit": [("specialist", "/requests/workplaces/steps/{workplace_step}/")],
    "import_list": [("admin", "/imports/")],
    "import_new": [("admin", "/imports/new/")],
    "setup": [("admin", "/setup/")],
    "demo_mails": [("", "/demo/mail/")],
    "demo_mail": [("", "/demo/mail/{mail}/")],
}
# The admin site draws all kinds of data by the same templates: one of each kind of page.
ADMIN_PAGES: dict[str, list[tuple[str, str]]] = {
    "admin:index": [("admin", "/admin/")],
    "admin:requests_desk_category_changelist": [("admin", "/admin/requests_desk/category/")],
    "admin:requests_desk_categoryfield_add": [("admin", "/admin/requests_desk/categoryfield/add/")],
    "admin:organisation_workcalendar_change": [
        ("admin", "/admin/organisation/workcalendar/{calendar}/change/")
    ],
    "admin:organisation_room_delete": [("admin", "/admin/organisation/room/{room}/delete/")],
}
NO_PAGES = {
    "calendar_feed", "import_template", "import_refused",  # downloads
    "account_sso", "openid_connect_callback",  # the road to the identity provider and back
    "healthz", "readyz",  # for machines
    "file",  # a download
    "file_mark",  # a form of two fields about a file, looked at in tests/requests_desk/test_marks.py
    "queue_counts",  # numbers for a script
    "person_find",  # a part of other pages, seen in them
}  # fmt: skip
# Whole ways lead through these in journeys of their own, which look at them too.
IN_JOURNEYS = {
    "import_batch", "import_columns", "mfa_authenticate", "mfa_deactivate_totp", "mfa_reauthenticate",
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
}  # fmt: skip
ONLY_POSTED = {
    "ticket_here", "saved_view_remove", "queue_bulk_undo",
    "import_reading", "import_apply", "import_undo", "import_drop", "notice_ways", "job_again", "job_aside",
    "deadline_acknowledge", "calendar_make", "calendar_revoke", "person_sign_out", "person_reset_factor",
    "person_unlink",
    "language", "theme", "ticket_join", "guides_fitting", "bulletin_read", "bulletin_withdraw",
    "keys", "demo_enter", "ticket_take", "ticket_rate", "ticket_resume",
    "ticket_solved", "role_end",
    "ticket_unmerge", "ticket_draft", "ticket_draft_drop", "ticket_follow", "ticket_unfollow",
    "deputy_revoke", "absence_cancel", "person_invite", "person_left",
    "plan_stop", "plan_start",
    "workplace_close", "workplace_cancel", "workplace_look", "step_done", "step_drop", "step_reopen",
}  # fmt: skip
# Forms that say what is missing: who, where, which button, and what was typed before.
FORMS: list[tuple[str, str, str, dict[str, str]]] = [
    ("staff", "/requests/new/?category=broken", "Send request", {}),
    ("staff", "/requests/new/?category=broken", "Send request", {"text": "Aken on lahti", "room": "nowhere"}),
    ("specialist", "/requests/P-{new}/resolve/", "Resolve and tell", {}),
    ("specialist", "/requests/P-{new}/wait/", "Stop the clock", {}),
    ("specialist", "/requests/P-{new}/forward/", "Send to the partner", {"address": "nobody"}),
    ("specialist", "/requests/P-{new}/", "Send reply", {}),
    ("head", "/requests/tasks/new/", "Give the task", {}),
    ("staff", "/requests/workplaces/new/", "See the steps", {"name": ""}),
    ("admin", "/people/new/", "Add the person", {"email": "nobody"}),
]


def known_of(house: House) -> dict[str, Any]:
    """What stands for the words in the addresses; the house gets a mail, a password and a link for it."""
    staff, address = house.person("staff")
    with SMTP("127.0.0.1", house.mail.port) as line:
        line.sendmail("korras@agency.example", [address], f"Subject: Tere\r\nTo: {address}\r\n\r\nTere!\r\n")
    house.give_password(house.person("head")[0], "three grey herons")
    link = house.manage("-c", CLOSE_AND_LINK).strip()
    ticket = "SELECT number FROM requests_desk_ticket WHERE {} ORDER BY number LIMIT 1"
    titled = "SELECT number FROM requests_desk_ticket WHERE title LIKE %s ORDER BY number LIMIT 1"
    return {
        "staff": staff,
        "solver": house.person("specialist")[0],
        "new": house.one(ticket.format("state = 'new' AND NOT confidential")),
        "closed": house.one(ticket.format("state = 'closed'")),
        "told": house.one(titled, "Klienditeeninduse%"),
        "confidential": house.one(titled, "Soovin töökoha%"),
        "asked": house.one(titled, "Laualamp vilgub%"),
        "resolved": house.one(titled, "Auto neljapäevaks%"),
        "step": house.one(
            "SELECT id FROM approvals_approvalstep WHERE state = 'waiting' ORDER BY id LIMIT 1"
        ),
        "deadline": house.one(
            "SELECT id FROM deadlines_deadline WHERE responsible_id = %s ORDER BY id LIMIT 1",
            house.person("specialist")[0],
        ),
        "saved": house.one(
            "SELECT id FROM requests_desk_savedview WHERE owner_id = %s ORDER BY id LIMIT 1",
            house.person("specialist")[0],
        ),
        **_workplaces(house),
        "calendar": house.one("SELECT id FROM organisation_workcalendar LIMIT 1"),
        "room": house.one("SELECT id FROM organisation_room ORDER BY id DESC LIMIT 1"),
        "bulletin": house.one("SELECT id FROM requests_desk_bulletin ORDER BY id LIMIT 1"),
        "guide": house.one("SELECT id FROM requests_desk_guide WHERE readers = 'all' ORDER BY id LIMIT 1"),
        "label": code_of(
            "R", house.one("SELECT room_id FROM requests_desk_ticket WHERE state = 'new' AND room_id > 0")
        ),
        "link": link,
        "mail": house.mail.files()[-1].stem,
    }


def _workplaces(house: House) -> dict[str, Any]:
    """A newcomer, a leaver, a step and a recurring request."""
    case = "SELECT id FROM requests_desk_workplacecase WHERE kind = %s AND state = 'open' ORDER BY id LIMIT 1"
    step = "SELECT id FROM requests_desk_step WHERE state = 'open' ORDER BY id LIMIT 1"
    found = {kind: house.one(case, kind) for kind in ("newcomer", "leaver")}
    plan = house.one("SELECT id FROM requests_desk_plan ORDER BY id LIMIT 1")
    return {**found, "workplace_step": house.one(step), "plan": plan}


# Closes what was solved long ago, as beat does every half hour; prints a link that a look does not use up.
CLOSE_AND_LINK = """
import django; django.setup()
from foundation.notifications.notices import password_link
from foundation.organisation.models import Person
from requests_desk.tasks import close_solved
close_solved()
print(password_link(Person.objects.get(personnel_no="1107")))
"""
