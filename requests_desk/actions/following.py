"""Who else is told of a request: followers, and people named with @ in a message."""

import re
from typing import Any

from django.db import transaction
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext as _

from foundation.core.errors import RuleBroken
from foundation.events.actions import record
from foundation.organisation.models import Person
from requests_desk.actions.common import acting_for, demand, locked, sees
from requests_desk.choices import Audience
from requests_desk.models import Follower, Mention, Message, Ticket
from requests_desk.permissions import is_asker, may_follow, may_share
from requests_desk.querysets import reads_notes

# @ and up to four words behind it, as many as a name may have
NAMED = re.compile(r"(?:^|(?<=[\s(\[„“\"]))@([^\W\d_][\w.'’-]*(?: [^\W\d_][\w'’-]*){0,3})")
MOST_NAMED = 10


@transaction.atomic
def follow(number: int, *, by: Any) -> Ticket:
    """Tells `by` of the request from now on. Raises NotYours for those who only look in by their office."""
    ticket = locked(number, by, merged_too=True)
    demand(may_follow(by, ticket))
    _add(ticket, by, by=by)
    return ticket


@transaction.atomic
def add_follower(number: int, *, by: Any, person: Person) -> Ticket:
    """Shows the request to a colleague and tells them of it from now on.

    A confidential one is never shown to anybody by this. Raises NotYours without the right.
    """
    ticket = locked(number, by, merged_too=True)
    demand(may_share(by, ticket))
    if not person.is_active:
        raise RuleBroken(_("This person is no longer in service. Choose somebody else."))
    if ticket.confidential and not sees(person, ticket):
        raise RuleBroken(_("This request is confidential. Only those who see it already can follow it."))
    _add(ticket, person, by=by)
    return ticket


@transaction.atomic
def join(ticket_id: int, *, by: Any) -> Ticket:
    """Follows an open request that `by` was shown by a label of its place: it need not be visible before.

    Raises Ticket.DoesNotExist for one that has ended or is confidential.
    """
    rows = Ticket.objects.open().select_for_update(of=("self",), no_key=True)
    ticket: Ticket = rows.get(pk=ticket_id, confidential=False)
    _add(ticket, by, by=by)
    return ticket


def _add(ticket: Ticket, person: Person, *, by: Any) -> None:
    if is_asker(person, ticket) or ticket.assignee_id == person.pk:
        words = _("%(name)s is told of this request anyway.")
        raise RuleBroken(words % {"name": person.full_name})
    made, fresh = Follower.objects.get_or_create(ticket=ticket, person=person, defaults={"added_by": by})
    if fresh:
        record("ticket.followed", ticket, actor=by, on_behalf_of=acting_for(by, ticket), to=made.person_id)


@transaction.atomic
def unfollow(number: int, *, by: Any, person: Person | None = None) -> Ticket:
    """Ends it for oneself, or for a `person` by those who may share the request."""
    ticket = locked(number, by, merged_too=True)
    person = person or by
    demand(person == by or may_share(by, ticket))
    gone, _rows = Follower.objects.filter(ticket=ticket, person=person).delete()
    if gone:
        record("ticket.unfollowed", ticket, actor=by, on_behalf_of=acting_for(by, ticket), to=person.pk)
    return ticket


def mention(message: Message, *, by: Any) -> list[int]:
    """Notes who is named with @ in a message just written; returns those who are told of it.

    A mention opens nothing: who could not read the message before is not told.
    """
    people = [person for person in named_in(message.text) if person.pk != by.pk]
    rows = [Mention(message=message, person=one, told=_may_read(one, message)) for one in people]
    Mention.objects.bulk_create(rows)
    return [row.person_id for row in rows if row.told]


def _may_read(person: Person, message: Message) -> bool:
    public = message.audience == Audience.PUBLIC
    return (public or reads_notes(person)) and sees(person, message.ticket)


def named_in(text: str) -> list[Person]:
    """People in service named with @ by first and last name, or by what stands before the @ of their address.

    Of each @ the longest name counts that is exactly one person's.
    """
    tries = [_tries(words) for words in NAMED.findall(text)[:MOST_NAMED]]
    if not tries:
        return []
    whole = Lower(Concat("first_name", Value(" "), "last_name", output_field=TextField()))
    local = Func(F("email"), Value("@"), Value(1), function="split_part", output_field=TextField())
    every = {one for names in tries for one in names}
    found = Person.objects.in_service().annotate(whole=whole, local=local)
    by_name: dict[str, list[Person]] = {}
    for person in found.filter(Q(whole__in=every) | Q(local__in=every)):
        for name in {person.whole, person.local}:
            by_name.setdefault(name, []).append(person)
    chosen = [next((by_name[one] for one in names if one in by_name), []) for names in tries]
    return list({people[0].pk: people[0] for people in chosen if len(people) == 1}.values())


def _tries(words: str) -> list[str]:
    """The longest first: "kadri lepik tuleb", "kadri lepik", "kadri"; a full stop may end the sentence."""
    parts = words.lower().split(" ")
    names = [" ".join(parts[:count]) for count in range(len(parts), 0, -1)]
    return list(dict.fromkeys(one for name in names for one in (name, name.rstrip(".,"))))
