"""Requests that come again: the days of the rule, moved off closed days, each filed once."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from dateutil.rrule import MO, MONTHLY, TU, WEEKLY, rrule
from django.utils import timezone, translation
from holidays import country_holidays

from foundation.events.models import Event
from foundation.notifications import notices
from foundation.notifications.actions import write_notices
from foundation.notifications.models import Mail
from foundation.organisation.models import WorkCalendar
from foundation.organisation.working_time import WorkingCalendar
from requests_desk import actions, tasks
from requests_desk.models import Category, Plan, PlanRun, Ticket
from requests_desk.recurrence import Rule, days
from tests.factories import PersonFactory
from tests.factories.organisation import AFTERNOON, MORNING
from tests.factories.workplaces import PlanFactory
from tests.requests_desk.test_races import at_once

YEARS = range(2025, 2033)
CALENDAR = WorkingCalendar.estonian({day: [MORNING, AFTERNOON] for day in range(5)}, YEARS)
PUBLIC = country_holidays("EE", years=YEARS, categories=("public",))
START, END = date(2026, 1, 1), date(2031, 1, 1)
# the rule of ours, and the same as RFC 5545 has it
RULES = {
    "every month on the 1st": ({"month_day": 1}, {"freq": MONTHLY, "bymonthday": 1}),
    "every 3 months on the last day": (
        {"month_day": -1, "every": 3},
        {"freq": MONTHLY, "bymonthday": -1, "interval": 3},
    ),
    "every 6 months on the 24th": (
        {"month_day": 24, "every": 6},
        {"freq": MONTHLY, "bymonthday": 24, "interval": 6},
    ),
    "second Tuesday": ({"weekday": 1, "nth": 2}, {"freq": MONTHLY, "byweekday": TU(2)}),
    "last Monday of every other month": (
        {"weekday": 0, "nth": -1, "every": 2},
        {"freq": MONTHLY, "byweekday": MO(-1), "interval": 2},
    ),
    "every Monday": ({"weekday": 0}, {"freq": WEEKLY, "byweekday": MO}),
    "every third Tuesday": ({"weekday": 1, "every": 3}, {"freq": WEEKLY, "byweekday": TU, "interval": 3}),
}


def on_paper(day, shift):
    """The shift rule, day by day."""
    step = {"before": -1, "after": 1, "stay": 0}[shift]
    while step and (day.weekday() > 4 or day in PUBLIC):
        day += timedelta(days=step)
    return day


@pytest.mark.parametrize("shift", ["before", "after", "stay"])
@pytest.mark.parametrize("name", RULES)
def test_five_years_equal_dateutil_after_the_shift(name, shift):
    ours, theirs = RULES[name]
    rule = Rule(start=START, until=END, shift=shift, **ours)
    begin, end = datetime(2026, 1, 1), datetime(2031, 1, 1)  # noqa: DTZ001  rules know no zone
    expected = sorted({on_paper(at.date(), shift) for at in rrule(dtstart=begin, until=end, **theirs)})
    assert list(days(rule, CALENDAR)) == [day for day in expected if day >= START]
    assert len(expected) >= 10


# --- filing ---------------------------------------------------------------------------------------
@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def specialist():
    return PersonFactory(specialist=True, language="en")


def made(specialist, **more):
    """A plan for the second Tuesday of each month, made on Monday 2 March 2026 by the form's action."""
    with time_machine.travel(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), tick=False):
        return actions.make_plan(
            by=specialist, form_key=uuid.uuid4(), title="Change the filters", text="Two of them.",
            category=Category.objects.get(code="climate"), office=specialist.office, assignee=specialist,
            **{"kind": "weekday", "weekday": 1, "nth": 2, "starts_on": date(2026, 3, 2), **more},
        )  # fmt: skip


def at(month, day, hour=8, minute=0):
    """The sweep of beat at a moment of 2026 in UTC; returns how many were filed."""
    with time_machine.travel(datetime(2026, month, day, hour, minute, tzinfo=UTC), tick=False):
        return tasks.file_planned()


@pytest.mark.django_db
def test_the_request_of_a_day_is_filed_once_when_the_office_opens(specialist):
    plan = made(specialist, days_to_do=3)
    assert plan.next_on == date(2026, 3, 10)
    assert at(3, 9) == at(3, 10, 5, 59) == 0  # 7:59 in Tallinn
    assert [at(3, 10, 6), at(3, 10, 6, 5), at(3, 10, 23)] == [1, 0, 0]
    # a restart that forgot how far it was finds the same request
    Plan.objects.update(next_on=date(2026, 3, 10))
    PlanRun.objects.all().delete()
    at(3, 10, 9)
    ticket = Ticket.objects.get()
    assert (ticket.title, ticket.assignee, ticket.requester) == ("Change the filters", specialist, specialist)
    assert timezone.localtime(ticket.solve_by) == timezone.make_aware(datetime(2026, 3, 13, 16, 30))  # noqa: DTZ001  made aware here
    assert Plan.objects.get().next_on == date(2026, 4, 14)
    assert PlanRun.objects.get().ticket == ticket


@pytest.mark.django_db
def test_of_days_that_passed_only_the_last_is_filed_and_the_others_are_noted(specialist):
    made(specialist)
    assert at(6, 1) == 1  # March, April and May have passed
    assert Ticket.objects.count() == 1
    runs = PlanRun.objects.order_by("day").values_list("day", "ticket")
    assert [(day.month, bool(ticket)) for day, ticket in runs] == [(3, False), (4, False), (5, True)]


@pytest.mark.django_db(transaction=True)
def test_many_workers_at_once_file_it_once(specialist):
    plan = PlanFactory(next_on=timezone.localdate() - timedelta(days=40), starts_on=date(2026, 1, 1))
    at_once(6, lambda _index: actions.file_planned(plan.pk, now=timezone.now()))
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_a_requester_who_has_left_stops_it_and_the_desk_hears(english, specialist):
    plan = made(specialist)
    other = PersonFactory(specialist=True, language="en")
    specialist.roles.all().delete()
    type(specialist).objects.filter(pk=specialist.pk).update(state="left")
    assert at(3, 10) == 0
    event = Event.objects.get(kind="plan.stuck")
    write_notices(event.pk)
    letters = {
        mail.recipient: notices.letter(mail) for mail in Mail.objects.with_reader().filter(event=event)
    }
    assert set(letters) == {other}
    assert "Change the filters" in letters[other].body
    # and the one who starts it again gives it their name
    actions.change_plan(plan.pk, by=other, requester=other, assignee=other)
    actions.start_plan(plan.pk, by=other)
    assert Plan.objects.running().count() == 1


@pytest.mark.django_db
def test_the_form_keeps_what_was_typed_and_the_page_shows_the_days(client, specialist):
    client.force_login(specialist)
    sent = {
        "form_key": str(uuid.uuid4()), "title": "Water the plants", "office": specialist.office_id,
        "category": Category.objects.get(code="supplies").pk, "kind": "weekday", "every": 1, "weekday": 0,
        "shift": "after", "starts_on": timezone.localdate(),
    }  # fmt: skip
    page = client.post("/requests/plans/new/", sent)
    assert page.status_code == 422  # which Monday of the month?
    assert "Water the plants" in page.content.decode()
    # when it is sent twice with what was missing, there is one plan
    for _time in range(2):
        answer = client.post("/requests/plans/new/", {**sent, "nth": -1})
    plan = Plan.objects.get()
    assert answer.url == f"/requests/plans/{plan.pk}/"
    today = datetime.combine(timezone.localdate(), datetime.min.time())
    first = rrule(MONTHLY, today, byweekday=MO(-1))[0]
    assert f"{on_paper(first.date(), 'after'):%-d.%m.%Y}" in client.get(answer.url).content.decode()
    # and a stopped one comes no more
    client.post(f"/requests/plans/{plan.pk}/stop/")
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        assert tasks.file_planned() == 0
    client.post(f"/requests/plans/{plan.pk}/start/")
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        assert tasks.file_planned() == 1


@pytest.mark.django_db
def test_a_plan_that_cannot_be_filed_holds_up_no_other(specialist):
    # given a plan that waits longest, of an office whose calendar was emptied, and another one
    broken = made(PersonFactory(specialist=True))
    WorkCalendar.objects.get(office=broken.office).windows.all().delete()
    Plan.objects.filter(pk=broken.pk).update(next_on=date(2026, 3, 9))
    made(specialist)
    # when their days have come, then the other is filed all the same
    assert at(3, 10) == 1
    assert Ticket.objects.get().requester == specialist
