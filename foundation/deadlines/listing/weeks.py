"""How full the coming weeks are, as a picture."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.core.charts import Bars, in_three
from foundation.core.duties import deadline_kinds
from foundation.deadlines.terms import start_of_day

WEEKS, MOST = 8, 500  # more deadlines than that are no longer one person's weeks
WEEK = timedelta(days=7)


def first_monday(now: datetime) -> date:
    """The first day of this week."""
    today = timezone.localdate(now)
    return today - timedelta(days=today.weekday())


def coming(rows: Any, now: datetime) -> list[Any]:
    """Deadlines of this week and the next seven, without names; none where there are too many to draw."""
    monday = first_monday(now)
    ahead = rows.filter(due_at__gte=start_of_day(monday), due_at__lt=start_of_day(monday + WEEKS * WEEK))
    found = list(ahead.order_by("due_at", "pk")[: MOST + 1])
    return found if len(found) <= MOST else []


def weeks_chart(rows: Iterable[Any], seen: Mapping[int, Any], now: datetime) -> Bars | None:
    """Bars of those rows that the reader may see (`seen`, by id); None when there is none."""
    monday, kinds = first_monday(now), deadline_kinds()
    days = [monday + number * WEEK for number in range(WEEKS)]
    counts = Counter(
        (row.kind, (timezone.localdate(row.due_at) - monday) // WEEK) for row in rows if row.pk in seen
    )
    if not counts:
        return None
    series = [
        (str(kind.title), [counts[code, week] for week in range(WEEKS)]) for code, kind in kinds.items()
    ]
    labels = [str(day.isocalendar().week) for day in days]
    chart = {"series": in_three(series, _("Other")), "labels": labels}
    busiest = max(range(WEEKS), key=lambda week: sum(one[week] for _name, one in series))
    most = sum(one[busiest] for _name, one in series)
    finding = ngettext(
        "Week %(week)s is the fullest: %(count)s deadline.",
        "Week %(week)s is the fullest: %(count)s deadlines.",
        most,
    ) % {"week": labels[busiest], "count": most}
    return Bars(key="weeks", title=_("Deadlines by week"), finding=finding, head=_("Week"), **chart)
