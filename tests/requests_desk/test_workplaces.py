"""Workplaces of people who come: one form fans out into dated steps, which open in turn and move along."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.utils import timezone, translation

from foundation.core.errors import RuleBroken
from foundation.deadlines.models import Deadline
from foundation.events.models import Event
from foundation.notifications import notices
from foundation.notifications.actions import write_notices
from foundation.notifications.models import Mail
from requests_desk import actions, tasks
from requests_desk.choices import CaseState, StepState, Who
from requests_desk.models import Step, WorkplaceCase
from tests.factories import AbsenceFactory, DeputyFactory, PersonFactory, UnitFactory
from tests.factories.workplaces import TemplateStepFactory, WorkplaceTemplateFactory
from tests.requests_desk.probe import ledger
from tests.scale import times

pytestmark = pytest.mark.django_db
START = date(2026, 6, 25)  # the Thursday behind Victory Day and Midsummer
MAY = datetime(2026, 5, 20, 7, 0, tzinfo=UTC)
# code: working days before, the day by a calendar on paper, what it waits for, whose it is
TABLE = {
    "room": (10, date(2026, 6, 9), [], "contact"),
    "desk": (3, date(2026, 6, 18), ["room"], "desk"),
    "sim": (2, date(2026, 6, 19), [], "provider"),
    "key": (1, date(2026, 6, 22), ["room"], "contact"),
    "lock": (1, date(2026, 6, 22), ["desk", "key"], "partner"),
    "tour": (0, date(2026, 6, 25), ["key"], "manager"),
    "talk": (-3, date(2026, 6, 30), ["tour"], "self"),
}


@pytest.fixture(autouse=True)
def english():
    vars(ledger).update(vars(type(ledger)()))
    with translation.override("en"):
        yield


@pytest.fixture
def template():
    made = WorkplaceTemplateFactory()
    for place, (code, (days, _day, after, who)) in enumerate(TABLE.items()):
        more = {"provider": "probe"} if who == Who.PROVIDER else {}
        more |= {"address": "lock@firm.example"} if who == Who.PARTNER else {}
        TemplateStepFactory(
            template=made, code=code, name_en=code.title(), days_before=days, after=after, who=who,
            order=place, wanted="usual" if code in ("desk", "sim") else "always", **more,
        )  # fmt: skip
    return made


@pytest.fixture
def manager():
    return PersonFactory(language="en", manager_of=UnitFactory())


@pytest.fixture
def contact(manager):
    return PersonFactory(contact_of=manager.office, office=manager.office, language="en")


@pytest.fixture
def specialist():
    return PersonFactory(specialist=True, language="en")


def file(template, manager, **more):
    values = {
        "name": "Mari Maasikas",
        "day": START,
        "office": manager.office,
        "wanted": ["desk", "sim"],
        **more,
    }
    return actions.file_workplace(
        by=manager, form_key=values.pop("form_key", uuid.uuid4()), template=template, **values
    )


@pytest.fixture
def case(template, manager, contact, specialist):
    with time_machine.travel(MAY, tick=False):
        yield file(template, manager)


def step(case, code):
    return Step.objects.get(case=case, code=code)


def states(case):
    return dict(Step.objects.filter(case=case).values_list("code", "state"))


def days(case):
    return {one.code: timezone.localdate(one.due_at) for one in Step.objects.filter(case=case)}


def finish(case, code, by):
    return actions.finish_step(step(case, code).pk, by=by)


def told(kind, number=None):
    """Reader (or address outside) and letter of each mail of the newest event of a kind."""
    event = Event.objects.filter(kind=kind, **({"subject_id": number} if number else {})).latest("pk")
    write_notices(event.pk)
    rows = Mail.objects.with_reader().filter(event=event).order_by("pk")
    return {mail.recipient or mail.address: notices.letter(mail) for mail in rows}


# --- filing ---------------------------------------------------------------------------------------
def test_one_form_makes_exactly_the_steps_of_the_template_dated_back_over_midsummer(case, contact, manager):
    assert days(case) == {code: day for code, (_days, day, _after, _who) in TABLE.items()}
    assert {one.code: one.assignee for one in case.steps.all() if one.assignee} == {
        "room": contact, "key": contact, "tour": manager, "talk": manager,
    }  # fmt: skip
    # only those that wait for nothing are open, and each of them has its deadline
    opened = {code for code, state in states(case).items() if state == StepState.OPEN}
    assert opened == {"room", "sim"}
    rows = Deadline.objects.filter(kind="step.due").values_list("subject_id", "responsible")
    assert dict(rows) == {step(case, "room").pk: contact.pk, step(case, "sim").pk: None}
    assert ledger.asked == [("open", "sim")]


def test_who_files_sees_the_steps_before_sending_and_the_same_form_twice_is_one(
    client, template, manager, contact
):
    client.force_login(manager)
    sent = {
        "form_key": str(uuid.uuid4()), "template": template.code, "name": "Mari Maasikas",
        "day": "2026-06-25", "office": manager.office_id, "wanted": ["desk"],
    }  # fmt: skip
    with time_machine.travel(MAY, tick=False):
        # when the form is sent, the steps are shown and nothing is written
        page = client.post("/requests/workplaces/new/", sent).content.decode()
        assert "18.06.2026" in page
        assert not WorkplaceCase.objects.exists()
        # "change" brings the form back with what was typed
        again = client.post("/requests/workplaces/new/", {**sent, "change": "1"}).content.decode()
        assert 'value="Mari Maasikas"' in again
        # and two sendings make one case
        for _time in range(2):
            answer = client.post("/requests/workplaces/new/", {**sent, "send": "1"})
    case = WorkplaceCase.objects.get()
    assert answer.url == f"/requests/workplaces/{case.pk}/"
    assert set(states(case)) == TABLE.keys() - {"sim"}
    assert Event.objects.filter(kind="workplace.filed").count() == 1


def test_a_step_that_was_not_ticked_hands_on_what_it_waited_for(template, manager, contact):
    # given a lock that waits for desk and key, where no desk was asked for
    with time_machine.travel(MAY, tick=False):
        case = file(template, manager, wanted=[])
    # then it waits for the room instead, as the desk would have
    assert step(case, "lock").after == ["key", "room"]


def test_what_is_filed_too_late_is_due_at_once_and_never_before(template, manager, contact):
    with time_machine.travel(datetime(2026, 6, 23, 9, 0, tzinfo=UTC), tick=False):  # a holiday
        case = file(template, manager)
    found = days(case)
    assert found["room"] == found["tour"] == date(2026, 6, 25)
    assert found["talk"] == date(2026, 6, 30)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"day": date(2062, 6, 25)}, {"office": ""}, {"unit": "x"}])
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(client, template, manager, wrong):
    client.force_login(manager)
    right = {
        "form_key": str(uuid.uuid4()),
        "name": "Mari",
        "day": START,
        "office": manager.office_id,
        "note": "Left-handed",
    }
    page = client.post("/requests/workplaces/new/", {**right, **wrong, "send": "1"})
    assert page.status_code == 422
    assert "Left-handed" in page.content.decode()
    assert not WorkplaceCase.objects.exists()


# --- turns ----------------------------------------------------------------------------------------
def test_a_step_opens_when_everything_it_waits_for_is_over(case, specialist):
    finish(case, "room", specialist)
    assert states(case)["desk"] == states(case)["key"] == StepState.OPEN
    finish(case, "desk", specialist)
    assert states(case)["lock"] == StepState.WAITING
    actions.drop_step(step(case, "key").pk, by=specialist)  # what is not needed holds nobody up
    assert states(case)["lock"] == states(case)["tour"] == StepState.OPEN
    with pytest.raises(RuleBroken, match="has not come"):
        finish(case, "talk", specialist)


def test_done_twice_is_done_once_and_the_last_one_closes_the_case(case, specialist):
    for code in ("room", "sim", "desk", "key", "lock", "tour", "talk"):
        finish(case, code, specialist)
        finish(case, code, specialist)
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED
    assert Event.objects.filter(kind="step.done").count() == len(TABLE)
    assert not Deadline.objects.filter(kind="step.due").exists()


def test_a_step_ended_by_mistake_opens_again_with_its_case(case, specialist):
    for code in TABLE:
        finish(case, code, specialist)
    actions.reopen_step(step(case, "key").pk, by=specialist)
    case.refresh_from_db()
    assert case.is_open
    assert Deadline.objects.filter(subject_id=step(case, "key").pk, kind="step.due").exists()


# --- moving ---------------------------------------------------------------------------------------
def test_moving_the_first_day_moves_what_is_open_and_leaves_what_is_done(case, manager, specialist):
    finish(case, "room", specialist)
    actions.move_workplace(case.pk, by=manager, day=date(2026, 7, 2), was=START)  # five working days later
    moved = days(case)
    assert moved.pop("room") == TABLE["room"][1]
    assert moved == {
        "desk": date(2026, 6, 29), "sim": date(2026, 6, 30), "key": date(2026, 7, 1),
        "lock": date(2026, 7, 1), "tour": date(2026, 7, 2), "talk": date(2026, 7, 7),
    }  # fmt: skip
    # the deadlines of open ones follow, and the other part of the system is told
    due = Deadline.objects.get(subject_id=step(case, "desk").pk, kind="step.due").due_at
    assert due == step(case, "desk").due_at
    assert ledger.asked == [("open", "sim"), ("open", "sim")]


def test_two_who_move_at_once_are_told(client, case, manager, specialist):
    actions.move_workplace(case.pk, by=specialist, day=date(2026, 7, 1), was=START)
    client.force_login(manager)
    page = client.post(f"/requests/workplaces/{case.pk}/move/", {"day": "2026-08-03", "was": "2026-06-25"})
    assert page.status_code == 409
    assert "1.07.2026" in page.content.decode()
    case.refresh_from_db()
    assert case.day == date(2026, 7, 1)


def test_a_changed_calendar_moves_the_steps_of_its_office(case, specialist):
    calendar = case.office.calendar
    calendar.exceptions.create(day=date(2026, 6, 22))
    changed = Event.objects.create(
        kind="calendar.changed", subject_type="workcalendar", subject_id=calendar.pk
    )
    tasks.calendar_changed(changed.pk)
    assert days(case)["key"] == date(2026, 6, 19)


# --- whose it is ----------------------------------------------------------------------------------
def test_each_side_sees_its_own(client, case, manager, contact, specialist):
    newcomer, stranger = PersonFactory(language="en"), PersonFactory()
    actions.edit_workplace(case.pk, by=manager, manager=manager, person=newcomer, note="Paid by project 7")
    helper = PersonFactory(language="en")
    actions.edit_step(step(case, "desk").pk, by=specialist, assignee=helper, answer="Ordered.")

    def page(person):
        client.force_login(person)
        return client.get(f"/requests/workplaces/{case.pk}/")

    for person, sees, hidden in (
        (manager, ["Mari Maasikas", "project 7", "Tour", "Room"], ["Ordered."]),
        (contact, ["Room", "Desk"], ["project 7", "Ordered."]),
        (newcomer, ["Room", "Talk"], ["project 7", "Ordered."]),
        (helper, ["Desk", "Ordered."], ["Room", "Tour", "project 7"]),
        (specialist, ["Room", "Ordered.", "project 7", "lock@firm.example"], []),
    ):
        text = page(person).content.decode()
        assert [word for word in sees if word not in text] == []
        assert [word for word in hidden if word in text] == []
    assert page(stranger).status_code == 404
    # the newcomer ticks off what is theirs, and nothing else
    for code in ("room", "key", "tour"):
        finish(case, code, specialist)
    client.force_login(newcomer)
    assert client.post(f"/requests/workplaces/steps/{step(case, 'desk').pk}/done/").status_code == 403
    assert client.post(f"/requests/workplaces/steps/{step(case, 'talk').pk}/done/").status_code == 302
    assert step(case, "talk").ended_by == newcomer


def test_who_acts_for_an_absent_person_does_their_step_in_their_name(client, case, contact):
    AbsenceFactory(person=contact)
    deputy = DeputyFactory(person=contact, deputy__language="en", standing=True).deputy
    client.force_login(deputy)
    assert "Room" in client.get("/").content.decode()
    client.post(f"/requests/workplaces/steps/{step(case, 'room').pk}/done/")
    done = Event.objects.get(kind="step.done")
    assert (done.actor, done.on_behalf_of) == (deputy, contact)


def test_a_step_of_a_part_that_is_not_there_is_a_task_of_the_specialist(
    client, template, manager, specialist
):
    template.steps.filter(code="sim").update(provider="telecom-later")
    with time_machine.travel(MAY, tick=False):
        case = file(template, manager)
    client.force_login(specialist)
    assert "Task of the specialist" in client.get(f"/requests/workplaces/{case.pk}/").content.decode()
    finish(case, "sim", specialist)
    assert states(case)["sim"] == StepState.DONE


def test_a_part_of_the_system_describes_its_step_ends_it_and_hears_of_the_end(
    client, case, manager, specialist
):
    client.force_login(manager)
    assert "order 7" in client.get(f"/requests/workplaces/{case.pk}/").content.decode()
    actions.finish_step(step(case, "sim").pk, by=None)
    assert step(case, "sim").state == StepState.DONE
    actions.reopen_step(step(case, "sim").pk, by=specialist)
    actions.cancel_workplace(case.pk, by=manager)
    assert ledger.asked == [("open", "sim"), ("open", "sim"), ("cancel", "sim")]
    assert set(states(case).values()) == {StepState.DROPPED}
    assert not Deadline.objects.filter(kind="step.due").exists()


# --- mails ----------------------------------------------------------------------------------------
def test_a_filing_tells_everybody_in_one_mail_what_is_theirs(case, contact, specialist):
    letters = told("workplace.filed")
    assert set(letters) == {contact, specialist}  # who filed it knows
    assert "- Room (9.06.2026)" in letters[contact].body
    assert "- Sim" in letters[specialist].body
    assert "Room" not in letters[specialist].body
    for event in Event.objects.filter(kind="step.opened"):
        write_notices(event.pk)
    assert Mail.objects.filter(kind="step.opened").count() == 0


def test_a_partner_is_asked_when_the_turn_comes_and_reads_no_name(case, specialist):
    for code in ("room", "desk", "key"):
        finish(case, code, specialist)
    (letter,) = told("step.opened", step(case, "lock").pk).values()
    assert letter.to == ["lock@firm.example"]
    assert case.label in letter.subject
    assert "22.06.2026" in letter.body
    assert "Maasikas" not in letter.subject + letter.body
    # what the partner promises is watched by that day
    actions.edit_step(
        step(case, "lock").pk, by=specialist, promised_on=date(2026, 6, 26), answer="On Friday."
    )
    watched = Deadline.objects.get(subject_id=step(case, "lock").pk, kind="step.due")
    assert timezone.localdate(watched.due_at) == date(2026, 6, 26)
    assert watched.role == "specialist"


# --- all or nothing -------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.proof("fault", "The database connection dies amid the steps of a workplace: all of them or none")
def test_a_connection_that_dies_amid_the_steps_leaves_nothing_and_the_same_form_then_makes_all(
    template, manager, proved
):
    # given a part of the system whose step ends the connection of the filing
    TemplateStepFactory(template=template, code="last", who=Who.PROVIDER, provider="probe", order=90)

    def die(_step):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    ledger.on_open, key, kills = die, uuid.uuid4(), times(short=3, full=100)
    for _time in range(kills):
        with pytest.raises(OperationalError):
            file(template, manager, form_key=key, day=timezone.localdate() + timedelta(days=40))
        connection.close()
        assert not WorkplaceCase.objects.exists()
        assert not Event.objects.filter(kind__startswith="workplace").exists()
    # when the same form comes once more, then there is one whole case
    ledger.on_open = lambda _step: None
    for _time in range(2):
        case = file(template, manager, form_key=key, day=timezone.localdate() + timedelta(days=40))
    assert WorkplaceCase.objects.get() == case
    assert case.steps.count() == len(TABLE) + 1
    proved(kills=kills, cases=1)
