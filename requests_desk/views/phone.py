"""Filing for somebody on the phone: one screen, the words first; nothing typed is lost."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from foundation.core.access import allow, everybody
from foundation.core.errors import RuleBroken
from foundation.core.forms import whole_number
from foundation.organisation.models import Person
from requests_desk import actions
from requests_desk.actions.common import demand
from requests_desk.choices import Urgency
from requests_desk.forms.phone import SOLVED, TAKE, PhoneForm
from requests_desk.forms.shared import EXTRA
from requests_desk.listing import state_tag
from requests_desk.models import Ticket
from requests_desk.permissions import works_the_desk
from requests_desk.views import typed
from requests_desk.views.filing import PEOPLE_SHOWN, kind_of

OPEN_SHOWN = 5


@require_http_methods(["GET", "HEAD", "POST"])
@allow(everybody)
def phone(request: HttpRequest) -> HttpResponse:
    """Writes down a call and files it; kept when the session has ended."""
    if not request.user.is_authenticated:
        return typed.send_to_sign_in(request)
    demand(works_the_desk(request.user))
    if request.method != "POST":
        return _show(
            request, _unsent({"form_key": uuid.uuid4(), "urgency": Urgency.NORMAL, **_kept(request)})
        )
    if "find" in request.POST:
        return _show(request, _unsent(_placed(request.POST.dict())))
    if "add" in request.POST and (response := _added(request)):
        return response
    form = PhoneForm(request.POST, kind=kind_of(request.POST.get("category", "")))
    if "add" not in request.POST and form.is_valid() and (ticket := _filed(request, form)):
        return typed.forget(request, _sent(request, ticket))
    return _show(request, form, status=422)


def _kept(request: HttpRequest) -> dict[str, str]:
    """What was typed before the session ended, and the caller whom the address names."""
    caller = request.GET.get("caller", "")
    start = {"requester": caller} if whole_number(caller) else {}
    return _placed({**start, **typed.kept(request)})


def _placed(start: dict[str, Any]) -> dict[str, Any]:
    """With the place of a caller who was chosen just now; a place that was corrected for them stays."""
    caller = Person.objects.filter(pk=whole_number(start.get("requester", ""))).select_related("room").first()
    if caller is not None and start.get("placed_for") != str(caller.pk):
        start |= {"office": caller.office_id or "", "room": caller.room.number if caller.room else ""}
    return start


def _unsent(start: dict[str, Any]) -> PhoneForm:
    known = {
        key: value for key, value in start.items() if key in PhoneForm.base_fields or key.startswith(EXTRA)
    }
    form = PhoneForm(initial=known, kind=kind_of(str(start.get("category", ""))))
    form.looked_for = str(start.get("who", ""))[:80]  # type: ignore[attr-defined]  # shown by the template
    return form


def _filed(request: HttpRequest, form: PhoneForm) -> Ticket | None:
    fields = dict(form.cleaned_data)
    then, answer = fields.pop("then"), fields.pop("answer")
    try:
        return actions.file_by_phone(
            by=request.user, taken=then == TAKE, solved=answer if then == SOLVED else "", **fields
        )
    except RuleBroken as no:
        form.add_error(None, str(no))
        return None


def _added(request: HttpRequest) -> HttpResponse | None:
    """The call was about a request that is open already: what was typed becomes a note on it."""
    number, text = whole_number(request.POST["add"]), request.POST.get("text", "").strip()
    key = request.POST.get("form_key", "")
    form = PhoneForm(request.POST)
    if number is None or not text or "text" in form.errors or "form_key" in form.errors:
        return None
    try:
        ticket = actions.note(number, by=request.user, text=text, form_key=uuid.UUID(key))
    except Ticket.DoesNotExist as unseen:
        raise Http404 from unseen
    except RuleBroken as no:
        messages.error(request, str(no))
        return None
    messages.success(request, _("Noted on %(number)s.") % {"number": ticket.label})
    return typed.forget(request, redirect("ticket", ticket.number))


def _sent(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    """To the request, with its number to be told; to the next call when it is not for these eyes."""
    words = _("Filed. Tell the caller the number: %(number)s.") % {"number": ticket.label}
    messages.success(request, words)
    seen = Ticket.objects.visible_to(request.user).filter(pk=ticket.pk).exists()
    return redirect("ticket", ticket.number) if seen else redirect("phone")


def _show(request: HttpRequest, form: PhoneForm, *, status: int = 200) -> HttpResponse:
    looked_for = getattr(form, "looked_for", request.POST.get("who", "")[:80])
    people = Person.objects.visible_to(request.user).in_service().select_related("unit", "office")
    caller = people.filter(pk=whole_number(form["requester"].value() or "")).first()
    form.fields["text"].widget.attrs["autofocus"] = request.method != "POST"
    context = {
        "form": form,
        "category": form.kind,
        "looked_for": looked_for,
        "people": people.called(looked_for)[:PEOPLE_SHOWN] if looked_for.strip() else [],
        "chosen": caller,
        "open_ones": _open_ones(request, caller) if caller else [],
        "signer": typed.sign(request.user),
    }
    return render(request, "requests_desk/phone.html", context, status=status)


def _open_ones(request: HttpRequest, caller: Person) -> list[dict[str, Any]]:
    """What the caller waits for: the call may be about one of them."""
    rows = Ticket.objects.visible_to(request.user).filter(requester=caller).open().order_by("-number")
    found = rows.values("number", "title", "state", "waiting_for")[:OPEN_SHOWN]
    return [{**row, "tag": state_tag(row["state"], row["waiting_for"])} for row in found]
