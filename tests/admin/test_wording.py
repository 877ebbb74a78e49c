"""The agency's own words stand where ours did, without a further statement, and ours come back."""

import pytest

from foundation.organisation import actions
from foundation.organisation.models import Wording
from tests.factories import PersonFactory
from tests.house.counting import cost

pytestmark = pytest.mark.django_db


def test_a_word_of_the_agency_stands_on_the_next_page_at_no_cost(client):
    # given a specialist's page in our words
    person = PersonFactory(specialist=True, language="et")
    client.force_login(person)
    page, before = cost(client, "get", "/requests/")
    assert "Haldusspetsialist" in page.content.decode()
    # when an administrator words it
    words = actions.save_wording(
        by=PersonFactory(admin=True), code="specialist", text_et="Majameister", text_en="Caretaker"
    )
    page, after = cost(client, "get", "/requests/")
    # then it stands there by as many statements
    assert "Majameister" in page.content.decode()
    assert "Haldusspetsialist" not in page.content.decode()
    assert len(after) == len(before)
    # and ours comes back when the word is taken away
    actions.remove_place(words, by=None)
    assert "Haldusspetsialist" in client.get("/requests/").content.decode()


def test_only_words_that_are_declared_can_be_changed(client):
    client.force_login(PersonFactory(admin=True, language="en"))
    sent = {"code": "anything", "text_et": "x", "text_en": "x"}
    assert client.post("/admin/organisation/wording/add/", sent).status_code == 422
    assert not Wording.objects.exists()
