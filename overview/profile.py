"""The profile: what one may set for oneself; each part posts to the app that owns it and comes back here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from foundation.core.access import allow, anyone
from foundation.deadlines.models import CalendarLink
from foundation.notifications.forms import WaysForm
from foundation.notifications.models import NoticeWay
from foundation.organisation.models import Deputy

SHOWN = 5


@require_safe
@allow(anyone)
def profile(request: HttpRequest) -> HttpResponse:
    """Language, look, keys, notices, calendar link, password, deputies."""
    me = request.user
    chosen = dict(NoticeWay.objects.filter(person=me).values_list("group", "way"))
    deputies = Deputy.objects.visible_to(me).not_over(timezone.localdate()).filter(person=me)
    context = {
        "ways": WaysForm(initial=chosen),
        "calendar_link": CalendarLink.objects.filter(person=me).first(),
        "deputies": deputies.select_related("deputy")[:SHOWN],
        "has_password": me.has_usable_password(),
    }
    return render(request, "overview/profile.html", context)
