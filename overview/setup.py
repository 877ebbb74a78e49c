"""What a new installation still lacks before people can ask: a page for administrators, a card until then."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.core.access import allow
from foundation.notifications.choices import MailState
from foundation.notifications.models import Heartbeat, Mail
from foundation.organisation.choices import Role
from foundation.organisation.models import CalendarWindow, Office, Person, RoleAssignment, Unit
from foundation.organisation.permissions import manages_people
from overview import machine
from requests_desk.choices import Priority
from requests_desk.models import Target

BEAT_LATE = timedelta(minutes=3)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that must be there, whether it is, and where it is set up."""

    title: str
    about: str
    done: bool
    url: str


def _facts(person: Any) -> dict[str, bool]:
    """What is there, by one statement."""
    today = timezone.localdate()
    held = RoleAssignment.objects.on(today).exclude(person__state="left")
    by_role = {role: Exists(held.filter(role=role)) for role in (Role.SPECIALIST, Role.HEAD, Role.CLEARED)}
    offices = Office.objects.open()
    covered = {
        f"target_{one}": Exists(Target.objects.filter(category=None, priority=one)) for one in Priority.values
    }
    facts: dict[str, bool] = (
        Person.objects.filter(pk=person.pk)
        .values(
            has_calendar=Exists(CalendarWindow.objects.all()),
            has_office=Exists(offices),
            has_unspoken=Exists(offices.filter(emergency_phone="")),
            has_unit=Exists(Unit.objects.all()),
            has_people=Exists(Person.objects.in_service().exclude(pk=person.pk).filter(office__isnull=False)),
            has_mail=Exists(Mail.objects.filter(state=MailState.SENT)),
            has_beat=Exists(Heartbeat.objects.filter(at__gte=timezone.now() - BEAT_LATE, name=machine.SWEEP)),
            **{str(role): found for role, found in by_role.items()},
            **covered,
        )
        .get()
    )
    return facts


def steps(person: Any) -> list[Step]:
    """Everything that must be there, in the order in which one sets it up."""
    has = _facts(person)
    phones = has["has_office"] and (not has["has_unspoken"] or bool(settings.EMERGENCY_PHONE))
    rows = [
        (_("Working calendar"), _("When offices work; the clock counts only this time."), has["has_calendar"],
         reverse("admin:organisation_workcalendar_changelist")),
        (_("Offices"), _("Without one nobody can ask for anything."), has["has_office"],
         reverse("admin:organisation_office_changelist")),
        (_("Emergency phones"), _("Each office says whom to call in danger."), phones,
         reverse("admin:organisation_office_changelist")),
        (_("Structural units"), _("Who belongs where, and what a manager sees."), has["has_unit"],
         reverse("admin:organisation_unit_changelist")),
        (_("People"), _("Import the staff register, or add people one by one."), has["has_people"],
         reverse("import_list")),
        (_("Facilities specialist"), _("Somebody must solve requests: give the role on a person's page."),
         has[Role.SPECIALIST], reverse("person_list")),
        (_("Head of facilities"), _("Decides above limits and hears of what is late."), has[Role.HEAD],
         reverse("person_list")),
        (_("Clearance for confidential requests"),
         _("At least one specialist must be cleared, else only the head sees them."), has[Role.CLEARED],
         reverse("person_list")),
        (_("Service targets"), _("Each priority has a target for all kinds of requests."),
         all(has[f"target_{one}"] for one in Priority.values),
         reverse("admin:requests_desk_target_changelist")),
        (_("Mail"),
         _("One mail at least must have gone out: invite somebody to try it. "
           "Refused ones stand on the health page."),
         has["has_mail"], reverse("person_list")),
        (_("Work in the background"),
         _("Beat, queue and worker must run; the health page says how they are."),
         has["has_beat"], reverse("health")),
    ]  # fmt: skip
    return [Step(title=title, about=about, done=done, url=url) for title, about, done, url in rows]


def card(person: Any) -> dict[str, Any] | None:
    """For administrators, until everything is there."""
    if not manages_people(person):
        return None
    missing = [one for one in steps(person) if not one.done]
    return {"missing": missing} if missing else None


@require_safe
@allow(manages_people)
def page(request: HttpRequest) -> HttpResponse:
    """What is there and what is missing, each with the place where it is set up."""
    found = steps(request.user)
    return render(
        request, "overview/setup.html", {"steps": found, "open": sum(not one.done for one in found)}
    )
