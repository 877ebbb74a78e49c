"""Access marks of requests and files: of a lawful term, kept on every road, looks logged."""

import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from foundation.core.duties import notice_of
from foundation.core.errors import RuleBroken
from foundation.core.marks import PRIVATE_LIFE, new_mark
from foundation.events.models import Event, ViewLog
from foundation.files import actions as files
from foundation.files.models import File
from requests_desk import actions
from requests_desk.models import Category, Ticket
from tests.factories import OfficeFactory, PersonFactory
from tests.factories.files import FileFactory
from tests.factories.requests_desk import TicketFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 28)


@pytest.mark.parametrize(
    ("basis", "until", "ends"),
    [
        ("", None, date(2101, 2, 28)),
        ("AvTS § 35 lg 1 p 9", None, date(2031, 2, 28)),
        ("AvTS § 35 lg 1 p 9", date(2036, 2, 28), date(2036, 2, 28)),
        ("AvTS § 35 lg 1 p 9", date(2036, 2, 29), None),  # five years, and five more
        ("AvTS § 35 lg 1 p 17", date(2101, 1, 1), None),
        ("AvTS § 35 lg 1 p 12", date(2101, 3, 1), None),
        ("", TODAY, None),  # ends before it begins
    ],
)
def test_a_mark_has_the_term_of_the_law(settings, basis, until, ends):
    settings.AGENCY = "Näidisamet"
    if ends is None:
        with pytest.raises(RuleBroken):
            new_mark(made_on=TODAY, basis=basis, until=until)
    else:
        made = new_mark(made_on=TODAY, basis=basis, until=until)
        assert (made.holder, made.basis, made.until) == ("Näidisamet", basis or PRIVATE_LIFE, ends)


def edit(ticket, by, **now):
    was = {name: getattr(ticket, name) for name in now}
    return actions.edit(ticket.number, by=by, was=was, now=now)


def test_a_confidential_request_carries_a_whole_mark_from_the_first_moment():
    # given one filed as confidential
    asker, cleared = PersonFactory(), PersonFactory(specialist=True, cleared=True)
    ticket = actions.file_request(
        by=asker, form_key=uuid.uuid4(), text="My health", office=OfficeFactory(), confidential=True,
        category=Category.objects.get(code="other"),
    )  # fmt: skip
    assert (ticket.confidential_mark, ticket.mark_made_on) == (PRIVATE_LIFE, timezone.localdate())
    # when the desk gives it another basis, which has a shorter term
    with pytest.raises(RuleBroken):
        edit(ticket, cleared, confidential_mark="AvTS § 35 lg 1 p 9")
    ticket = edit(ticket, cleared, confidential_mark="AvTS § 35 lg 1 p 9", mark_until=None)
    assert ticket.mark_until.year == timezone.localdate().year + 5
    # and opens it, then nothing of the mark stays
    ticket = edit(ticket, cleared, confidential=False)
    assert (ticket.mark_holder, ticket.confidential_mark, ticket.mark_until) == ("", "", None)
    # and no road leaves one without
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(confidential=True)


@pytest.fixture
def marked():
    """A request with an ordinary and a restricted file, its people, and the log read by who may read it."""
    office, colleague = OfficeFactory(), PersonFactory()
    desk, cleared = PersonFactory(specialist=True), PersonFactory(specialist=True, cleared=True)
    ticket = TicketFactory(office=office, requester=PersonFactory(office=office))
    said = ticket.messages.get()
    plain = FileFactory(subject=said, name="plan.txt", added_by=colleague)
    secret = FileFactory(subject=said, name="diagnosis.txt", added_by=colleague)
    files.mark(secret.pk, by=desk, basis="", until=None)
    return ticket, plain, secret, desk, cleared, PersonFactory(contact_of=office)


def test_a_restricted_file_is_seen_by_few_and_leaves_by_no_road(client, marked):
    ticket, plain, secret, desk, cleared, contact = marked
    # then those who asked, who solve it and who are cleared see it, the rest of the desk does not
    for person, sees in ((ticket.requester, True), (cleared, True), (desk, False), (contact, False)):
        client.force_login(person)
        page = client.get(f"/requests/{ticket.label}/").content.decode()
        assert "plan.txt" in page
        assert ("diagnosis.txt" in page) is sees
        assert client.get(f"/files/{secret.pk}/").status_code == (200 if sees else 404)
        assert client.get(f"/files/{plain.pk}/").status_code == 200
    # and it is not offered to a partner, nor sent when asked for by its id
    client.force_login(cleared)
    assert "diagnosis.txt" not in client.get(f"/requests/{ticket.label}/forward/").content.decode()
    actions.forward(
        ticket.number, by=cleared, address="partner@firm.example", text="Come.", form_key=uuid.uuid4(),
        file_ids=[plain.pk, secret.pk],
    )  # fmt: skip
    event = Event.objects.get(kind="ticket.forwarded")
    assert event.data["files"] == [str(plain.pk)]
    # and one that is marked before the mail goes stays in the house
    files.mark(plain.pk, by=cleared, basis="", until=None)
    assert list(notice_of(event.kind).attachments(event)) == []


def test_a_part_that_is_split_off_opens_no_restricted_file(client, marked):
    ticket, _plain, _secret, desk, cleared, _contact = marked
    # when somebody of the desk who may not read it splits the message with it off
    made = actions.split(
        ticket.number, by=desk, form_key=uuid.uuid4(), text="A part.", category=ticket.category,
        office=ticket.office, message_id=ticket.messages.get().pk,
    )  # fmt: skip
    # then its copy is as far from them as the first one
    copy = File.objects.get(name="diagnosis.txt", subject_id=made.messages.get().pk)
    for person, status in ((desk, 404), (cleared, 200)):
        client.force_login(person)
        assert client.get(f"/files/{copy.pk}/").status_code == status


def test_the_mark_of_a_file_is_made_and_taken_away_by_the_desk(client, marked):
    ticket, plain, secret, _desk, cleared, contact = marked
    for person, status in ((contact, 403), (PersonFactory(), 404)):
        client.force_login(person)
        assert client.post(f"/files/{plain.pk}/mark/", {}).status_code == status
    client.force_login(cleared)
    wrong = client.post(f"/files/{plain.pk}/mark/", {"basis": "AvTS § 35 lg 1 p 9", "until": "2999-01-01"})
    assert (wrong.status_code, "2999-01-01" in wrong.content.decode()) == (422, True)
    assert client.get(f"/files/{secret.pk}/mark/").status_code == 200
    assert client.post(f"/files/{secret.pk}/mark/", {"lift": "1"}).url == f"/requests/{ticket.label}/"
    assert not File.objects.exclude(mark_made_on=None).exists()
    assert list(Event.objects.filter(kind__startswith="ticket.file").values_list("kind", flat=True)) == [
        "ticket.file_marked",
        "ticket.file_opened",
    ]


@pytest.mark.django_db(transaction=True)
def test_looks_at_restricted_files_and_files_of_lists_are_logged(client, marked):
    """The log is written on a connection of its own, so others read it after its commit."""
    ticket, plain, secret, _desk, cleared, _contact = marked
    hidden = TicketFactory(confidential=True)
    attached = FileFactory(subject=hidden.messages.get())
    client.force_login(cleared)
    # when a restricted file, one of a confidential request, an ordinary one and the whole queue are taken out
    for address in (f"/files/{secret.pk}/", f"/files/{attached.pk}/", f"/files/{plain.pk}/",
                    "/requests/queue/?format=csv"):  # fmt: skip
        response = client.get(address)
        b"".join(response.streaming_content)
    # then the log has the first two, and each confidential request of the list
    seen = ViewLog.objects.order_by("pk").values_list("person_id", "subject_type", "subject_id")
    assert list(seen) == [(cleared.pk, "ticket", row.pk) for row in (ticket, hidden, hidden)]
    connections["log"].close()
