"""A cache between two people and the house keeps nothing of one that the other could get."""

from typing import Any

import pytest
from django.conf import settings

from tests.house.world import ROLES, address_of
from tests.rights import rights
from tests.scale import FULL

pytestmark = pytest.mark.django_db
STORABLE = {200, 203, 204, 300, 301, 302, 308, 404, 405, 410, 414, 501}


class Cache:
    """A shared cache as RFC 9111 allows it at its boldest: what is not forbidden is kept and given again."""

    def __init__(self, client: Any):
        self.client, self.kept = client, {}

    def get(self, address: str, who: str, headers: dict[str, str]) -> tuple[str, str]:
        """Whose answer comes: ("cache" or "house", for whom it was made)."""
        asked = {**headers, "Cookie": self.client.cookies.output()}
        for variant, owner in self.kept.get(address, []):
            if all(asked.get(name) == value for name, value in variant.items()):
                return "cache", owner
        answer = self.client.get(address, headers=headers)
        if answer.streaming:
            b"".join(answer)
        control = answer.get("Cache-Control", "")
        forbidden = any(word in control for word in ("no-store", "private", "no-cache"))
        names = [name.strip() for name in answer.get("Vary", "").split(",") if name.strip()]
        if answer.status_code in STORABLE and not forbidden and "*" not in names:
            variant = {name: asked.get(name) for name in names}
            self.kept.setdefault(address, []).append((variant, who))
        return "house", who


@pytest.mark.proof("attack", "Every page through one shared cache, by people of every role in turn")
def test_a_cache_gives_nobody_what_was_made_for_another(judge, proved):
    # given every address that is read, of things of all owners
    addresses = []
    for name, verb, whose, _letters in rights():
        if verb == "GET" and (FULL or whose in ("-", "near", "secret")):
            addresses.append(address_of(name, judge.thing("staff", name, whose)))
    cache, foreign, asked = Cache(judge.client), [], 0
    # when people of different roles read all of them through one cache, whole pages and parts
    for role in ROLES if FULL else ("specialist", "staff", "anonymous"):
        judge.sign_in(role)
        for address in addresses:
            for headers in ({}, {"HX-Request": "true"}):
                source, owner = cache.get(address, role, headers)
                asked += 1
                if source == "cache" and owner != role:
                    foreign.append(f"{role} got the {address} of {owner}")
    # then nobody got what was made for another, and nothing of somebody signed in was kept at all
    kept = {owner for answers in cache.kept.values() for _variant, owner in answers}
    assert not [line for line in foreign if "of anonymous" not in line]
    assert kept <= {"anonymous"}
    assert asked > 300
    proved(answers=asked, foreign=0)


def test_files_and_parts_are_kept_nowhere(judge):
    judge.sign_in("specialist")
    for address in ("/requests/queue/?format=csv", "/people/find/?q=a", "/requests/queue/?after=%00"):
        answer = judge.client.get(address)
        assert "no-store" in answer["Cache-Control"], address
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
