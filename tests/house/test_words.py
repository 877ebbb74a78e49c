"""The product speaks Estonian in Estonian and English in English: on every page, in refusals and in mails."""

import re
import uuid
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from foundation.core.borrowed import BORROWED
from foundation.core.clock import minutes_in_words
from foundation.core.duties import notice_of
from foundation.events.models import Event
from foundation.notifications.models import Mail
from foundation.notifications.notices import NotNeeded, letter, password_link
from foundation.organisation.models import Person
from requests_desk.choices import State
from tests.factories import PersonFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.judging import Judge
from tests.house.source import TEMPLATES
from tests.house.tickets import move_to
from tests.house.words import english, estonian, spoken, typed
from tests.house.world import ROLES, SENT, World, address_of, sent_to
from tests.rights import rights
from tests.scale import times
from tools.places import CHECKOUT
from tools.translations import read

# Pages of which readers of different roles see different parts; all others are read once.
OF_ROLES = {
    "home",
    "my_requests",
    "around",
    "queue",
    "ticket",
    "person_list",
    "person",
    "role_list",
    "new_request",
}
FOREIGN = {"et": english, "en": estonian}
# The short form reads all pages in Estonian, and some of them in English, in which they are written.
EVERY = {"et": 1, "en": times(short=4, full=1)}
VERBS = ("take", "wait", "resume", "reply", "edit", "assign", "forward", "resolve", "reopen", "cancel")
POLITE = re.compile(r"\b(teie|teil|teid|te|palume|sisestage|valige|kontrollige|salasõna)\b", re.IGNORECASE)
PO = CHECKOUT / "locale/et/LC_MESSAGES/django.po"


@pytest.fixture
def judge(client: Any) -> Judge:
    cache.clear()  # counters of failed sign-ins
    judge = Judge(client, World())
    judge.prepare(row[:3] for row in rights())
    judge.world.eventful = eventful(judge)
    return judge


def eventful(judge: Judge) -> Any:
    """Requests in every state; returns one to which everything happened."""
    staff = judge.world.people["staff"]
    for state in State:
        move_to(TicketFactory(requester=staff, office=staff.office), state)
    ticket = judge.world.ticket(staff, secret=False, state=State.NEW)
    judge.sign_in("specialist")
    for verb in VERBS:
        data = sent_to(f"ticket_{verb}", ticket, judge.world) | {"kind": "reply"}
        answer = judge.client.post(address_of(f"ticket_{verb}", ticket), data)
        assert answer.status_code == 302, f"{verb}: {answer.status_code}"
    return ticket


def pages(judge: Judge, language: str) -> Iterator[tuple[str, Any]]:
    """Every page that somebody is shown, what an empty form is answered, and refusals."""
    for role, verb, name, whose in islice(different(), 0, None, EVERY[language]):
        address = address_of(name, judge.thing(role, name, whose))
        yield f"{role} {verb} {name}", ask(judge, role, verb, address, language)
    yield from eventful_pages(judge, language)


def different() -> Iterator[tuple[str, str, str, str]]:
    """Role, verb, name and whose, once for each page that looks different."""
    seen: set[tuple[str, ...]] = set()
    for name, verb, whose, letters in rights():
        for role, answer in zip(ROLES, letters, strict=True):
            read = answer in ".34" if verb == "GET" else answer in "+x" and name in SENT
            once = (verb, role if name in OF_ROLES else "", name if answer not in "34" else "", answer)
            if read and once not in seen:
                seen.add(once)
                yield role, verb, name, whose


def eventful_pages(judge: Judge, language: str) -> Iterator[tuple[str, Any]]:
    """The request to which everything happened, and the queue with something in every view."""
    for role in ("staff", "specialist"):
        for name in ("ticket", "ticket_clock"):
            address = address_of(name, judge.world.eventful)
            yield f"{role} {name}", ask(judge, role, "GET", address, language)
    for view in ("mine", "unassigned", "open", "overdue", "waiting", "ended"):
        yield f"queue {view}", ask(judge, "specialist", "GET", f"/requests/queue/?view={view}", language)


def ask(judge: Judge, role: str, verb: str, address: str, language: str) -> Any:
    """One answer in a language; what a post changed is undone."""
    judge.sign_in(role)
    judge.client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    if verb == "GET":
        return judge.client.get(address)
    with transaction.atomic():
        response = judge.client.post(address, {"form_key": uuid.uuid4(), "signer": ""})
        transaction.set_rollback(True)
    return response


def strange(answers: Iterator[tuple[str, Any]], language: str) -> list[str]:
    """Words of the other language, each with the first page that says it."""
    left_out, found, count = typed(), dict[str, str](), 0
    for where, response in answers:
        if not response.headers.get("Content-Type", "").startswith("text/html") or response.streaming:
            continue
        count += 1
        for words in FOREIGN[language](spoken(response, left_out)):
            found.setdefault(words, where)
    assert count > 10, "hardly a page was read"
    return [f"{where} says {words}" for words, where in found.items()]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["et", "en"])
def test_every_page_speaks_one_language(judge, language):
    # given people of every role and requests in every state; when each opens all pages and sends empty forms
    found = strange(pages(judge, language), language)
    # then no word of the other language stands there, but for what people typed
    assert not found, "\n".join(found)


@pytest.mark.django_db
def test_refusals_of_sign_in_and_passwords_are_in_estonian_too(client):
    # given somebody with a password and a link to choose another
    person = PersonFactory(password="Vana-ja-pikk-parool-1", language="et")
    at = client.get(password_link(person), follow=True).redirect_chain[-1][0]
    tries = ["", "lühike", "password1234", person.email]
    # when passwords are refused there, at sign-in, at the change of it and at signing in once more
    answers = [("chosen", client.post(at, {"password1": word, "password2": word})) for word in tries]
    answers += [
        ("chosen", client.post(at, {"password1": "Üks-pikk-parool-7", "password2": "Teine-pikk-parool-7"}))
    ]
    answers += [
        ("sign-in", client.post(reverse("account_login"), {"login": person.email, "password": "vale"}))
    ]
    answers += [("sign-in", client.post(reverse("account_login"), {"login": "ei ole aadress"}))]
    answers += [("reset", client.post(reverse("account_reset_password"), {"email": "ei ole aadress"}))]
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    wrong = {"oldpassword": "vale", "password1": "a", "password2": "b"}
    answers += [("change", client.post(reverse("account_change_password"), wrong))]
    # then all of them say so in Estonian, and each says something
    assert all('class="error' in answer.content.decode() for _where, answer in answers)
    assert not strange(iter([*answers] * 2), "et")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["et", "en"])
def test_every_mail_speaks_one_language(judge, language):
    # given all that happened, and readers of one language
    readers = [judge.world.people[role] for role in ("staff", "specialist", "contact")]
    Person.objects.update(language=language)
    left_out, kinds, found = typed(), set[str](), list[str]()
    # when each gets the mail of each event that they may see
    for event, reader in product(Event.objects.all(), readers):
        reader.language = language
        if notice_of(event.kind):
            with suppress(NotNeeded):
                mail = letter(Mail(kind=event.kind, event=event, recipient=reader))
                kinds.add(event.kind)
                found += FOREIGN[language](left_out.sub(" ", f"{mail.subject}\n{mail.body}"))
    # then no word of the other language stands in any
    assert len(kinds) >= 6
    assert not found


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 tööpäeva"), (1, "1 tööpäev"), (2, "2 tööpäeva"), (5, "5 tööpäeva"), (21, "21 tööpäeva")],
)
def test_a_number_of_days_in_estonian(count, words):
    with translation.override("et"):
        assert minutes_in_words(None, count) == words


@pytest.mark.parametrize("count", [0, 1, 2, 5, 21])
def test_every_text_with_a_number_has_its_estonian_forms(count):
    with translation.override("et"):
        for entry in (entry for entry in read(PO) if entry.plural):
            assert ngettext(entry.msgid, entry.plural, count) == entry.forms[int(count != 1)]


def test_texts_of_packages_that_we_word_ourselves_are_still_theirs():
    # given what the installed packages say
    theirs = set[str]()
    for package, folder in (
        ("django", "conf"),
        ("django", "contrib/auth"),
        ("django", "contrib/admin"),
        ("allauth", ""),
    ):
        home = Path(import_module(package).__file__).parent / folder
        theirs |= {entry.msgid for entry in read(home / "locale/en/LC_MESSAGES/django.po")}
    # then each text that we took over is one of them, and Estonian takes ours
    ours = {entry.msgid: entry.forms[0] for entry in read(PO)}
    with translation.override("et"):
        for text in BORROWED:
            assert text in theirs, f"no package says this any more: {text}"
            assert translation.gettext(text) == ours[text]


def test_estonian_says_sina_and_quotes_as_one_does():
    for entry in read(PO)[1:]:
        for text in entry.forms.values():
            assert not POLITE.search(text), text
            assert text.count("„") == text.count("“"), text
            assert '"' not in text
            assert "  " not in text


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.txt")), ids=lambda path: path.name)
def test_mails_hold_no_words_outside_the_translated_ones(path):
    source = path.read_text(encoding="utf-8")
    bare = re.sub(r"(?s){% (comment|blocktranslate)\b.*?{% end\1 %}|{%.*?%}|{{.*?}}", "", source)
    assert not re.search(r"[a-zõäöü]{2}", bare, re.IGNORECASE), bare
