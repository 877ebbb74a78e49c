"""Writes the stories as rows of the past: stays, messages and events, due moments by the real clock."""

import random
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from foundation.deadlines.actions.hearing import HEAD
from foundation.deadlines.choices import Level
from foundation.deadlines.models import Deadline
from foundation.events.models import Event
from foundation.organisation.models import Person, WorkCalendar
from foundation.organisation.working_time import WorkingCalendar
from requests_desk.actions.approving import born_waiting
from requests_desk.actions.filing import matrix_priority, title_of
from requests_desk.actions.ledger import set_due
from requests_desk.actions.searching import index_ticket
from requests_desk.actions.terms import publish_all
from requests_desk.choices import SOLVED, Audience, Impact, State
from requests_desk.demo.agreeing import agree, ask, furniture
from requests_desk.demo.stories import ENDED, STORIES, Step, Story
from requests_desk.models import Category, Message, Stay, Ticket


def load(now: datetime) -> None:
    """Writes all stories, the oldest first, and indexes their words. No mail goes out."""
    rng = random.Random(2004)  # noqa: S311  the same requests every time, nothing secret
    calendar = WorkCalendar.objects.with_hours().earliest("pk").hours()
    people = {
        person.personnel_no: person for person in Person.objects.select_related("office", "room", "unit")
    }
    kinds = {kind.code: kind for kind in Category.objects.all()}
    crowd = [person for number, person in people.items() if number and number.startswith("2")]
    kinds["furniture"] = furniture()
    stories = [*STORIES, *_repeated(rng, crowd)]
    for story in sorted(stories, key=lambda story: -story.ago):
        Writer(calendar, now, people, kinds).write(story)
    for number in Ticket.objects.filter(words=None).values_list("pk", flat=True):
        index_ticket(number)
    _deadlines(now, people["demo-specialist"])


def _deadlines(now: datetime, kadri: Person) -> None:
    """Deadlines of all open requests; what has risen was announced then, and Kadri answered the newest."""
    publish_all()
    filed = Ticket.objects.filter(pk=OuterRef("subject_id")).values("created_at")
    Deadline.objects.filter(subject_type="ticket").update(set_at=Subquery(filed))
    for row in Deadline.objects.to_rise(now):
        row.level = row.level_at(now)
        row.ring, row.next_step_at = HEAD if row.level == Level.OVERDUE else 1, row.step_after(row.level)
        row.save()
    hers = Deadline.objects.filter(responsible=kadri, level__lt=Level.OVERDUE).order_by("-due_at")
    hers.filter(pk__in=hers.values("pk")[:1]).update(acknowledged_at=now, acknowledged_by=kadri)


def _repeated(rng: random.Random, crowd: list[Person]) -> list[Story]:
    """Solved requests of the last weeks, so that lists and search have something behind them."""
    made = []
    for index in range(48):
        kind, text, answer = ENDED[index % len(ENDED)]
        ago = 500 + index * 170 + rng.randint(0, 120)
        took = rng.choice([40, 90, 180, 400])
        steps = (Step(ago - 25, "take"), Step(ago - took, "resolve", answer))
        made.append(
            Story(ago, kind, rng.choice(crowd).personnel_no or "", text, rng.choice([2, 3, 3, 4]), steps)
        )
    return made


def back(calendar: WorkingCalendar, now: datetime, minutes: int) -> datetime:
    """The moment that lies so many working minutes before now."""
    left, day = timedelta(minutes=minutes), timezone.localtime(now).date()
    while True:
        for start, end in reversed(calendar.windows(day)):
            end = min(end, now)
            if end > start:
                if end - start >= left:
                    return end - left
                left -= end - start
        day -= timedelta(days=1)


class Writer:
    """Writes one story."""

    def __init__(
        self, calendar: WorkingCalendar, now: datetime, people: dict[Any, Person], kinds: dict[str, Category]
    ):
        self.calendar, self.now, self.people, self.kinds = calendar, now, people, kinds

    def write(self, story: Story) -> None:
        """The request, then each step."""
        self.at = back(self.calendar, self.now, story.ago)
        asker = self.people[story.who]
        self.ticket = Ticket(
            title=title_of(story.text),
            requester=asker,
            filed_by=asker,
            unit=asker.unit,
            office=asker.office,
            room=asker.room,
            category=self.kinds[story.kind],
            urgency=story.urgency,
            priority=matrix_priority(Impact.PERSON, story.urgency),
            confidential=story.confidential or self.kinds[story.kind].confidential,
            created_at=self.at,
            form_key=uuid.uuid4(),
        )
        set_due(self.ticket)
        if self.ticket.category.approval_route_id:
            born_waiting(self.ticket)
        self.ticket.save()
        state, waiting_for = self.ticket.state, self.ticket.waiting_for
        Stay.objects.create(ticket=self.ticket, state=state, waiting_for=waiting_for, since=self.at)
        first = self._say(asker, story.text, key=self.ticket.form_key)
        self._event("ticket.filed", asker, message=first.pk)
        if self.ticket.category.approval_route_id:
            self.approval = ask(self.ticket, asker, self.at)
        for step in story.steps:
            self._step(step, asker)
        set_due(self.ticket)
        self.ticket.save()

    def _step(self, step: Step, asker: Person) -> None:
        self.at = back(self.calendar, self.now, step.ago)
        solver = self.people[step.by]
        getattr(self, f"_{step.verb}")(step, solver, asker)

    def _take(self, step: Step, solver: Person, asker: Person) -> None:
        self.ticket.assignee = solver
        self._enter(State.IN_WORK)
        self._event("ticket.taken", solver, was=None, to=solver.pk)

    def _reply(self, step: Step, solver: Person, asker: Person) -> None:
        self.ticket.responded_at = self.ticket.responded_at or self.at
        self._event("ticket.replied", solver, message=self._say(solver, step.text).pk)

    def _ask(self, step: Step, solver: Person, asker: Person) -> None:
        self._event("ticket.replied", asker, message=self._say(asker, step.text).pk)

    def _note(self, step: Step, solver: Person, asker: Person) -> None:
        said = self._say(solver, step.text, audience=Audience.INTERNAL)
        self._event("ticket.noted", solver, message=said.pk)

    def _wait(self, step: Step, solver: Person, asker: Person) -> None:
        self.ticket.responded_at = self.ticket.responded_at or (self.at if step.text else None)
        said = self._say(solver, step.text) if step.text else None
        self._enter(State.WAITING, waiting_for=step.waiting_for)
        self._event("ticket.waiting", solver, waiting_for=step.waiting_for, message=said and said.pk)

    def _approve(self, step: Step, solver: Person, asker: Person) -> None:
        agree(self.approval, solver, self.at)
        self._enter(State.NEW)

    def _resume(self, step: Step, solver: Person, asker: Person) -> None:
        self._enter(State.IN_WORK)
        self._event("ticket.resumed", solver)

    def _resolve(self, step: Step, solver: Person, asker: Person) -> None:
        self.ticket.responded_at = self.ticket.responded_at or self.at
        self.ticket.solved_at, self.ticket.solved_by = self.at, solver
        self._enter(State.RESOLVED)
        self._event("ticket.resolved", solver, message=self._say(solver, step.text).pk)

    def _enter(self, state: State, *, waiting_for: str = "") -> None:
        self.ticket.state, self.ticket.waiting_for = state, waiting_for
        if state not in SOLVED:
            self.ticket.solved_at = self.ticket.solved_by = None
        Stay.objects.filter(ticket=self.ticket, until=None).update(until=self.at)
        Stay.objects.create(ticket=self.ticket, state=state, waiting_for=waiting_for, since=self.at)

    def _say(
        self, author: Person, text: str, *, audience: Audience = Audience.PUBLIC, key: uuid.UUID | None = None
    ) -> Message:
        return Message.objects.create(
            ticket=self.ticket,
            author=author,
            audience=audience,
            text=text,
            at=self.at,
            form_key=key or uuid.uuid4(),
        )

    def _event(self, kind: str, actor: Person, **data: Any) -> None:
        Event.objects.create(
            kind=kind, subject_type="ticket", subject_id=self.ticket.pk, actor=actor, data=data, at=self.at
        )
