"""Whatever goes wrong: the right code, words in the reader's language, an id, nothing of the inside."""

import re

import pytest
from django.conf import settings
from django.test import Client

from requests_desk.models import Ticket
from tests.factories import PersonFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.words import english, estonian, spoken, typed
from tests.safety.pages import SECRET

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.safety.pages")]
ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
INSIDE = re.compile(r"Traceback|\.py\b|ValueError|OperationalError|Exception|site-packages|SELECT |psycopg")
POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
    "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'",
}  # fmt: skip
FAULTS = {  # code: how it is brought about
    400: lambda client: client.get("/requests/?after=%00"),
    4000: lambda client: client.get("/requests/?after=nonsense"),
    403: lambda client: client.get("/requests/queue/"),
    4030: lambda client: client.post("/theme/", {"theme": "dark"}),
    404: lambda client: client.get("/no/such/page/"),
    4040: lambda client: client.get("/requests/P-900000000/"),
    405: lambda client: client.get("/theme/"),
    4050: lambda client: client.delete("/requests/", headers={"X-CSRFToken": "x"}),
    413: lambda client: client.post("/requests/new/", CONTENT_LENGTH=str(500 * 2**20)),
    429: lambda client: client.get("/too-often/"),
    500: lambda client: client.get("/broken/"),
    503: lambda client: client.get("/gone/"),
}
SAYS = {4000: 400, 4030: 403, 4040: 404, 4050: 405}


@pytest.mark.parametrize("language", ["et", "en"])
@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.proof("attack", "Each kind of error, in both languages: its code, an id, nothing of the inside")
def test_an_error_has_its_code_an_id_and_no_trace(language, fault, proved):
    # given somebody signed in who reads this language
    client = Client(enforce_csrf_checks=fault in (4030, 4050), raise_request_exception=False)
    client.force_login(PersonFactory(language=language))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    # when something goes wrong
    answer = FAULTS[fault](client)
    html = answer.content.decode()
    # then the code is right, the page is in the language, and shows an id that the log has too
    code = SAYS.get(fault, fault)
    if fault == 4050 and answer.status_code == 403:
        code = 403  # the token is asked for before the verb
    assert answer.status_code == code
    assert f'<html lang="{language}"' in html
    assert ID.search(html), "no id to tell"
    words = spoken(answer, typed())
    assert not list({"et": english, "en": estonian}[language](words))
    # and nothing of the inside, under the usual policy, and in no cache
    assert SECRET not in html
    assert not INSIDE.search(html)
    assert set(answer["Content-Security-Policy"].split("; ")) >= POLICY
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    proved(pages=1)


def test_what_is_refused_says_where_the_verb_belongs(client):
    client.force_login(PersonFactory())
    answer = client.get(f"/requests/{TicketFactory().label}/take/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert Ticket.objects.get().assignee is None


HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("address", ["/", "/requests/", "/people/", "/account/login/", "/no/"])
@pytest.mark.parametrize("signed_in", [True, False])
def test_every_page_carries_the_headers_that_protect_it(client, address, signed_in):
    if signed_in:
        client.force_login(PersonFactory())
    answer = client.get(address)
    assert {name: answer.get(name) for name in HEADERS} == HEADERS
    assert set(answer["Content-Security-Policy"].split("; ")) >= POLICY
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "camera=()" in answer["Permissions-Policy"]
