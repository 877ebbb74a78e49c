"""A link to us that names a place elsewhere leads home, whatever its form."""

from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache

from tests.factories import PersonFactory
from tests.scale import times
from tests.signon import idp

pytestmark = pytest.mark.django_db
PASSWORD = "kolm kollast kohvikannu"
ELSEWHERE = [
    "http://evil.example",
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "\\evil.example/",
    "/\\/evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "https:\\\\evil.example",
    "HTTP://evil.example",
    "hTTps://evil.example",
    " http://evil.example",
    "\thttp://evil.example",
    "\nhttp://evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "http://testserver@evil.example",
    "http://testserver:80@evil.example",
    "http://testserver.evil.example",
    "http://evil.example#testserver",
    "http://evil.example?testserver",
    "http://evil.example\\@testserver",
    "http://[::ffff:1.2.3.4]/",
    "http://0x7f000001.evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://evil.example",
    "mailto:a@evil.example",
    "blob:http://evil.example/x",
    "//evil.example/%2e%2e",
    "http://evil.example%2f@testserver.evil.example",
    "https://testserver:443@evil.example:443/",
]


def stays(answer) -> bool:
    """A browser that follows it is on our host still; it reads a backslash as a slash."""
    where = answer.headers.get("Location", "/").replace("\\", "/")
    return urlsplit(urljoin("http://testserver/account/login/", where)).netloc == "testserver"


@pytest.mark.parametrize("where", ["log in", "language", "theme", "single sign-on"])
def test_forty_forms_of_elsewhere_lead_home(client, settings, provider, where):
    # given a form of ours that carries where one wanted to go
    assert len(ELSEWHERE) >= 40
    person = PersonFactory(password=PASSWORD, directory_id="d-1")
    if where == "single sign-on":
        idp.configured(settings, provider.url, OIDC_PERSON_CLAIM="oid")
        provider.knows("wanderer", oid="d-1")
    # when it names a place elsewhere, then one stays here
    for target in ["/people/", *ELSEWHERE[:: times(short=3, full=1)]]:
        client.logout()
        cache.clear()
        if where == "log in":
            data = {"login": person.email, "password": PASSWORD, "next": target}
            answer = client.post("/account/login/", data)
        elif where == "single sign-on":
            answer = provider.signs_in(client, "wanderer", next=target)
        else:
            answer = client.post(f"/{where}/", {"next": target, "language": "et", "theme": "dark"})
        assert answer.status_code == 302
        assert stays(answer), (target, answer.url)
        assert target != "/people/" or answer.url == target
