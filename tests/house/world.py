"""A small agency for the rights table: one person of each role, and things of their own and of others.

What is near belongs to a colleague in the contact person's office and the manager's unit, what is other to
somebody elsewhere; secret is a confidential request of the colleague.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from foundation.core import labels
from foundation.imports.choices import BatchState
from foundation.imports.models import Batch
from foundation.notifications.actions import groups
from foundation.organisation.choices import Role
from foundation.organisation.models import RoleAssignment
from requests_desk.actions.approving import fingerprint
from requests_desk.choices import State, StepState, Urgency, WaitingFor
from requests_desk.models import Bulk, Category
from tests.factories import (
    AbsenceFactory,
    DeputyFactory,
    OfficeFactory,
    PersonFactory,
    RoleAssignmentFactory,
    RoomFactory,
    UnitFactory,
)
from tests.factories.approvals import ApprovalFactory, ApprovalStepFactory
from tests.factories.bulletins import BulletinFactory
from tests.factories.deadlines import DeadlineFactory
from tests.factories.files import FileFactory
from tests.factories.imports import BatchFactory, UploadFactory
from tests.factories.notifications import JobRunFactory
from tests.factories.organisation import around_today
from tests.factories.requests_desk import BulkItemFactory, GuideFactory, SavedViewFactory, TicketFactory
from tests.factories.workplaces import PlanFactory, StepFactory, WorkplaceCaseFactory
from tests.house import reference
from tests.house.tickets import move_to

# In the order of the columns. The last three: stands in for the colleague whose things are near; stands in
# for the specialist; a specialist with clearance.
ROLES = (
    "anonymous", "staff", "contact", "manager", "specialist", "head", "auditor", "admin",
    "for_colleague", "for_specialist", "cleared",
)  # fmt: skip
STATES = {
    "ticket_resume": State.WAITING,
    "ticket_not_solved": State.RESOLVED,
    "ticket_rate": State.RESOLVED,
    "ticket_reopen": State.RESOLVED,
    "ticket_unmerge": State.MERGED,
}
IMPORTS = {
    "import_columns": BatchState.UPLOADED,
    "import_reading": BatchState.UPLOADED,
    "import_undo": BatchState.APPLIED,
}


class World:
    """The people, and `thing` for what an address is about."""

    def __init__(self) -> None:
        self.office, self.unit = OfficeFactory(), UnitFactory()
        self.near, self.other = PersonFactory(office=self.office, unit=self.unit), PersonFactory()
        self.people: dict[str, Any] = {
            "anonymous": None,
            "staff": PersonFactory(),
            "contact": PersonFactory(contact_of=self.office),
            "manager": PersonFactory(manager_of=self.unit),
            **{role: PersonFactory(**{role: True}) for role in ROLES[4:8]},
            "for_colleague": PersonFactory(),
            "for_specialist": PersonFactory(),
            "cleared": PersonFactory(specialist=True),
        }
        DeputyFactory(person=self.near, deputy=self.people["for_colleague"])
        DeputyFactory(person=self.people["specialist"], deputy=self.people["for_specialist"])
        PersonFactory(admin=True)  # the last administrator could not leave

        self._things: dict[tuple[Any, ...], Any] = {}

    @contextmanager
    def asked_by(self, role: str) -> Iterator[None]:
        """The cleared one is cleared only while asked: where nobody is, the head sees what is secret."""
        if role != "cleared":
            yield
            return
        with transaction.atomic():
            RoleAssignmentFactory(person=self.people[role], role=Role.CLEARED)
            yield
            transaction.set_rollback(True)

    def thing(self, name: str, whose: str, role: str) -> Any:
        """What the address is about: `own`, a colleague's (`near`), somebody's (`other`), or `secret`."""
        mine = whose == "own" and self.people[role] is not None
        owner = self.people[role] if mine else self.other if whose == "other" else self.near
        kind = next((one for one in ("ticket", "approval") if name.startswith(one)), name)
        key = (kind, STATES.get(name), whose == "secret", mine, owner.pk)
        if key not in self._things:
            self._things[key] = self._made(name, whose if mine else whose.replace("own", "near"), owner)
        return self._things[key]

    def role_of(self, owner: Any) -> Any:
        """A role that gives no right to any page; the one that a person has already, if so."""
        held = RoleAssignment.objects.filter(person=owner, role=Role.FINANCE).first()
        return held or RoleAssignmentFactory(person=owner, role=Role.FINANCE)

    def _made(self, name: str, whose: str, owner: Any) -> Any:
        if name.startswith("approval_") or name == "approval":
            return self.waiting(owner)
        if name.startswith("ticket") or name in ("file", "file_mark"):
            ticket = self.ticket(owner, secret=whose == "secret", state=STATES.get(name, State.NEW))
            held = name == "file" and whose == "own"
            return self.file(ticket, owner, held=held) if name.startswith("file") else ticket
        if name.startswith("admin:"):
            return reference.made(name)
        if name.startswith("plan"):
            return PlanFactory(requester=owner, office=owner.office)
        if name.startswith(("workplace", "step")):
            return self.workplace(name, owner)
        if name.startswith("import_"):
            return self.batch(owner, IMPORTS.get(name, BatchState.PREVIEWED))
        make = {
            "office": lambda: owner.office,
            **dict.fromkeys(["bulletin", "bulletin_read", "bulletin_withdraw"], BulletinFactory),
            "guide": GuideFactory,
            "label": lambda: RoomFactory(building__office=owner.office),
            "linked_requests": RoomFactory,
            "job_again": JobRunFactory,
            "job_aside": JobRunFactory,
            "role_end": lambda: self.role_of(owner),
            "deputy_revoke": lambda: DeputyFactory(person=owner, period=around_today(30, since=20)),
            "absence_cancel": lambda: AbsenceFactory(person=owner),
            "queue_bulk_undo": lambda: self.bulk(owner),
            **dict.fromkeys(
                ["saved_view", "saved_view_remove"],
                lambda: SavedViewFactory(owner=owner, shared=whose == "near"),
            ),
            **dict.fromkeys(["deadline_acknowledge", "deadline_snooze"], lambda: self.deadline(owner)),
            "person_unlink": lambda: (
                SocialAccount.objects.create(user=owner, provider="x", uid=owner.pk).user
            ),
        }
        return make.get(name, lambda: owner)()

    def waiting(self, owner: Any) -> Any:
        """The step in which a request of the owner waits for the manager of their unit."""
        ticket = move_to(
            self.ticket(owner, secret=False, state=State.NEW), State.WAITING, waiting_for="approval"
        )
        approval = ApprovalFactory(ticket=ticket, fingerprint=fingerprint(ticket))
        return ApprovalStepFactory(approval=approval, person=None, role=Role.MANAGER, unit=owner.unit)

    def bulk(self, owner: Any) -> Any:
        """An act of the owner on a request, of just now."""
        return BulkItemFactory(bulk__by=owner).bulk

    def batch(self, owner: Any, state: BatchState) -> Any:
        """A file of people that the owner brought."""
        done = {"applied_at": timezone.now(), "applied_by": owner} if state == BatchState.APPLIED else {}
        batch = BatchFactory(uploaded_by=owner, state=state, **done)
        UploadFactory(batch=batch)
        return batch

    def ticket(self, owner: Any, *, secret: bool, state: State) -> Any:
        """A request of the owner in their office."""
        room = RoomFactory(building__office=owner.office)
        made = TicketFactory(requester=owner, office=owner.office, room=room, confidential=secret)
        return move_to(made, state)

    def workplace(self, name: str, owner: Any) -> Any:
        """A newcomer's case of the owner's office and unit, whose manager is the owner, or a step of it."""
        case = WorkplaceCaseFactory(manager=owner, office=owner.office, unit=owner.unit)
        if not name.startswith("step"):
            return case
        over = {"state": StepState.DONE, "ended_at": timezone.now()} if name == "step_reopen" else {}
        return StepFactory(case=case, **over)

    def deadline(self, owner: Any) -> Any:
        """The deadline of a request that the owner solves."""
        ticket = TicketFactory(assignee=owner)
        about = {"subject_type": "ticket", "subject_id": ticket.pk, "kind": "ticket.solve"}
        return DeadlineFactory(**about, responsible=owner)

    def file(self, ticket: Any, owner: Any, *, held: bool) -> Any:
        """A file that the owner holds for a form, or the one of a request's first message."""
        return FileFactory(added_by=owner) if held else FileFactory(subject=ticket.messages.get())


def address_of(name: str, thing: Any) -> str:
    """Where the thing is met."""
    if name == "account_reset_password_from_key":
        return reverse(name, kwargs={"uidb36": "1", "key": "no-key"})
    if name == "calendar_feed":
        return reverse(name, args=["no-such-link"])
    if name == "linked_requests":
        return reverse(name, args=["room", thing.pk])
    if thing is None:
        return reverse(name)
    if name == "office":
        return reverse(name, args=[thing.code])
    if name == "label":
        return reverse(name, args=[labels.code_of("R", thing.pk)])
    if name == "ticket_join":
        return reverse(name, args=[labels.code_of("R", thing.room_id), thing.number])
    number = thing.pk if name.startswith("admin:") else getattr(thing, "number", thing.pk)
    return reverse(name, args=[number])


def _said(thing: Any, world: World) -> dict[str, Any]:
    return {"form_key": uuid.uuid4(), "text": "Some words."}


def _period(**more: Any) -> dict[str, Any]:
    today = timezone.localdate() + timedelta(days=400)
    return {"since": today, "until": today, **more}


def _edited(ticket: Any, world: World) -> dict[str, Any]:
    was = {name: getattr(ticket, name) for name in ("title", "impact", "urgency", "priority")}
    was |= {"category": ticket.category_id, "office": ticket.office_id, "room": ""}
    return {**was, **{f"was_{name}": value for name, value in was.items()}, "title": "Another title"}


def _merged(ticket: Any, world: World) -> dict[str, Any]:
    into = world.ticket(ticket.requester, secret=ticket.confidential, state=State.NEW)
    return _said(ticket, world) | {"into": into.label}


def _filed(thing: Any, world: World) -> dict[str, Any]:
    kind = Category.objects.get(code="broken").code
    return _said(thing, world) | {"category": kind, "office": world.office.pk, "urgency": Urgency.NORMAL}


def _register(person: Any, world: World) -> dict[str, Any]:
    name = uuid.uuid4().hex[:8]
    return {"first_name": name, "last_name": name, "email": f"{name}@agency.example", "state": "active"}


def _table() -> Any:
    return SimpleUploadedFile("people.csv", f"Tabelinumber;Nimi\n{uuid.uuid4()};Tamm, Mari".encode())


def _last_applied(batch: Any, world: World) -> dict[str, Any]:
    """Only the last one can be undone, so it becomes that."""
    Batch.objects.filter(pk=batch.pk).update(applied_at=timezone.now())
    return {}


def _just_now(bulk: Any, world: World) -> dict[str, Any]:
    """It can be undone for some seconds only, and the table takes longer."""
    Bulk.objects.filter(pk=bulk.pk).update(at=timezone.now())
    return {}


def _planned(thing: Any, world: World) -> dict[str, Any]:
    kind = Category.objects.get(code="broken").pk
    rule = {"kind": "week", "weekday": 1, "every": 2, "shift": "after", "starts_on": timezone.localdate()}
    return {**rule, "form_key": uuid.uuid4(), "title": "Plants", "category": kind, "office": world.office.pk}


def _newcomer(thing: Any, world: World) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=30)
    sent = {"form_key": uuid.uuid4(), "name": "Mari Maasikas", "day": day, "office": world.office.pk}
    return sent | {"send": "1"}


def _leaver(thing: Any, world: World) -> dict[str, Any]:
    day = timezone.localdate() + timedelta(days=30)
    return {"form_key": uuid.uuid4(), "person": PersonFactory().email, "day": day, "send": "1"}


def _told(thing: Any, world: World) -> dict[str, Any]:
    titles = {f"{name}_{language}": "Water off" for name in ("title", "text") for language in ("et", "en")}
    return {**titles, "form_key": uuid.uuid4(), "addressees": "staff", "shown_until": timezone.localdate()}


# What is posted to an address, valid wherever one may; nothing to those that are not named.
SENT: dict[str, Any] = {
    "language": lambda thing, world: {"language": "en"},
    "theme": lambda thing, world: {"theme": "dark"},
    "keys": lambda thing, world: {"on": "0"},
    "notice_ways": lambda thing, world: {duty.code: "daily" for duty in groups()},
    "new_request": _filed,
    "bulletin_new": _told,
    "approval_approve": lambda step, world: {"seen": step.approval.fingerprint},
    "approval_return": lambda step, world: {"seen": step.approval.fingerprint, "reason": "Not now."},
    "ticket_edit": _edited,
    "ticket_assign": lambda ticket, world: {"to": world.people["specialist"].pk, "was": ""},
    "ticket_wait": lambda ticket, world: _said(ticket, world) | {"waiting_for": WaitingFor.PARTNER},
    "ticket_forward": lambda ticket, world: _said(ticket, world) | {"address": "partner@firm.example"},
    **dict.fromkeys(
        ["ticket_reply", "ticket_resolve", "ticket_not_solved", "ticket_reopen", "ticket_cancel"], _said
    ),
    "phone": lambda thing, world: _filed(thing, world) | {"requester": world.near.pk, "then": "queue"},
    "queue_bulk": lambda thing, world: (
        _said(thing, world) | {"do": "cancel", "pick": f"{TicketFactory().number}.0"}
    ),
    "queue_bulk_undo": _just_now,
    "saved_view_new": lambda thing, world: {"name": "Leaks"},
    "saved_view": lambda view, world: {"name": f"{view.name} again"},
    "ticket_merge": _merged,
    "ticket_rate": lambda ticket, world: {"score": "good", "comment": "Thank you"},
    "ticket_draft": _said,
    "ticket_link": lambda ticket, world: {"subject": "room", "subject_id": RoomFactory().pk, "kind": "about"},
    "ticket_split": lambda ticket, world: (
        _said(ticket, world) | {"category": ticket.category_id, "office": ticket.office_id}
    ),
    "ticket_draft_drop": _said,
    "ticket_followers": lambda ticket, world: {"person": PersonFactory().pk},
    "person_new": _register,
    "person_edit": _register,
    "role_give": lambda person, world: _period(role=Role.AUDITOR, rank="primary"),
    "deputy_appoint": lambda person, world: _period(deputy=PersonFactory().pk, scope="all"),
    "absence_enter": lambda person, world: _period(),
    "import_new": lambda thing, world: {"importer": "people", "form_key": uuid.uuid4(), "file": _table()},
    "import_columns": lambda batch, world: {"column_personnel_no": "0", "column_full_name": "1"},
    "import_undo": _last_applied,
    "import_reading": lambda batch, world: {"encoding": "utf-8", "delimiter": ";", "header": "1"},
    **dict.fromkeys(["plan_new", "plan_edit"], _planned),
    "task_new": lambda thing, world: {
        **_said(thing, world),
        "assignee": world.near.email,
        "due_on": timezone.localdate() + timedelta(days=30),
    },
    "workplace_new": _newcomer,
    "leaver_new": _leaver,
    "workplace_move": lambda case, world: {"day": case.day + timedelta(days=7), "was": case.day},
    "workplace_edit": lambda case, world: {"manager": case.manager.email, "note": "Near the window."},
    "step_edit": lambda step, world: {"assignee": "", "answer": "On Friday."},
    "deadline_snooze": lambda deadline, world: {"until": timezone.localdate() + timedelta(days=9)},
}


def sent_to(name: str, thing: Any, world: World) -> dict[str, Any]:
    """A post that would succeed for those who may."""
    if name.startswith("admin:"):
        return reference.sent(name)
    return SENT[name](thing, world) if name in SENT else {}
