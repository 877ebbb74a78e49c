"""Makes rows of what was told: stays, messages and events, and due moments by the real clock."""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils import timezone

from foundation.organisation.models import Person
from requests_desk.actions.filing import title_of
from requests_desk.actions.marking import settle_mark
from requests_desk.choices import SOLVED, Audience, Impact, State, WaitingFor
from requests_desk.demo.agreeing import Asked
from requests_desk.demo.desk import Desk
from requests_desk.demo.kernels import phrases
from requests_desk.demo.rows import Deed, Told
from requests_desk.models import Message, Stay, Ticket
from requests_desk.service_clock import Span, moments


@dataclass(frozen=True, kw_only=True)
class Happened:
    """An event to be; rows in `data` become their numbers when they have some."""

    kind: str
    subject: Model
    actor: Person | None
    at: datetime
    data: dict[str, Any]


class Writer:
    """Collects the rows of requests; nothing is saved here."""

    def __init__(self, rng: random.Random, desk: Desk) -> None:
        self.rng, self.desk = rng, desk
        self.tickets: list[Ticket] = []
        self.stays: list[Stay] = []
        self.messages: list[Message] = []
        self.events: list[Happened] = []
        self.asked: list[Asked] = []
        self.written: dict[int, Ticket] = {}  # by the identity of what was told

    def write(self, told: Told) -> None:
        """The request, then each deed."""
        page = Page(self, told)
        self.tickets.append(page.ticket)
        self.written[id(told)] = page.ticket
        for deed in told.deeds:
            page.turn(deed)
        page.finish()

    def key(self) -> uuid.UUID:
        """The key of a form that somebody sent."""
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


class Page:
    """One request while its rows are made."""

    def __init__(self, writer: Writer, told: Told) -> None:
        self.writer, self.desk, self.told, self.at = writer, writer.desk, told, told.at
        kind, asker = self.desk.kinds[told.kind], told.asker
        self.ticket = Ticket(
            title=title_of(told.text), requester=asker, filed_by=told.filed_by or asker, unit=asker.unit,
            office=asker.office, room=asker.room, category=kind, urgency=told.urgency, impact=Impact.PERSON,
            priority=self.desk.priority(told.urgency), confidential=told.confidential or kind.confidential,
            follow_up_of=writer.written.get(id(told.follow_up_of)), created_at=told.at, form_key=writer.key(),
        )  # fmt: skip
        settle_mark(self.ticket, on=timezone.localdate(told.at))
        self.stays: list[Stay] = []
        self.asked: Asked | None = None
        if kind.approval_route_id:
            self._enter(State.WAITING, waiting_for=WaitingFor.APPROVAL)
        else:
            self._enter(State.NEW)
        first = self._say(self.ticket.filed_by, told.text, key=self.ticket.form_key)
        self._event("ticket.filed", self.ticket.filed_by, message=first)
        if kind.approval_route_id:
            self._ask_for_approval()

    def turn(self, deed: Deed) -> None:
        """One deed."""
        self.at = deed.at
        getattr(self, f"_{deed.verb}")(deed)

    def finish(self) -> None:
        """The due moments as they follow from all stays; those of a closed one stay as they were solved."""
        ticket = self.ticket
        spans = [Span(state=one.state, since=one.since, until=one.until) for one in self.stays]
        if ticket.state == State.CLOSED:
            spans = [*spans[:-2], Span(state=State.RESOLVED, since=spans[-2].since)]
        due = moments(
            self.desk.goal(ticket.category, ticket.priority), ticket.created_at, spans,
            self.desk.hours[ticket.office_id], responded_at=ticket.responded_at,
        )  # fmt: skip
        ticket.respond_by, ticket.solve_by, ticket.warn_at = due.respond_by, due.solve_by, due.warn_at
        self.writer.stays += self.stays

    # --- deeds -----------------------------------------------------------------------------------
    def _take(self, deed: Deed) -> None:
        self.ticket.assignee = deed.by
        if self.ticket.state == State.NEW:
            self._enter(State.IN_WORK)
        self._event("ticket.taken", deed.by, was=None, to=deed.by)

    def _reply(self, deed: Deed) -> None:
        self._answered()
        self._event("ticket.replied", deed.by, message=self._say(deed.by, deed.text))

    def _ask(self, deed: Deed) -> None:
        said = self._say(deed.by, deed.text)
        if self.ticket.waiting_for == WaitingFor.REQUESTER:
            self._enter(State.IN_WORK)
        self._event("ticket.replied", deed.by, message=said)

    def _note(self, deed: Deed) -> None:
        said = self._say(deed.by, deed.text, audience=Audience.INTERNAL)
        self._event("ticket.noted", deed.by, message=said)

    def _wait(self, deed: Deed) -> None:
        said = None
        if deed.text:
            self._answered()
            said = self._say(deed.by, deed.text)
        self._enter(State.WAITING, waiting_for=deed.waiting_for)
        self.ticket.waiting_until = deed.until
        self._event("ticket.waiting", deed.by, waiting_for=str(deed.waiting_for), message=said)

    def _forward(self, deed: Deed) -> None:
        said = self._say(deed.by, deed.text, audience=Audience.OUTSIDE, address=deed.address)
        self._enter(State.WAITING, waiting_for=WaitingFor.PARTNER)
        self._event("ticket.forwarded", deed.by, message=said, files=[])

    def _resume(self, deed: Deed) -> None:
        self._enter(State.IN_WORK)
        self._event("ticket.resumed", deed.by)

    def _prioritise(self, deed: Deed) -> None:
        before = self.ticket.priority
        if before != deed.priority:
            self.ticket.priority = deed.priority
            self.ticket.override_reason = self.writer.rng.choice(phrases("overruled"))
            self._event("ticket.prioritised", deed.by, priority=[before, deed.priority])

    def _resolve(self, deed: Deed) -> None:
        self._answered()
        said = self._say(deed.by, deed.text)
        self._solved(deed)
        if self.ticket.assignee is None and not self.ticket.confidential:
            self.ticket.assignee = deed.by
        self._event("ticket.resolved", deed.by, message=said)

    def _confirm(self, deed: Deed) -> None:
        self._solved(deed)
        self._event("ticket.confirmed", deed.by)

    def _reopen(self, deed: Deed) -> None:
        self._enter(State.IN_WORK)
        self._event("ticket.reopened", deed.by, message=self._say(deed.by, deed.text))

    def _cancel(self, deed: Deed) -> None:
        self._answered()
        said = self._say(deed.by, deed.text)
        self._enter(State.CANCELLED)
        self._event("ticket.cancelled", deed.by, message=said)

    def _close(self, deed: Deed) -> None:
        self._enter(State.CLOSED)
        self._event("ticket.closed", None)

    def _approve(self, deed: Deed) -> None:
        self._decide(deed, yes=True)
        self._enter(State.NEW)
        self._event("ticket.approved", deed.by)

    def _send_back(self, deed: Deed) -> None:
        self._decide(deed, yes=False)
        said = self._say(deed.by, deed.text)
        self._enter(State.CANCELLED)
        self._event("ticket.returned", deed.by, message=said)

    # --- rows ------------------------------------------------------------------------------------
    def _ask_for_approval(self) -> None:
        self.asked = asked = Asked(self.desk, self.ticket, self.at)
        self.writer.asked.append(asked)
        data = {
            "step": asked.step, "raised": asked.step.raised, "role": str(asked.step.role), "to": None,
            "of_unit": asked.step.unit_id, "of_office": None,
        }  # fmt: skip
        self._event("approval.asked", self.ticket.filed_by, asked.approval, **data)

    def _decide(self, deed: Deed, *, yes: bool) -> None:
        asked = self.asked
        if asked is not None:
            asked.decide(deed, yes=yes)
            kind = "approval.approved" if yes else "approval.returned"
            self._event(kind, deed.by, asked.approval, step=asked.step)

    def _answered(self) -> None:
        self.ticket.responded_at = self.ticket.responded_at or self.at

    def _solved(self, deed: Deed) -> None:
        self._enter(State.RESOLVED)
        self.ticket.solved_at, self.ticket.solved_by = self.at, deed.by

    def _enter(self, state: State, *, waiting_for: str = "") -> None:
        ticket = self.ticket
        ticket.state, ticket.waiting_for, ticket.waiting_until = state, waiting_for, None
        if state not in SOLVED:
            ticket.solved_at = ticket.solved_by = None
        if self.stays:
            self.stays[-1].until = self.at
        self.stays.append(Stay(ticket=ticket, state=state, waiting_for=waiting_for, since=self.at))

    def _say(
        self, author: Person | None, text: str, *, audience: Audience = Audience.PUBLIC, address: str = "",
        key: uuid.UUID | None = None,
    ) -> Message:  # fmt: skip
        said = Message(
            ticket=self.ticket, author=author, audience=audience, address=address, text=text, at=self.at,
            form_key=key or self.writer.key(),
        )  # fmt: skip
        self.writer.messages.append(said)
        return said

    def _event(self, kind: str, actor: Person | None, subject: Model | None = None, /, **data: Any) -> None:
        about = subject or self.ticket
        self.ticket.version += about is self.ticket and kind != "ticket.filed"
        self.writer.events.append(Happened(kind=kind, subject=about, actor=actor, at=self.at, data=data))
