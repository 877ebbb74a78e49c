"""What the mails of the desk say to their readers, and what they keep to themselves."""

import uuid

import pytest
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from foundation.events.models import Event
from requests_desk import actions
from requests_desk.choices import WaitingFor
from requests_desk.models import Category
from requests_desk.notices import requests as notices
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

MARKUP = '<i>slanted</i> & "quoted"'


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def mail(name, event, person, **more):
    """Subject and body as the outbox draws them."""
    frame = {"product": "Korras", "agency": "Agency", "link": "https://k.example/x"}
    seen = {**frame, **notices.words(event, person), **more}
    drawn = [get_template(f"requests_desk/mail/{name}.{end}").template for end in ("subject.txt", "txt")]
    return [one.render(Context(seen, autoescape=False)).strip() for one in drawn]


def events(ticket):
    """The last event of each kind."""
    rows = Event.objects.filter(subject_id=ticket.pk, subject_type="ticket").order_by("pk")
    return {one.kind.partition(".")[2]: one for one in rows}


def through_everything(ticket, solver, asker):
    """Every verb that tells somebody."""
    number, key = ticket.number, uuid.uuid4
    actions.assign(number, by=PersonFactory(specialist=True, cleared=True), to=solver)
    actions.note(number, by=solver, text=f"Note {MARKUP}", form_key=key())
    actions.reply(number, by=solver, text=f"Reply {MARKUP}", form_key=key())
    actions.wait(number, by=solver, waiting_for=WaitingFor.REQUESTER, text="When?", form_key=key())
    actions.forward(number, by=solver, address="p@lock.example", text="Please help.", form_key=key())
    actions.resume(number, by=solver)
    actions.resolve(number, by=solver, text="Changed it.", form_key=key())
    actions.not_solved(number, by=asker, text="Still dark.", form_key=key())
    actions.confirm_solved(number, by=asker)
    actions.reopen(number, by=solver, text="Wrong lamp.", form_key=key())
    actions.cancel(number, by=solver, text="Same as P-1.", form_key=key())


def filed(asker, **more):
    values = {
        "category": Category.objects.get(code="broken"),
        "office": asker.office,
        "form_key": uuid.uuid4(),
    }
    return actions.file_request(by=asker, text=MARKUP, **{**values, **more})


def test_every_mail_says_first_where_to_answer_then_what_happened_in_plain_text():
    # given a request on which everything happened
    asker, solver = PersonFactory(), PersonFactory(specialist=True)
    ticket = filed(asker)
    through_everything(ticket, solver, asker)
    seen = events(ticket)
    for name, person in [
        ("filed", asker), ("replied", asker), ("noted", solver), ("assigned", solver), ("waiting", asker),
        ("resolved", asker), ("confirmed", solver), ("reopened", asker), ("reopened", solver),
        ("cancelled", asker),
    ]:  # fmt: skip
        subject, body = mail(name, seen[name], person)
        # then the mail names the request and holds no entities
        assert subject == f"[{ticket.label}] {MARKUP}", name
        assert body.startswith("Answer here: https://k.example/x"), name
        assert ticket.label in body, name
        assert not {one for one in ("&amp;", "&quot;", "{") if one in body}, name


def test_asker_and_solver_read_different_words():
    asker, solver = PersonFactory(), PersonFactory(specialist=True)
    ticket = filed(asker)
    actions.take(ticket.number, by=solver)
    actions.reply(ticket.number, by=PersonFactory(specialist=True), text="On our way.", form_key=uuid.uuid4())
    event = events(ticket)["replied"]
    assert "answered your request" in mail("replied", event, asker)[1]
    assert "which you solve" in mail("replied", event, solver)[1]


def test_the_partner_gets_the_chosen_words_the_number_and_whom_to_answer():
    solver = PersonFactory(specialist=True, phone="5551")
    ticket = filed(PersonFactory())
    actions.forward(
        ticket.number, by=solver, address="p@lock.example", text="Come please.", form_key=uuid.uuid4()
    )
    subject, body = mail("forwarded", events(ticket)["forwarded"], None, link="")
    assert subject == f"[{ticket.label}] Agency: {MARKUP}"
    assert body.startswith(f"Answer {solver.full_name}: {solver.email}.")
    assert "Come please." in body
    assert "Or call: 5551." in body
    assert f"Our number: {ticket.label}" in body
    assert MARKUP not in body
    assert "http" not in body


def test_a_confidential_mail_holds_nothing_but_the_number():
    asker, solver = PersonFactory(), PersonFactory(specialist=True, cleared=True)
    ticket = filed(asker, category=Category.objects.get(code="safety"))
    through_everything(ticket, solver, asker)
    for name, event in events(ticket).items():
        for person in (asker, solver):
            if name in ("taken", "resumed", "forwarded") or notices.words(event, person) is None:
                continue
            subject, body = mail(name, event, person)
            assert subject == f"[{ticket.label}]"
            assert not {one for one in ("slanted", asker.office.name) if one in body}, (name, body)
    assert "slanted" not in mail("forwarded", events(ticket)["forwarded"], None)[0]
