"""Deciding: once, by somebody else than who asked, on what they have really seen."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.approvals.actions.asking import close, start_next
from foundation.approvals.choices import DECIDED, ApprovalState, StepState
from foundation.approvals.models import Approval, ApprovalStep
from foundation.approvals.permissions import right_to_decide
from foundation.core.duties import ApprovalSubject, approval_subject_of
from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.events.actions import record


@transaction.atomic
def decide(step_id: int, *, by: Any, yes: bool, seen: str, reason: str = "") -> Approval:
    """Approves a step, or returns the matter with a reason; `seen` is the fingerprint of what one read.

    Of two decisions at once one counts. The owner's row is locked first, then the step. Raises
    ApprovalStep.DoesNotExist when `by` does not see it, ChangedMeanwhile when it is decided or changed,
    RuleBroken on one's own matter, for a second step and without a reason for a return.
    """
    seen_step = ApprovalStep.objects.visible_to(by).select_related("approval").get(pk=step_id)
    owner = approval_subject_of(seen_step.approval.subject_type)
    now = owner.lock(seen_step.approval.subject_id)
    step, others = _locked(step_id)
    _still_to_decide(step, now=now, seen=seen)
    source = _right(by, step, others)
    if not yes and not reason.strip():
        raise RuleBroken(_("Write the reason: the requester must know what to change."))
    _write(step, by=by, source=source, yes=yes, reason=reason)
    _go_on(step, others, owner, by=by)
    return step.approval


def _locked(step_id: int) -> tuple[ApprovalStep, list[ApprovalStep]]:
    """The step and its decided and coming neighbours, locked."""
    rows = ApprovalStep.objects.select_related("approval", "decided_by", "on_behalf_of")
    rows = rows.select_for_update(of=("self", "approval"), no_key=True)
    all_steps = list(rows.filter(approval__steps=step_id).order_by("order"))
    step = next(one for one in all_steps if one.pk == step_id)
    return step, [one for one in all_steps if one.pk != step_id]


def _still_to_decide(step: ApprovalStep, *, now: str, seen: str) -> None:
    if step.state in DECIDED:
        raise ChangedMeanwhile(already_decided(step))
    if step.state != StepState.WAITING or step.approval.fingerprint != seen or now != seen:
        raise ChangedMeanwhile(_("This has changed since you opened it. Read it again, then decide."))


def already_decided(step: ApprovalStep) -> str:
    """Who was faster, and for whom."""
    names = {"name": step.decided_by, "other": step.on_behalf_of}
    approved = step.state == StepState.APPROVED
    if step.on_behalf_of is None:
        words = (
            _("%(name)s has already approved this.") if approved else _("%(name)s has already returned this.")
        )
    elif approved:
        words = _("%(name)s has already approved this for %(other)s.")
    else:
        words = _("%(name)s has already returned this for %(other)s.")
    return words % names


def _right(by: Any, step: ApprovalStep, others: list[ApprovalStep]) -> int:
    """By whose right; else the sentence why not."""
    decided = [one for one in others if one.state in DECIDED]
    source = right_to_decide(by, step, decided)
    if source is not None:
        return source
    if by.pk in (step.approval.requester_id, step.approval.asked_by_id):
        raise RuleBroken(_("Nobody decides on what they asked for themselves. Somebody else is asked."))
    if any(by.pk in (one.decided_by_id, one.on_behalf_of_id) for one in decided):
        raise RuleBroken(_("You have decided an earlier step of this. Another person decides this one."))
    # who sees it and has no right left holds the seat by a way that leads through one of these people
    raise RuleBroken(_("You would decide for somebody who may not decide here. Somebody else is asked."))


def _write(step: ApprovalStep, *, by: Any, source: int, yes: bool, reason: str) -> None:
    """The decision, if nobody else has made one."""
    fields = {
        "state": StepState.APPROVED if yes else StepState.RETURNED,
        "decided_at": timezone.now(),
        "decided_by": by,
        "on_behalf_of_id": None if source == by.pk else source,
        "reason": reason.strip(),
    }
    if not ApprovalStep.objects.filter(pk=step.pk, state=StepState.WAITING).update(**fields):
        raise ChangedMeanwhile(_("This has changed since you opened it. Read it again, then decide."))
    for name, value in fields.items():
        setattr(step, name, value)


def _go_on(step: ApprovalStep, others: list[ApprovalStep], owner: ApprovalSubject, *, by: Any) -> None:
    """The next step, or the end and the owner's own change, all in this transaction."""
    approval, behalf = step.approval, step.on_behalf_of_id
    coming = [one for one in others if one.state == StepState.COMING]
    who = {"actor": by, "on_behalf_of": behalf, "step": step.pk}
    if step.state == StepState.RETURNED:
        close(approval, ApprovalState.RETURNED)
        record("approval.returned", approval, **who)
        owner.returned(approval.subject_id, by=by, on_behalf_of=behalf, reason=step.reason)
    elif coming:
        record("approval.step_approved", approval, **who)
        coming[0].approval = approval
        start_next(coming[0], decided=[step, *(one for one in others if one.state in DECIDED)], by=by)
    else:
        close(approval, ApprovalState.APPROVED)
        record("approval.approved", approval, **who)
        owner.approved(approval.subject_id, by=by, on_behalf_of=behalf)
