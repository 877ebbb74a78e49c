"""Every page, for its roles: nothing for axe to find, nothing on the console, nothing wider than a phone."""

from collections.abc import Iterator
from smtplib import SMTP
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys.house import House
from tests.journeys.making import OF_THEMES, Come, fits_a_phone, is_well_made, speak

pytestmark = pytest.mark.browser

ROLES = ("staff", "contact", "specialist", "manager", "head", "admin", "auditor")
# Name of an address: who looks at it, and where. The words in braces come from `known`.
PAGES: dict[str, list[tuple[str, str]]] = {
    "home": [(role, "/") for role in ROLES],
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
    "ticket_edit": [("specialist", "/requests/P-{new}/edit/")],
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
    "demo_mails": [("", "/demo/mail/")],
    "demo_mail": [("", "/demo/mail/{mail}/")],
}
NO_PAGES = {
    "healthz", "readyz",  # for machines
    "file",  # a download
    "person_find",  # a part of other pages, seen in them
}  # fmt: skip
ONLY_POSTED = {
    "job_again", "job_aside", "notice_ways",
    "language", "theme", "keys", "demo_enter", "ticket_take", "ticket_resume", "ticket_solved", "role_end",
    "deputy_revoke", "absence_cancel", "person_invite", "person_left",
}  # fmt: skip
# Each address once in the other language and theme, too.
VISITS = [
    pytest.param(role, path, place == 0, id=f"{role or 'nobody'} {path}")
    for rows in PAGES.values()
    for place, (role, path) in enumerate(rows)
]


@pytest.fixture(scope="module")
def known(house: House) -> dict[str, Any]:
    """What stands for the words in the addresses."""
    staff, address = house.person("staff")
    with SMTP("127.0.0.1", house.mail.port) as line:
        line.sendmail("korras@agency.example", [address], f"Subject: Tere\r\nTo: {address}\r\n\r\nTere!\r\n")
    house.sql(WITH_PASSWORD, make_password("three grey herons"))
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
        "link": link,
        "mail": house.mail.files()[-1].stem,
    }


WITH_PASSWORD = "UPDATE organisation_person SET password = %s WHERE personnel_no = 'demo-head'"
# Closes what was solved long ago, as beat does every half hour; prints a link that a look does not use up.
CLOSE_AND_LINK = """
import django; django.setup()
from foundation.notifications.notices import password_link
from foundation.organisation.models import Person
from requests_desk.tasks import close_solved
close_solved()
print(password_link(Person.objects.get(personnel_no="1107")))
"""


@pytest.mark.parametrize(("role", "path", "twice"), VISITS)
def test_a_page_is_well_made(come: Come, known: dict[str, Any], role: str, path: str, twice: bool) -> None:
    # given a page in Estonian on a wide light screen
    visitor, address = come(role), path.format(**known)
    speak(visitor, "et")
    assert visitor.go(address).status == 200
    # then it is well made, also on a phone
    is_well_made(visitor)
    fits_a_phone(visitor)
    if twice:
        # and as good in English on a dark phone
        speak(visitor, "en")
        visitor.page.emulate_media(color_scheme="dark")
        visitor.go(address)
        is_well_made(visitor, rules=OF_THEMES)
        fits_a_phone(visitor)


def test_every_named_page_is_looked_at() -> None:
    # given all addresses of the product; those of the demo exist in the demo only
    demo = {"demo_enter", "demo_mails", "demo_mail"}
    names = {name for name in all_names(get_resolver()) if name}
    # then each is looked at here, or is no page
    assert names | demo == PAGES.keys() | NO_PAGES | ONLY_POSTED


def all_names(resolver: URLResolver) -> Iterator[str | None]:
    """Names of all addresses below a resolver."""
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield one.name
        else:
            yield from all_names(one)
