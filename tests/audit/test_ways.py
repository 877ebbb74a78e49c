"""Pages that only a way leads to: a file on its way in, and the second step of log in."""

import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.audit.conftest import Told
from tests.audit.looking import come_to, look
from tests.journeys.house import House
from tests.journeys.making import Come
from tests.journeys.test_imports import LETTERS_ARE_RIGHT, LINES
from tests.journeys.visitor import Invite

pytestmark = pytest.mark.browser
PASSWORD = "a long word of passage"


@pytest.mark.parametrize("language", ["et", "en"])
def test_a_file_on_its_way_in(come: Come, told: Told, tmp_path: Path, language: str) -> None:
    # given a file in the letters of Windows
    visitor, path = come("admin"), tmp_path / f"{language}.csv"
    visitor.allowed = {422}
    path.write_bytes("\r\n".join(LINES).encode("cp1257"))
    come_to(visitor, "/imports/new/", language=language)
    visitor.page.locator("input[name=importer][value=people]").check()
    visitor.page.locator("input[type=file]").set_input_files(path)
    # when it is read, its columns are asked for, its rows are shown and written
    visitor.button("Read the file").click()
    visitor.page.get_by_text("Õunapuu, Žanna").wait_for()
    found = look(visitor, told, page="admin import, columns")
    visitor.button("Show what would happen").click()
    visitor.page.get_by_role("alert").first.wait_for()
    found += look(visitor, told, page="admin import, columns not confirmed")
    visitor.field(LETTERS_ARE_RIGHT).check()
    visitor.button("Show what would happen").click()
    visitor.button("Apply").wait_for()
    found += look(visitor, told, page="admin import, rows")
    visitor.button("Apply").click()
    visitor.button("Undo the import").wait_for()
    found += look(visitor, told, page="admin import, applied")
    visitor.button("Undo the import").click()
    visitor.button("Undo the import").wait_for(state="hidden")
    found += look(visitor, told, page="admin import, undone")
    # then nothing is found
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["et", "en"])
def test_the_second_step(house: House, invite: Invite, told: Told, language: str) -> None:
    # given somebody who sets up an app
    visitor = invite("specialist", language=language, reduced_motion="reduce")
    number, address = house.person("specialist")
    come_to(visitor, "/account/second-step/on/", language=language)
    secret = visitor.page.locator("code").inner_text()
    visitor.field("Code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    visitor.button("Switch on").click()
    visitor.link("I have kept them").wait_for()
    # when each page of the second step is opened
    found = look(visitor, told, page="specialist second step, codes")
    for path in ("", "again/", "off/", "codes/", "codes/new/"):
        assert come_to(visitor, f"/account/second-step/{path}", language=language) == 200
        found += look(visitor, told, page=f"specialist second step /{path}")
    # and when she comes back with her password
    house.give_password(number, PASSWORD)
    visitor.context.clear_cookies()
    come_to(visitor, "/account/login/", language=language)
    visitor.page.get_by_text(visitor.say("Use a password")).click()
    visitor.field("E-mail").fill(address)
    visitor.field("Password").fill(PASSWORD)
    visitor.button("Log in").click()
    visitor.field("Code").wait_for()
    found += look(visitor, told, page="nobody second step, code")
    house.sql("DELETE FROM mfa_authenticator WHERE user_id = %s", number)
    # then nothing is found
    assert not found, "\n".join(found)
