"""Lists, search, counts, cards, files, exports and mails agree with what a person may see.

Four requests with a word of their own each; who meets which word anywhere is written here by hand.
"""

import pytest
from django.urls import reverse

from foundation.core.exports import TYPES
from foundation.events.models import Event, Pending
from foundation.files.models import File
from foundation.notifications import notices, tasks
from foundation.notifications.models import Mail
from requests_desk import actions
from requests_desk.models import Category, Ticket
from tests.factories.files import FileFactory
from tests.house.world import ROLES, address_of
from tests.rights import rights
from tests.scale import FULL

pytestmark = pytest.mark.django_db
# own: of the one who looks. near: of a colleague in the contact person's office and the manager's unit.
# other: of somebody elsewhere. secret: a confidential one of the colleague. note: an internal note on `near`.
WORDS = {
    "own": "kuldnokk", "near": "lepatriinu", "other": "merikotkas", "secret": "siidisaba", "note": "varblane"
}  # fmt: skip
SEES = {
    "staff": {"own"},
    "contact": {"own", "near"},
    "manager": {"own", "near"},
    "specialist": {"own", "near", "other", "note"},
    "head": {"own", "near", "other", "note", "secret"},  # nobody is cleared
    "auditor": {"own", "near", "other", "note"},
    "admin": {"own"},
    "for_colleague": {"own"},  # a deputy gets no requests of the person
    "for_specialist": {"own", "near", "other", "note"},
    "cleared": {"own", "near", "other", "note", "secret"},
}
LISTS = ("/requests/", "/requests/around/", "/requests/queue/")


def filed(who, word, *, confidential=False):
    """A request as it is filed, its words searchable, with a file of that name."""
    ticket = actions.file_request(
        by=who, text=f"Akna taga on {word}", category=Category.objects.get(code="broken"), office=who.office,
        form_key=FileFactory(added_by=who, name=f"{word}.txt", content=word.encode()).form_key,
        confidential=confidential,
    )  # fmt: skip
    actions.index_ticket(ticket.pk)
    return ticket


@pytest.fixture
def seeded(judge):
    """The requests, each with its word in title, text, file name and search; the internal note too."""
    world = judge.world
    made = {"near": filed(world.near, WORDS["near"]), "other": filed(world.other, WORDS["other"])}
    made["secret"] = filed(world.near, WORDS["secret"], confidential=True)
    made["own"] = {role: filed(world.people[role], WORDS["own"]) for role in SEES}
    key = FileFactory().form_key
    actions.note(made["near"].number, by=world.people["specialist"], text=WORDS["note"], form_key=key)
    actions.index_ticket(made["near"].pk)
    return made


def addresses(judge, made, role):
    """All that somebody can open: every page without an argument, all lists with search, all requests."""
    yield from {address_of(name, None) for name, verb, whose, _ in rights() if verb == "GET" and whose == "-"}
    for address in LISTS:
        yield from (f"{address}?{view}" for view in ("view=open", "view=ended", "view=unassigned"))
        yield from (f"{address}?format={kind}" for kind in TYPES)
        yield from (f"{address}?q={word}" for word in WORDS.values())
    for ticket in (made["near"], made["other"], made["secret"], made["own"][role]):
        for name in ("ticket", "ticket_clock", "ticket_reply"):
            yield reverse(name, args=[ticket.number])
        yield f"/requests/queue/?ticket={ticket.number}"
        yield from (reverse("file", args=[file.pk]) for file in files_of(ticket))


def files_of(ticket):
    """The files of a request's messages."""
    ids = list(ticket.messages.values_list("pk", flat=True))
    return File.objects.filter(subject_type="message", subject_id__in=ids)


def met(judge, address):
    """The words on a page; what somebody looked for counts where a title says it."""
    answer = judge.client.get(address)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = data.decode("utf-8", errors="replace")
    return {
        name
        for name, word in WORDS.items()
        if (f"Akna taga on {word}" if f"q={word}" in address else word) in text
    }


@pytest.mark.proof("attack", "Lists, search, files, exports and mails show each reader what is theirs to see")
@pytest.mark.parametrize("role", SEES if FULL else ("contact", "specialist", "head", "for_colleague"))
def test_a_reader_meets_only_what_is_theirs_to_see(judge, seeded, proved, role):
    # given requests of one's own, of a colleague, of somebody elsewhere, and a confidential one
    judge.sign_in(role)
    found, count = {}, 0
    # when somebody opens everything that there is
    with judge.world.asked_by(role):
        for address in sorted(set(addresses(judge, seeded, role))):
            count += 1
            for name in met(judge, address):
                found.setdefault(name, address)
    # then they meet what they may see, and no word of anything else
    assert set(found) == SEES[role], found
    proved(pages=count, foreign=0)


@pytest.mark.proof("attack", "Lists, search, files, exports and mails show each reader what is theirs to see")
def test_a_mail_says_only_what_its_reader_may_see(judge, seeded, proved):
    # given all events of these requests, and mails to everybody about each of them
    assert set(SEES) | {"anonymous"} == set(ROLES)
    people = [person for person in judge.world.people.values() if person] + [judge.world.near]
    for event in Event.objects.filter(subject_type="ticket"):
        Pending.objects.filter(pk=event.pk).update(due_at=event.at)
        tasks.actions.write_notices(event.pk)
    told = {(mail.event_id, mail.recipient_id) for mail in Mail.objects.exclude(event=None)}
    wrong, count = [], 0
    # when each of them is drawn for each reader, also for those to whom it would not go
    for event in Event.objects.filter(subject_type="ticket"):
        for person in people:
            mail = Mail(kind=event.kind, event=event, recipient=person, message_id="<x@testserver>")
            try:
                made = notices.letter(mail)
            except notices.NotNeeded:
                continue
            count += 1
            words = f"{made.subject} {made.body}"
            seen = Ticket.objects.visible_to(person).filter(pk=event.subject_id).exists()
            leaked = [
                name for name, word in WORDS.items() if word in words and (not seen or name == "secret")
            ]
            wrong += [f"{event.kind} to {person}: {leaked}"] if leaked else []
    # then no word reaches who may not see it, and the confidential one reaches nobody by mail
    assert not wrong
    assert told
    assert count > len(told)
    proved(mails=count, foreign=0)
