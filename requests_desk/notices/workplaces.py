"""Who hears of workplaces of those who come and go, and what each of them may read."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from foundation.core.duties import Notice
from foundation.organisation.choices import Role
from foundation.organisation.models import Person
from requests_desk.choices import StepState, Who
from requests_desk.models import Step, WorkplaceCase
from requests_desk.notices.requests import nobody, others


def _case(event: Any) -> WorkplaceCase:
    """The case of an event, which is about the case itself or about one of its steps."""
    found: WorkplaceCase = WorkplaceCase.objects.with_names().get(pk=event.data.get("case", event.subject_id))
    return found


def _watchers(case: WorkplaceCase) -> set[Person]:
    """Who watches over a case: its owner, else all specialists."""
    if case.owner is not None:
        return {case.owner}
    return set(Person.objects.in_service().holding(Role.SPECIALIST, timezone.localdate()))


def everybody_of_case(event: Any) -> Iterable[Person]:
    """Filer, manager, watchers, the office's contact persons, who has an open step; the colleague too."""
    case = _case(event)
    contacts = Person.objects.in_service().filter(
        roles__role=Role.CONTACT, roles__office=case.office_id, roles__period__contains=timezone.localdate()
    )
    doers = Person.objects.filter(pk__in=case.steps.filter(state=StepState.OPEN).values("assignee"))
    return others(event, case.filed_by, case.manager, case.person, *_watchers(case), *contacts, *doers)


def followers_of_case(event: Any) -> Iterable[Person]:
    """Filer, manager and the colleague, when it has ended."""
    case = _case(event)
    return others(event, case.filed_by, case.manager, case.person)


def doer(event: Any) -> Iterable[Person]:
    """Whose a step is that has just opened; for one of the desk who watches over the case."""
    if event.data.get("first"):  # the mail of the filing tells of all first steps
        return []
    step = Step.objects.select_related("assignee").get(pk=event.subject_id)
    return others(event, *([step.assignee] if step.assignee else _watchers(_case(event))))


def new_doer(event: Any) -> Iterable[Person]:
    """To whom a step was given."""
    return others(event, Step.objects.select_related("assignee").get(pk=event.subject_id).assignee)


def step_partner(event: Any) -> Iterable[str]:
    """The partner outside who does a step."""
    return Step.objects.filter(pk=event.subject_id, who=Who.PARTNER).values_list("address", flat=True)


def case_words(event: Any, person: Person | None) -> dict[str, Any] | None:
    """What a mail says of a case: to a partner its step alone, to others what is theirs to do."""
    case = _case(event)
    about = Step.objects.filter(pk=event.subject_id).first() if "case" in event.data else None
    if person is None:
        return {
            "case": case,
            "step": about,
            "person": None,
            "path": "",
            "answer_to": case.owner or case.filed_by,
        }
    if not WorkplaceCase.objects.visible_to(person).filter(pk=case.pk).exists():
        return None
    open_ones = Step.objects.visible_to(person).filter(case=case, state=StepState.OPEN)
    own = [one for one in open_ones if _is_for(person, one)]
    path = f"/requests/workplaces/{case.pk}/"
    return {"case": case, "step": about, "person": person, "own": own, "actor": event.actor, "path": path}


def _is_for(person: Person, step: Step) -> bool:
    return step.assignee_id == person.pk or (step.assignee_id is None and person.works_the_desk)


def case_thread(event: Any) -> str:
    """All mails of a case stand in one thread."""
    return f"workplace-{event.data.get('case', event.subject_id)}"


def case_notice(name: str, recipients: Any, **more: Any) -> Notice:
    """A notice about a workplace by the name of its template."""
    template = f"requests_desk/mail/{name}"
    return Notice(template=template, recipients=recipients, context=case_words, thread=case_thread, **more)


NOTICES: dict[str, Notice | None] = {
    "workplace.filed": case_notice("workplace_filed", everybody_of_case),
    "workplace.moved": case_notice("workplace_moved", everybody_of_case),
    "workplace.changed": None,
    "workplace.looked": None,
    "workplace.closed": case_notice("workplace_closed", followers_of_case),
    "workplace.cancelled": case_notice("workplace_cancelled", followers_of_case),
    "step.opened": case_notice("step_opened", doer, outsiders=step_partner),
    "step.given": case_notice("step_given", new_doer),
    "step.moved": case_notice("step_moved", nobody, outsiders=step_partner),
    "step.dropped": case_notice("step_dropped", nobody, outsiders=step_partner),
    "step.done": None,
    "step.reopened": None,
    "step.answered": None,
    "step.returned": None,
    **dict.fromkeys(
        f"{kind}.{verb}" for kind in ("workplacetemplate", "templatestep") for verb in ("saved", "removed")
    ),
}
