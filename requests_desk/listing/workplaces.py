"""Workplace cases and their steps in words: rows of the list, the page of a case, deadlines, holdings."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.clock import day, short_moment
from foundation.core.duties import Described, Holding, workplace_steps
from requests_desk.choices import CaseKind, StepState, Who
from requests_desk.models import Step, Ticket, WorkplaceCase
from requests_desk.permissions import keeps_case, may_end, works_on_steps

CASE_LOOK = {CaseKind.NEWCOMER: "newcomer", CaseKind.LEAVER: "out"}
STEP_LOOK = {
    StepState.WAITING: ("pause", "still"),
    StepState.OPEN: ("working", ""),
    StepState.DONE: ("done", "ok"),
    StepState.DROPPED: ("cross", ""),
}


def case_rows(cases: Iterable[WorkplaceCase], now: datetime) -> list[dict[str, Any]]:
    """Rows of the list: who, when, where, how far. One statement for the steps of all."""
    cases = list(cases)
    progress = Step.objects.progress(case.pk for case in cases)
    return [
        _case_row(case, progress.get(case.pk, {"steps": 0, "over": 0, "next_due": None}), now)
        for case in cases
    ]


def _case_row(case: WorkplaceCase, far: dict[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "pk": case.pk,
        "name": case.name,
        "icon": CASE_LOOK[CaseKind(case.kind)],
        "kind": case.get_kind_display(),
        "when": day_words(case),
        "office": case.office.name,
        "far": _("%(over)s of %(steps)s steps over") % far,
        "tag": _far_tag(case, far["next_due"], now),
    }


def day_words(case: WorkplaceCase) -> str:
    """The first or last day, said so."""
    words = _("last day %(day)s") if case.is_leaver else _("first day %(day)s")
    return words % {"day": day(case.day)}


def _far_tag(case: WorkplaceCase, next_due: datetime | None, now: datetime) -> dict[str, str]:
    if not case.is_open:
        return {"icon": "check", "tone": "", "words": case.get_state_display()}
    if next_due is None:
        return {"icon": "done", "tone": "ok", "words": _("Everything is done")}
    if next_due < now:
        return {"icon": "warn", "tone": "over", "words": _("late since %(day)s") % {"day": day(next_due)}}
    return {"icon": "clock", "tone": "", "words": _("next by %(day)s") % {"day": day(next_due)}}


def whose(step: Step) -> str:
    """Whose a step is, in words. A part of the system that is not there leaves it to the specialist."""
    if step.who == Who.PROVIDER:
        known = workplace_steps().get(step.provider)
        return str(known.title) if known else str(Who.DESK.label)
    if step.who == Who.PARTNER:
        return _("Partner: %(address)s") % {"address": step.address}
    if step.assignee is not None:
        unit = f" ({step.unit})" if step.who == Who.UNIT else ""
        return f"{step.assignee.full_name}{unit}"
    if step.who == Who.UNIT and step.unit is not None:
        return str(step.unit)
    return str(Who.DESK.label)


def step_rows(case: WorkplaceCase, steps: Sequence[Step], person: Any, now: datetime) -> list[dict[str, Any]]:
    """The steps of a case in words, with what the reader may do with each."""
    names = {step.code: step.name for step in steps}
    over = {step.code for step in steps if step.is_over}
    told = _described(steps, person)
    keeps, own = works_on_steps(person, case), {person.pk, *person.standing.acts_for}
    return [
        {
            "pk": step.pk,
            "name": step.name,
            "state": step.state,
            "whose": whose(step),
            "due": day(step.due_at),
            "tag": step_tag(step, now),
            "waits": [names[code] for code in step.after if code not in over and code in names],
            "answer": step.answer if keeps or step.assignee_id == person.pk else "",
            "promised": day(step.promised_on) if step.promised_on else "",
            "late_promise": bool(step.promised_on and step.promised_on > timezone.localdate(step.due_at)),
            "ended": _ended(step),
            "url": step.holding_url,
            "told": told.get(step.pk),
            "can_end": case.is_open and step.state == StepState.OPEN and may_end(person, case, step),
            "own": step.assignee_id in own or (step.assignee_id is None and keeps),
            "keeps": keeps,
        }
        for step in steps
    ]


def _described(steps: Sequence[Step], person: Any) -> dict[int, Described]:
    """What other parts of the system say of their steps, one statement for each part."""
    found: dict[int, Described] = {}
    for code, provider in workplace_steps().items():
        ids = [step.pk for step in steps if step.provider == code]
        found.update(provider.describe(person, ids) if ids else {})
    return found


def step_tag(step: Step, now: datetime) -> dict[str, str]:
    """Where a step stands, or how near its day is."""
    icon, tone = STEP_LOOK[StepState(step.state)]
    if step.state != StepState.OPEN:
        return {"icon": icon, "tone": tone, "words": str(StepState(step.state).label)}
    if step.due_at < now:
        return {"icon": "warn", "tone": "over", "words": _("late")}
    if timezone.localdate(step.due_at) == timezone.localdate(now):
        return {"icon": "clock", "tone": "soon", "words": _("today")}
    return {"icon": "clock", "tone": "", "words": _("by %(day)s") % {"day": day(step.due_at)}}


def _ended(step: Step) -> str:
    if step.ended_at is None:
        return ""
    if step.ended_by is None:
        return _("by itself, %(when)s") % {"when": short_moment(step.ended_at)}
    return _("%(name)s, %(when)s") % {"name": step.ended_by.full_name, "when": short_moment(step.ended_at)}


def case_page(case: WorkplaceCase, person: Any) -> dict[str, Any]:
    """Everything that the page of a case shows to one reader."""
    steps = list(
        Step.objects.visible_to(person).filter(case=case).with_names().order_by("due_at", "order", "pk")
    )
    rows = step_rows(case, steps, person, timezone.now())
    return {
        "case": case,
        "day_words": day_words(case),
        "mine": [row for row in rows if row["state"] == StepState.OPEN and row["own"]],
        "open": [row for row in rows if row["state"] == StepState.OPEN and not row["own"]],
        "waiting": [row for row in rows if row["state"] == StepState.WAITING],
        "over": [row for row in rows if row["state"] in (StepState.DONE, StepState.DROPPED)],
        "left": sum(1 for step in steps if not step.is_over),
        "keeps": keeps_case(person, case),
        "works": works_on_steps(person, case),
        "reads_note": person.pk != case.person_id and keeps_case(person, case),
    }


def describe_steps(person: Any, ids: Sequence[int]) -> dict[int, Described]:
    """Steps with a deadline as the person may see them; a name leaves the house in no mail of deadlines."""
    rows = Step.objects.visible_to(person).filter(pk__in=ids).select_related("case__office")
    return {
        step.pk: Described(
            title=step.name,
            url=f"{reverse('workplace', args=[step.case_id])}#step-{step.pk}",
            words=f"{step.case.name} · {day_words(step.case)} · {step.case.office.name}",
            outside=f"{step.case.label}: {step.name}",
        )
        for step in rows
    }


def issued_to(person_id: int) -> list[Holding]:
    """What a newcomer's case gave into somebody's use and nobody has asked back."""
    rows = Step.objects.filter(
        case__person=person_id, case__kind=CaseKind.NEWCOMER, state=StepState.DONE, returnable=True,
        returned_at=None,
    )  # fmt: skip
    return [
        Holding(
            key=str(step.pk),
            title_et=step.name_et,
            title_en=step.name_en,
            url=reverse("workplace", args=[step.case_id]),
            stands_for=step.code,
        )
        for step in rows.order_by("pk")
    ]


def to_solve(person_id: int) -> list[Holding]:
    """Open requests that somebody solves, as one thing: they go to others from the queue."""
    if not Ticket.objects.open().filter(assignee=person_id).exists():
        return []
    titles = {"title_et": "Lahendada jäänud pöördumised", "title_en": "Requests left to solve"}
    return [Holding(key="assigned", url=reverse("queue"), **titles)]


def steps_card(person: Any) -> dict[str, Any] | None:
    """Steps of workplaces that are the person's to do, the nearest first; no card without any."""
    steps = list(Step.objects.of(person).select_related("case__office").order_by("due_at", "pk")[:5])
    if not steps:
        return None
    now = timezone.now()
    return {
        "rows": [
            {
                "pk": step.pk,
                "case": step.case_id,
                "name": step.name,
                "words": f"{step.case.name} · {day_words(step.case)} · {step.case.office.name}",
                "tag": step_tag(step, now),
            }
            for step in steps
        ]
    }
