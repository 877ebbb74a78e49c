"""The mail server of the tests takes mail, and fails when told to."""

import smtplib
import time
from email.message import EmailMessage

import pytest

from tools.smtp_sink import MailSink


def send(sink: MailSink, to: str = "mari@agency.example") -> None:
    """Send one mail."""
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "Külm ruum", "korras@agency.example", to
    mail.set_content("Aken ei sulgu.\n.\n..Tere\n")
    with smtplib.SMTP("127.0.0.1", sink.port, timeout=5) as line:
        line.send_message(mail)


def test_a_mail_is_kept_with_its_envelope(mail_server: MailSink) -> None:
    # when a mail with lone dots comes
    send(mail_server)
    # then it is one whole file
    [mail] = mail_server.wait_for(1)
    assert mail["Subject"] == "Külm ruum"
    assert mail["X-Envelope-To"] == "mari@agency.example"
    assert mail.get_content().splitlines() == ["Aken ei sulgu.", ".", "..Tere"]


def test_recipients_are_refused_on_demand(mail_server: MailSink) -> None:
    mail_server.answers = {
        "gone@agency.example": "550 5.1.1 Unknown",
        "full@agency.example": "452 4.2.2 Full",
    }
    for to, code in (("gone@agency.example", 550), ("full@agency.example", 452)):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(mail_server, to)
        assert refused.value.recipients[to][0] == code
    assert mail_server.mails() == []


def test_the_mail_itself_is_refused_on_demand(mail_server: MailSink) -> None:
    mail_server.data_answer = "451 4.3.0 Try again later"
    with pytest.raises(smtplib.SMTPDataError):
        send(mail_server)
    assert mail_server.mails() == []


def test_a_lost_answer_leaves_the_mail(mail_server: MailSink) -> None:
    mail_server.hang_up = True
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mail_server)
    assert len(mail_server.mails()) == 1


def test_it_is_slow_on_demand(mail_server: MailSink) -> None:
    mail_server.delay = 0.2
    began = time.monotonic()
    send(mail_server)
    assert time.monotonic() - began >= 0.4


def test_it_comes_back_on_the_same_port(mail_server: MailSink) -> None:
    # given that it was stopped
    mail_server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(mail_server)
    # when it starts again, then mail arrives where it did
    mail_server.start()
    send(mail_server)
    assert len(mail_server.wait_for(1)) == 1
