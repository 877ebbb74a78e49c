"""One step of a workplace case: done, not needed, open again, somebody else's, answered by a partner."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.duties import workplace_steps
from foundation.core.errors import RuleBroken
from foundation.deadlines import actions as deadlines
from foundation.events.actions import record
from requests_desk.actions.common import demand
from requests_desk.actions.fanning import DUE, SUBJECT, announce, behalf, open_turns, publish
from requests_desk.actions.holding import give_back
from requests_desk.actions.hours import hours_of
from requests_desk.actions.workplaces import demand_open, end_case, locked_case
from requests_desk.choices import STEP_ENDED, CaseState, StepState
from requests_desk.models import Step, WorkplaceCase
from requests_desk.permissions import may_end, works_on_steps

ENDED = ["state", "ended_at", "ended_by", "answer"]


def _found(step_id: int, by: Any) -> tuple[WorkplaceCase, list[Step], Step]:
    """The locked case, all its steps and the one in question. Raises Step.DoesNotExist for the unseen."""
    rows = Step.objects.all() if by is None else Step.objects.visible_to(by)
    number = rows.values_list("case", flat=True).get(pk=step_id)
    case = locked_case(number, by)
    steps = list(Step.objects.filter(case=case))
    return case, steps, next(step for step in steps if step.pk == step_id)


@transaction.atomic
def finish_step(step_id: int, *, by: Any, answer: str = "") -> Step:
    """A step is done; those that waited for it alone are opened. Twice is once.

    `by` None is another part of the system that has done it. Raises NotYours without the right, RuleBroken
    while its turn has not come, while a thing is still held, or when the case has ended.
    """
    case, steps, step = _found(step_id, by)
    demand(by is None or may_end(by, case, step))
    if step.state == StepState.DONE:
        return step
    demand_open(case)
    if step.state == StepState.WAITING:
        words = _("The turn of “%(step)s” has not come: it waits for %(others)s.")
        raise RuleBroken(words % {"step": step.name, "others": _waited_for(step, steps)})
    if step.holding_provider:
        give_back(case, step, by=by)
    _end(case, steps, step, StepState.DONE, by=by, answer=answer)
    record("step.done", step, actor=by, on_behalf_of=behalf(by, case, step), case=case.pk)
    _go_on(case, steps, by=by)
    return step


def _waited_for(step: Step, steps: list[Step]) -> str:
    return ", ".join(one.name for one in steps if one.code in step.after and not one.is_over)


def _end(
    case: WorkplaceCase, steps: list[Step], step: Step, state: StepState, *, by: Any, answer: str
) -> None:
    step.state, step.ended_at, step.ended_by = state, timezone.now(), by
    step.answer = answer.strip() or step.answer
    step.save(update_fields=ENDED)
    deadlines.end(SUBJECT, step.pk, DUE)


def _go_on(case: WorkplaceCase, steps: list[Step], *, by: Any) -> None:
    """The next turns; a newcomer's case with nothing left closes by itself."""
    open_turns(case, steps, by=by, calendar=hours_of(case.office_id))
    if by is not None and not case.is_leaver and all(step.is_over for step in steps):
        end_case(case, CaseState.CLOSED, by=by)


@transaction.atomic
def drop_step(step_id: int, *, by: Any, answer: str = "") -> Step:
    """A step is not needed here; what waited for it goes on.

    Raises NotYours without the right, RuleBroken for one that is over.
    """
    case, steps, step = _found(step_id, by)
    demand(works_on_steps(by, case))
    if step.state == StepState.DROPPED:
        return step
    demand_open(case)
    _still_to_do(step)
    if step.state == StepState.OPEN and step.provider in workplace_steps():
        workplace_steps()[step.provider].cancel(step, by=by)
    _end(case, steps, step, StepState.DROPPED, by=by, answer=answer)
    record("step.dropped", step, actor=by, on_behalf_of=behalf(by, case, step), case=case.pk)
    _go_on(case, steps, by=by)
    return step


@transaction.atomic
def reopen_step(step_id: int, *, by: Any) -> Step:
    """A step that was ended by mistake is to be done again, and so is its case; later steps stay as they are.

    Raises NotYours without the right, RuleBroken when it is not over or the case was cancelled.
    """
    case, _steps, step = _found(step_id, by)
    demand(works_on_steps(by, case))
    if step.state not in STEP_ENDED:
        raise RuleBroken(_("This step is not over."))
    if case.state == CaseState.CANCELLED:
        raise RuleBroken(_("This case has ended. Nothing of it changes any more."))
    if not case.is_open:
        case.state, case.closed_at, case.closed_by = CaseState.OPEN, None, None
        case.save(update_fields=["state", "closed_at", "closed_by"])
    step.state, step.ended_at, step.ended_by = StepState.OPEN, None, None
    step.opened_at = step.opened_at or timezone.now()
    step.save(update_fields=["state", "ended_at", "ended_by", "opened_at"])
    announce(case, [step], by=by, calendar=hours_of(case.office_id), first=False)
    record("step.reopened", step, actor=by, on_behalf_of=behalf(by, case, step), case=case.pk)
    return step


@transaction.atomic
def edit_step(
    step_id: int, *, by: Any, assignee: Any = None, promised_on: date | None = None, answer: str = ""
) -> Step:
    """Whose a step is, what a partner or unit answered and promised; the promised day is watched.

    `assignee` None gives it to the desk. Raises NotYours without the right, RuleBroken for one that is over.
    """
    case, _steps, step = _found(step_id, by)
    demand(works_on_steps(by, case))
    demand_open(case)
    _still_to_do(step)
    if assignee is not None and not assignee.is_active:
        raise RuleBroken(_("This person is no longer in service. Choose somebody else."))
    before, step.assignee = step.assignee_id, assignee
    step.promised_on, step.answer = promised_on, answer.strip()
    step.save(update_fields=["assignee", "promised_on", "answer"])
    if step.state == StepState.OPEN:
        publish(case, [step], hours_of(case.office_id))
    kind = "step.given" if before != step.assignee_id else "step.answered"
    record(kind, step, actor=by, on_behalf_of=behalf(by, case), case=case.pk, was=before, to=step.assignee_id)
    return step


def _still_to_do(step: Step) -> None:
    if step.is_over:
        raise RuleBroken(_("This step is over. Open it again first."))
