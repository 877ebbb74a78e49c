"""Workplaces of the demo: one half ready, one far off, one who leaves; and requests that come again."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils import timezone

from foundation.events.models import Event
from foundation.organisation.models import Person
from foundation.organisation.working_time import WorkingCalendar
from requests_desk import recurrence, turns
from requests_desk.actions.fanning import held_by, planned, publish
from requests_desk.choices import StepState
from requests_desk.demo.desk import Desk
from requests_desk.models import Plan, Step, WorkplaceCase, WorkplaceTemplate

WANTED = ["computer", "phone", "kit", "tour"]
# name, working days until the first day, filed so many working days ago, steps that are done
NEWCOMERS = [
    ("Mari Maasikas", 4, 8, ["room", "accounts", "computer"]),
    ("Karl Erik Tammsaar", 15, 1, []),
]


def load(desk: Desk, now: datetime) -> None:
    """Filed by the manager of the services, for the office of the contact person."""
    manager, contact = desk.by_number["demo-manager"], desk.by_number["demo-contact"]
    template = WorkplaceTemplate.objects.get(code="newcomer")
    hours = desk.hours[contact.office_id]
    for name, ahead, ago, done in NEWCOMERS:
        case = WorkplaceCase(
            kind=template.kind, template=template, name=name, office=contact.office, unit=contact.unit,
            manager=manager, room=contact.room, day=timezone.localdate(hours.add_days(now, ahead)),
            note="Vasakukäeline, eelistab akna all istuda." if done else "",
        )  # fmt: skip
        _save(case, hours, WANTED, done=done, by=manager, at=hours.add_days(now, -ago))
    leaver = desk.by_number["1108"]
    template = WorkplaceTemplate.objects.get(code="leaver")
    case = WorkplaceCase(
        kind=template.kind, template=template, name=leaver.full_name, person=leaver, office=leaver.office,
        unit=leaver.unit, room=leaver.room, manager=manager, owner=desk.by_number["demo-specialist"],
        day=timezone.localdate(hours.add_days(now, 6)),
    )  # fmt: skip
    _save(case, hours, ["parking"], done=["parking"], by=manager, at=hours.add_days(now, -2))


def _save(
    case: WorkplaceCase,
    hours: WorkingCalendar,
    wanted: Collection[str],
    *,
    done: Collection[str],
    by: Person,
    at: datetime,
) -> None:
    """The rows as filing leaves them, and steps ended an hour a step behind it."""
    case.filed_by, case.form_key = by, uuid.uuid5(uuid.NAMESPACE_URL, case.name)
    case.created_at, case.planned_on = at, timezone.localdate(at)
    steps = planned(case, wanted, hours)
    if case.person is not None:
        steps += held_by(case, hours, steps)
    for step in steps:
        if step.code in done:
            step.state, step.opened_at = StepState.DONE, at
            step.ended_at, step.ended_by = at + timedelta(hours=1), step.assignee or by
    over = {step.code for step in steps if step.is_over}
    for step in steps:
        if not step.is_over:
            turn = turns.turn_has_come(step.after, over)
            step.state, step.opened_at = (StepState.OPEN, at) if turn else (StepState.WAITING, None)
    case.save(force_insert=True)
    Step.objects.bulk_create(steps)
    publish(case, steps, hours)
    Event.objects.create(
        kind="workplace.filed", subject_type="workplacecase", subject_id=case.pk, actor=by, at=at,
        data={"steps": len(steps)},
    )  # fmt: skip


# title, kind of request, rule, working days to do it
PLANS = [
    ("Vaheta ventilatsiooni filtrid", "climate", {"kind": "weekday", "every": 3, "weekday": 1, "nth": 2}, 5),
    ("Kontrolli tulekustuteid", "safety", {"kind": "day", "every": 6, "month_day": 1}, 10),
    ("Kasta taimi ja vaata üle kohvinurk", "supplies", {"kind": "week", "every": 1, "weekday": 0}, None),
]


def plan(desk: Desk, now: datetime) -> None:
    """Three recurring requests, the first days of which are still to come."""
    kadri, contact = desk.by_number["demo-specialist"], desk.by_number["demo-contact"]
    start = timezone.localdate(now) + timedelta(days=1)
    for title, kind, rule, days in PLANS:
        made = Plan(
            title=title, category=desk.kinds[kind], office=contact.office, assignee=kadri, requester=kadri,
            made_by=kadri, starts_on=start, days_to_do=days, form_key=uuid.uuid5(uuid.NAMESPACE_URL, title),
            made_at=now, **rule,
        )  # fmt: skip
        made.next_on = recurrence.next_day(
            made.rule, desk.hours[contact.office_id], start - timedelta(days=1)
        )
        made.save(force_insert=True)
