"""One running house and one browser for the folder; each test brings visitors with contexts of their own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import current_app
from playwright.sync_api import Browser, expect, sync_playwright

from tests import services
from tests.house.pretending import forbid_pretending
from tests.journeys.house import House
from tests.journeys.making import Come, regulars
from tests.journeys.visitor import Invite, opener
from tools.browsers import ARGUMENTS, chromium


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents and not item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="package")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The product on a database of its own, with the demo agency in it."""
    if not services.running or not services.running.mail:
        pytest.skip("EMAIL_URL was given, so the mails of this run cannot be read")
    with House(tmp_path_factory.mktemp("house"), services.running.mail).living() as living:
        yield living


@pytest.fixture(scope="module", autouse=True)
def a_house_as_new(house: House) -> None:
    """No file meets what another one left behind."""
    house.as_new()


@pytest.fixture(autouse=True)
def nothing_is_pretended(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails when the house's tasks would run inside the caller, or its mails end in memory."""
    forbid_pretending(monkeypatch)
    backend, eager, broker, mode = house.truth
    assert backend == "django.core.mail.backends.smtp.EmailBackend", "journeys need real SMTP"
    assert eager == "False", "journeys need a real queue"
    assert not current_app.conf.task_always_eager, "journeys need a real queue"
    assert broker.startswith("redis"), "journeys need a real broker"
    assert mode == "demo"


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Closed at the end of the folder: its loop would disturb later tests."""
    with sync_playwright() as playwright:
        expect.set_options(timeout=15_000)
        launched = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def invite(house: House, browser: Browser) -> Iterator[Invite]:
    """Gives visitors: `invite("staff", language="et", scripts=False)`; none of them may have seen a fault."""
    house.faults()  # what was said before
    give, came = opener(house, browser)
    yield give
    for visitor in came:
        visitor.context.close()
    faults = house.faults()
    assert not faults, "\n".join(faults)
    for visitor in came:
        visitor.happy()


@pytest.fixture(scope="module")
def come(house: House, browser: Browser) -> Iterator[Come]:
    """Visitors of a module who are signed in already: `come("staff")`, `come("")` for nobody."""
    give, came = opener(house, browser)
    yield regulars(give)
    for visitor in came:
        visitor.context.close()
