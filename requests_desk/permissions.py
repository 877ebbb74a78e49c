"""Who may do what with a request that they see. Whether they see it is asked of `visible_to` alone."""

from typing import Any

from foundation.core.access import anyone
from foundation.organisation.choices import Role
from requests_desk.choices import Who
from requests_desk.querysets import DESK, READS_ALL, is_cleared
from requests_desk.querysets import reads_the_map as reads_the_map
from requests_desk.summaries import Narrowed


def works_the_desk(person: Any) -> bool:
    """Specialists and the head of facilities, themselves or by a deputy."""
    return anyone(person) and person.holds(*DESK)


def reads_the_queue(person: Any) -> bool:
    """The desk, and auditors who read."""
    return anyone(person) and person.holds(*DESK, Role.AUDITOR)


def looks_after_others(person: Any) -> bool:
    """Contact persons and managers follow the requests of their office or unit."""
    return anyone(person) and person.holds(Role.CONTACT, Role.MANAGER)


def is_asker(person: Any, ticket: Any) -> bool:
    """The requester, or the one who filed for them and still sees it."""
    return person.pk in (ticket.requester_id, ticket.filed_by_id)


def looks_after(person: Any, ticket: Any) -> bool:
    """The contact person of the request's office."""
    return ticket.office_id in person.standing.offices()


def may_work(person: Any, ticket: Any) -> bool:
    """Assign, change, wait, solve, note: the desk, whoever the request is assigned to, who acts for them."""
    if ticket.assignee_id in (person.pk, *person.standing.acts_for):
        return True
    return works_the_desk(person)


def may_reply(person: Any, ticket: Any) -> bool:
    """Write publicly and add photos: askers, the contact person of the office and the desk."""
    return is_asker(person, ticket) or looks_after(person, ticket) or may_work(person, ticket)


def may_share(person: Any, ticket: Any) -> bool:
    """Let a colleague follow the request: whoever may write there."""
    return may_reply(person, ticket)


def may_follow(person: Any, ticket: Any) -> bool:
    """Be told of a request: whoever may write there, and the manager of the unit; auditors only look."""
    return may_reply(person, ticket) or ticket.unit_id in person.standing.units()


def may_confirm(person: Any, ticket: Any) -> bool:
    """Say that it is solved, or not: askers and the contact person of the office."""
    return is_asker(person, ticket) or looks_after(person, ticket)


def may_change_view(person: Any, view: Any) -> bool:
    """Rename, share or remove a saved view: its owner; one that the desk shares, the head too."""
    return view.owner_id == person.pk or (view.shared and person.holds(Role.HEAD))


def may_rate(person: Any, ticket: Any) -> bool:
    """Say how it went: the requester alone, also where somebody filed it for them."""
    return bool(ticket.requester_id == person.pk)


def sees_marked(person: Any, ticket: Any) -> bool:
    """Files with an access mark: who asked, who solves it, and those of the desk who are cleared."""
    return person.pk in (ticket.requester_id, ticket.assignee_id) or is_cleared(person)


def reads_reports(person: Any) -> bool:
    """The desk and auditors; contact persons and managers for their office and unit."""
    return anyone(person) and person.holds(*DESK, Role.AUDITOR, Role.CONTACT, Role.MANAGER)


def keeps_reference(person: Any) -> bool:
    """The desk and administrators word the kinds of requests, their fields, targets and canned replies."""
    return anyone(person) and person.holds(*DESK, Role.ADMIN)


def reads_reference(person: Any) -> bool:
    """They, and auditors who read."""
    return anyone(person) and person.holds(*DESK, Role.ADMIN, Role.AUDITOR)


def follows_workplaces(person: Any) -> bool:
    """Who has the workplaces in the menu of the office: contact persons and managers outside the desk."""
    return looks_after_others(person) and not reads_the_queue(person)


def files_leavers(person: Any) -> bool:
    """Who says that somebody leaves: the desk, managers, contact persons and administrators."""
    return anyone(person) and person.holds(*DESK, Role.MANAGER, Role.CONTACT, Role.ADMIN)


def keeps_case(person: Any, case: Any) -> bool:
    """Move, change, close or cancel a workplace case: the desk, its filer, and managers of the colleague."""
    if person.pk == case.person_id:
        return False
    mine = [person.pk, *person.standing.acts_for]
    return (
        works_the_desk(person)
        or case.filed_by_id == person.pk
        or case.manager_id in mine
        or case.unit_id in person.standing.units()
    )


def works_on_steps(person: Any, case: Any) -> bool:
    """Give steps to others, note answers, leave steps out: the desk, but not for their own workplace."""
    return works_the_desk(person) and person.pk != case.person_id


def may_end(person: Any, case: Any, step: Any) -> bool:
    """Say that a step is done: whose it is, who acts for them, and the desk; nobody for their own things."""
    if person.pk == case.person_id and step.who != Who.SELF:
        return False
    if step.who == Who.CONTACT and case.office_id in person.standing.offices():
        return True
    return step.assignee_id in [person.pk, *person.standing.acts_for] or works_the_desk(person)


def counted_for(person: Any, **chosen: int | None) -> Narrowed:
    """What a person may count: the desk and auditors all, contact persons and managers what is theirs.

    Confidential ones count only for who is cleared, so no figure tells what a list would not.
    """
    standing = person.standing
    places = {f"{name}_id": value for name, value in chosen.items() if value is not None}
    if standing.holds(*READS_ALL):
        return Narrowed(places=places, confidential=is_cleared(person))
    reach = {"office_id": standing.offices(), "unit_id": standing.units()}
    return Narrowed(places=places, reach={name: ids for name, ids in reach.items() if ids} or {"unit_id": []})


def gives_tasks(person: Any) -> bool:
    """Managers and the head of facilities give one-off tasks."""
    return anyone(person) and person.holds(Role.MANAGER, Role.HEAD)


def gives_task_to(person: Any, other: Any) -> bool:
    """The head of facilities to everybody, a manager to people of their units and to those they lead."""
    if person.pk == other.pk or not other.is_active:
        return False
    leaders = (person.pk, *person.standing.acts_for)
    led = other.unit_id in person.standing.units() or other.manager_id in leaders
    return gives_tasks(person) and (led or person.holds(Role.HEAD))


def keeps_plans(person: Any) -> bool:
    """Recurring requests are planned by the desk."""
    return works_the_desk(person)
