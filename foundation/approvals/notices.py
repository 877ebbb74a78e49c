"""Who is told: those who are asked, those who asked, and administrators when there is nobody to ask."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from foundation.approvals.actions.seats import deciders, seat_of
from foundation.approvals.choices import DECIDED, StepState
from foundation.approvals.models import Approval, ApprovalStep
from foundation.approvals.permissions import barred
from foundation.core.duties import SILENT, Matter, Notice, approval_subject_of
from foundation.organisation.choices import Role
from foundation.organisation.models import Person


def _step(event: Any) -> ApprovalStep:
    rows: Any = ApprovalStep.objects.with_names()
    step: ApprovalStep = rows.get(pk=event.data["step"])
    return step


def _described(approval: Approval, person: Person) -> Matter | None:
    owner = approval_subject_of(approval.subject_type)
    return owner.describe(person, [approval.subject_id]).get(approval.subject_id)


def asked(event: Any) -> Iterable[Person]:
    """Those present who may decide now; those who are away only where nobody is present."""
    step = _step(event)
    if step.state != StepState.WAITING:
        return []
    before = ApprovalStep.objects.filter(approval=step.approval_id, state__in=DECIDED)
    people = deciders(seat_of(step), without=barred(step, before), personal=step.approval.restricted)
    present = [one for one, is_away in people if not is_away]
    return Person.objects.filter(pk__in=present or [one for one, _is_away in people])


def askers(event: Any) -> Iterable[Person]:
    """Requester and asker, without the one who acted."""
    approval = Approval.objects.select_related("requester", "asked_by").get(pk=event.subject_id)
    return {one for one in (approval.requester, approval.asked_by) if one.pk != event.actor_id}


def administrators(event: Any) -> Iterable[Person]:
    """Those who can give somebody the role that is missing."""
    return Person.objects.in_service().holding(Role.ADMIN, timezone.localdate())


def to_decide(event: Any, person: Person) -> dict[str, Any] | None:
    """What the asked one reads; None when it is decided meanwhile or not theirs any more."""
    waiting: Any = ApprovalStep.objects.waiting_for(person)
    step = waiting.with_names().filter(pk=event.data["step"]).first()
    seen = step and _described(step.approval, person)
    if not seen:
        return None
    return {"path": reverse("approval", args=[step.pk]), "step": step, "seen": seen, "person": person}


def decision(event: Any, person: Person) -> dict[str, Any] | None:
    """What the asker reads; a restricted matter shows nothing but its title."""
    step = _step(event)
    seen = _described(step.approval, person)
    if seen is None:
        return None
    return {"path": seen.url, "step": step, "seen": seen, "person": person}


def nobody_left(event: Any, person: Person) -> dict[str, Any] | None:
    """What administrators read: which seat is empty, and nothing about the matter itself."""
    step = _step(event)
    if step.state != StepState.WAITING:
        return None
    return {"path": reverse("role_list"), "step": step, "seat": step.seat_words}


def thread(event: Any) -> str:
    """All mails of an approval stand in one thread."""
    return f"approval-{event.subject_id}"


def _notice(name: str, recipients: Any, context: Any) -> Notice:
    return Notice(template=f"approvals/mail/{name}", recipients=recipients, context=context, thread=thread)


NOTICES: dict[str, Notice | None] = {
    "approval.asked": _notice("asked", asked, to_decide),
    "approval.step_approved": SILENT,  # the next one is asked
    "approval.approved": _notice("approved", askers, decision),
    "approval.returned": _notice("returned", askers, decision),
    "approval.voided": SILENT,  # what changed is asked anew, what ended needs no decision
    "approval.stuck": _notice("stuck", administrators, nobody_left),
    "route.removed": SILENT,
    "route.saved": SILENT,
}
