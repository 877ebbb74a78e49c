"""What is typed is never lost: not by a second window, not by a session that ended, not by sending twice."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from requests_desk import actions
from requests_desk.choices import Audience
from requests_desk.models import Draft, Message, Ticket
from tests.factories import PersonFactory
from tests.factories.conversation import DraftFactory
from tests.factories.files import FileFactory
from tests.factories.requests_desk import TicketFactory
from tests.requests_desk.test_races import at_once

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def key():
    return uuid.uuid4()


def texts(ticket, person):
    return sorted(Draft.objects.filter(ticket=ticket, person=person).values_list("text", flat=True))


def test_what_is_typed_is_there_on_any_machine_and_only_for_its_writer(client):
    # given an asker who types and goes away
    ticket, form = TicketFactory(), key()
    client.force_login(ticket.requester)
    sent = {"form_key": form, "text": "The lamp also hums", "seen": 0}
    answer = client.post(f"/requests/{ticket.label}/draft/", sent, headers=HTMX)
    assert f'value="{form}"' in answer.content.decode()
    assert 'name="seen" value="1"' in answer.content.decode()
    held = FileFactory(added_by=ticket.requester, form_key=form, subject_type=None, subject_id=None)
    # when they open the page anew, the words and the file are in the form
    page = client.get(f"/requests/{ticket.label}/").content.decode()
    assert "The lamp also hums</textarea>" in page
    assert f'value="{form}"' in page
    assert held.name in page
    # and the desk sees nothing of it
    client.force_login(PersonFactory(specialist=True))
    assert "also hums" not in client.get(f"/requests/{ticket.label}/").content.decode()
    # and once it is sent, nothing is left to send
    actions.reply(ticket.number, by=ticket.requester, text="The lamp also hums", form_key=form)
    assert not Draft.objects.exists()


def test_what_was_saved_in_the_moment_of_sending_is_no_draft(client):
    # given words that were saved while the form with them was on its way
    ticket, form = TicketFactory(), key()
    actions.reply(ticket.number, by=ticket.requester, text="The lamp also hums", form_key=form)
    DraftFactory(ticket=ticket, person=ticket.requester, form_key=form, text="The lamp also hums")
    # when the page is opened, then the form is empty
    client.force_login(ticket.requester)
    assert "hums</textarea>" not in client.get(f"/requests/{ticket.label}/").content.decode()


def test_a_second_window_overwrites_nothing(client):
    # given two windows that opened the same draft
    ticket, form = TicketFactory(), key()
    asker = ticket.requester
    draft = actions.save_draft(ticket.number, by=asker, form_key=form, text="Lamp")
    # when both go on from it
    actions.save_draft(ticket.number, by=asker, form_key=form, text="Lamp of the hall", seen=draft.version)
    other = actions.save_draft(ticket.number, by=asker, form_key=form, text="Left one", seen=draft.version)
    # then both are kept, and the page offers both
    assert other.form_key != form
    assert texts(ticket, asker) == ["Lamp of the hall", "Left one"]
    client.force_login(asker)
    page = client.get(f"/requests/{ticket.label}/?draft={form}").content.decode()
    assert "Lamp of the hall</textarea>" in page
    assert "Left one" in page


def test_other_words_under_a_key_that_was_sent_are_said_too():
    """A window that was open beside the one that sent."""
    ticket, form = TicketFactory(), key()
    for words in ("First.", "First.", "Second."):
        actions.reply(ticket.number, by=ticket.requester, text=words, form_key=form)
    said = Message.objects.filter(ticket=ticket).order_by("pk").values_list("text", flat=True)
    assert list(said)[1:] == ["First.", "Second."]


def test_what_was_saved_while_it_was_sent_does_not_come_back():
    ticket, form = TicketFactory(), key()
    actions.reply(ticket.number, by=ticket.requester, text="Done.", form_key=form)
    assert actions.save_draft(ticket.number, by=ticket.requester, form_key=form, text="Done") is None
    assert not Draft.objects.exists()


def test_whose_session_has_ended_goes_on_typing(client):
    ticket = TicketFactory()
    sent = {"form_key": key(), "text": "Still here", "seen": 3}
    answer = client.post(f"/requests/{ticket.label}/draft/", sent, headers=HTMX)
    assert answer.status_code == 200
    assert "HX-Redirect" not in answer
    assert 'name="seen" value="3"' in answer.content.decode()


def test_a_note_is_drafted_by_the_desk_alone(client):
    ticket, kadri = TicketFactory(), PersonFactory(specialist=True)
    with pytest.raises(PermissionDenied):
        actions.save_draft(ticket.number, by=ticket.requester, form_key=key(), text="x", note=True)
    with pytest.raises(Ticket.DoesNotExist):
        actions.save_draft(ticket.number, by=PersonFactory(), form_key=key(), text="x")
    actions.save_draft(ticket.number, by=kadri, form_key=key(), text="x", note=True)
    assert Draft.objects.get().audience == Audience.INTERNAL
    client.force_login(kadri)
    page = client.get(f"/requests/{ticket.label}/").content.decode()
    assert 'value="note" checked' in page.replace("  ", " ")


def test_nobody_throws_away_what_somebody_else_typed(client):
    draft = DraftFactory()
    client.force_login(PersonFactory(specialist=True))
    client.post(f"/requests/{draft.ticket.label}/draft/drop/", {"form_key": draft.form_key})
    assert Draft.objects.filter(pk=draft.pk).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.proof("race", "One person types in eight windows of one form at once: no text is lost")
def test_eight_windows_at_once_lose_no_text(proved):
    ticket, form = TicketFactory(), key()
    words = [f"{index} words" for index in range(8)]
    at_once(8, lambda index: actions.save_draft(
        ticket.number, by=ticket.requester, form_key=form, text=words[index]))  # fmt: skip
    assert texts(ticket, ticket.requester) == words
    proved(windows=8, lost=0)


def test_a_draft_that_nobody_types_on_for_ninety_days_goes():
    # given a draft that was touched a day too long ago, and one that was touched a day later
    now = timezone.now()
    DraftFactory(saved_at=now - timedelta(days=91))
    kept = DraftFactory(saved_at=now - timedelta(days=89))
    # when the daily sweep runs
    assert actions.drop_old_drafts(now) == 1
    # then the old one alone is gone
    assert list(Draft.objects.all()) == [kept]
