"""Workplace cases: filed once with all their steps, moved with the first or last day, closed, cancelled."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, Required, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.core.access import NotYours
from foundation.core.clock import day as day_words
from foundation.core.constraints import violated
from foundation.core.duties import workplace_steps
from foundation.core.errors import ChangedMeanwhile, RuleBroken
from foundation.deadlines import actions as deadlines
from foundation.events.actions import record
from foundation.organisation import actions as organisation
from foundation.organisation.choices import PersonState
from foundation.organisation.working_time import WorkingCalendar
from requests_desk.actions.common import demand
from requests_desk.actions.fanning import (
    DUE,
    SUBJECT,
    announce,
    ask_providers,
    behalf,
    due_of,
    held_by,
    planned,
    publish,
    tell,
)  # fmt: skip
from requests_desk.actions.holding import look_at_holdings
from requests_desk.actions.hours import hours_of
from requests_desk.choices import STEP_ENDED, CaseState, StepState, Who
from requests_desk.models import Step, WorkplaceCase, WorkplaceTemplate
from requests_desk.permissions import files_leavers, keeps_case, works_on_steps

EARLIEST, LATEST = 366, 730  # days from today within which a first or last day lies


class Details(TypedDict, total=False):
    """What a filing says; `wanted` are codes of the steps that were ticked."""

    template: Required[WorkplaceTemplate]
    day: Required[date]
    office: Required[Any]
    name: str  # of somebody who is not in the register yet
    person: Any
    room: Any
    unit: Any
    manager: Any
    wanted: Collection[str]
    note: str


def file_workplace(*, by: Any, form_key: uuid.UUID, **details: Unpack[Details]) -> WorkplaceCase:
    """Files the workplace of somebody who comes or leaves, with all its steps: once for a form.

    Raises NotYours without the right to say that somebody leaves, RuleBroken for nobody, a day far away or a
    leaver whose case is open already.
    """
    wanted = details.get("wanted", ())
    case = _drafted(by, form_key, details)
    try:
        with transaction.atomic():
            return _write(case, wanted, by)
    except IntegrityError as twice:
        if violated(twice) == "one_case_for_a_form":
            return _filed_before(by, form_key)
        if violated(twice) == "one_open_case_of_a_leaver":
            if WorkplaceCase.objects.filter(filed_by=by, form_key=form_key).exists():
                return _filed_before(by, form_key)
            words = _("The workplace of %(name)s is being taken back already. Look for it in the list.")
            raise RuleBroken(words % {"name": case.name}) from twice
        raise


def _filed_before(by: Any, form_key: uuid.UUID) -> WorkplaceCase:
    case: WorkplaceCase = WorkplaceCase.objects.get(filed_by=by, form_key=form_key)
    return case


def preview_workplace(
    *, by: Any, form_key: uuid.UUID, **details: Unpack[Details]
) -> tuple[WorkplaceCase, list[Step]]:
    """The case and the steps that a filing would make, as it would make them now; nothing is written."""
    case = _drafted(by, form_key, details)
    return case, _all_steps(case, details.get("wanted", ()), hours_of(case.office_id))


def _drafted(by: Any, form_key: uuid.UUID, details: Details) -> WorkplaceCase:
    given = {name: value for name, value in details.items() if name != "wanted"}
    person = details.get("person")
    given["name"] = (details.get("name") or (person.full_name if person else "")).strip()
    given["manager"] = details.get("manager") or by
    case = WorkplaceCase(
        **given, kind=details["template"].kind, owner=by if by.works_the_desk else None, filed_by=by,
        form_key=form_key, planned_on=timezone.localdate(),
    )  # fmt: skip
    case.note = case.note.strip()
    _check(case, by)
    return case


def _all_steps(case: WorkplaceCase, wanted: Collection[str], calendar: WorkingCalendar) -> list[Step]:
    steps = planned(case, wanted, calendar)
    if case.is_leaver:
        steps += held_by(case, calendar, steps)
    if not steps:
        raise RuleBroken(_("This template has no steps. Ask the facilities desk to add them."))
    return steps


def _check(case: WorkplaceCase, by: Any) -> None:
    if case.is_leaver and not files_leavers(by):
        raise NotYours("files_leavers")
    if not case.name:
        raise RuleBroken(_("Write the name of the colleague."))
    if case.is_leaver and (case.person is None or not case.person.is_active):
        raise RuleBroken(_("Choose somebody who is in service."))
    _near(case.day)


def _near(day: date) -> None:
    """A day that was typed wrong makes steps of a wrong century."""
    away = (day - timezone.localdate()).days
    if not -EARLIEST <= away <= LATEST:
        raise RuleBroken(_("This day is too far away. Check the year."))


def _write(case: WorkplaceCase, wanted: Collection[str], by: Any) -> WorkplaceCase:
    calendar = hours_of(case.office_id)
    steps = _all_steps(case, wanted, calendar)
    case.save(force_insert=True)
    for step in steps:
        step.case = case
    Step.objects.bulk_create(steps)
    announce(
        case, [step for step in steps if step.state == StepState.OPEN], by=by, calendar=calendar, first=True
    )
    if case.is_leaver:
        _change_state(case, PersonState.ACTIVE, PersonState.LEAVING, by)
    record("workplace.filed", case, actor=by, on_behalf_of=behalf(by), steps=len(steps))
    return case


def _change_state(case: WorkplaceCase, before: PersonState, after: PersonState, by: Any) -> None:
    """The register knows who is leaving; one who has left, or was changed by somebody else, stays so."""
    if case.person is not None and case.person.state == before:
        organisation.edit_person(case.person, by=by, state=after)


def locked_case(number: int, by: Any) -> WorkplaceCase:
    """The case, locked for this transaction: one after the other its steps are ended and opened.

    `by` None is the system. Raises WorkplaceCase.DoesNotExist when `by` may not see it.
    """
    rows = WorkplaceCase.objects.select_for_update(of=("self",), no_key=True).select_related("person")
    seen = WorkplaceCase.objects.filter(pk=number)
    if by is not None:
        seen = seen.visible_to(by)
    case: WorkplaceCase = rows.get(pk__in=seen.values("pk"))
    return case


def demand_open(case: WorkplaceCase) -> None:
    """Raises RuleBroken for a case that has ended."""
    if not case.is_open:
        raise RuleBroken(_("This case has ended. Nothing of it changes any more."))


def _kept(number: int, by: Any) -> WorkplaceCase:
    case = locked_case(number, by)
    if not keeps_case(by, case):
        raise NotYours("keeps_case")
    demand_open(case)
    return case


@transaction.atomic
def move_workplace(number: int, *, by: Any, day: date, was: date | None = None) -> WorkplaceCase:
    """Moves the first or last day: steps that are not over follow, those that are done stay.

    Raises NotYours without the right, ChangedMeanwhile when the day is not `was` any more, RuleBroken for a
    day far away or a case that has ended.
    """
    case = _kept(number, by)
    if was is not None and case.day not in (was, day):
        words = _("Somebody else moved it meanwhile: the day is now %(day)s.") % {"day": day_words(case.day)}
        label = _("Day")
        raise ChangedMeanwhile(words, theirs={label: day_words(case.day)}, yours={label: day_words(day)})
    if case.day == day:
        return case
    _near(day)
    days = (day - case.day).days
    case.day, case.planned_on = day, timezone.localdate()
    case.save(update_fields=["day", "planned_on"])
    moved = _date_anew(case, by=by)
    record("workplace.moved", case, actor=by, on_behalf_of=behalf(by, case), days=days, steps=len(moved))
    return case


def _date_anew(case: WorkplaceCase, *, by: Any) -> list[Step]:
    """Dates of the steps that are not over, by the row of the case; returns those that changed."""
    calendar = hours_of(case.office_id)
    moved = []
    for step in Step.objects.filter(case=case).exclude(state__in=STEP_ENDED):
        due = due_of(case, step.days_before, calendar)
        if due != step.due_at:
            step.due_at = due
            moved.append(step)
    Step.objects.bulk_update(moved, ["due_at"])
    opened = [step for step in moved if step.state == StepState.OPEN]
    ask_providers(opened, by=by)
    publish(case, opened, calendar)
    tell("step.moved", case, opened, by=by)
    return moved


@transaction.atomic
def date_anew(number: int) -> int:
    """After a change of the working calendar: dates of an open case; returns how many steps changed."""
    case = locked_case(number, None)
    return len(_date_anew(case, by=None)) if case.is_open else 0


@transaction.atomic
def edit_workplace(
    number: int,
    *,
    by: Any,
    manager: Any,
    owner: Any = None,
    person: Any = None,
    room: Any = None,
    note: str = "",
) -> WorkplaceCase:
    """Changes who follows a case and where it is; open steps of the manager and the colleague go along.

    Raises NotYours without the right, RuleBroken for an owner who does not work the desk, a leaver without a
    person or a case that has ended.
    """
    case = _kept(number, by)
    if owner is not None and not owner.works_the_desk:
        raise RuleBroken(
            _("%(name)s does not work the desk. Choose a specialist.") % {"name": owner.full_name}
        )
    before = {name: getattr(case, f"{name}_id") for name in ("manager", "owner", "person", "room")}
    case.manager, case.owner, case.room, case.note = manager, owner, room, note.strip()
    case.person = case.person if case.is_leaver else person
    case.save(update_fields=["manager", "owner", "room", "note", "person"])
    changed = [name for name, value in before.items() if getattr(case, f"{name}_id") != value]
    _hand_over(case, changed)
    record("workplace.changed", case, actor=by, on_behalf_of=behalf(by, case), fields=changed)
    return case


def _hand_over(case: WorkplaceCase, changed: Collection[str]) -> None:
    if not {"manager", "owner", "person"} & set(changed):
        return
    steps = list(Step.objects.filter(case=case).exclude(state__in=STEP_ENDED))
    own = {Who.MANAGER: case.manager, Who.SELF: case.person or case.manager}
    for step in steps:
        step.assignee = own.get(Who(step.who), step.assignee)
    Step.objects.bulk_update(steps, ["assignee"])
    publish(case, steps, hours_of(case.office_id))


def close_workplace(number: int, *, by: Any) -> WorkplaceCase:
    """Ends a case of which every step is over; of a leaver it is looked anew what they still hold.

    Raises NotYours without the right, RuleBroken while something is open: what was found stays in the list.
    """
    with transaction.atomic():
        case = _kept(number, by)
        if case.is_leaver:
            look_at_holdings(case, by=by)
        left = Step.objects.filter(case=case).exclude(state__in=STEP_ENDED).count()
        if not left:
            return end_case(case, CaseState.CLOSED, by=by)
    words = ngettext(
        "%(count)s step is still open. End it first, or mark it as not needed.",
        "%(count)s steps are still open. End each of them first, or mark it as not needed.",
        left,
    )
    raise RuleBroken(words % {"count": left})


def end_case(case: WorkplaceCase, state: CaseState, *, by: Any) -> WorkplaceCase:
    """Writes the end of a locked case."""
    case.state, case.closed_at, case.closed_by = state, timezone.now(), by
    case.save(update_fields=["state", "closed_at", "closed_by"])
    kind = "workplace.closed" if state == CaseState.CLOSED else "workplace.cancelled"
    record(kind, case, actor=by, on_behalf_of=behalf(by, case))
    return case


@transaction.atomic
def cancel_workplace(number: int, *, by: Any) -> WorkplaceCase:
    """Nobody comes, or nobody leaves: open steps are dropped, partners and providers are told.

    Raises NotYours without the right, RuleBroken for a case that has ended.
    """
    case = _kept(number, by)
    steps = list(Step.objects.filter(case=case).exclude(state__in=STEP_ENDED))
    opened = [step for step in steps if step.state == StepState.OPEN]
    for step in steps:
        step.state, step.ended_at, step.ended_by = StepState.DROPPED, timezone.now(), by
    Step.objects.bulk_update(steps, ["state", "ended_at", "ended_by"])
    known = workplace_steps()
    for step in opened:
        if step.provider in known:
            known[step.provider].cancel(step, by=by)
    deadlines.end_many(SUBJECT, [step.pk for step in steps], DUE)
    tell("step.dropped", case, opened, by=by)
    if case.is_leaver:
        _change_state(case, PersonState.LEAVING, PersonState.ACTIVE, by)
    return end_case(case, CaseState.CANCELLED, by=by)


@transaction.atomic
def look_again(number: int, *, by: Any = None) -> WorkplaceCase:
    """What a leaver holds now: new things join the list, those given back are ticked off.

    Raises NotYours without the right, RuleBroken for a case that has ended.
    """
    case = locked_case(number, by)
    demand(by is None or works_on_steps(by, case))
    if by is not None:
        demand_open(case)
    changed = case.is_leaver and case.is_open and look_at_holdings(case, by=by)
    if changed or by is not None:
        record("workplace.looked", case, actor=by, on_behalf_of=behalf(by, case))
    return case
