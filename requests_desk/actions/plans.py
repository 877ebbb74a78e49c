"""Recurring requests: plans kept by the desk, and the request of each day filed once."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.constraints import violated
from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from foundation.organisation.working_time import WorkingCalendar
from requests_desk import recurrence
from requests_desk.actions.common import demand
from requests_desk.actions.filing import file_request
from requests_desk.actions.hours import hours_of, that_opens
from requests_desk.models import Plan, PlanRun
from requests_desk.permissions import works_the_desk
from requests_desk.querysets import DESK

NAMES = uuid.UUID("6f1d5d0e-3a5c-4f7e-9a53-0d7f3f0c5b11")  # of the form keys of what plans file


class PlanWords(TypedDict, total=False):
    """What a plan says."""

    title: str
    text: str
    category: Any
    office: Any
    room: Any
    assignee: Any
    requester: Any
    kind: str
    every: int
    weekday: int | None
    nth: int | None
    month_day: int | None
    shift: str
    starts_on: date
    ends_on: date | None
    days_to_do: int | None


def make_plan(*, by: Any, form_key: uuid.UUID, **words: Unpack[PlanWords]) -> Plan:
    """Makes a plan once for a form. Raises NotYours, and RuleBroken for one that never comes."""
    plan = Plan(made_by=by, form_key=form_key, **words)
    plan.requester = words.get("requester") or by
    try:
        with transaction.atomic():
            return _saved(plan, by=by, kind="plan.made")
    except IntegrityError as twice:
        if violated(twice) != "one_plan_for_a_form":
            raise
        return Plan.objects.get(made_by=by, form_key=form_key)


@transaction.atomic
def change_plan(number: int, *, by: Any, **words: Unpack[PlanWords]) -> Plan:
    """Changes a plan; days that have come stay as they were. Raises NotYours, RuleBroken as `make_plan`."""
    plan = _locked(number, by)
    for name, value in words.items():
        setattr(plan, name, value)
    return _saved(plan, by=by, kind="plan.changed")


def _locked(number: int, by: Any) -> Plan:
    rows = Plan.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    plan: Plan = rows.get(pk=number)
    return plan


def _saved(plan: Plan, *, by: Any, kind: str) -> Plan:
    demand(works_the_desk(by))
    if plan.assignee is not None and not works_the_desk(plan.assignee):
        words = _("%(name)s does not work the desk. Choose a specialist.")
        raise RuleBroken(words % {"name": plan.assignee.full_name})
    if not plan.requester.is_active:
        raise RuleBroken(_("This person is no longer in service. Choose somebody else."))
    if plan.ends_on is not None and plan.ends_on < plan.starts_on:
        raise RuleBroken(_("The last day lies before the first. Correct one of them."))
    plan.next_on = _next(plan, hours_of(plan.office_id), after=_last_day(plan))
    if plan.next_on is None:
        raise RuleBroken(_("By this rule no day comes. Give a later last day or another rule."))
    plan.save()
    record(kind, plan, actor=by, on_behalf_of=by.standing.on_behalf_of(*DESK))
    return plan


def _last_day(plan: Plan) -> date:
    """Yesterday, or the last day of which something came."""
    yesterday = timezone.localdate() - timedelta(days=1)
    done = PlanRun.objects.filter(plan=plan.pk).values_list("day", flat=True).first() if plan.pk else None
    return max(done, yesterday) if done else yesterday


def _next(plan: Plan, calendar: WorkingCalendar, *, after: date) -> date | None:
    with that_opens():
        return recurrence.next_day(plan.rule, calendar, after)


@transaction.atomic
def stop_plan(number: int, *, by: Any) -> Plan:
    """Nothing comes of it any more. Raises NotYours without the right."""
    plan = _locked(number, by)
    demand(works_the_desk(by))
    if plan.stopped_at is None:
        plan.stopped_at, plan.stopped_by = timezone.now(), by
        plan.save(update_fields=["stopped_at", "stopped_by"])
        record("plan.stopped", plan, actor=by, on_behalf_of=by.standing.on_behalf_of(*DESK))
    return plan


@transaction.atomic
def start_plan(number: int, *, by: Any) -> Plan:
    """It goes on from today; what passed meanwhile is not made up for. Raises as `make_plan`."""
    plan = _locked(number, by)
    plan.stopped_at = plan.stopped_by = None
    return _saved(plan, by=by, kind="plan.started")


@transaction.atomic
def file_planned(plan_id: int, *, now: datetime) -> PlanRun | None:
    """Files the request of a plan whose day has come and whose office is open; None when there is none.

    Of days that passed while nobody could file only the last is filed; the others are noted as passed. Any
    number of workers may try: the row is locked, and a day has one run. A requester who has left stops it.
    """
    rows = Plan.objects.due(timezone.localdate(now)).select_for_update(
        of=("self",), no_key=True, skip_locked=True
    )
    plan = rows.filter(pk=plan_id).select_related("requester", "assignee", "category", "office").first()
    if plan is None:
        return None
    calendar = hours_of(plan.office_id)
    coming = _come(plan, calendar, now)
    if not coming:
        return None
    if not plan.requester.is_active:
        _stop_by_itself(plan, now)
        return None
    PlanRun.objects.bulk_create(PlanRun(plan=plan, day=day) for day in coming[:-1])
    run = PlanRun.objects.create(plan=plan, day=coming[-1], ticket=_filed(plan, coming[-1], calendar, now))
    plan.next_on = recurrence.next_day(plan.rule, calendar, coming[-1])
    plan.save(update_fields=["next_on"])
    record("plan.filed", plan, actor=None, ticket=run.ticket_id, passed=len(coming) - 1)
    return run


def _come(plan: Plan, calendar: WorkingCalendar, now: datetime) -> list[date]:
    """The days of the plan from the next one on whose office has opened by now."""
    found: list[date] = []
    for day in recurrence.days(plan.rule, calendar):
        if plan.next_on is not None and day >= plan.next_on:
            if recurrence.opening(calendar, day) > now:
                break
            found.append(day)
    return found


def _stop_by_itself(plan: Plan, now: datetime) -> None:
    plan.stopped_at = now
    plan.save(update_fields=["stopped_at"])
    record("plan.stuck", plan, actor=None)


def _filed(plan: Plan, day: date, calendar: WorkingCalendar, now: datetime) -> Any:
    """The request of a day. Its key comes from plan and day: it could not be filed twice anyhow."""
    assignee = plan.assignee if plan.assignee is not None and plan.assignee.is_active else None
    due = calendar.add_days(now, plan.days_to_do, end_of_day=True) if plan.days_to_do else None
    return file_request(
        by=plan.requester,
        form_key=uuid.uuid5(NAMES, f"{plan.pk}:{day}"),
        text="\n".join(filter(None, [plan.title, plan.text])),
        category=plan.category,
        office=plan.office,
        room=plan.room,
        assignee=assignee,
        set_due_at=due,
        unasked=True,
    )
