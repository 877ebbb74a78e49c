"""How an address answered somebody, as one letter of the rights table."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test import Client

from foundation.events.models import Event
from tests.house.world import ROLES, World, address_of, sent_to


class Judge:
    """Asks for every role; what a post changed is undone."""

    def __init__(self, client: Client, world: World):
        self.client, self.world = client, world
        self.cookies = {role: self._signed_in(role) for role in ROLES}

    def _signed_in(self, role: str) -> str:
        person = self.world.people[role]
        if person is None:
            return ""
        self.client.cookies.clear()
        self.client.force_login(person)
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def sign_in(self, role: str) -> None:
        """The client is this role from now on, with no other cookie."""
        self.client.cookies.clear()
        if self.cookies[role]:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[role]

    def prepare(self, rows: Iterable[tuple[str, str, str]]) -> None:
        """Makes what the rows are about."""
        for name, _method, whose in rows:
            for role in ROLES:
                self.thing(role, name, whose)

    def thing(self, role: str, name: str, whose: str) -> Any:
        """What an address is about."""
        return None if whose == "-" else self.world.thing(name, whose, role)

    def answers(self, name: str, method: str, whose: str, roles: Iterable[str] = ROLES) -> str:
        """One letter for each role."""
        return "".join(self.answer(role, name, method, whose) for role in roles)

    def answer(self, role: str, name: str, method: str, whose: str) -> str:
        """The letter for one role."""
        self.sign_in(role)
        thing = self.thing(role, name, whose)
        with self.world.asked_by(role):
            return self._answer(name, method, thing)

    def _answer(self, name: str, method: str, thing: Any) -> str:
        if method == "GET":
            return letter(self._asked(self.client.get(address_of(name, thing))), done=False)
        with transaction.atomic():
            data, before = sent_to(name, thing, self.world), Event.objects.count()
            response = self._asked(self.client.post(address_of(name, thing), data))
            done = Event.objects.count() > before
            transaction.set_rollback(True)
        return letter(response, done=done)

    @staticmethod
    def _asked(response: Any) -> Any:
        if response.streaming:
            b"".join(response)  # read to its end it closes itself
        return response


def letter(response: Any, *, done: bool) -> str:
    """See the head of tests/rights.py."""
    if done:
        return "+" if response.status_code < 400 else "!"
    if response.status_code == 302:
        return "L" if response.url.startswith("/account/login/") else ">"
    return {200: ".", 403: "3", 404: "4", 405: "5", 409: "x", 422: "x"}.get(response.status_code, "!")
