"""Requests on the home page, on the page of an office and on the manager's overview."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.core.charts import Lines
from requests_desk.listing import reports as told
from requests_desk.listing.rows import ASKER_ROW, left_sign, rows_of_asker, solver_name
from requests_desk.models import Ticket
from requests_desk.permissions import counted_for, reads_the_queue, works_the_desk

SHOWN = 6
ROW = (
    "pk", "number", "title", "state", "solve_by", "warn_at", "created_at", "office__name", "room__number",
    "assignee__first_name", "assignee__last_name",
)  # fmt: skip


def _rows(tickets: Any) -> list[dict[str, Any]]:
    """The first ones, in words."""
    now = timezone.now()
    return [
        {
            "number": row["number"],
            "label": f"P-{row['number']}",
            "title": row["title"],
            "left": left_sign(row, now),
            "office": row["office__name"],
            "room": row["room__number"],
            "solver": solver_name(row),
        }
        for row in tickets.order_by("solve_by", "priority", "pk").values(*ROW)[:SHOWN]
    ]


def office_figures(person: Any, office: Any) -> dict[str, Any]:
    """What came, was solved and is open at an office this month, beside the last one."""
    asked = counted_for(person, office=office.pk)
    seen = told.read(asked, months=1, today=timezone.localdate(), weekly=False)
    late = Ticket.objects.visible_to(person).filter(office=office).overdue(timezone.now()).count()
    figures = told.figures(seen, before=_("last month %(value)s"))
    over = told.Figure(words=_("Over their time"), value=told.whole(late), bad=bool(late))
    return {"figures": [figures[2], over, figures[0], figures[1], figures[4], figures[5]]}


def office_requests(person: Any, office: Any) -> dict[str, Any]:
    """Its most urgent open requests, as the person may see them."""
    rows = Ticket.objects.visible_to(person).open().filter(office=office)
    url = f"{reverse('queue')}?office={office.pk}" if reads_the_queue(person) else reverse("around")
    return {"rows": _rows(rows), "all_url": url, "office": office}


def management_card(person: Any) -> dict[str, Any]:
    """Figures, a year by months, and the open ones that are late."""
    today, asked = timezone.localdate(), counted_for(person)
    year = told.read(asked, months=12, today=today, weekly=False)
    seen = told.of_this_month(year, today)
    late = Ticket.objects.visible_to(person).overdue(timezone.now())
    return {
        "figures": told.figures(seen, before=_("last month %(value)s")),
        "months": _year(year),
        "ages": told.ages(seen, today),
        "waits": told.waits(seen),
        "rows": _rows(late),
    }


def _year(seen: told.Told) -> Lines:
    """What came and what was solved in each of the last twelve months."""
    months = [first for first in sorted(seen.months) if first >= seen.since]
    names = {"came": told.whole(seen.now["arrived"]), "solved": told.whole(seen.now["solved"])}
    return Lines(
        key="year", title=_("Requests filed and solved by month"),
        finding=_("In twelve months %(came)s came and %(solved)s were solved.") % names,
        head=_("Month"), labels=[told.month_words(first) for first in months],
        series=[
            (_("Filed"), [seen.months[first]["arrived"] for first in months]),
            (_("Solved"), [seen.months[first]["solved"] for first in months]),
        ],
    )  # fmt: skip


def desk_card(person: Any) -> dict[str, Any] | None:
    """How the queue stands, for those who work it."""
    if not works_the_desk(person):
        return None
    seen = Ticket.objects.visible_to(person)
    now = timezone.now()
    counts = seen.open().aggregate(
        open=Count("pk"),
        unassigned=Count("pk", filter=Q(assignee=None)),
        overdue=Count("pk", filter=Q(solve_by__lt=now)),
        mine=Count("pk", filter=Q(assignee=person)),
        restricted=Count("pk", filter=Q(confidential=True, assignee=None)),
    )
    return {"counts": counts}


def mine_card(person: Any) -> dict[str, Any]:
    """The newest open requests of a person, and how many ended ones there are to look at."""
    mine = Ticket.objects.visible_to(person).mine(person)
    return {
        "rows": rows_of_asker(mine.open_to_asker().order_by("-number").values(*ASKER_ROW)[:5], timezone.now())
    }


def urgent_card(person: Any) -> dict[str, Any] | None:
    """Whom to call before writing."""
    phone = (person.office.emergency_phone if person.office else "") or settings.EMERGENCY_PHONE
    return {"phone": phone} if phone else None
