"""The database of the tests: made by the owner's migrations, used as the application's role."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase, override_settings

from tests.database import Keeper
from tests.house.strict import nothing_is_swallowed, pages_are_judged  # noqa: F401  fixtures of every test
from tests.house.writes import writes_are_judged  # noqa: F401  a fixture of every test

keepers: list[Keeper] = []  # the one of this run, once its database is made


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> None:
    """The services plugin made an empty database; the owner migrates it as in production."""
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        connections["owner"].close()
        keepers.append(Keeper())


# Passwords of tests are cheap: a thousand of them are tried. Others' hashes are read, and made when named.
CHEAP = [f"django.contrib.auth.hashers.{name}PasswordHasher" for name in ("MD5", "PBKDF2")]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """What a password costs is measured by the tests of sign-in, which ask for the hasher of production."""
    with override_settings(PASSWORD_HASHERS=CHEAP):
        yield


def _clear(self: TransactionTestCase) -> None:
    """The application may not TRUNCATE, so the owner clears and puts the reference rows back."""
    keepers[-1].restore()


TransactionTestCase._fixture_teardown = _clear  # type: ignore[method-assign]  # our own clearing


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the database may also meet the view log's connection."""
    for item in items:
        mark = item.get_closest_marker("django_db")
        if mark is not None and "databases" not in mark.kwargs:
            item.add_marker(
                pytest.mark.django_db(**{**mark.kwargs, "databases": ["default", "log"]}), append=False
            )
