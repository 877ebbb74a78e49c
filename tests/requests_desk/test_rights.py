"""Who sees which request: one rule for list, page, search, files and mail."""

from datetime import timedelta

import pytest
from django.utils import timezone

from requests_desk.choices import Audience, State
from requests_desk.models import Message, Ticket
from tests.factories import AbsenceFactory, DeputyFactory, OfficeFactory, PersonFactory, UnitFactory
from tests.factories.requests_desk import MessageFactory, TicketFactory
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    """One request of each sort, and one person of each role."""
    top = UnitFactory()
    below, office = UnitFactory(parent=top), OfficeFactory()
    asker, solver = PersonFactory(unit=below, office=office), PersonFactory(specialist=True)
    common = {"requester": asker, "office": office}
    return {
        "tickets": {
            "plain": TicketFactory(**common),
            "for_colleague": TicketFactory(requester=asker, filed_by=PersonFactory(), office=office),
            "elsewhere": TicketFactory(),
            "secret": TicketFactory(**common, confidential=True),
            "secret_taken": TicketFactory(**common, confidential=True, assignee=solver),
        },
        "asker": asker,
        "solver": solver,
        "office": office,
        "top": top,
    }


ALL = {"plain", "for_colleague", "elsewhere", "secret", "secret_taken"}
OPEN_ONES = {"plain", "for_colleague", "elsewhere"}
HERE = {"plain", "for_colleague"}


def person_of(house, who):
    made = {
        "stranger": lambda: PersonFactory(),
        "asker": lambda: house["asker"],
        "filer": lambda: house["tickets"]["for_colleague"].filed_by,
        "contact": lambda: PersonFactory(contact_of=house["office"]),
        "manager": lambda: PersonFactory(manager_of=house["top"]),
        "specialist": lambda: PersonFactory(specialist=True),
        "solver": lambda: house["solver"],
        "cleared": lambda: PersonFactory(specialist=True, cleared=True),
        "cleared_no_desk": lambda: PersonFactory(cleared=True),
        "auditor": lambda: PersonFactory(auditor=True),
        "finance": lambda: PersonFactory(finance=True),
        "admin": lambda: PersonFactory(admin=True),
    }
    return made[who]()


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("stranger", set()),
        ("asker", HERE | {"secret", "secret_taken"}),
        ("filer", {"for_colleague"}),
        ("contact", HERE),
        ("manager", HERE),
        ("specialist", OPEN_ONES),
        ("solver", OPEN_ONES | {"secret_taken"}),
        ("cleared", ALL),
        ("cleared_no_desk", set()),
        ("auditor", OPEN_ONES),
        ("finance", set()),
        ("admin", set()),
    ],
)
def test_who_sees_what(house, client, who, sees):
    person, tickets = person_of(house, who), house["tickets"]
    found = set(Ticket.objects.visible_to(person))
    assert {name for name, ticket in tickets.items() if ticket in found} == sees
    # and the page agrees
    client.force_login(person)
    for name, ticket in tickets.items():
        assert client.get(f"/requests/{ticket.label}/").status_code == (200 if name in sees else 404), name


def test_where_nobody_is_cleared_the_head_sees_unassigned_confidential_ones(house):
    head, tickets = PersonFactory(head=True), house["tickets"]
    assert tickets["secret"] in Ticket.objects.visible_to(head)
    assert tickets["secret_taken"] not in Ticket.objects.visible_to(head)
    PersonFactory(specialist=True, cleared=True)
    del head.standing
    assert tickets["secret"] not in Ticket.objects.visible_to(head)


def test_a_deputy_gets_the_office_but_not_what_the_person_filed_nor_their_clearance(house):
    cleared, maie = PersonFactory(specialist=True, cleared=True), PersonFactory()
    own = TicketFactory(requester=cleared, confidential=True)
    AbsenceFactory(person=cleared)
    DeputyFactory(person=cleared, deputy=maie)
    found = set(Ticket.objects.visible_to(maie))
    assert house["tickets"]["plain"] in found
    assert not {own, house["tickets"]["secret"]} & found


@pytest.mark.parametrize("who", ["asker", "contact", "manager", "filer"])
def test_internal_notes_reach_no_requester_by_any_road(house, client, who):
    # given a note with a word of its own on a request that the person sees
    person, ticket = person_of(house, who), house["tickets"]["for_colleague"]
    MessageFactory(ticket=ticket, author=house["solver"], audience=Audience.INTERNAL, text="xylofon")
    client.force_login(person)
    # then neither the row nor the page holds it
    assert not Message.objects.visible_to(person).filter(text="xylofon").exists()
    assert "xylofon" not in client.get(f"/requests/{ticket.label}/").content.decode()


def test_missing_and_forbidden_look_the_same(house, client):
    client.force_login(PersonFactory())
    forbidden = client.get(f"/requests/{house['tickets']['plain'].label}/")
    missing = client.get("/requests/P-999999999999/")
    assert forbidden.status_code == missing.status_code == 404
    assert len(forbidden.content) == len(missing.content)


@pytest.mark.parametrize("who", ["specialist", "solver", "cleared", "auditor"])
@pytest.mark.parametrize("most", [2, 1000])
def test_the_queue_counts_what_its_reader_may_see_and_no_further_than_its_limit(house, who, most):
    # given requests of each sort, taken and not, late and waiting
    person, late = person_of(house, who), timezone.now() + timedelta(days=90)
    TicketFactory(assignee=person, requester=house["asker"])
    move_to(TicketFactory(), State.RESOLVED)
    move_to(TicketFactory(confidential=True), State.WAITING)
    move_to(TicketFactory(), State.WAITING)
    # when its reader counts them
    counts = Ticket.objects.view_counts(person, late, most)
    # then they are those that the list has
    rows = Ticket.objects.visible_to(person).open()
    seen = {
        "open": rows,
        "mine": rows.filter(assignee=person),
        "unassigned": rows.filter(assignee=None),
        "overdue": rows.filter(solve_by__lt=late),
        "waiting": rows.filter(state=State.WAITING),
    }
    expected = {name: found.count() for name, found in seen.items()}
    if most == 1000:
        assert counts == expected
    assert all(min(number, most) <= counts[name] <= number for name, number in expected.items())
    assert max(counts.values()) <= most + rows.filter(confidential=True).count()
