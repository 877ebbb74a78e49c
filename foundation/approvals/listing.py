"""Rows of the inbox in words; what they are about comes from their owners, one statement for each kind."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from foundation.approvals.choices import StepState
from foundation.approvals.models import ApprovalStep
from foundation.approvals.permissions import right_to_decide
from foundation.core.clock import ONE_DAY, short_moment
from foundation.core.duties import Described, HandoverLine, Matter, approval_subject_of

MOST = 200
LOOKS = {
    StepState.COMING: ("clock", ""),
    StepState.WAITING: ("pause", "soon"),
    StepState.APPROVED: ("done", "ok"),
    StepState.RETURNED: ("undo", "over"),
    StepState.DROPPED: ("cross", ""),
}


def described(person: Any, steps: Sequence[Any]) -> dict[tuple[str, int], Matter]:
    """What the steps are about, as far as the person may see it."""
    ids: dict[str, list[int]] = {}
    for step in steps:
        ids.setdefault(step.approval.subject_type, []).append(step.approval.subject_id)
    return {
        (kind, key): one
        for kind, keys in ids.items()
        for key, one in approval_subject_of(kind).describe(person, keys).items()
    }


def describe_deadlines(person: Any, ids: Sequence[int]) -> dict[int, Described]:
    """Approvals by id, for those who may see what they are about; two statements for any number."""
    mine: Any = ApprovalStep.objects.visible_to(person)
    waiting = ApprovalStep.objects.filter(approval__in=ids, state=StepState.WAITING).with_names()
    steps = list(waiting.annotate(mine=Exists(mine.filter(pk=OuterRef("pk")))))
    seen = described(person, steps)
    return {
        step.approval_id: _deadline(step, seen[step.approval.subject_type, step.approval.subject_id])
        for step in steps
        if (step.approval.subject_type, step.approval.subject_id) in seen
    }


def _deadline(step: Any, what: Matter) -> Described:
    words = _("Decision of: %(whom)s.") % {"whom": step.seat_words}
    outside = _("Decision on %(number)s") % {"number": what.label} if what.restricted else ""
    return Described(
        title=what.title,
        url=reverse("approval", args=[step.pk]) if step.mine else what.url,
        words=f"{what.label} · {words}",
        outside=outside,
    )


def handed_over(person: Any, reader: Any) -> tuple[list[HandoverLine], int]:
    """Decisions that wait for the person, as far as the reader may take them, and how many they may not."""
    theirs = ApprovalStep.objects.waiting_for(person).with_names().order_by("due_at", "pk")
    steps = list(theirs[:MOST])
    may = ApprovalStep.objects.waiting_for(reader).filter(pk__in=[one.pk for one in steps])
    taken = set(may.values_list("pk", flat=True))
    open_ones = [step for step in steps if step.pk in taken]
    seen = described(reader, open_ones)
    lines = [
        _handed(step, what)
        for step in open_ones
        if (what := seen.get((step.approval.subject_type, step.approval.subject_id))) is not None
    ]
    return lines, len(steps) - len(lines)


def _handed(step: Any, what: Matter) -> HandoverLine:
    return HandoverLine(
        title=what.title,
        url=reverse("approval", args=[step.pk]),
        words=what.label,
        last=_("Asked, %(when)s") % {"when": short_moment(step.started_at)},
        step=_("Approve or return"),
        due=short_moment(step.due_at),
    )


def state_tag(step: Any) -> dict[str, str]:
    """Icon, tone and words of a step's state."""
    icon, tone = LOOKS[StepState(step.state)]
    return {"icon": icon, "tone": tone, "words": str(StepState(step.state).label)}


def due_tag(step: Any, now: datetime) -> dict[str, str]:
    """Until when the decision is due; over time a warning."""
    if step.due_at < now:
        return {"icon": "warn", "tone": "over", "words": _("overdue")}
    tone = "soon" if step.due_at - now < ONE_DAY else ""
    return {"icon": "clock", "tone": tone, "words": short_moment(step.due_at, now)}


def waiting_rows(person: Any, steps: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Steps that wait for the person or for those they act for."""
    seen = described(person, steps)
    return [
        {**_row(step, seen), "tag": due_tag(step, now), "behalf": _behalf(person, step)} for step in steps
    ]


def decided_rows(person: Any, steps: Sequence[Any], now: datetime) -> list[dict[str, Any]]:
    """Decided steps: what was decided, by whom and for whom."""
    seen = described(person, steps)
    return [
        {
            **_row(step, seen),
            "tag": state_tag(step),
            "behalf": "",
            "when": short_moment(step.decided_at, now),
            "decided": decided_words(step),
        }
        for step in steps
    ]


def decided_words(step: Any) -> str:
    """Who decided, and for whom."""
    names = {"name": step.decided_by, "other": step.on_behalf_of}
    return (_("%(name)s for %(other)s") if step.on_behalf_of else "%(name)s") % names


def _row(step: Any, seen: dict[tuple[str, int], Matter]) -> dict[str, Any]:
    approval = step.approval
    what = seen.get((approval.subject_type, approval.subject_id))
    return {
        "pk": step.pk,
        "what": what,
        "title": what.title if what else _("No longer open to you"),
        "requester": approval.requester.full_name,
        "route": approval.route.name,
    }


def _behalf(person: Any, step: Any) -> str:
    """Whose seat it is when it is not the person's own."""
    if right_to_decide(person, step, ()) == person.pk:
        return ""
    return str(step.seat_words)
