"""Numbers and ids are no secret and open nothing: what is hidden and what is missing are the same bytes."""

import random
import re
import uuid

import pytest
from django.urls import reverse

from requests_desk.models import Ticket
from tests.factories import PersonFactory
from tests.factories.files import FileFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.addresses import every_address
from tests.house.world import ROLES, address_of
from tests.rights import rights
from tests.scale import times

pytestmark = pytest.mark.django_db
REQUEST_ID = re.compile(rb"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[^"]*')
MISSING = 900_000_000
GUESSED = "Neighbouring and random numbers, ids of files and tokens of calendars are guessed"


def same_for_all(answer, address):
    """Status, headers and bytes without what every answer has of its own."""
    content = TOKEN.sub(rb"\1", REQUEST_ID.sub(b"", answer.content)).replace(address.encode(), b"")
    headers = {name: value for name, value in answer.items() if name not in ("Content-Length", "ETag")}
    return answer.status_code, content, tuple(sorted(headers.items()))


def hidden():
    """Lines of the table that say that somebody sees nothing at an address with a number or an id."""
    for name, verb, whose, letters in rights():
        if verb == "GET" and whose in ("near", "other", "secret") and not name.startswith("admin:"):
            blind = [role for role, one in zip(ROLES, letters, strict=True) if one == "4"]
            yield from ((name, whose, role) for role in blind[: times(short=1, full=len(ROLES))])


@pytest.mark.proof("attack", "What is hidden answers as what is missing does, byte by byte")
def test_hidden_and_missing_are_the_same_bytes_at_every_address(judge, proved):
    count = 0
    for name, whose, role in hidden():
        # given an address of a thing that a role must not see, and one of a thing that never was
        thing = judge.thing(role, name, whose)
        there = address_of(name, thing)
        other = MISSING if isinstance(getattr(thing, "number", thing.pk), int) else uuid.uuid4()
        nowhere = reverse(name, args=[other])
        # when both are asked for, then nothing tells them apart
        judge.sign_in(role)
        answers = [same_for_all(judge.client.get(address), address) for address in (there, nowhere)]
        assert answers[0] == answers[1], f"{role} {name} {whose}"
        assert answers[0][0] == 404
        count += 2
    assert count > 30
    proved(answers=count, different=0)


def guesses(tries, chance):
    """Numbers around those in use, ids one bit away, and any others."""
    numbers = list(Ticket.objects.values_list("number", flat=True))
    kept = [FileFactory(subject=ticket.messages.first()).pk for ticket in Ticket.objects.all()[:5]]
    by_number = [one for one in every_address() if one.name.startswith("ticket") and "GET" in _verbs(one)]
    for turn in range(tries):
        if turn % 3 == 0:
            near = chance.choice(kept).int ^ (1 << chance.randrange(128))
            yield reverse("file", args=[uuid.UUID(int=chance.choice([near, chance.getrandbits(128)]))])
        else:
            number = chance.choice(numbers) + chance.choice([0, 0, 1, -1, 7, 1000])
            number = chance.choice([number, chance.randrange(10**9)])
            yield reverse(by_number[turn % len(by_number)].name, args=[max(0, number)])


def _verbs(address):
    return {verb for name, verb, _whose, letters in rights() if name == address.name and "5" not in letters}


@pytest.mark.proof("attack", GUESSED)
def test_guessing_finds_nothing(client, proved):
    # given requests and files of others, some of them confidential
    for number in range(8):
        TicketFactory(confidential=number % 2 == 0)
    client.force_login(PersonFactory())
    # when somebody without a role tries numbers and ids
    tries, seen, hits = times(short=150, full=10_000), set(), []
    for address in guesses(tries, random.Random("korras")):
        answer = client.get(address)
        if answer.status_code not in (403, 404):
            hits.append(address)
        if answer.status_code == 404:
            seen.add(same_for_all(answer, address))
    # then nothing opens, and all that is not there looks the same
    assert not hits
    assert len(seen) == 1
    proved(tries=tries, hits=0)


@pytest.mark.proof("attack", GUESSED)
def test_tokens_are_not_guessed(client, proved):
    # given the addresses that a secret opens without a session
    chance, count, hits = random.Random("token"), 0, []
    named = [one for one in every_address() if "<str:token>" in one.route]
    for address in named:
        # when secrets of all lengths are tried
        for turn in range(times(short=30, full=1000)):
            guess = "".join(chance.choices("abcdefghijkmnpqrstuvwxyz23456789_-", k=1 + turn % 60))
            count += 1
            if client.get(reverse(address.name, args=[guess])).status_code != 404:
                hits.append(guess)
    # then none opens
    assert not hits
    proved(tries=count, hits=0)
