"""The profile and the statements: in both languages, concrete, and open to those whom they concern."""

import pytest

from tests.factories import DeputyFactory, PersonFactory
from tests.house.counting import cost, told

pytestmark = pytest.mark.django_db


def test_the_profile_leads_to_everything_that_one_may_set(client):
    # given somebody with a deputy
    person = PersonFactory(language="en")
    person.set_password("correct horse battery staple")
    person.save(update_fields=["password"])
    deputy = DeputyFactory(person=person).deputy
    client.force_login(person)
    # when they open their profile
    response, found = cost(client, "get", "/profile/")
    html = response.content.decode()
    # then each part posts to the app that owns it
    for address in ("/notices/ways/", "/language/", "/theme/", "/keys/", "/today/calendar/", "/people/me/"):
        assert f'"{address}"' in html
    assert "/account/password/change/" in html
    assert deputy.full_name in html
    assert len(found) <= 8, told(found)


@pytest.mark.parametrize(
    ("address", "language", "words"),
    [
        ("/accessibility/", "et", "Ligipääsetavuse teatis"),
        ("/accessibility/", "en", "WCAG 2.1"),
        ("/privacy/", "et", "Isikukoodi ei hoita."),
        ("/privacy/", "en", "No personal identification code is kept."),
    ],
)
def test_statements_are_open_to_everybody_in_both_languages(client, settings, address, language, words):
    settings.ACCESSIBILITY_CONTACT = settings.PRIVACY_CONTACT = "abi@agency.example"
    response = client.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    assert words in response.content.decode()
    assert "abi@agency.example" in response.content.decode()
    assert f'href="{address}"' in client.get("/account/login/").content.decode()
