"""Nobody hears anything while they are away: it waits for them, and who stands in hears meanwhile."""

from typing import Any

from django.utils import timezone

from foundation.core.duties import Notice
from foundation.events.models import Event
from foundation.organisation.choices import Role
from foundation.organisation.models import Person
from foundation.organisation.querysets import away, stand_ins

DESK = (Role.SPECIALIST, Role.HEAD)


def handed_on(event: Event, notice: Notice) -> tuple[list[Any], set[int]]:
    """Who is told of an event today, each once, and who of them is away and gets it on their return."""
    people = {person.pk: person for person in notice.recipients(event)}
    if not people or notice.also_when_away:
        return list(people.values()), set()
    day = timezone.localdate()
    gone = away(people, day)
    if gone:
        acting = stand_ins(gone, day, *DESK)
        found = Person.objects.in_service().in_bulk({one for others in acting.values() for one in others})
        for absent in gone:
            others = [found[one] for one in acting.get(absent, ()) if one in found]
            for person in notice.hand_on(event, people[absent], others):
                if person.pk != event.actor_id:
                    people.setdefault(person.pk, person)
        gone |= away(set(people) - gone, day)
    return list(people.values()), gone
