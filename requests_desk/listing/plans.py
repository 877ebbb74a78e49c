"""Recurring requests and one-off tasks in words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.core.clock import day
from foundation.core.duties import Holding
from foundation.organisation.working_time import WorkingCalendar
from requests_desk import recurrence
from requests_desk.choices import SOLVED, Nth, PlanKind
from requests_desk.listing.rows import ASKER_ROW, left_tag, rows_of_asker, solver_name
from requests_desk.models import Plan, Ticket

SHOWN_DAYS = 12
TASK_ROW = (*ASKER_ROW, "warn_at", "assignee__first_name", "assignee__last_name")


def rule_words(plan: Plan) -> str:
    """By which rule a plan comes: every 3 months, the second Tuesday."""
    if plan.kind == PlanKind.WEEK:
        often = ngettext("every week", "every %(count)s weeks", plan.every)
    else:
        often = ngettext("every month", "every %(count)s months", plan.every)
    return f"{often % {'count': plan.every}}, {_day_words(plan)}"


def _day_words(plan: Plan) -> str:
    if plan.kind == PlanKind.DAY:
        if plan.month_day == -1:
            return _("the last day")
        return _("day %(day)s") % {"day": plan.month_day}
    weekday = str(WEEKDAYS[plan.weekday or 0])
    if plan.nth is None:
        return weekday
    return _("%(nth)s %(weekday)s") % {"nth": str(Nth(plan.nth).label).lower(), "weekday": weekday}


def plan_rows(plans: Iterable[Plan]) -> list[dict[str, Any]]:
    """Rows of the list of plans."""
    return [
        {
            "pk": plan.pk,
            "title": plan.title,
            "rule": rule_words(plan),
            "office": plan.office.name,
            "assignee": plan.assignee.full_name if plan.assignee else "",
            "tag": plan_tag(plan),
        }
        for plan in plans
    ]


def plan_tag(plan: Plan) -> dict[str, str]:
    """When it comes next, or that it does not."""
    if plan.stopped_at is not None:
        return {"icon": "pause", "tone": "still", "words": _("stopped")}
    if plan.next_on is None:
        return {"icon": "check", "tone": "", "words": _("ended")}
    return {"icon": "calendar", "tone": "", "words": day(plan.next_on)}


def coming_days(plan: Plan, calendar: WorkingCalendar) -> list[str]:
    """The next days of a plan, each with its weekday."""
    yesterday = timezone.localdate() - timedelta(days=1)
    try:
        found = (one for one in recurrence.days(plan.rule, calendar) if one > yesterday)
        return [f"{WEEKDAYS[one.weekday()]}, {day(one)}" for one in islice(found, SHOWN_DAYS)]
    except ValueError:  # the calendar never opens
        return []


def run_rows(plan: Plan, most: int) -> list[dict[str, Any]]:
    """What came of the days of a plan, the newest first."""
    rows = plan.runs.select_related("ticket").order_by("-day")[:most]
    return [{"day": day(run.day), "ticket": run.ticket} for run in rows]


def planned_with(person_id: int) -> list[Holding]:
    """Recurring requests that somebody solves, or in whose name they are filed: they go to others."""
    involved = Q(assignee=person_id) | Q(requester=person_id)
    return [
        Holding(
            key=f"plan-{plan.pk}",
            title_et=f"Korduv pöördumine: {plan.title}",
            title_en=f"Recurring request: {plan.title}",
            url=reverse("plan", args=[plan.pk]),
        )
        for plan in Plan.objects.running().filter(involved).order_by("pk")
    ]


def task_rows(rows: Iterable[dict[str, Any]], now: datetime) -> list[dict[str, Any]]:
    """Rows of tasks: takes values of TASK_ROW."""
    rows = list(rows)
    return [
        {
            **shown,
            "left": left_tag(row, now),
            "assignee": solver_name(row),
        }
        for row, shown in zip(rows, rows_of_asker(rows, now), strict=True)
    ]


def on_time(tasks: QuerySet[Ticket]) -> dict[str, int]:
    """How many of the tasks that were done in a year were done by their deadline."""
    since = timezone.now() - timedelta(days=365)
    done = Q(state__in=SOLVED, solved_at__gte=since)
    counts: dict[str, int] = tasks.aggregate(
        done=Count("pk", filter=done), in_time=Count("pk", filter=done & Q(solved_at__lte=F("set_due_at")))
    )
    return counts
