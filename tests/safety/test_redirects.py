"""An address that says where to go next leads nobody out of the house."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache

from tests.factories import PersonFactory
from tests.factories.requests_desk import TicketFactory
from tests.scale import times

pytestmark = pytest.mark.django_db
OUT = [
    "https://evil.example", "http://evil.example/", "//evil.example", "///evil.example", "////evil.example",
    "/\\evil.example", "\\\\evil.example", "\\/evil.example", "/\\/evil.example", "http:evil.example",
    "https:evil.example", "https:/evil.example", "https:///evil.example", "http:\\\\evil.example",
    "HTTPS://EVIL.EXAMPLE", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd", "ftp://evil.example",
    "/\t/evil.example", "\t//evil.example", " //evil.example", "/%09/evil.example", "\n//evil.example",
    "/\r\n/evil.example", "//evil.example%00", "//evil%E3%80%82example", "//evil。example",
    "https://testserver@evil.example", "https://testserver.evil.example", "https://evil.example#@testserver",
    "https://evil.example?testserver", "//testserver@evil.example/", "https://evil.example\\@testserver",
    "//[::1]/", "//0x7f000001/", "https://evil.example:443/", "/x\r\nLocation: https://evil.example",
    "///\\;@evil.example",
]  # fmt: skip


def leads_out(location):
    """Where a browser would go: it takes backslashes for slashes and leaves out tabs and line ends."""
    plain = "".join(one for one in location.strip() if one not in "\t\r\n").replace("\\", "/")
    if plain.startswith("//"):
        plain = f"//{plain.lstrip('/')}"
    found = urlsplit(urljoin("http://testserver/here/", plain))
    return found.scheme not in ("http", "https") or found.hostname != "testserver"


def test_the_judge_sees_what_leads_out():
    assert [one for one in OUT[:9] if not leads_out(one)] == []
    assert not any(map(leads_out, ["/", "/requests/?q=//x", "http://testserver/x", "", "?a=b"]))


def ways(client, number):
    """Everything that takes such an address, as calls."""
    reply = f"/requests/P-{number}/take/"
    return {
        "sign-in, when signed in already": lambda to: client.get("/account/login/", {"next": to}),
        "language": lambda to: client.post("/language/", {"language": "et", "next": to}),
        "theme": lambda to: client.post("/theme/", {"theme": "dark", "next": to}),
        "keys": lambda to: client.post("/keys/", {"on": "1", "next": to}),
        "back to the queue": lambda to: client.post(reply, {"from": to}),
        "back to the queue, by the address": lambda to: client.post(f"{reply}?from={to}"),
        "host of the request": lambda to: client.post(
            "/language/", {"language": "et"}, headers={"Referer": to}
        ),
        "back to where htmx came from": lambda to: client.get(
            "/requests/", headers={"HX-Request": "true", "HX-Current-URL": to}
        ),
    }


@pytest.mark.proof("attack", "Forty ways to write a foreign address where one says where to go next")
def test_no_address_leads_out(client, proved):
    # given somebody signed in
    ticket = TicketFactory()
    client.force_login(PersonFactory(specialist=True))
    tries, out = 0, []
    # when they are sent on from everything that takes an address
    for way, go in ways(client, ticket.number).items():
        for to in OUT:
            response = go(to)
            tries += 1
            for name in ("Location", "HX-Redirect", "HX-Location", "HX-Push-Url", "Refresh"):
                if name in response and leads_out(response[name]):
                    out.append((way, to, response[name]))
            assert response.status_code < 500, (way, to)
    # then they stay in the house
    assert not out
    assert tries >= 40 * 7
    proved(tries=tries, out=0)


@pytest.mark.proof("attack", "Forty ways to write a foreign address where one says where to go next")
def test_signing_in_and_out_leads_to_this_house_only(client, proved):
    # given somebody who signs in by a link that they were sent
    person = PersonFactory(password="a long enough password")
    chosen = OUT[: times(short=3, full=len(OUT))]
    for to in chosen:
        cache.clear()  # counters of tries
        client.cookies.clear()
        data = {"login": person.email, "password": "a long enough password", "next": to}
        answers = [client.post("/account/login/", data), client.post("/account/logout/", {"next": to})]
        # then both lead to this house
        assert [one.status_code for one in answers] == [302, 302]
        assert not [one["Location"] for one in answers if leads_out(one["Location"])]
    proved(tries=2 * len(chosen), out=0)


@pytest.mark.parametrize("to", OUT[:10])
def test_an_ended_session_keeps_its_way_back_inside(client, to):
    # given nobody signed in; when htmx asks from a page with a strange address
    answer = client.get("/requests/", headers={"HX-Request": "true", "HX-Current-URL": to})
    # then the browser is sent to our sign-in page
    assert not leads_out(answer["HX-Redirect"])
