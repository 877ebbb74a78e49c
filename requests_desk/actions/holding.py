"""What a leaver still has, compared with the list of their case."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.duties import holdings_providers
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from requests_desk.actions.fanning import announce, held_by, publish, tell
from requests_desk.actions.hours import hours_of
from requests_desk.choices import StepState
from requests_desk.models import Step, WorkplaceCase


def look_at_holdings(case: WorkplaceCase, *, by: Any) -> bool:
    """Brings the list of a locked case to what the providers say now; returns whether anything changed.

    A new thing becomes a step, one that is gone is done, one that is there again is open again.
    """
    calendar = hours_of(case.office_id)
    listed = {_key(one): one for one in Step.objects.filter(case=case).exclude(holding_provider="")}
    held = {_key(one): one for one in held_by(case, calendar, number=_last(listed.values()))}
    fresh = [one for key, one in held.items() if key not in listed]
    gone = [one for key, one in listed.items() if key not in held and one.state == StepState.OPEN]
    back = [one for key, one in listed.items() if key in held and one.state == StepState.DONE]
    now = timezone.now()
    for step in gone:
        step.state, step.ended_at, step.ended_by = StepState.DONE, now, None
    for step in back:
        step.state, step.ended_at, step.ended_by = StepState.OPEN, None, None
    Step.objects.bulk_create(fresh)
    Step.objects.bulk_update([*gone, *back], ["state", "ended_at", "ended_by"])
    publish(case, [*gone, *back], calendar)
    announce(case, fresh, by=by, calendar=calendar, first=False)
    tell("step.done", case, gone, by=by)
    tell("step.reopened", case, back, by=by)
    return bool(fresh or gone or back)


def _key(step: Step) -> tuple[str, str]:
    return step.holding_provider, step.holding_key


def _last(steps: Any) -> int:
    """The highest number of a thing; the others stand for steps of the template."""
    codes = [step.code for step in steps]
    return max((int(code[5:]) for code in codes if code.startswith("held-")), default=0)


def give_back(case: WorkplaceCase, step: Step, *, by: Any) -> None:
    """Gives a thing back by its provider. Raises RuleBroken when that goes by its own page alone."""
    provider = holdings_providers().get(step.holding_provider)
    if provider is None:
        return
    if provider.give_back is not None:
        provider.give_back(case.person_id, step.holding_key, by=by)
    elif any(one.key == step.holding_key for one in provider.of(case.person_id or 0)):
        words = _("“%(thing)s” is still with %(name)s. Give it to somebody else on its own page first.")
        raise RuleBroken(words % {"thing": step.name, "name": case.name})


@transaction.atomic
def return_thing(person_id: int, key: str, *, by: Any) -> Step:
    """What a newcomer's case gave into use has come back; `key` is the id of its step."""
    rows = Step.objects.select_for_update(of=("self",), no_key=True).filter(case__person=person_id)
    step: Step = rows.get(pk=int(key))
    if step.returned_at is None:
        step.returned_at, step.returned_by = timezone.now(), by
        step.save(update_fields=["returned_at", "returned_by"])
        record("step.returned", step, actor=by, case=step.case_id)
    return step
