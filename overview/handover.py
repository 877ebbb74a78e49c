"""What somebody leaves open while they are away, and what was done for them meanwhile."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.core.access import NotYours, allow, anyone
from foundation.core.clock import short_moment
from foundation.core.duties import duties
from foundation.events.models import Event
from foundation.notifications.models import Mail
from foundation.organisation.models import Absence, Person
from foundation.organisation.permissions import may_appoint_for
from foundation.organisation.querysets import stand_ins
from requests_desk.duty import deadlines_of
from requests_desk.listing.handing import done_words

LOOKED_BACK = timedelta(days=60)
DONE_SHOWN = 100


def takes_over(reader: Any, person: Any) -> bool:
    """Oneself, who stands in today, and those who appoint deputies for others."""
    return person.pk in reader.standing.acts_for or may_appoint_for(reader, person)


@require_safe
@allow(anyone)
def handover(request: HttpRequest, number: int) -> HttpResponse:
    """Each open thing with what was last, what is next, until when and for whom it waits; and the diary."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=number)
    if not takes_over(request.user, person):
        raise NotYours("takes_over")
    today = timezone.localdate()
    absence = _absence(person)
    context = {
        "person": person,
        "mine": person.pk == request.user.pk,
        "sections": sections(person, request.user),
        "absence": absence,
        "away": absence is not None and today in absence.period,
        "acting": Person.objects.filter(pk__in=stand_ins([person.pk], today).get(person.pk, [])),
        "held": Mail.objects.filter(recipient=person, state="held").count(),
        "diary": diary(person, request.user, absence),
    }
    return render(request, "overview/handover.html", context)


def _absence(person: Person) -> Absence | None:
    """The absence of today, else the last one of the last two months."""
    today = timezone.localdate()
    near = (today - LOOKED_BACK, today + timedelta(days=1))
    rows = Absence.objects.filter(person=person, cancelled_at=None, period__overlap=near)
    return rows.order_by("-period").first()


def sections(person: Any, reader: Any) -> list[dict[str, Any]]:
    """What each duty hands over, each thing once, and how many the reader may not see."""
    providers = sorted((one for duty in duties() for one in duty.handovers), key=lambda one: one.order)
    found, known = [], set()
    for one in providers:
        lines, hidden = one.of(person, reader)
        fresh = [line for line in lines if line.url not in known]
        known |= {line.url for line in fresh}
        found.append({"title": one.title, "lines": fresh, "hidden": hidden if _first(found) else 0})
    return found


def _first(found: Sequence[dict[str, Any]]) -> bool:
    """Deadlines of what is hidden are the same things once more: only the first two say how many."""
    return len(found) < 2


def diary(person: Any, reader: Any, absence: Absence | None) -> list[dict[str, Any]]:
    """What others did for the person since the absence began, the newest first, as the reader may see it."""
    if absence is None:
        return []
    since = timezone.make_aware(datetime.combine(absence.period.lower, time.min))
    rows = Event.objects.filter(on_behalf_of=person, at__gte=since).select_related("actor").order_by("-pk")
    events = list(rows[:DONE_SHOWN])
    ids = {row.subject_id for row in events if row.subject_type == "ticket"}
    seen = deadlines_of(reader, list(ids)) if ids else {}
    return [
        {
            "when": short_moment(row.at),
            "what": done_words(row.kind),
            "who": row.actor.full_name if row.actor else _("the system"),
            "about": seen.get(row.subject_id) if row.subject_type == "ticket" else None,
        }
        for row in events
        if row.subject_type != "ticket" or row.subject_id in seen
    ]


def standing_in_card(person: Any) -> dict[str, Any] | None:
    """For those who stand in for somebody today: the way to what was handed over."""
    ids = person.standing.acts_for
    if not ids:
        return None
    away = Absence.objects.filter(person__in=ids, period__contains=timezone.localdate(), cancelled_at=None)
    people = Person.objects.filter(pk__in=away.values("person")).order_by("last_name", "first_name")
    found = list(people[:20])
    return {"people": found} if found else None
