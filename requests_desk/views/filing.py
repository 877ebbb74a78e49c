"""Filing a request, and following one's own."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.core.access import allow, anyone, everybody
from foundation.core.errors import RuleBroken
from foundation.core.pages import cut
from foundation.files import actions as files
from foundation.organisation.models import Person
from requests_desk import actions
from requests_desk.choices import OPEN
from requests_desk.forms import NewRequestForm
from requests_desk.listing import rows_of_asker
from requests_desk.models import Category, Ticket
from requests_desk.views import typed

PEOPLE_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@allow(everybody)
def new_request(request: HttpRequest) -> HttpResponse:
    """One screen: text, place, photo, how urgent. Signed out it keeps what was typed."""
    if not request.user.is_authenticated:
        return typed.send_to_sign_in(request)
    if request.method != "POST":
        return _show(request, NewRequestForm(initial=_start(request)))
    form = NewRequestForm(request.POST, request.FILES)
    good = form.is_valid()
    _hold_files(request, form)
    if "find" in request.POST or "drop" in request.POST:
        return _show(request, _unjudged(request, form))
    if good and form.is_valid() and (ticket := _file(request, form)):
        return typed.forget(request, _sent(request, ticket))
    return _show(request, form, status=422)


def _start(request: HttpRequest) -> dict[str, Any]:
    """Prefilled from the profile, then from the address, then from what was kept."""
    person = request.user
    start: dict[str, Any] = {
        "form_key": uuid.uuid4(),
        "office": person.office_id,
        "room": person.room.number if person.room else "",
        "category": request.GET.get("category", "")[:30],
    }
    return {**start, **{key: value for key, value in typed.kept(request).items() if key in NewRequestForm.base_fields}}


def _hold_files(request: HttpRequest, form: NewRequestForm) -> None:
    """Uploads are kept before anything else is judged, so that an error elsewhere loses no photo."""
    key = _key(request)
    if key is None:
        return
    if request.POST.get("drop"):
        files.drop_held(request.POST["drop"], by=request.user)
    uploads = request.FILES.getlist("files")
    if uploads and not form.errors.get("files"):
        try:
            files.hold(uploads, form_key=key, by=request.user)
        except RuleBroken as refused:
            form.add_error("files", str(refused))


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def _unjudged(request: HttpRequest, judged: NewRequestForm) -> NewRequestForm:
    """The same typed values without the errors of what is not filled in yet."""
    start = {name: request.POST.get(name, "") for name in NewRequestForm.base_fields}
    form = NewRequestForm(initial=start)
    form.looked_for = request.POST.get("who", "")[:80]  # type: ignore[attr-defined]  # shown by the template
    return form


def _file(request: HttpRequest, form: NewRequestForm) -> Ticket | None:
    fields = {key: value for key, value in form.cleaned_data.items() if key != "files"}
    try:
        return actions.file_request(by=request.user, **fields)
    except RuleBroken as no:
        form.add_error(None, str(no))
        return None


def _sent(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """To the request's page; to one's own list when it is not for the filer's eyes."""
    if Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists():
        return redirect(f"/requests/{ticket.label}/?sent=1")
    messages.success(request, _("%(number)s is sent. Only its requester and solver see it.") % {"number": ticket.label})
    return redirect("my_requests")


def _show(request: HttpRequest, form: NewRequestForm, *, status: int = 200) -> HttpResponse:
    code = str(form["category"].value() or "")
    looked_for = getattr(form, "looked_for", "")
    found = Person.objects.visible_to(request.user).in_service().named_like(looked_for) if looked_for.strip() else []
    office = request.user.office
    context = {
        "form": form,
        "category": Category.objects.filter(code=code, retired=False).first(),
        "held": files.held_for(form["form_key"].value(), by=request.user),
        "looked_for": looked_for,
        "people": found[:PEOPLE_SHOWN],
        "chosen": Person.objects.filter(pk=_number(form["requester"].value())).first(),
        "office": office,
        "place_is_known": bool(office) and not form.errors.keys() & {"office", "room"},
        "signer": typed.sign(request.user),
    }
    return render(request, "requests_desk/new.html", context, status=status)


def _number(value: Any) -> int | None:
    return int(value) if str(value).isdigit() else None


@require_safe
@allow(anyone)
def my_requests(request: HttpRequest) -> HttpResponse:
    """One's own requests: open ones, or those that have ended."""
    ended = request.GET.get("view") == "ended"
    mine = Ticket.objects.visible_to(request.user).mine(request.user)
    rows = mine.exclude(state__in=OPEN) if ended else mine.open()
    found, next_key = cut(rows, ["-number"], request.GET.get("after", ""))
    context = {
        "rows": rows_of_asker(mine.filter(pk__in=[one.pk for one in found]).order_by("-number"), timezone.now()),
        "next_key": next_key,
        "ended": ended,
    }
    return render(request, "requests_desk/mine.html", context)
