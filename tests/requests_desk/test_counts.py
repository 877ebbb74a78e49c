"""The counts of the reports are what the requests say, whatever happened to them and in whatever order."""

import random
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from requests_desk import actions
from requests_desk.actions.counting import FOLDER
from requests_desk.choices import BulkVerb, Score, State, WaitingFor
from requests_desk.models import CountDelta, PeriodCount, Rating, Stay, Ticket
from requests_desk.summaries import AMOUNTS
from tests.factories import OfficeFactory, PersonFactory
from tests.factories.requests_desk import CategoryFactory, TicketFactory
from tests.scale import times

pytestmark = pytest.mark.django_db
STEPS = times(short=60, full=2000)


def words():
    return {"text": "Some words.", "form_key": uuid.uuid4()}


DOINGS = {
    State.NEW: ["take", "wait", "resolve", "cancel", "move", "merge"],
    State.IN_WORK: ["wait", "resolve", "cancel", "hide", "solved", "merge", "regret"],
    State.WAITING: ["resume", "resolve", "cancel", "wait", "move"],
    State.RESOLVED: ["reopen", "close", "rate", "hide"],
    State.CANCELLED: ["reopen", "move"],
    State.CLOSED: ["rate", "move"],
    State.MERGED: ["unmerge"],
}


def change(ticket, by, **now):
    actions.edit(ticket.number, by=by, was={name: getattr(ticket, name) for name in now}, now=now)


def merge(ticket, by):
    """Into another one of the same kind of readers, if there is one."""
    others = Ticket.objects.filter(state=State.NEW, confidential=ticket.confidential)
    other = others.exclude(pk=ticket.pk).filter(merged_here=None).first()
    if other is not None and not ticket.merged_here.exists():
        actions.merge(ticket.number, by=by, into=other.number, form_key=uuid.uuid4())


def regret(ticket, by):
    """Resolved together with others, and taken back at once."""
    picked = {ticket.number: ticket.version}
    done = actions.in_bulk(picked, by=by, verb=BulkVerb.RESOLVE, text="Done.", form_key=uuid.uuid4())
    actions.undo_bulk(done.bulk.pk, by=by)


def act(rng, ticket, by):
    """One thing that may happen to a request where it stands."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    number, asker = ticket.number, ticket.requester
    verbs = {
        "take": lambda: actions.take(number, by=by),
        "wait": lambda: actions.wait(number, by=by, waiting_for=rng.choice([*WaitingFor][:3]), **words()),
        "resolve": lambda: actions.resolve(number, by=by, **words()),
        "cancel": lambda: actions.cancel(number, by=by, **words()),
        "resume": lambda: actions.resume(number, by=by),
        "reopen": lambda: actions.reopen(number, by=by, **words()),
        "solved": lambda: actions.confirm_solved(number, by=asker),
        "rate": lambda: actions.rate(number, by=asker, score=rng.choice(Score.values)),
        "close": lambda: actions.close_solved(ticket.pk, days=0, now=timezone.now() + timedelta(days=30)),
        "merge": lambda: merge(ticket, by),
        "unmerge": lambda: actions.unmerge(number, by=by),
        "regret": lambda: regret(ticket, by),
        "hide": lambda: change(ticket, by, confidential=not ticket.confidential),
        "move": lambda: change(
            ticket, by, **rng.choice([{"office": OfficeFactory()}, {"category": CategoryFactory()}])
        ),
    }
    verbs[rng.choice(DOINGS[ticket.state])]()


def backdate(rng, ticket):
    """Moves all of a request into the past, as rows that came by another road."""
    span = timedelta(days=rng.randrange(400))
    for stay in Stay.objects.filter(ticket=ticket).order_by("since"):
        Stay.objects.filter(pk=stay.pk).update(
            since=stay.since - span, until=stay.until and stay.until - span
        )
    row = Ticket.objects.get(pk=ticket.pk)
    moved = {
        name: value - span
        for name in ("created_at", "responded_at", "solved_at", "respond_by", "solve_by", "warn_at")
        if (value := getattr(row, name))
    }
    Ticket.objects.filter(pk=ticket.pk).update(**moved)


def by_python():
    """All amounts of all time, from the rows by plain loops."""
    found = dict.fromkeys(AMOUNTS, 0)
    for ticket in Ticket.objects.prefetch_related("stays"):
        before = None
        for stay in sorted(ticket.stays.all(), key=lambda one: (one.since, one.pk)):
            ended = ("resolved", "closed", "cancelled", "merged")
            found["arrived"] += before is None
            if stay.state in ended and before not in ended:
                found["solved" if stay.state == "resolved" else "dropped"] += 1
            found["reopened"] += stay.state not in ended and before in ended
            if stay.state == "waiting" and stay.until:
                found[f"waited_{stay.waiting_for}"] += (stay.until - stay.since) // timedelta(minutes=1)
            before = stay.state
        found["open_now"] += ticket.is_open
        if ticket.state == "waiting":
            found[f"waits_{ticket.waiting_for}"] += 1
        for prefix, at, due in (
            ("answer", ticket.responded_at, ticket.respond_by),
            ("finish", ticket.solved_at, ticket.solve_by),
        ):
            if at:
                name = f"{prefix}ed"
                found[name] += 1
                found[f"{name}_in_time"] += due is None or at <= due
                found[f"{prefix}_minutes"] += (at - ticket.created_at) // timedelta(minutes=1)
    for rating in Rating.objects.all():
        found[f"rated_{rating.score}"] += 1
    return found


def kept():
    """All amounts of all time, as they are kept."""
    rows = PeriodCount.objects.filter(slice="all", grain="week").values_list(*AMOUNTS)
    return dict(zip(AMOUNTS, map(sum, zip(*rows, strict=True)), strict=True))


def test_a_history_of_everything_leaves_counts_that_equal_a_recount():
    # given requests to which everything happened that may, in any order, folded now and then
    rng = random.Random(7)
    specialist = PersonFactory(specialist=True, cleared=True)
    tickets = [TicketFactory() for _ in range(12)]
    for step in range(STEPS):
        act(rng, rng.choice(tickets), specialist)
        if step % 20 == 19:
            actions.fold_counts()
    for ticket in tickets[:6]:
        backdate(rng, ticket)
    # then no kept count of any week, month or place differs from a recount, before folding and after
    assert CountDelta.objects.exists()
    assert actions.compare_counts() == 0
    actions.fold_all()
    assert not CountDelta.objects.exists()
    assert actions.compare_counts() == 0
    # and what is kept is what plain loops over the rows say
    assert kept() == by_python()
    # and what came and did not end is open
    now = kept()
    assert now["arrived"] + now["reopened"] - now["solved"] - now["dropped"] == now["open_now"]


def test_a_wrong_count_is_found_and_put_right():
    # given a count that something spoilt
    TicketFactory()
    actions.fold_all()
    PeriodCount.objects.filter(slice="office", grain="month").update(arrived=77)
    # then the comparison names it, and a repair leaves nothing to name
    assert actions.compare_counts() == 1
    actions.compare_counts(repair=True)
    assert actions.compare_counts() == 0


def test_one_folds_at_a_time():
    """The second one leaves at once; what it would have taken waits for the first."""
    TicketFactory()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [FOLDER])
            assert actions.fold_counts() == 0
            cursor.execute("SELECT pg_advisory_unlock(%s)", [FOLDER])
        assert actions.fold_counts() > 0
    finally:
        other.close()
