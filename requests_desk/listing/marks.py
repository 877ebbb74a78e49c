"""Files with an access mark, by the id of the message they belong to: what the files ask of the desk."""

from typing import Any

from foundation.events.actions import log_view
from requests_desk.models import Message, Ticket
from requests_desk.permissions import may_work, sees_marked


def _of_message(number: int) -> Ticket:
    return Ticket.objects.get(messages=number)


def sees_marked_files(person: Any, number: int) -> bool:
    """Whether files of a message that carry a mark are visible, by the message's id."""
    return sees_marked(person, _of_message(number))


def may_mark_files(person: Any, number: int) -> bool:
    """Whether somebody may restrict files of a message: who may work on its request."""
    seen = Message.objects.visible_to(person).filter(pk=number).exists()
    return seen and may_work(person, _of_message(number))


def look_at_file(person: Any, number: int, marked: bool) -> None:
    """Notes a look at a restricted file, or at one of a confidential request."""
    ticket = _of_message(number)
    if marked or ticket.confidential:
        log_view(person_id=person.pk, subject=ticket)
