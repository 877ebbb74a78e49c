"""What canned replies fill in about a request."""

from typing import Any

from django.utils.translation import gettext as _

from foundation.core.clock import day, long_moment
from requests_desk.models import Ticket


def known_of(ticket: Ticket, person: Any) -> dict[str, str]:
    """The words for each name of `placeholders`, in the language in use; `person` is who writes."""
    room = _("room %(number)s") % {"number": ticket.room.number} if ticket.room else ""
    return {
        "first_name": ticket.requester.first_name,
        "name": ticket.requester.full_name,
        "number": ticket.label,
        "title": ticket.title,
        "place": ", ".join(filter(None, [ticket.office.name, room])),
        "due": _due(ticket),
        "solver": ticket.assignee.full_name if ticket.assignee else _("the facilities desk"),
        "me": person.full_name,
        "my_phone": person.phone or person.email,
    }


def _due(ticket: Ticket) -> str:
    if ticket.solve_by:
        return long_moment(ticket.solve_by)
    return day(ticket.waiting_until) if ticket.waiting_until else _("a day that we tell you")
