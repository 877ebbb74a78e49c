"""An administrator words what a kind of request asks and how soon; somebody asks with it on a phone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.making import fits_a_phone, is_well_made
from tests.journeys.visitor import Invite, Visitor, number_of

pytestmark = pytest.mark.journey
FIELDS = [
    {"code": "where", "label_et": "Kus seda vaja on?", "label_en": "Where is it needed?",
     "kind": "choice",
     "choices_et": "Kontoris\nKodus", "choices_en": "At the office\nAt home",
     "required": "on",
     "order": "1"},
    {"code": "street", "label_et": "Kodune aadress", "label_en": "Home address", "kind": "text",
     "required": "on",
     "shown_if": "Tarvikud: Kus seda vaja on?", "shown_if_value": "Kodus", "order": "2"},
]  # fmt: skip


def adds(admin: Visitor, address: str, values: dict[str, str]) -> None:
    """Fills in a form of the admin site and saves it."""
    admin.go(address)
    is_well_made(admin)
    fits_a_phone(admin)
    form = admin.page.locator("main form")
    for name, value in values.items():
        field = form.locator(f"[name={name}]")
        if value == "on":
            field.check()
        elif name in ("category", "shown_if"):
            field.select_option(label=value)
        elif name in ("kind", "priority"):
            field.select_option(value)
        else:
            field.fill(value)
    admin.button("Save").click()
    expect(admin.page.locator("main table.data")).to_be_visible()


def test_what_an_administrator_words_is_asked_on_a_phone(invite: Invite) -> None:
    # given an administrator who adds a choice, what hangs on it, and a target of the kind
    admin = invite("admin", language="et", reduced_motion="reduce")
    for values in FIELDS:
        adds(admin, "/admin/requests_desk/categoryfield/add/", {"category": "Tarvikud", **values})
    target = {"category": "Tarvikud", "priority": "3", "respond_minutes": "60", "solve_days": "1"}
    adds(admin, "/admin/requests_desk/target/add/", target)
    # when a member of staff asks by phone
    staff = invite("staff", language="et", reduced_motion="reduce")
    staff.go("/requests/new/?category=supplies")
    expect(staff.page.get_by_label("Kodune aadress")).to_have_count(0)
    staff.page.get_by_label("Kodus", exact=True).check()
    expect(staff.page.get_by_label("Kodune aadress")).to_be_visible()
    is_well_made(staff)
    fits_a_phone(staff)
    staff.page.get_by_label("Kodune aadress").fill("Pikk 12")
    staff.field("What happened, or what do you need?").fill("Palun kaks pakki paberit.")
    staff.button("Send request").click()
    # then the answers stand with the request
    expect(staff.page.get_by_role("main")).to_contain_text("Pikk 12")
    assert number_of(staff.page)
