"""Filing a request, and following one's own."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from foundation.core.access import allow, anyone, everybody
from foundation.core.errors import RuleBroken
from foundation.core.exports import as_file, asked_format
from foundation.core.forms import whole_number
from foundation.core.pages import cut
from foundation.files import actions as files
from foundation.organisation.models import Office, Person
from foundation.organisation.permissions import keeps_places
from requests_desk import actions
from requests_desk.choices import Urgency
from requests_desk.forms import NewRequestForm
from requests_desk.forms.shared import EXTRA
from requests_desk.listing import ASKER_ROW, ASKER_SHEET, hints, promises, rows_of_asker, taken_out
from requests_desk.models import Category, Ticket
from requests_desk.permissions import looks_after_others
from requests_desk.views import typed

PEOPLE_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@allow(everybody)
def new_request(request: HttpRequest) -> HttpResponse:
    """One screen: text, place, photo, how urgent. Signed out it keeps what was typed."""
    if not request.user.is_authenticated:
        return typed.send_to_sign_in(request)
    if request.method != "POST":
        return _show(request, _unsent(_start(request)))
    form = NewRequestForm(request.POST, request.FILES, kind=kind_of(request.POST.get("category", "")))
    good = form.is_valid()
    _hold_files(request, form)
    _ask_for_whom(request, form)
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
    return {
        **start,
        **{key: value for key, value in typed.kept(request).items() if _is_ours(key)},
    }


def _is_ours(name: str) -> bool:
    return name in NewRequestForm.base_fields or name.startswith(EXTRA)


def _unsent(start: dict[str, Any]) -> NewRequestForm:
    """An empty or prefilled form, with the extra fields of its category."""
    return NewRequestForm(initial=start, kind=kind_of(str(start["category"])))


def kind_of(code: str) -> Category | None:
    """The category of a code with its extra fields; None for an unknown one."""
    found: Category | None = Category.objects.in_use().with_fields().filter(code=code[:30]).first()
    return found


def _hold_files(request: HttpRequest, form: NewRequestForm) -> None:
    """Uploads are kept before anything else is judged, so that an error elsewhere loses no photo."""
    key = _key(request)
    if key is None:
        return
    if request.POST.get("drop"):
        files.drop_held(file_id=request.POST["drop"], by=request.user)
    uploads = request.FILES.getlist("files")
    if uploads and not form.errors.get("files"):
        try:
            files.hold(uploads=uploads, form_key=key, by=request.user)
        except RuleBroken as refused:
            form.add_error("files", str(refused))


def _ask_for_whom(request: HttpRequest, form: NewRequestForm) -> None:
    """A name that nobody was chosen for must not quietly become a request of one's own."""
    form.looked_for = request.POST.get("who", "").strip()[:80]  # type: ignore[attr-defined]  # shown by the template
    unanswered = not request.POST.get("requester") and not form.errors.get("requester")
    if form.looked_for and unanswered:  # type: ignore[attr-defined]  # set by the form
        form.add_error("requester", _("Choose the colleague among those found, or clear the name"))


def _key(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get("form_key", ""))
    except ValueError:
        return None


def _unjudged(request: HttpRequest, judged: NewRequestForm) -> NewRequestForm:
    """The same typed values without the errors of what is not filled in yet."""
    start = {name: value for name, value in request.POST.items() if _is_ours(name)}
    form = _unsent({"category": "", **start})
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
    if ticket.requester == request.user or not ticket.confidential:
        return redirect(f"/requests/{ticket.label}/?sent=1")
    messages.success(
        request, _("%(number)s is sent. Only its requester and solver see it.") % {"number": ticket.label}
    )
    return redirect("my_requests")


def _show(request: HttpRequest, form: NewRequestForm, *, status: int = 200) -> HttpResponse:
    looked_for = getattr(form, "looked_for", "")
    people = Person.objects.visible_to(request.user).in_service().select_related("unit", "office")
    category = form.kind
    context = {
        "form": form,
        "category": category,
        "held": files.held_for(form["form_key"].value(), by=request.user),
        "looked_for": looked_for,
        "people": people.named_like(looked_for)[:PEOPLE_SHOWN] if looked_for.strip() else [],
        "chosen": Person.objects.filter(pk=whole_number(form["requester"].value())).first(),
        "signer": typed.sign(request.user),
        **_place(request, form),
    }
    if context["office"] is None and not Office.objects.open().exists():
        return _no_office(request)
    form.fields["text"].widget.attrs["autofocus"] = request.method != "POST"
    _promise(form, category, context)
    return render(request, "requests_desk/new.html", context, status=status)


def _no_office(request: HttpRequest) -> HttpResponse:
    """Before the first office is set up there is nothing to ask from: the page says what to do."""
    url = reverse("admin:organisation_office_add") if keeps_places(request.user) else ""
    return render(request, "requests_desk/no_office.html", {"setup_url": url}, status=409)


def _place(request: HttpRequest, form: NewRequestForm) -> dict[str, Any]:
    """The place as it stands in the form, so that it can be said in words."""
    office = Office.objects.filter(pk=whole_number(form["office"].value())).first()
    mine = request.user.room if office and office.pk == request.user.office_id else None
    return {
        "office": office,
        "phone": (office.emergency_phone if office else "") or settings.EMERGENCY_PHONE,
        "place_is_known": bool(office) and not form.errors.keys() & {"office", "room"},
        "at_own_place": mine is not None and mine.number == form["room"].value(),
    }


def _promise(form: NewRequestForm, category: Category | None, context: dict[str, Any]) -> None:
    """What the desk promises: beside the form for the usual urgency, and below each choice."""
    promised = promises(category)
    context["promise"] = promised.get(Urgency.NORMAL)
    form.fields["urgency"].hints = hints(promised, context["phone"])  # type: ignore[attr-defined]  # read by the radio list


@require_safe
@allow(anyone)
def my_requests(request: HttpRequest) -> HttpResponseBase:
    """One's own requests: open ones, or those that have ended."""
    mine = Ticket.objects.visible_to(request.user).mine(request.user)
    return _newest_first(request, mine, "requests_desk/mine.html", "my-requests")


@require_safe
@allow(looks_after_others)
def around(request: HttpRequest) -> HttpResponseBase:
    """Requests of one's office or unit, found by words too."""
    seen = Ticket.objects.visible_to(request.user)
    words = request.GET.get("q", "")[:200]
    rows = seen.saying(words, request.user) if words else seen
    return _newest_first(request, rows, "requests_desk/around.html", "requests-around-me", words=words)


def _newest_first(request: HttpRequest, rows: Any, page: str, export: str, **more: Any) -> HttpResponseBase:
    ended = request.GET.get("view") == "ended"
    chosen = rows.ended_to_asker() if ended else rows.open_to_asker()
    if asked_format(request):
        return as_file(request, export, ASKER_SHEET, taken_out(request.user, chosen).order_by("-number"))
    found, next_key = cut(chosen, ["-number"], request.GET.get("after", ""), values=ASKER_ROW)
    shown = rows_of_asker(found, timezone.now())
    return render(request, page, {"rows": shown, "next_key": next_key, "ended": ended, **more})
