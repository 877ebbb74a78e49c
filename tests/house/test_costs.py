"""A page costs the same for one row and for thirty different ones, and every page stays within its budget."""

import pytest
from django.utils import timezone

from foundation.approvals.choices import StepState
from foundation.approvals.models import ApprovalStep
from foundation.core import labels
from foundation.events.models import Event
from foundation.imports.choices import BatchState, Verdict
from foundation.organisation.choices import Role
from requests_desk.choices import Audience, Priority, State, WaitingFor
from requests_desk.models import Category, Ticket
from tests.factories import (
    DeputyFactory,
    OfficeFactory,
    PersonFactory,
    RoleAssignmentFactory,
    RoomFactory,
    UnitFactory,
)
from tests.factories.approvals import ApprovalFactory, ApprovalStepFactory
from tests.factories.bulletins import BulletinFactory, BulletinReadFactory
from tests.factories.conversation import DraftFactory, FollowerFactory, LinkFactory, MentionFactory
from tests.factories.deadlines import DeadlineFactory
from tests.factories.files import FileFactory
from tests.factories.imports import BatchFactory, RowFactory
from tests.factories.partners import PartnerFactory, PartnerPersonFactory
from tests.factories.requests_desk import (
    CategoryFactory,
    ElementFactory,
    GuideFactory,
    MergeFactory,
    MessageFactory,
    ReferralFactory,
    ResponsibilityFactory,
    SavedViewFactory,
    TicketFactory,
)
from tests.house.counting import cost, told
from tests.house.making import plans, tasks, workplaces
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db
LIST_OR_TICKET = 8


def different_tickets(rows, person):
    """Requests of different people, offices, units and kinds, with different specialists, in all states."""
    for number in range(rows):
        ticket = TicketFactory(
            room=RoomFactory(), assignee=PersonFactory(specialist=True), priority=Priority.values[number % 4]
        )
        move_to(ticket, [State.NEW, State.IN_WORK, State.WAITING][number % 3])


def kept_views(rows, person):
    """A queue with views of the reader and of others, all different."""
    different_tickets(rows, person)
    for number in range(rows):
        SavedViewFactory(owner=person, office=OfficeFactory(), category=CategoryFactory())
        SavedViewFactory(shared=True, state=State.values[number % 3])


def around_an_office(rows, person):
    """Requests of one office by people of different units, and others who look after it too."""
    for _number in range(rows):
        TicketFactory(office=person.office, assignee=PersonFactory(specialist=True))
        RoleAssignmentFactory(role=Role.CONTACT, office=person.office, rank="second")


def own_tickets(rows, person):
    """Requests filed by others for the person."""
    for _number in range(rows):
        TicketFactory(requester=person, filed_by=PersonFactory())


def timeline(rows, person):
    """One request, spoken about by many in every way, with files, and everything that happens to one."""
    ticket = TicketFactory(office=person.office)
    for number in range(rows):
        author, audience = PersonFactory(), Audience.values[number % 3]
        address = "partner@firm.example" if audience == Audience.OUTSIDE else ""
        said = MessageFactory(
            ticket=ticket, author=author, on_behalf_of=PersonFactory(), audience=audience, address=address
        )
        FileFactory(subject=said)
        for kind, data in (
            ("ticket.assigned", {"to": author.pk}),
            ("ticket.moved", {"office": [ticket.office_id, OfficeFactory().pk]}),
            (
                "ticket.recategorised",
                {"category": [ticket.category_id, Category.objects.order_by("?")[0].pk]},
            ),
        ):
            Event.objects.create(
                kind=kind,
                subject_type="ticket",
                subject_id=ticket.pk,
                actor=author,
                data=data,
                on_behalf_of=author,
            )
    return ticket


def awaited(rows, person):
    """The same request, while it waits for a decision."""
    ticket = timeline(rows, person)
    move_to(ticket, State.WAITING)
    Ticket.objects.filter(pk=ticket.pk).update(waiting_for=WaitingFor.APPROVAL)
    ApprovalStepFactory(approval=ApprovalFactory(ticket=ticket), person=PersonFactory())
    return ticket


def merged(rows, person):
    """A request into which others were merged, all of them spoken about."""
    ticket = timeline(1, person)
    for _number in range(rows):
        MessageFactory(ticket=MergeFactory(into=ticket).source)
    return ticket


def followed(rows, person):
    """A request that many follow, with drafts of the reader and people named in what was said."""
    ticket = timeline(1, person)
    for _number in range(rows):
        FollowerFactory(ticket=ticket)
        DraftFactory(ticket=ticket, person=person)
        LinkFactory(ticket=ticket)
        LinkFactory(ticket=TicketFactory(), kind="caused_by", subject_type="ticket", subject_id=ticket.pk)
        MentionFactory(message=MessageFactory(ticket=ticket))
    return ticket


def about_a_person(rows, person):
    """Requests that have to do with the reader."""
    for _number in range(rows):
        LinkFactory(subject_type="person", subject_id=person.pk)


def appointments(rows, person):
    """Somebody with many roles, deputies and absences."""
    for _number in range(rows):
        RoleAssignmentFactory(person=person, role=Role.CONTACT, given_by=PersonFactory())
        DeputyFactory(deputy=person)


def roles(rows, person):
    """Many who hold something."""
    for number in range(rows):
        role = [Role.CONTACT, Role.MANAGER, Role.SPECIALIST][number % 3]
        RoleAssignmentFactory(role=role, given_by=PersonFactory())


def people(rows, person):
    """Many in different offices and units."""
    for number in range(rows):
        PersonFactory(contact_of=OfficeFactory(), specialist=number % 2 == 0, manager=PersonFactory())


def batches(rows, person):
    """Files of different people, the last one with many rows of every verdict."""
    made = [BatchFactory(counts={"new": 1}, state=BatchState.PREVIEWED) for _number in range(rows)]
    for number in range(rows):
        verdict = Verdict.values[number % 6]
        RowFactory(batch=made[-1], number=number, verdict=verdict, place=number % 6, key=f"Mari {number}")
    return made[-1]


def deadlines(rows, person):
    """Deadlines of different requests, of the person and of somebody for whom they stand in."""
    absent = PersonFactory()
    DeputyFactory(person=absent, deputy=person)
    for number in range(rows):
        ticket = TicketFactory(assignee=[person, absent][number % 2])
        about = {"subject_type": "ticket", "subject_id": ticket.pk, "kind": "ticket.solve"}
        answered = {"acknowledged_at": ticket.created_at, "acknowledged_by": PersonFactory()}
        DeadlineFactory(**about, responsible=ticket.assignee, **(answered if number % 3 else {}))


def approvals(rows, person):
    """Decisions that wait for a manager who stands in for others: of different people, offices and kinds."""
    DeputyFactory(deputy=person, person=PersonFactory(manager_of=UnitFactory()))
    unit = person.roles.get(role=Role.MANAGER).unit
    step = None
    for _number in range(rows):
        ticket = TicketFactory(room=RoomFactory())
        approval = ApprovalFactory(ticket=ticket)
        step = ApprovalStepFactory(approval=approval, person=None, role=Role.MANAGER, unit=unit)
        ApprovalStepFactory(approval=approval, order=2, state=StepState.COMING)
    return step


def decisions(rows, person):
    """What a manager decided."""
    step = approvals(rows, person)
    ApprovalStep.objects.filter(state=StepState.WAITING).update(
        state=StepState.APPROVED, decided_at=timezone.now(), decided_by=person
    )
    return step


def partners(rows, person):
    """Partners, each with as many people."""
    for _number in range(rows):
        PartnerPersonFactory.create_batch(3, partner=PartnerFactory())


def whole_map(rows, person):
    """A map on which many answer for one office, each for another part."""
    office = OfficeFactory()
    for number in range(rows):
        by = {"person": PersonFactory(specialist=True), "partner_person": PartnerPersonFactory()}
        partner = by["partner_person"].partner
        hours = ["working", "outside"][number % 2]
        ResponsibilityFactory(office=office, hours=hours, partner=partner, **by)
    return office


def asked_of_a_partner(rows, person):
    """The timeline of a request that a partner was asked about, and many who answer for its part."""
    ticket = timeline(rows, person)
    element = ElementFactory()
    Ticket.objects.filter(pk=ticket.pk).update(element=element)
    ReferralFactory(ticket=ticket)
    for hours in ("working", "outside"):
        ResponsibilityFactory(element=element, office=ticket.office, hours=hours, person=PersonFactory())
    return ticket


def faults_of_a_room(rows, person):
    """Open requests of one room, by different people, of different kinds, one of them the reader's."""
    room = RoomFactory()
    for number in range(rows):
        own = {"requester": person} if number == 0 else {}
        TicketFactory(room=room, office=room.building.office, element=ElementFactory(), **own)
    return room


def bulletins(rows, person):
    """Notices, the last of them read by many."""
    made = BulletinFactory.create_batch(rows)
    BulletinReadFactory.create_batch(rows, bulletin=made[-1])
    return made[-1]


def guides(rows, person):
    """Guides about different kinds of requests."""
    for _number in range(rows):
        GuideFactory(category=CategoryFactory())


LISTS = {
    "label": ("/L/{label}/", faults_of_a_room, {}),
    "notices": ("/requests/notices/", bulletins, {}),
    "notice, by the desk": ("/requests/notices/{step}/", bulletins, {"specialist": True}),
    "guides": ("/requests/guides/", guides, {}),
    "label sheet": ("/labels/", faults_of_a_room, {"admin": True}),
    "partners": ("/partners/", partners, {"contact": True}),
    "who answers": ("/requests/who-answers/?office={step}", whole_map, {"admin": True}),
    "request that a partner was asked about": (
        "/requests/{ticket}/",
        asked_of_a_partner,
        {"specialist": True},
    ),
    "send to a partner": ("/requests/{ticket}/forward/", asked_of_a_partner, {"specialist": True}),
    "imports": ("/imports/", batches, {"admin": True}),
    "import": ("/imports/{batch}/", batches, {"admin": True}),
    "import, one verdict": ("/imports/{batch}/?verdict=conflict", batches, {"admin": True}),
    "reports": ("/requests/reports/?by=unit", different_tickets, {"head": True}),
    "management": ("/management/", different_tickets, {"head": True}),
    "handover": ("/handover/{person}/", deadlines, {"specialist": True}),
    "offices": ("/office/", people, {"specialist": True}),
    "office": ("/office/{code}/", around_an_office, {"contact": True}),
    "home": ("/", own_tickets, {}),
    "my requests": ("/requests/", own_tickets, {}),
    "queue": ("/requests/queue/", different_tickets, {"specialist": True}),
    "queue, searched": (
        "/requests/queue/?q=lamp&view=open&sort=priority",
        different_tickets,
        {"specialist": True},
    ),
    "queue with saved views": ("/requests/queue/?view=open&q=lamp", kept_views, {"specialist": True}),
    "found": ("/find/?q=lamp", kept_views, {"specialist": True}),
    "saved views": ("/requests/queue/views/", kept_views, {"specialist": True}),
    "request, by the desk": ("/requests/{ticket}/", timeline, {"specialist": True}),
    "request, by its contact person": ("/requests/{ticket}/", timeline, {"contact": True}),
    "request in the queue": (
        "/requests/queue/?ticket={number}&office={office}&category={category}",
        timeline,
        {"head": True},
    ),
    "request in the queue, searched": (
        "/requests/queue/?q=lamp&ticket={number}&office={office}&category={category}",
        awaited,
        {"head": True},
    ),
    "request with others merged into it": ("/requests/{ticket}/", merged, {"specialist": True}),
    "request with followers": ("/requests/{ticket}/", followed, {"specialist": True}),
    "requests of a person": ("/requests/about/person/{person}/", about_a_person, {"specialist": True}),
    "link": ("/requests/{ticket}/link/?subject=room&q=a", followed, {"specialist": True}),
    "merge": ("/requests/{ticket}/merge/", merged, {"specialist": True}),
    "clock": ("/requests/{ticket}/clock/", timeline, {"specialist": True}),
    "assign": ("/requests/{ticket}/assign/", timeline, {"specialist": True}),
    "approvals": ("/approvals/", approvals, {"manager": True}),
    "approvals, one open": ("/approvals/?view=waiting&step={step}", approvals, {"manager": True}),
    "approvals decided": ("/approvals/?view=decided", decisions, {"manager": True}),
    "approval": ("/approvals/{step}/", approvals, {"manager": True}),
    "approve": ("/approvals/{step}/approve/", approvals, {"manager": True}),
    "people": ("/people/", people, {"admin": True}),
    "people found": ("/people/find/?q=a", people, {}),
    "roles": ("/people/roles/", roles, {"head": True}),
    "home, with steps of workplaces": ("/", workplaces, {}),
    "plans": ("/requests/plans/", plans, {"specialist": True}),
    "plan": ("/requests/plans/{step}/", plans, {"specialist": True}),
    "tasks": ("/requests/tasks/", tasks, {}),
    "workplaces": ("/requests/workplaces/", workplaces, {"specialist": True}),
    "workplace": ("/requests/workplaces/{step}/", workplaces, {"specialist": True}),
    "workplace, by the colleague": ("/requests/workplaces/{step}/", workplaces, {}),
    "today": ("/today/", deadlines, {"specialist": True}),
    "today, everybody's": ("/today/?view=all&kind=ticket.solve", deadlines, {"head": True}),
    "person": ("/people/{person}/", appointments, {"admin": True}),
}
# Over the budget, and why that is right.
DEARER = {
    "home": 13,  # one statement for each card
    "home, with steps of workplaces": 12,
    "handover": 16,  # two or three statements for each duty, who stands in, what was done
    "office": 9,  # figures by two statements, those over time, the open ones, the houses, its people
}


def opened(client, name, rows):
    """The statements of a page with so many rows behind it."""
    address, make, traits = LISTS[name][0], LISTS[name][1], dict(LISTS[name][2])
    contact = traits.get("contact")
    office = OfficeFactory()
    traits = {**traits, "manager_of": UnitFactory()} if traits.pop("manager", False) else traits
    reader = PersonFactory(office=office, contact_of=office) if contact else PersonFactory(**traits)
    made = make(rows, reader)
    client.force_login(reader)
    if isinstance(made, Ticket):
        address = address.format(
            ticket=made.label, number=made.number, office=made.office_id, category=made.category_id
        )
    row = getattr(made, "pk", 0)
    known = {
        "label": labels.code_of("R", row or 1),
        "person": reader.pk,
        "batch": row,
        "step": row,
        "code": office.code,
    }
    response, found = cost(client, "get", address.format(**known))
    assert response.status_code == 200
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_page_costs_the_same_for_one_row_and_for_thirty(client, name):
    # given one row, then thirty more, all different
    few = opened(client, name, 1)
    many = opened(client, name, 30)
    # then the page needs as many statements as before, and not too many
    assert len(many) <= len(few), told(many)
    assert len(many) <= DEARER.get(name, LIST_OR_TICKET), told(many)
