"""From the outbox to the mail server, over real SMTP."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from foundation.notifications import actions, tasks
from foundation.notifications.choices import MailState
from foundation.notifications.models import Mail
from foundation.organisation.choices import PersonState
from tests.factories.notifications import MailFactory
from tests.factories.organisation import PersonFactory
from tests.notifications import probe

pytestmark = pytest.mark.django_db
UNKNOWN = "550 5.1.1 No such user"


def mail_to(*people: object, **more: object) -> list[Mail]:
    """The mails of a bell that people hear."""
    event = probe.ring(*people, **more)
    tasks.react(event.pk)
    return list(Mail.objects.filter(event=event).order_by("pk"))


def test_a_notice_arrives_with_the_headers_of_a_polite_machine(mails, settings):
    # given a reader and a house with an address for answers
    settings.MAIL_REPLY_TO = "desk@agency.example"
    reader = PersonFactory(language="en")
    [mail] = mail_to(reader)
    # when it is sent twice
    tasks.send(mail.pk)
    tasks.send(mail.pk)
    # then one mail came
    [got] = mails.mails()
    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert mail.sent_at
    assert got["X-Envelope-To"] == reader.email
    assert got["To"] == reader.email
    assert got["From"] == settings.MAIL_FROM
    assert got["Reply-To"] == "desk@agency.example"
    assert got["Message-ID"] == mail.message_id
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["X-Auto-Response-Suppress"] == "All"
    assert got["List-Id"] == "<korras.testserver>"
    # and it stands in the thread of its subject
    assert got["References"] == got["In-Reply-To"] == f"<bell-{mail.event.subject_id}@testserver>"
    # and its first line says where to answer
    assert got.get_content_type() == "text/plain"
    assert got.get_content().splitlines()[0] == "Answer here: http://testserver/bell/"


@pytest.mark.parametrize(("language", "expected"), [("et", "[et]"), ("en", "[en]"), ("", "[et]")])
def test_words_are_in_the_language_of_the_reader(mails, language, expected):
    # given a reader with a language, and one who never chose
    [mail] = mail_to(PersonFactory(language=language))
    # when it is sent
    tasks.send(mail.pk)
    # then it speaks that language
    assert expected in mails.mails()[0].get_content()


def test_a_subject_is_one_line_and_no_header_can_be_smuggled_in(mails, bell):
    # given a subject that somebody wrote with line breaks, and HTML in it
    bell.subject = "Lamp\r\nBcc: thief@evil.example\r\n\r\n<b>&amp; tool</b> õ"
    reader = PersonFactory()
    [mail] = mail_to(reader)
    # when it is sent
    tasks.send(mail.pk)
    # then it is one line, nobody else got it, and the text is as it was written
    [got] = mails.mails()
    assert got["Subject"].strip() == "Lamp Bcc: thief@evil.example <b>&amp; tool</b> õ"
    assert got["Bcc"] is None
    assert got["X-Envelope-To"] == reader.email


def test_a_partner_outside_gets_the_files_and_no_link(mails, bell, tmp_path):
    # given a bell for somebody outside with a file
    bell.outsiders, bell.file = ("lift@partner.example",), tmp_path / "kept"
    bell.file.write_bytes(b"%PDF-1.7 plan")
    [inside, outside] = mail_to(PersonFactory())
    # when both mails are sent
    for mail in (inside, outside):
        tasks.send(mail.pk)
    # then the file goes outside only, and the reader outside is asked to answer the mail itself
    got = {mail["X-Envelope-To"]: mail for mail in mails.mails()}
    [file] = got["lift@partner.example"].iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("plaan & pilt.pdf", b"%PDF-1.7 plan")
    assert "http://" not in got["lift@partner.example"].get_body().get_content()
    assert list(got[inside.recipient.email].iter_attachments()) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"state": PersonState.LEFT}, "left"), ({"email_bounced_at": timezone.now()}, "bounced before")],
)
def test_who_cannot_be_reached_any_more_gets_nothing(mails, change, reason):
    # given a mail whose reader left, or whose address was refused, before it is sent
    [mail] = mail_to(PersonFactory(**change))
    # when its turn comes
    tasks.send(mail.pk)
    # then it is dropped, and says why
    mail.refresh_from_db()
    assert (mail.state, mail.fault) == (MailState.DROPPED, reason)
    assert mails.mails() == []


def test_who_may_not_see_it_any_more_gets_nothing(mails, bell):
    # given a mail about what its reader may not see any more
    [mail] = mail_to(PersonFactory())
    bell.hidden = True
    # when its turn comes
    tasks.send(mail.pk)
    # then it is dropped, and says why
    mail.refresh_from_db()
    assert (mail.state, mail.fault) == (MailState.DROPPED, "may not see it")
    assert mails.mails() == []


def test_a_refused_address_is_marked_and_spared(mails):
    # given a reader whose address the server does not know
    reader = PersonFactory()
    mails.answers = {reader.email: UNKNOWN}
    [first], [second] = mail_to(reader), mail_to(reader)
    # when two mails go there
    tasks.send(first.pk)
    tasks.send(second.pk)
    # then the first bounced for good, the person is marked, the second is not tried
    first.refresh_from_db()
    second.refresh_from_db()
    reader.refresh_from_db()
    assert (first.state, first.fault) == (MailState.BOUNCED, "SMTPRecipientsRefused 550")
    assert reader.email_bounced_at
    assert (second.state, second.fault) == (MailState.DROPPED, "bounced before")


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (UNKNOWN, True),
        ("550 unknown user", True),
        ("553 5.1.3 Bad address syntax", True),
        ("550 5.2.1 Mailbox disabled", True),
        ("554 5.7.1 Relay access denied", False),
        ("550 5.7.1 Blocked by policy", False),
        ("552 5.2.2 Mailbox full", False),
        ("451 4.7.1 Greylisted", False),
    ],
)
def test_only_a_wrong_address_is_given_up(answer, wrong):
    # a relay that refuses everybody must not mark everybody as unreachable
    code, words = answer.split(" ", 1)
    assert tasks.no_such_address(int(code), words) is wrong


def test_a_fault_waits_twice_as_long_each_time(mails):
    # given a server that is busy
    mails.answers = {"*": "451 4.3.0 Busy"}
    [mail] = mail_to(PersonFactory())
    waits = []
    # when the mail is tried fourteen times
    for _ in range(14):
        Mail.objects.update(due_at=timezone.now())
        tasks.send(mail.pk)
        mail.refresh_from_db()
        waits.append(round((mail.due_at - timezone.now()).total_seconds()))
    # then the delay doubles from 30 seconds to six hours, and the fault is kept
    assert waits[:4] == [30, 60, 120, 240]
    assert waits[-1] == 6 * 3600
    assert (mail.state, mail.fault) == (MailState.WAITING, "SMTPRecipientsRefused 451")
    # when the server works again, then the mail leaves with the Message-ID it always had
    mails.behave()
    Mail.objects.update(due_at=timezone.now())
    tasks.send(mail.pk)
    assert [got["Message-ID"] for got in mails.mails()] == [mail.message_id]


@pytest.mark.parametrize("trouble", ["down", "refuses the text", "hangs up", "slow"])
def test_whatever_the_server_does_the_mail_is_not_lost(mails, settings, trouble):
    # given a server in trouble
    [mail] = mail_to(PersonFactory())
    settings.EMAIL_TIMEOUT = 0.3
    if trouble == "down":
        mails.stop()
    mails.data_answer = "554 5.6.0 No" if trouble == "refuses the text" else None
    mails.hang_up, mails.delay = trouble == "hangs up", 1 if trouble == "slow" else 0
    # when the mail is tried
    tasks.send(mail.pk)
    # then it waits, with the fault
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
    assert mail.fault
    assert mail.due_at > timezone.now()


def test_the_conversation_is_outside_any_transaction(monkeypatch, transactional_db):
    # given a mail
    [mail] = mail_to(PersonFactory())
    states = []
    monkeypatch.setattr(
        "django.core.mail.backends.smtp.EmailBackend.open",
        lambda backend: states.append(connection.in_atomic_block),
    )
    # when it is sent
    tasks.send(mail.pk)
    # then no transaction was open while we talked
    assert states == [False]


def test_twenty_hands_send_it_once(mails, transactional_db):
    # given one mail that many workers grasp at the same moment
    [mail] = mail_to(PersonFactory())
    start = threading.Barrier(8)

    def grasp() -> None:
        start.wait()
        tasks.send(mail.pk)
        connection.close()

    hands = [threading.Thread(target=grasp) for _ in range(8)]
    # when they do
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    # then one of them sent it
    assert len(mails.mails()) == 1


def test_a_late_sender_does_not_undo_what_came_after():
    # given a mail that was taken back from a slow sender and taken by another one
    [mail] = mail_to(PersonFactory())
    slow = actions.claim(mail.pk)
    Mail.objects.update(claimed_at=timezone.now() - timedelta(minutes=6))
    slow.claimed_at -= timedelta(minutes=6)
    assert actions.take_back() == 1
    other = actions.claim(mail.pk)
    # when the slow one fails after all
    actions.put_back(slow, fault="TimeoutError")
    # then the other one still has it
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (MailState.SENDING, 2)
    # when the slow one says that the server took it, then it is not sent again
    actions.mark_sent(slow)
    actions.put_back(other, fault="TimeoutError")
    mail.refresh_from_db()
    assert mail.state == MailState.SENT


def test_an_unknown_kind_of_account_mail_is_not_lost_but_dropped_with_its_reason():
    # given a mail of a kind that no app declares any more
    mail = MailFactory(kind="bell.gone")
    # when its turn comes
    tasks.send(mail.pk)
    # then the row says why
    mail.refresh_from_db()
    assert (mail.state, mail.fault) == (MailState.DROPPED, "no notice any more")
