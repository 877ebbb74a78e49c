"""Redis stops: people notice nothing, and what should have been mailed is mailed when it is back."""

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.house import House
from tests.journeys.visitor import Invite, Visitor, number_of
from tests.scale import times
from tools.localredis import LocalRedis

LIMIT = times(short=3000, full=500)  # milliseconds of the server for one step; other tests run beside it


def milliseconds(visitor: Visitor, address: str, button: Locator) -> float:
    """How long the server took to answer the form that the button sends."""
    page = visitor.page
    with page.expect_response(lambda one: one.request.method == "POST" and address in one.url) as answer:
        button.click()
    assert answer.value.status == 302
    answer.value.finished()
    timing = answer.value.request.timing
    return float(timing["responseStart"] - timing["requestStart"])


@pytest.mark.fault
def test_work_goes_on_and_the_mails_follow(house: House, invite: Invite, redis_server: LocalRedis) -> None:
    # given a house whose Redis has stopped
    visitor = invite()
    house.sql("UPDATE organisation_person SET language = 'en' WHERE personnel_no = 'demo-staff'")
    visitor.go("/account/login/")
    redis_server.pause()
    # when somebody signs in, files and replies
    enter = visitor.page.locator("button[name=as][value=staff]")
    took = {"sign in": milliseconds(visitor, "/demo/enter/", enter)}
    visitor.go("/requests/new/?category=broken")
    visitor.field("What happened, or what do you need?").fill("The stairs are dark.")
    took["file"] = milliseconds(visitor, "/requests/new/", visitor.button("Send request"))
    number = number_of(visitor.page)
    visitor.field("Your reply").fill("The whole second floor, I see now.")
    took["reply"] = milliseconds(visitor, f"/requests/{number}/reply/", visitor.button("Send reply"))
    expect(visitor.page.get_by_role("main")).to_contain_text("The whole second floor")
    # then each was quick, nothing was mailed yet, and it is mailed when Redis is back
    assert all(one <= LIMIT for one in took.values()), took
    address = house.person("staff")[1]
    assert not [mail for mail in house.mail.mails() if number in mail.get_content()]
    redis_server.start()
    (mail,) = house.letters(address, f"/requests/{number}/", seconds=60)
    assert "The stairs are dark." in mail.get_content()
    assert not [fault for fault in house.faults() if fault.startswith("web")]
