"""Who hears of one-off tasks and of recurring requests."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from foundation.core.duties import Notice
from foundation.organisation.choices import Role
from foundation.organisation.models import Person
from foundation.organisation.querysets import seated
from requests_desk.models import Plan
from requests_desk.notices.requests import others, thread, ticket_of, words


def given_to(event: Any) -> Iterable[Person]:
    """Who got it; while they are away those who act for them, and who gave it, so that they know."""
    ticket = ticket_of(event)
    seats = seated(day=timezone.localdate(), person_id=event.data["to"], personal=ticket.confidential)
    there = [one for one, is_away in seats if not is_away]
    if event.data["to"] in there:
        return others(event, *Person.objects.filter(pk=event.data["to"]))
    return {*Person.objects.filter(pk__in=there), ticket.filed_by}


def given_words(event: Any, person: Person | None) -> dict[str, Any] | None:
    """As of every request, and whether it goes to somebody who is away."""
    seen = words(event, person)
    if seen is not None:
        seen["instead_of"] = seen["ticket"].assignee if event.data["to"] != getattr(person, "pk", 0) else None
    return seen


def plan_keepers(event: Any) -> Iterable[Person]:
    """The specialists, who keep the plans."""
    people: Iterable[Person] = Person.objects.in_service().holding(Role.SPECIALIST, timezone.localdate())
    return people


def plan_words(event: Any, person: Person | None) -> dict[str, Any] | None:
    """Which plan stands still, and who has left."""
    plan = Plan.objects.visible_to(person).select_related("requester").filter(pk=event.subject_id).first()
    if plan is None:
        return None
    return {"plan": plan, "person": person, "path": f"/requests/plans/{plan.pk}/"}


NOTICES: dict[str, Notice | None] = {
    "ticket.given": Notice(
        template="requests_desk/mail/given", recipients=given_to, context=given_words, thread=thread
    ),
    "plan.stuck": Notice(
        template="requests_desk/mail/plan_stuck", recipients=plan_keepers, context=plan_words
    ),
    **dict.fromkeys(f"plan.{verb}" for verb in ("made", "changed", "stopped", "started", "filed")),
}
