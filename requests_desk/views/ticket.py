"""One request: its page for those who asked and for those who solve, and its files' road to partners."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from foundation.core.access import allow, anyone
from foundation.core.clock import long_moment, minutes_in_words, short_moment, working_length
from foundation.core.pages import page_or_part
from foundation.events.actions import log_view
from foundation.files import actions as files
from requests_desk import actions
from requests_desk.choices import OPEN, SOLVED, State, WaitingFor
from requests_desk.forms import ReplyForm
from requests_desk.listing import clock_rows, left_tag, priority_tag, state_tag, timeline, waits_for
from requests_desk.listing.houses import answer_lines
from requests_desk.listing.links import linked
from requests_desk.models import (
    Responsibility,
    Ticket,
)
from requests_desk.permissions import (
    is_asker,
    looks_after,
    may_confirm,
    may_follow,
    may_rate,
    may_reply,
    may_share,
    may_work,
)
from requests_desk.querysets import reads_notes
from requests_desk.views import drafts, typed


@require_safe
@allow(anyone)
def ticket(request: HttpRequest, number: int) -> HttpResponse:
    """The page of a request: the desk's and the asker's look differ, the rights come from one place."""
    context = ticket_context(request, number)
    page = "requests_desk/ticket.html" if context["for_desk"] else "requests_desk/request.html"
    part = "requests_desk/_ticket.html" if context["for_desk"] else "requests_desk/_request.html"
    return page_or_part(request, page, part, context)


@require_safe
@allow(anyone)
def clock(request: HttpRequest, number: int) -> HttpResponse:
    """Why the request is due when it is: the ledger of its clock."""
    row = find(request, number)
    why = actions.explain(row)
    context = {
        "ticket": row,
        "goal": minutes_in_words(why.goal.solve_minutes or 0, why.goal.solve_days),
        "rows": clock_rows(why.rows),
        "allowed": _length(why.allowed_minutes),
        "used": _length(why.used_minutes),
        "left": _length(max(0, why.allowed_minutes - why.used_minutes)),
        "late": why.used_minutes > why.allowed_minutes,
        "due": short_moment(row.solve_by) if row.solve_by else "",
    }
    return page_or_part(request, "requests_desk/clock.html", "requests_desk/_clock.html", context)


@require_POST
@allow(anyone)
def here(request: HttpRequest, number: int) -> HttpResponse:
    """One has the request open; who else has it, in words. Said again and again by the page, and not kept."""
    try:
        others = actions.look_at(number, by=request.user, writing="writing" in request.POST)
    except Ticket.DoesNotExist as unseen:
        raise Http404 from unseen
    return render(request, "requests_desk/_here.html", {"others": others})


def _length(minutes: int) -> str:
    return working_length(timedelta(minutes=minutes))


def find(request: HttpRequest, number: int) -> Ticket:
    """The request as its reader may see it, else 404; a look at a confidential one is logged first."""
    row: Ticket = get_object_or_404(
        Ticket.objects.visible_to(request.user)
        .with_names()
        .with_answers()
        .with_replies()
        .with_surroundings(request.user)
        .with_partner()
        .with_step(request.user),
        number=number,
    )
    if row.confidential:
        log_view(person_id=request.user.pk, subject=row)
    return row


def queue_behind(request: HttpRequest) -> str:
    """The address of the queue that one came from; "" for none, and for any other address."""
    came_from = request.GET.get("from") or request.POST.get("from", "")
    return came_from if came_from.startswith(reverse("queue")) else ""


def _answer_by(matter: Ticket, now: datetime) -> str:
    return short_moment(matter.respond_by, now) if matter.respond_by and not matter.responded_at else ""


def ticket_context(request: HttpRequest, number: int) -> dict[str, Any]:
    """Everything that the page of a request shows."""
    row, person, now = find(request, number), request.user, timezone.now()
    log = timeline(row, person)
    for_desk = reads_notes(person) or may_work(person, row)
    matter = row if for_desk else row.merged_into or row  # who asked sees how the matter stands
    values = {name: getattr(matter, name) for name in ("state", "solve_by", "warn_at", "created_at")}
    approval = waits_for(row.step, now)
    return {
        "ticket": row,
        "log": log,
        "approval": approval,
        "for_desk": for_desk,
        "matter": matter,
        "state_tag": state_tag(matter.state, row.waiting_for),
        "priority_tag": priority_tag(row.priority),
        "left": left_tag(values, now),
        "due": short_moment(matter.solve_by, now) if matter.solve_by else "",
        "due_long": long_moment(matter.solve_by) if matter.solve_by else "",
        "answer_by": _answer_by(matter, now),
        "can_work": may_work(person, row),
        "can_reply": may_reply(person, row) and not (row.merged_into_id and for_desk),
        "can_confirm": may_confirm(person, row) and row.state in (*OPEN, State.RESOLVED),
        "can_rate": may_rate(person, row) and row.state in SOLVED,
        "is_asker": is_asker(person, row),
        "looks_after": looks_after(person, row),
        "answers": _who_answers(row, person),
        "asks_me": row.waiting_for == WaitingFor.REQUESTER and is_asker(person, row),
        "question": next((one["text"] for one in reversed(log) if one["kind"] == "reply"), ""),
        **_compose(request, row),
        "follows": person.pk in {one["person_id"] for one in row.all_followers},
        "can_follow": may_follow(person, row) and not is_asker(person, row) and row.assignee_id != person.pk,
        "can_share": may_share(person, row),
        "links": linked(row, person) if for_desk else [],
        "signer": typed.sign(person),
        "sent": "sent" in request.GET,
        "next": queue_behind(request),
    }


def _who_answers(row: Ticket, person: Any) -> list[dict[str, Any]]:
    """Who answers for the part of the house that the request is about, for those who may call them."""
    if row.element_id is None:
        return []
    rows = Responsibility.objects.visible_to(person).at(row.office_id)
    return answer_lines(rows.filter(element=row.element_id))


def partner_address(row: Ticket, person: Any) -> str:
    """The address of the partner who answers now for what the request is about; "" for none."""
    lines = _who_answers(row, person)
    return next((line["email"] for line in lines if line["email"]), "")


def _compose(request: HttpRequest, row: Ticket) -> dict[str, Any]:
    """Where one writes, with what was typed before: when the session ended, or as a draft."""
    lost, mine = typed.kept(request), drafts.shown(row.all_drafts)
    chosen = None if lost else drafts.chosen(mine, request.GET.get("draft", ""))
    start = chosen or {
        "form_key": uuid.uuid4(),
        "kind": lost.get("kind", "reply"),
        "text": lost.get("text", ""),
    }
    return {
        "reply_form": ReplyForm(initial=start, auto_id="reply_%s"),
        "held": files.held_for(start["form_key"], by=request.user) if chosen else (),
        "draft": chosen,
        "other_drafts": [one for one in mine if one is not chosen],
    }
