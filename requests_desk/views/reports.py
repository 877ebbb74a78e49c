"""Reports: what came, what was solved and how long it took, from counts that are kept with the requests."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.core.access import allow
from foundation.core.exports import as_file, asked_format
from requests_desk.forms.reports import BY, HEADS, ReportForm, place_names
from requests_desk.listing import reports as told
from requests_desk.permissions import counted_for, reads_reports


@require_safe
@allow(reads_reports)
def reports(request: HttpRequest) -> HttpResponseBase:
    """Figures, pictures and a table of a period; the table also as a file."""
    form = ReportForm(request.GET, names=place_names(), reach=counted_for(request.user))
    chosen, today = form.chosen, timezone.localdate()
    asked = counted_for(request.user, **{name: chosen[name] for name in ("office", "category", "unit")})
    since = told.first_of_month(today, chosen["months"] - 1)
    rows = told.by_place(asked, f"{chosen['by']}_id", form.names[chosen["by"]], since)
    if asked_format(request):
        return as_file(request, "report", told.SHEET, rows)
    context = {
        "form": form,
        "tabs": _tabs(chosen),
        **_pictures(told.read(asked, months=chosen["months"], today=today)),
    }
    context["table"] = told.table(rows, str(HEADS[chosen["by"]]))
    return render(request, "requests_desk/reports.html", context)


def _pictures(seen: told.Told) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "figures": told.figures(seen, before=_("before that %(value)s")),
        "flow": told.flow(seen, today),
        "standing": told.standing(seen, today),
        "ages": told.ages(seen, today),
        "waits": told.waits(seen),
        "waited": told.longest_waits(seen.now),
        "counted": seen.now["arrived"] or seen.open_now,
    }


def _tabs(chosen: dict[str, Any]) -> list[dict[str, Any]]:
    """What the table can be parted by, each with its address."""
    kept = {name: value for name, value in chosen.items() if value and name != "by"}
    return [
        {
            "url": "?" + urlencode({**kept, "by": code}) + "#table",
            "words": words,
            "current": chosen["by"] == code,
        }
        for code, words in BY
    ]
