"""From a filed case to dated steps with somebody whose each is; and steps opened in their turn."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from foundation.core.duties import holdings_providers, workplace_steps
from foundation.deadlines import actions as deadlines
from foundation.deadlines.terms import end_of_day
from foundation.events.actions import record_many
from foundation.organisation.choices import PersonState, Role
from foundation.organisation.models import RoleAssignment
from foundation.organisation.working_time import WorkingCalendar
from requests_desk import turns
from requests_desk.actions.hours import that_opens
from requests_desk.choices import StepState, Wanted, Who
from requests_desk.models import Step, TemplateStep, WorkplaceCase
from requests_desk.querysets import DESK

SUBJECT = "step"
DUE = f"{SUBJECT}.due"  # the kind of its deadline, not of an event
SOON_DAYS, LATE_DAYS = 2, 1  # working days before and behind the due moment
COPIED = (
    "code",
    "name_et",
    "name_en",
    "who",
    "unit",
    "address",
    "provider",
    "order",
    "days_before",
    "returnable",
)


def due_of(case: WorkplaceCase, days_before: int, calendar: WorkingCalendar) -> datetime:
    """When a step is due, by the rows alone. Raises RuleBroken for a calendar that never opens."""
    with that_opens():
        return turns.due_at(calendar, case.day, days_before, case.planned_on)


def planned(case: WorkplaceCase, wanted: Collection[str], calendar: WorkingCalendar) -> list[Step]:
    """The steps of a case that is not saved yet, in the order of their days; nothing is written."""
    rows = list(
        TemplateStep.objects.filter(template=case.template_id, retired=False).select_related("person", "unit")
    )
    chosen = [row for row in rows if row.wanted == Wanted.ALWAYS or row.code in wanted]
    after = turns.kept({row.code: row.after for row in rows}, {row.code for row in chosen})
    seats = _seats(case, chosen)
    steps = []
    for row in chosen:
        copied = {name: getattr(row, name) for name in COPIED}
        step = Step(
            case=case, **copied, after=after[row.code], due_at=due_of(case, row.days_before, calendar)
        )
        step.assignee = _assignee(case, row, seats)
        step.state = StepState.WAITING if step.after else StepState.OPEN
        step.opened_at = None if step.after else timezone.now()
        steps.append(step)
    return sorted(steps, key=lambda step: (step.due_at, step.order))


def _seats(case: WorkplaceCase, rows: Iterable[TemplateStep]) -> dict[tuple[str, int], Any]:
    """The contact person of the office and the managers of the named units, in one statement."""
    units = [row.unit_id for row in rows if row.who == Who.UNIT]
    of_office = Q(role=Role.CONTACT, office=case.office_id)
    held = RoleAssignment.objects.on(timezone.localdate()).filter(
        of_office | Q(role=Role.MANAGER, unit__in=units)
    )
    found: dict[tuple[str, int], Any] = {}
    for one in held.exclude(person__state=PersonState.LEFT).select_related("person").order_by("rank", "pk"):
        found.setdefault((one.role, one.office_id or one.unit_id or 0), one.person)
    return found


def _assignee(case: WorkplaceCase, row: TemplateStep, seats: dict[tuple[str, int], Any]) -> Any:
    """Whose a step is; None is the desk's: partners and other parts of the system are watched by it."""
    if row.who == Who.CONTACT:
        return seats.get((Role.CONTACT, case.office_id))
    if row.who == Who.UNIT:
        return seats.get((Role.MANAGER, row.unit_id or 0))
    own = {Who.MANAGER: case.manager, Who.SELF: case.person or case.manager, Who.PERSON: row.person}
    return own.get(Who(row.who))


def held_by(
    case: WorkplaceCase, calendar: WorkingCalendar, steps: Iterable[Step] = (), *, number: int = 0
) -> list[Step]:
    """A step for each thing that a leaver holds by any provider; not saved.

    What a holding stands for among the `steps` of the template becomes that thing, and is not returned. The
    others are numbered from behind `number`.
    """
    general = {step.code: step for step in steps}
    found = []
    for provider in holdings_providers().values():
        for holding in provider.of(case.person_id or 0):
            step = general.pop(holding.stands_for, None)
            if step is None:
                number += 1
                step = _thing(case, f"held-{number}", calendar)
                found.append(step)
            step.name_et, step.name_en = holding.title_et[:80], holding.title_en[:80]
            step.holding_provider, step.holding_key = provider.code, holding.key
            step.holding_url = holding.url
    return found


def _thing(case: WorkplaceCase, code: str, calendar: WorkingCalendar) -> Step:
    due, now = due_of(case, 0, calendar), timezone.now()
    return Step(
        case=case, code=code, days_before=0, order=500, due_at=due, state=StepState.OPEN, opened_at=now
    )


def open_turns(case: WorkplaceCase, steps: Sequence[Step], *, by: Any, calendar: WorkingCalendar) -> None:
    """Opens the steps that wait for nothing any more, and tells whose they are."""
    over = {step.code for step in steps if step.is_over}
    fresh = [
        step for step in steps if step.state == StepState.WAITING and turns.turn_has_come(step.after, over)
    ]
    if not fresh:
        return
    for step in fresh:
        step.state, step.opened_at = StepState.OPEN, timezone.now()
    Step.objects.bulk_update(fresh, ["state", "opened_at"])
    announce(case, fresh, by=by, calendar=calendar, first=False)


def announce(
    case: WorkplaceCase, fresh: Sequence[Step], *, by: Any, calendar: WorkingCalendar, first: bool
) -> None:
    """Steps that have just opened: what others do is asked of them, the rest gets a deadline and an event.

    `first` at filing: then one mail for each person tells of all steps.
    """
    ask_providers(fresh, by=by)
    publish(case, fresh, calendar)
    tell("step.opened", case, fresh, by=by, first=int(first))


def ask_providers(steps: Iterable[Step], *, by: Any) -> None:
    """Other parts of the system open what is theirs; a code that no app has is a task of the specialist."""
    known = workplace_steps()
    for step in steps:
        if step.provider in known:
            known[step.provider].open(step, by=by)


def tell(kind: str, case: WorkplaceCase, steps: Iterable[Step], *, by: Any, **data: Any) -> None:
    """One event for each step."""
    rows = [(step, {"case": case.pk, **data}) for step in steps]
    if rows:
        record_many(kind, rows, actor=by, on_behalf_of=behalf(by))


def behalf(by: Any, case: WorkplaceCase | None = None, step: Step | None = None) -> int | None:
    """Whom `by` acts for: the assignee or manager they stand in for, or the holder of a desk role."""
    if by is None:
        return None
    for one in (step.assignee_id if step else None, case.manager_id if case else None):
        if one in by.standing.acts_for:
            return one
    found: int | None = by.standing.on_behalf_of(*DESK)
    return found


def publish(case: WorkplaceCase, steps: Iterable[Step], calendar: WorkingCalendar) -> None:
    """Sets the deadlines of open steps and ends those of others."""
    steps = list(steps)
    due = [step for step in steps if step.state == StepState.OPEN and case.is_open]
    deadlines.set_many(_term(case, step, calendar) for step in due)
    if over := [step.pk for step in steps if step not in due]:
        deadlines.end_many(SUBJECT, over, DUE)


def _term(case: WorkplaceCase, step: Step, calendar: WorkingCalendar) -> deadlines.Term:
    """Warns two working days before; what a partner promised is watched by the promised day."""
    due = end_of_day(step.promised_on) if step.promised_on else step.due_at
    with that_opens():
        soon, late = turns.warned_at(calendar, due, SOON_DAYS), turns.warned_at(calendar, due, -LATE_DAYS)
    return deadlines.Term(
        subject=SUBJECT,
        subject_id=step.pk,
        kind=DUE,
        due_at=due,
        soon=soon if step.opened_at and step.opened_at < soon < due else None,
        overdue=max(due, late),
        responsible=step.assignee_id or case.owner_id,
        role=Role.SPECIALIST,
    )
