"""A mail that nobody takes is not tried for ever, and a partner who got none is not waited for."""

import uuid
from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone, translation

from foundation.events.models import Event
from foundation.notifications import tasks
from foundation.notifications.choices import MailState
from foundation.notifications.models import Mail
from requests_desk import actions
from requests_desk.listing import timeline
from tests.factories.organisation import PersonFactory
from tests.factories.requests_desk import TicketFactory

pytestmark = pytest.mark.django_db
current_app.loader.import_default_modules()  # the reactions of all apps


def forwarded(key):
    """A request whose words went to a partner, its solver, and the mail to the partner."""
    solver = PersonFactory(specialist=True, language="en")
    ticket = TicketFactory(assignee=solver)
    actions.forward(ticket.number, by=solver, address="lift@partner.example", text="Help", form_key=key)
    tasks.react(Event.objects.get(kind="ticket.forwarded").pk)
    return ticket, solver, Mail.objects.get(address="lift@partner.example")


def tell():
    """Runs what waits for an event, as the sweep would; the events of that too."""
    for kind in ("mail.undelivered", "ticket.undelivered"):
        for event in Event.objects.filter(kind=kind):
            tasks.react(event.pk)


def later(mail, days):
    """The mail as it stands so many days after it was written, due again."""
    made = timezone.now() - timedelta(days=days)
    Mail.objects.filter(pk=mail.pk).update(created_at=made, due_at=timezone.now())


def test_a_mail_refused_after_its_text_is_given_up_after_days_and_its_writer_told(mails, woken):
    # given a partner whose server refuses every text, which no retry will change
    ticket, solver, mail = forwarded(uuid.uuid4())
    mails.data_answer = "554 5.6.0 Message content rejected"
    # when it is tried on the first days, then it waits for another try
    for days in (0, 4):
        later(mail, days)
        tasks.send(mail.pk)
        mail.refresh_from_db()
        assert (mail.state, mail.fault) == (MailState.WAITING, "SMTPDataError 554")
    # when it has been tried for more than five days
    later(mail, 6)
    tasks.send(mail.pk)
    tell()
    # then it is over, why is kept, and who waits for the partner is told, once
    mail.refresh_from_db()
    assert (mail.state, mail.fault) == (MailState.BOUNCED, "given up: SMTPDataError 554")
    mails.behave()
    tell()
    told = Mail.objects.filter(kind="ticket.undelivered")
    assert [one.recipient for one in told] == [solver]
    tasks.send(told.get().pk)
    [got] = mails.mails()
    assert ticket.label in got["Subject"]
    assert "lift@partner.example was not delivered" in " ".join(got.get_content().split())
    # and the request says so
    ticket.refresh_from_db()
    with translation.override("en"):
        assert "was not delivered" in timeline(ticket, solver)[-1]["text"]


def test_a_partner_whose_address_is_wrong_is_told_to_the_solver_at_once(mails, woken):
    # given a partner whose server does not know the address
    _ticket, solver, mail = forwarded(uuid.uuid4())
    mails.answers = {mail.address: "550 5.1.1 No such user"}
    # when the mail is tried once
    tasks.send(mail.pk)
    tell()
    # then it is over and the solver is told
    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED
    assert [one.recipient for one in Mail.objects.filter(kind="ticket.undelivered")] == [solver]


def test_a_colleague_whose_mail_is_given_up_troubles_no_request(mails, woken):
    # given a mail to a colleague that no server takes
    ticket = TicketFactory()
    actions.take(ticket.number, by=PersonFactory(specialist=True))
    mail = Mail.objects.create(
        kind="account.password_reset", recipient=PersonFactory(), message_id="<one@testserver>"
    )
    mails.data_answer = "554 5.6.0 Message content rejected"
    # when it is given up
    later(mail, 6)
    tasks.send(mail.pk)
    # then that stands on the mail, and nothing else happened
    mail.refresh_from_db()
    assert mail.state == MailState.BOUNCED
    assert not Event.objects.filter(kind="mail.undelivered").exists()
