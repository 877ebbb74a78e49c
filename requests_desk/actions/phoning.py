"""Filing for somebody who is on the phone."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from requests_desk.actions.common import demand, sees
from requests_desk.actions.filing import file_request
from requests_desk.actions.moving import resolve, take
from requests_desk.models import Ticket
from requests_desk.permissions import works_the_desk


@transaction.atomic
def file_by_phone(
    *, by: Any, form_key: uuid.UUID, taken: bool = False, solved: str = "", **filed: Any
) -> Ticket:
    """Files a request for a caller, and takes it, or solves it by the answer `solved`: all of it or nothing.

    The second sending of the same form changes nothing. Raises RuleBroken as filing, taking and solving do,
    and when the request is confidential and not for the eyes of `by`; NotYours outside the desk.
    """
    demand(works_the_desk(by))
    ticket = file_request(by=by, form_key=form_key, **filed)
    if not (taken or solved) or ticket.assignee_id == by.pk:
        return ticket
    if not sees(by, ticket):
        raise RuleBroken(_("This becomes confidential: leave it to the queue, others solve it."))
    if solved:
        return resolve(ticket.number, by=by, text=solved, form_key=uuid.uuid5(form_key, "solved"))
    return take(ticket.number, by=by)
