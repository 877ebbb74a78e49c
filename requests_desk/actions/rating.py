"""How it went: one click of the requester, and a sentence if they like."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.actions.common import demand, locked
from requests_desk.choices import SOLVED, Score
from requests_desk.models import Rating, Ticket
from requests_desk.permissions import may_rate


@transaction.atomic
def rate(number: int, *, by: Any, score: str = "", comment: str | None = None) -> Ticket:
    """Notes how content the requester is; the last click counts. `comment` None leaves the words alone.

    Raises RuleBroken before the request is solved, or for words without a click; NotYours for others.
    """
    ticket = locked(number, by)
    demand(may_rate(by, ticket))
    if ticket.state not in SOLVED:
        raise RuleBroken(_("Say how it went when the request is solved."))
    rating = Rating.objects.filter(ticket=ticket).first() or Rating(ticket=ticket, person=by)
    rating.score = Score(score) if score else rating.score
    if not rating.score:
        raise RuleBroken(_("Choose first how it went."))
    rating.comment = rating.comment if comment is None else comment.strip()
    rating.at = timezone.now() if score else rating.at
    rating.save()
    record("ticket.rated", ticket, actor=by, score=str(rating.score))
    return ticket
