"""Words find requests in any form, with or without dots, and never show a note to who may not read it."""

import pytest

from requests_desk import actions
from requests_desk.choices import Audience
from requests_desk.models import SearchDoc, Ticket
from requests_desk.tasks import index_left_behind
from tests.factories import PersonFactory
from tests.factories.requests_desk import MessageFactory, TicketFactory

pytestmark = [pytest.mark.django_db, pytest.mark.sql]


@pytest.fixture
def kadri():
    return PersonFactory(specialist=True)


def found(words, person):
    return {ticket.title for ticket in Ticket.objects.visible_to(person).saying(words, person)}


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Tool on katki", "tooli"),
        ("Toolid on katki", "tool"),
        ("Laud vajab uut jalga", "lauda"),
        ("Esitan pöördumise", "poordumine"),
        ("Külmkapi uks", "kulmkapp"),
        ("Printer ei prindi", "printeri"),
        ("Akna hing", "aken"),
        ("Lambipirn vilgub", "lambi"),
        ("Koosolekuruum 204", "204"),
        ("Šokolaadiautomaat", "sokolaadiautomaat"),
        ("Radiaator lekib", "radiaatr"),
    ],
)
def test_words_are_found_in_other_forms_without_dots_and_with_a_typo(kadri, text, asked):
    ticket = TicketFactory(title=text)
    TicketFactory(title="Hoopis muu asi")
    index_left_behind()
    assert found(asked, kadri) == {ticket.title}


def test_all_asked_words_must_occur_and_the_number_finds_too(kadri):
    one, two = TicketFactory(title="Tool Pärnus"), TicketFactory(title="Tool Narvas")
    index_left_behind()
    assert found("tool parnu", kadri) == {one.title}
    assert found(f"P-{two.number}", kadri) == {two.title}
    assert found("", kadri) == {one.title, two.title}


def test_a_note_is_found_by_the_desk_and_not_by_the_requester(kadri):
    ticket = TicketFactory(title="Uks")
    MessageFactory(ticket=ticket, author=kadri, audience=Audience.INTERNAL, text="ksülofon")
    index_left_behind()
    assert found("ksulofon", kadri) == {"Uks"}
    assert found("ksulofon", ticket.requester) == set()
    assert found("uks", ticket.requester) == {"Uks"}


@pytest.mark.parametrize(
    "words", ["'", "a' | 'b", "!!", "(", ":*", "\\", "%%%", "õ" * 500, "1 2 3 4 5 6 7 8 9", "<->"]
)
def test_no_words_break_the_search(kadri, words):
    TicketFactory(title="Uks")
    index_left_behind()
    found(words, kadri)


def test_indexing_twice_is_the_same_as_once(kadri):
    ticket = TicketFactory(title="Tool")
    for _again in range(2):
        actions.index_ticket(ticket.pk)
    assert SearchDoc.objects.count() == 1
