"""The doors beside the password: single sign-on by a running provider, and the second step with an app."""

import re
import time
from collections.abc import Iterator

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from tests import running
from tests.journeys.house import House
from tests.journeys.visitor import NARROW, WIDE, Invite, Visitor
from tests.signon import idp
from tools.processes import free_port

PASSWORD = "a long word of passage"
NAME = "Riigi konto"


class Doors:
    """A second web server of the house, set up as an agency would, and the identity provider behind it."""

    def __init__(self, house: House, provider: idp.Provider):
        self.provider, self.port = provider, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = house.env | {
            "BASE_URL": self.url,
            "MFA_REQUIRED_ROLES": "admin",
            "OIDC_ISSUER": provider.url,
            "OIDC_CLIENT_ID": "korras",
            "OIDC_CLIENT_SECRET": "a word between servers",
            "OIDC_NAME": NAME,
            "OIDC_PERSON_CLAIM": "employee",
            "OIDC_MATCH": "personnel_no",
        }

    def meet(self, visitor: Visitor) -> Visitor:
        """This server and the provider are no strangers to the visitor."""
        visitor.known = {self.url, self.provider.url}
        return visitor


@pytest.fixture(scope="module")
def doors(house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with idp.running(tmp_path_factory.mktemp("provider")) as provider:
        made = Doors(house, provider)
        with running.running(running.web(house.folder, port=made.port, name="web-doors", env=made.env)):
            yield made


def looks_right(visitor: Visitor) -> None:
    """Nothing for axe to say, and nothing scrolls sideways on a phone, in both languages."""
    for language in ("et", "en"):
        visitor.context.add_cookies(
            [{"name": "django_language", "value": language, "url": visitor.page.url.split("?")[0]}]
        )
        visitor.page.reload()
        assert not visitor.axe()
        visitor.page.set_viewport_size(NARROW)
        assert not visitor.too_wide()
        visitor.page.set_viewport_size(WIDE)


def proves(visitor: Visitor, subject: str) -> None:
    """By our button, then at the provider as the subject."""
    visitor.page.get_by_role("button", name=NAME).click()
    visitor.page.locator("input[name=sub]").fill(subject)
    visitor.page.get_by_role("button", name="Authorize").click()


def test_single_sign_on_lets_in_whom_the_register_knows(house: House, doors: Doors, invite: Invite) -> None:
    # given a provider that knows somebody of the register, and a stranger with their address
    visitor = doors.meet(invite())
    visitor.allowed |= {401, 403, 404}  # the refusal, and what the provider's own page lacks
    house.sql("UPDATE organisation_person SET language = 'en' WHERE personnel_no = '1108'")
    person, address = house.person("1108")
    doors.provider.knows("known", employee="1108")
    doors.provider.knows("stranger", employee="0000", email=address, email_verified=True)
    # when the stranger comes, then a page says whom to ask
    visitor.go(f"{doors.url}/account/login/?next=/people/")
    looks_right(visitor)
    proves(visitor, "stranger")
    expect(visitor.heading("There is no account for you here")).to_be_visible()
    assert not visitor.axe()
    visitor.page.set_viewport_size(NARROW)
    assert not visitor.too_wide()
    # when the known one comes, then they are where they wanted to go, without a word typed here
    visitor.go(f"{doors.url}/account/login/?next=/people/")
    proves(visitor, "known")
    expect(visitor.page).to_have_url(f"{doors.url}/people/")
    # and the second time the link is enough
    doors.provider.knows("known")
    visitor.page.set_viewport_size(WIDE)
    visitor.button("Log out").click()
    proves(visitor, "known")
    expect(visitor.page).to_have_url(f"{doors.url}/")
    links = house.sql("SELECT user_id, provider, uid, extra_data FROM socialaccount_socialaccount")
    assert links == [(person, doors.provider.url, "known", {})]


def code(secret: str) -> str:
    """What the app shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_administrator_sets_up_an_app_and_comes_in_by_it(
    house: House, doors: Doors, invite: Invite
) -> None:
    # given an administrator who is led to the second step, whatever she opens
    visitor = doors.meet(invite())
    number, address = house.person("admin")
    house.sql("UPDATE organisation_person SET language = '' WHERE id = %s", number)
    visitor.go(f"{doors.url}/account/login/")
    visitor.page.locator("button[name=as][value=admin]").click()
    expect(visitor.heading("Set up the second step")).to_be_visible()
    visitor.go(f"{doors.url}/people/roles/")
    expect(visitor.heading("Set up the second step")).to_be_visible()
    looks_right(visitor)
    # when she writes the code of her app
    secret = visitor.page.locator("code").inner_text()
    visitor.field("Code").fill(code(secret))
    visitor.button("Switch on").click()
    # then the recovery codes stand there, once, and can be kept as a file
    expect(visitor.heading("Recovery codes")).to_be_visible()
    codes = kept_codes(visitor)
    visitor.link("I have kept them").click()
    expect(visitor.page.get_by_role("heading", level=1)).to_be_visible()
    (mail,) = house.letters(address, "Nüüdsest küsitakse sisselogimisel ka koodi sinu rakendusest.")
    assert secret not in mail.get_content()
    # when she comes back with her password
    house.give_password(number, PASSWORD)
    comes_back(visitor, address)
    # then a code is asked for, a wrong one is refused, and one of the ten opens
    expect(visitor.heading("Code from the app")).to_be_visible()
    looks_right(visitor)
    gives(visitor, "123456")
    expect(visitor.page.get_by_role("alert").first).to_be_visible()
    gives(visitor, codes[0])
    expect(visitor.page).to_have_url(f"{doors.url}/")
    visitor.go(f"{doors.url}/account/second-step/")
    expect(visitor.page.get_by_role("main")).to_contain_text("9 codes are left")
    assert not visitor.axe()
    house.sql("DELETE FROM mfa_authenticator WHERE user_id = %s", number)


def comes_back(visitor, address: str) -> None:
    """Out, and in again with the password."""
    visitor.button("Log out").click()
    visitor.page.get_by_text(visitor.say("Use a password")).click()
    visitor.field("E-mail").fill(address)
    visitor.field("Password").fill(PASSWORD)
    visitor.button("Log in").click()


def gives(visitor, code: str) -> None:
    """A code, sent."""
    visitor.field("Code").fill(code)
    visitor.button("Log in").click()


def kept_codes(visitor) -> list[str]:
    """The ten recovery codes, the same on the page and in the file."""
    codes = re.findall(r"\d{8}", visitor.page.locator("pre").inner_text())
    assert len(set(codes)) == 10
    assert not visitor.axe()
    with visitor.page.expect_download() as file:
        visitor.link("Save as a file").click()
    assert re.findall(r"\d{8}", file.value.path().read_text()) == codes
    return codes
