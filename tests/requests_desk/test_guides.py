"""Guides: who reads which, what is offered while somebody writes, and Markdown that can do no harm."""

import pytest
from django.utils import translation

from foundation.core.rich import to_html
from foundation.events.models import Event
from requests_desk import actions, tasks
from requests_desk.actions.guides import _write_words
from requests_desk.choices import Readers
from requests_desk.models import Guide
from tests.factories import OfficeFactory, PersonFactory
from tests.factories.requests_desk import GuideFactory
from tests.hostile import SCRIPTS
from tests.house.counting import cost
from tests.scale import times


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def written(**more):
    """A published guide that the desk has written, indexed by the worker."""
    plain = {
        "title_et": "Radiaator on külm", "title_en": "The radiator is cold", "text_et": "Keera termostaat.",
        "text_en": "Turn the thermostat.", "published": True,
    }  # fmt: skip
    row = actions.save_guide(by=PersonFactory(specialist=True), **{**plain, **more})
    actions.index_guide(row.pk)
    return row


def offered(client, text):
    """What is shown below the text while it is being typed."""
    response = client.post("/requests/guides/fitting/", {"text": text})
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Minu toas on radiaatorid jääkülmad", True),  # other forms of the words
        ("radiaator", True),  # a word of the title is enough
        ("keera kraan kinni", False),  # one word of the text is not
        ("keera termostaati", True),  # two are
        ("my radiator makes noise", True),
        ("Aken ei sulgu", False),
        ("on ei ja", False),
        ("", False),
        ("'); DROP TABLE x; -- & | ! <->", False),
    ],
)
def test_a_guide_is_offered_for_what_it_is_about(client, text, fits):
    row = written()
    client.force_login(PersonFactory())
    assert (f"/requests/guides/{row.pk}/" in offered(client, text)) == fits


READERS = {
    "staff": {Readers.ALL},
    "contact": {Readers.ALL, Readers.CONTACTS},
    "desk": {Readers.ALL, Readers.CONTACTS, Readers.DESK},
}


@pytest.mark.django_db
@pytest.mark.parametrize("role", READERS)
def test_nobody_is_offered_or_shown_what_is_not_for_them_nor_a_draft(client, role):
    # given a guide for each kind of readers, and a draft
    rows = {readers: written(readers=readers) for readers in Readers.values}
    draft = written(published=False)
    traits = {"staff": {}, "contact": {"contact_of": OfficeFactory()}, "desk": {"specialist": True}}[role]
    client.force_login(PersonFactory(**traits))
    shown, found = offered(client, "radiaator"), client.get("/requests/guides/?q=radiaator").content.decode()
    # then offers, list and page agree
    for readers, row in rows.items():
        theirs = readers in READERS[role]
        address = f"/requests/guides/{row.pk}/"
        assert (address in shown) == theirs
        assert (address in found) == theirs
        assert client.get(address).status_code == (200 if theirs else 404)
    assert f"/requests/guides/{draft.pk}/" not in shown
    assert client.get(f"/requests/guides/{draft.pk}/").status_code == (200 if role == "desk" else 404)


@pytest.mark.django_db
def test_the_best_three_are_offered_and_a_change_is_found_by_its_new_words(client):
    rows = [written(title_et=f"Printer {number}", title_en=f"Printer {number}") for number in range(4)]
    best = written(title_et="Printer ummistub", title_en="Printer jams", text_et="Ava kaas ja eemalda paber.")
    client.force_login(PersonFactory())
    shown = offered(client, "Printer ummistus, paber on sees")
    assert shown.count("<li>") == 3
    assert shown.index(f"/requests/guides/{best.pk}/") < min(
        shown.find(f"/{row.pk}/") for row in rows if f"/{row.pk}/" in shown
    )
    # when its words are changed
    changed = actions.save_guide(
        best, by=PersonFactory(specialist=True), title_et="Lift", title_en="Lift", text_et="Oota.",
        text_en="Wait.", published=True,
    )  # fmt: skip
    actions.index_guide(changed.pk)
    # then it is offered for the new ones only
    assert f"/requests/guides/{best.pk}/" not in offered(client, "ummistus")
    assert f"/requests/guides/{best.pk}/" in offered(client, "lift seisab")


@pytest.mark.django_db
def test_an_offer_among_many_costs_five_statements_at_most(client):
    # given many guides of many words
    words = ["uks", "aken", "lamp", "kütteseade", "printer", "laud", "tool", "kapp", "kraan", "lukk"]
    author = PersonFactory(specialist=True)
    made = Guide.objects.bulk_create(
        GuideFactory.build(
            changed_by=author, title_et=f"{words[n % 10]} {n}", text_et=" ".join(words[n % 7 :]) + f" sõna{n}"
        )
        for n in range(times(short=30, full=2000))
    )
    for row in made:
        _write_words(row.pk)
    client.force_login(PersonFactory())
    for text in (
        f"Kabinetis {n} on {a} ja {b} katki" for n in range(1, 4) for a in words[:4] for b in words[6:]
    ):
        response, found = cost(client, "post", "/requests/guides/fitting/", {"text": text})
        assert response.content.count(b"<li>") == 3
        assert len(found) <= 5


@pytest.mark.django_db
def test_the_event_of_a_change_leads_to_its_index():
    row = written()
    Guide.objects.update(words=None, title_words=None)
    tasks.index_guide(Event.objects.get(kind="guide.saved", subject_id=row.pk).pk)
    assert Guide.objects.get().words


def test_what_strangers_would_write_stays_words():
    for text in SCRIPTS:
        html = to_html(f"# {text}\n\n- {text}\n\n[link]({text}) ![p]({text})")
        assert "<script" not in html.lower()
        assert "<img" not in html
        for bad in ("javascript:", "data:", "vbscript:"):
            assert f'href="{bad}' not in html.lower()


def test_markdown_becomes_headings_below_the_title_lists_and_safe_links(english):
    html = to_html("# One\n\n**bold** [a](https://x.example) [b](javascript:alert) <b onclick=x>raw</b>")
    assert "<h2>One</h2>" in html
    assert "<strong>bold</strong>" in html
    assert '<a href="https://x.example" rel="noopener noreferrer">a</a>' in html
    assert "javascript" not in html.replace("[b](javascript:alert)", "")
    assert "<b " not in html
