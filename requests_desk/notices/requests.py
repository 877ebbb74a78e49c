"""Who hears of what happens to a request, and what each of them may read."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from foundation.core.duties import Notice
from foundation.files.models import File
from foundation.files.querysets import free_to_leave
from foundation.organisation.choices import Role
from foundation.organisation.models import Person
from requests_desk.choices import Audience, Priority
from requests_desk.models import Follower, Mention, Message, Ticket
from requests_desk.querysets import is_cleared, reads_notes


def ticket_of(event: Any) -> Ticket:
    """The request that an event is about, with its names."""
    rows = Ticket.objects.with_names()
    ticket: Ticket = rows.get(pk=event.subject_id)
    return ticket


def others(event: Any, *people: Person | None) -> set[Person]:
    """Those of the people who are there and did not act themselves."""
    return {one for one in people if one is not None and one.pk != event.actor_id}


def askers(event: Any) -> Iterable[Person]:
    """The requester and who filed for them, without the one who acted; those who hear it by a merge too."""
    ticket = ticket_of(event)
    return others(event, ticket.requester, ticket.filed_by, *_hearers(event))


def followers(event: Any) -> set[Person]:
    """Who follows the request and does not hear of the event by a mention."""
    rows = Person.objects.in_service().filter(
        pk__in=Follower.objects.filter(ticket=event.subject_id).values("person")
    )
    return others(event, *rows) - _mentioned(event)


def _mentioned(event: Any) -> set[Person]:
    """Who is told of the message because it names them."""
    named = Mention.objects.filter(message=event.data.get("message"), told=True)
    return set(Person.objects.filter(pk__in=named.values("person")))


def mentioned(event: Any) -> Iterable[Person]:
    """Those whom the message names, unless they hear of it as asker or solver."""
    ticket = ticket_of(event)
    public = Message.objects.filter(pk=event.data["message"], audience=Audience.PUBLIC).exists()
    told = {ticket.assignee, *([ticket.requester, ticket.filed_by] if public else [])}
    return others(event, *_mentioned(event)) - told


def askers_and_followers(event: Any) -> Iterable[Person]:
    """Askers, and who follows."""
    return {*askers(event), *followers(event)}


def everybody_else(event: Any) -> Iterable[Person]:
    """Askers, solver and followers."""
    return {*other_side(event), *followers(event)}


def solver_and_followers(event: Any) -> Iterable[Person]:
    """The solver, and of the followers those who read notes."""
    return {*solver(event), *(one for one in followers(event) if reads_notes(one))}


def _hearers(event: Any) -> Iterable[Person]:
    """Who asked for requests that were merged into this one when the desk spoke, and who follows them."""
    merged = Ticket.objects.filter(heard__message=event.data.get("message"))
    yield from Person.objects.filter(pk__in=Follower.objects.filter(ticket__in=merged).values("person"))
    for row in merged.select_related("requester", "filed_by"):
        yield from (row.requester, row.filed_by)


def new_follower(event: Any) -> Iterable[Person]:
    """Whom a colleague let follow the request."""
    return others(event, *Person.objects.filter(pk=event.data["to"]))


def confirmed(event: Any) -> Iterable[Person]:
    """The requester gets the number, also of their own filing; a critical one goes to the desk too."""
    ticket = ticket_of(event)
    people = {ticket.requester, ticket.filed_by}
    if ticket.confidential:
        people |= set(_who_takes_confidential())
    elif ticket.priority == Priority.CRITICAL:
        people |= set(Person.objects.in_service().holding(Role.SPECIALIST, timezone.localdate()))
    return people


def is_critical(event: Any) -> bool:
    """A critical request is told at once, whatever its readers chose."""
    return Ticket.objects.filter(pk=event.subject_id, priority=Priority.CRITICAL).exists()


def _who_takes_confidential() -> Iterable[Person]:
    today = timezone.localdate()
    cleared = Person.objects.in_service().holding(Role.CLEARED, today)
    return cleared or Person.objects.in_service().holding(Role.HEAD, today)


def solver(event: Any) -> Iterable[Person]:
    """Who the request is assigned to, unless they acted themselves."""
    return others(event, ticket_of(event).assignee)


def other_side(event: Any) -> Iterable[Person]:
    """Askers and solver, without the one who acted; of a merged one also who solves the matter now."""
    ticket = ticket_of(event)
    there = ticket.merged_into and ticket.merged_into.assignee
    return {*askers(event), *others(event, ticket.assignee, there)}


def partner(event: Any) -> Iterable[str]:
    """The outside address that a message was sent to."""
    return Message.objects.filter(pk=event.data["message"]).values_list("address", flat=True)


def sender(event: Any) -> Iterable[Person]:
    """Who wrote to the partner, and who solves the request."""
    author = Person.objects.get(pk=Message.objects.values_list("author").get(pk=event.data["message"])[0])
    return others(event, author, ticket_of(event).assignee)


def chosen_files(event: Any) -> Iterable[File]:
    """The files that the specialist chose to send along, without those that were marked since."""
    return free_to_leave(File.objects.filter(pk__in=event.data.get("files", [])))


def words(event: Any, person: Person | None) -> dict[str, Any] | None:
    """What the mail says to a reader; None when they may not see the request any more.

    A confidential request shows nothing but its number. `person` None is the partner outside.
    """
    message = Message.objects.filter(pk=event.data.get("message")).first()
    if person is None:
        ticket = ticket_of(event)
        return {"ticket": ticket, "message": message, "person": None, "path": ""}
    rows = Ticket.objects.visible_to(person).with_names().with_answers()
    ticket = rows.filter(pk=event.subject_id).first() or _where_heard(rows, message)
    if ticket is None:
        return None
    if message is not None and not Message.objects.visible_to(person).filter(pk=message.pk).exists():
        return None
    return {
        "ticket": ticket,
        "message": None if ticket.confidential else message,
        "person": person,
        "actor": event.actor,
        "path": f"/requests/{ticket.label}/",
        "event": event,
        "for_asker": person.pk in (ticket.requester_id, ticket.filed_by_id),
        "for_solver": person.pk == ticket.assignee_id,
    }


def _where_heard(rows: Any, message: Message | None) -> Ticket | None:
    """The reader's own request on which a message of another one is heard."""
    heard: Ticket | None = rows.filter(heard__message=message).first() if message else None
    return heard


def thread(event: Any) -> str:
    """All mails of a request stand in one thread."""
    return f"ticket-{event.subject_id}"


def hand_on(event: Any, person: Any, others: Sequence[Any]) -> Iterable[Person]:
    """What its solver would hear, who stands in hears; of a confidential one the head, if none is cleared.

    What somebody asked for themselves waits for them.
    """
    ticket = ticket_of(event)
    if person.pk != ticket.assignee_id:
        return []
    if not ticket.confidential:
        return list(others)
    seeing = [one for one in others if is_cleared(one)]
    return seeing or Person.objects.in_service().holding(Role.HEAD, timezone.localdate())


def notice(name: str, recipients: Any, **more: Any) -> Notice:
    """A notice of the desk by the name of its template."""
    return Notice(
        template=f"requests_desk/mail/{name}",
        recipients=recipients,
        context=words,
        thread=thread,
        **{"hand_on": hand_on, **more},
    )


def nobody(event: Any) -> Iterable[Person]:
    """Nobody of the house."""
    return []


NOTICES: dict[str, Notice | None] = {
    "ticket.filed": notice("filed", confirmed, urgent=is_critical),
    "ticket.replied": notice("replied", everybody_else),
    "ticket.noted": notice("noted", solver_and_followers),
    "ticket.mentioned": notice("mentioned", mentioned),
    "ticket.followed": notice("followed", new_follower),
    "ticket.unfollowed": None,
    "ticket.approved": None,  # the approvals tell the asker
    "ticket.returned": None,
    "ticket.taken": None,
    "ticket.assigned": notice("assigned", solver),
    "ticket.waiting": notice("waiting", askers),
    "ticket.resumed": None,
    "ticket.forwarded": notice("forwarded", nobody, outsiders=partner, attachments=chosen_files),
    "ticket.undelivered": notice("undelivered", sender),
    "ticket.resolved": notice("resolved", askers_and_followers),
    "ticket.confirmed": notice("confirmed", solver),
    "ticket.reopened": notice("reopened", everybody_else),
    "ticket.cancelled": notice("cancelled", askers_and_followers),
    "ticket.closed": None,
    "ticket.merged": notice("merged", other_side),
    "ticket.absorbed": notice("absorbed", solver),
    "ticket.unmerged": notice("unmerged", other_side),
    "ticket.parted": None,
    "ticket.linked": None,
    "ticket.unlinked": None,
    "ticket.split": None,
    "ticket.rated": None,
    "ticket.imported": None,
    "ticket.file_marked": None,
    "ticket.file_opened": None,
    "ticket.prioritised": None,
    "ticket.recategorised": None,
    "ticket.moved": None,
    "ticket.pointed": None,
    "ticket.restricted": None,
    "ticket.retitled": None,
    "ticket.detailed": None,
    "ticket.rescheduled": None,
    "target.changed": None,
    "ticket.undone": None,
    "bulk.done": None,
    "savedview.saved": None,
    "savedview.removed": None,
    **dict.fromkeys(
        f"{kind}.saved"
        for kind in (
            "category",
            "categoryfield",
            "matrixcell",
            "cannedreply",
            "element",
            "guide",
            "responsibility",
        )
    ),
    **dict.fromkeys(
        f"{kind}.removed"
        for kind in (
            "category",
            "categoryfield",
            "target",
            "cannedreply",
            "element",
            "guide",
            "responsibility",
        )
    ),
}
