"""Two requests about one matter become one, and two again; nobody reads what was not theirs."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from foundation.core.errors import RuleBroken
from foundation.deadlines.models import Deadline
from foundation.events.models import Event
from requests_desk import actions
from requests_desk.choices import State, WaitingFor
from requests_desk.models import Heard, Merge, Message, Ticket
from requests_desk.notices import requests as notices
from tests.factories import PersonFactory
from tests.factories.approvals import RouteFactory
from tests.factories.requests_desk import CategoryFactory, MergeFactory, TicketFactory
from tests.requests_desk.test_races import at_once
from tests.scale import times

pytestmark = pytest.mark.django_db
SECRET_OF_TARGET = "My doctor told me not to climb stairs."
SECRET_OF_SOURCE = "I was late because of my child."


def key():
    return uuid.uuid4()


@pytest.fixture
def kadri():
    return PersonFactory(specialist=True)


def merged(source, target, by, **more):
    actions.merge(source.number, by=by, into=target.number, form_key=key(), **more)
    source.refresh_from_db()
    target.refresh_from_db()


def facts(ticket):
    """Everything that a merge could spoil."""
    row = Ticket.objects.values().get(pk=ticket.pk)
    row.pop("version")
    stays = list(ticket.stays.values_list("state", "waiting_for", "since", "until"))
    return (
        row,
        stays,
        list(Deadline.objects.filter(subject_id=ticket.pk).values("kind", "due_at", "responsible")),
    )


def page(client, person, ticket):
    client.force_login(person)
    return client.get(f"/requests/{ticket.label}/")


def test_the_merged_request_leaves_the_queue_and_its_asker_still_finds_it(client, kadri):
    # given two requests about one lamp
    source, target = TicketFactory(), TicketFactory()
    # when the desk merges them by the form
    client.force_login(kadri)
    sent = {"into": f"p{target.number}", "form_key": key(), "text": "Same lamp."}
    answer = client.post(f"/requests/{source.label}/merge/", sent)
    # then the specialist goes on with the one that stays
    assert answer.url == f"/requests/{target.label}/"
    queue = client.get("/requests/queue/").content.decode()
    assert target.title in queue
    assert source.title not in queue
    # and the asker has it among the open ones, with a sentence
    client.force_login(source.requester)
    assert source.title in client.get("/requests/").content.decode()
    shown = page(client, source.requester, source).content.decode()
    assert "Same lamp." in shown
    assert target.title not in shown


@pytest.mark.parametrize("state", ["new", "requester", "delivery", "approval"])
def test_taking_a_merge_back_restores_both(kadri, state):
    # given a request in some state, with its clock and deadline
    route = RouteFactory() if state == "approval" else None
    target = TicketFactory()
    asker = PersonFactory()
    PersonFactory(manager_of=asker.unit)
    kind = CategoryFactory(approval_route=route)
    source = actions.file_request(by=asker, form_key=key(), text="Lamp", category=kind, office=asker.office)
    if state in ("requester", "delivery"):
        actions.wait(source.number, by=kadri, waiting_for=WaitingFor(state), text="When?", form_key=key())
    before = facts(source), facts(target)
    # when it is merged and the merge is taken back
    merged(source, target, kadri)
    assert (source.state, source.merged_into) == (State.MERGED, target)
    actions.unmerge(source.number, by=kadri)
    # then both stand as if nothing had been
    assert (facts(source), facts(target)) == before
    assert Merge.objects.get().undone_by == kadri


def test_a_tree_of_merges_is_taken_apart_as_it_was_put_together(kadri):
    first, second, third = (TicketFactory() for _ in range(3))
    merged(first, second, kadri)
    merged(second, third, kadri)
    first.refresh_from_db()
    assert first.merged_into == third
    actions.unmerge(second.number, by=kadri)
    first.refresh_from_db()
    assert first.merged_into == second


@pytest.mark.parametrize("why", ["itself", "ended", "merged", "unseen", "one secret", "two secrets"])
def test_what_cannot_be_one_is_refused_with_a_sentence(client, kadri, why):
    source = TicketFactory()
    target = {
        "itself": lambda: source,
        "ended": lambda: actions.cancel(TicketFactory().number, by=kadri, text="No.", form_key=key()),
        "merged": lambda: MergeFactory().source,
        "unseen": lambda: TicketFactory(confidential=True),
        "one secret": lambda: TicketFactory(confidential=True, assignee=kadri),
        "two secrets": lambda: TicketFactory(confidential=True, assignee=kadri),
    }[why]()
    if why == "two secrets":
        source = TicketFactory(confidential=True, assignee=kadri)
    client.force_login(kadri)
    answer = client.post(f"/requests/{source.label}/merge/", {"into": target.label, "form_key": key()})
    assert answer.status_code == 422
    assert not Merge.objects.filter(source=source).exists()
    # a request that one may not see is refused in the same words as one that is not there
    nowhere = client.post(f"/requests/{source.label}/merge/", {"into": "P-999999", "form_key": key()})
    told, words = (one.context["form"].non_field_errors() for one in (answer, nowhere))
    assert (told[0].replace(target.label, "P-999999") == words[0]) == (why == "unseen")


def test_nothing_else_is_done_with_a_merged_request(kadri):
    source = MergeFactory().source
    for act in (
        lambda: actions.take(source.number, by=kadri),
        lambda: actions.resolve(source.number, by=kadri, text="Done", form_key=key()),
        lambda: actions.reopen(source.number, by=kadri, text="Again", form_key=key()),
        lambda: actions.edit(source.number, by=kadri, was={}, now={"confidential": True}),
        lambda: actions.confirm_solved(source.number, by=source.requester),
        lambda: actions.merge(source.number, by=kadri, into=TicketFactory().number, form_key=key()),
    ):
        with pytest.raises(RuleBroken):
            act()
    with pytest.raises(PermissionDenied):
        actions.unmerge(source.number, by=source.requester)


# --- whose words reach whom -----------------------------------------------------------------------


def test_a_reply_to_the_merged_one_is_read_on_the_one_that_stays_and_its_solver_is_told(client, kadri):
    # given two askers of one matter, which Kadri solves
    source, target = TicketFactory(), TicketFactory(assignee=kadri)
    merged(source, target, kadri)
    # when the asker of the merged one writes
    client.force_login(source.requester)
    sent = {"text": SECRET_OF_SOURCE, "form_key": key()}
    assert client.post(f"/requests/{source.label}/reply/", sent).status_code == 302
    # then the desk reads it where it works, and the solver is told
    assert SECRET_OF_SOURCE in page(client, kadri, target).content.decode()
    event = Event.objects.get(kind="ticket.replied")
    assert set(notices.other_side(event)) == {kadri}
    assert notices.words(event, kadri)["message"].text == SECRET_OF_SOURCE
    # and the other asker never does
    assert SECRET_OF_SOURCE not in page(client, target.requester, target).content.decode()
    assert notices.words(event, target.requester) is None


def test_the_same_asker_writes_to_the_one_that_stays(kadri):
    target = TicketFactory(assignee=kadri)
    source = TicketFactory(requester=target.requester)
    merged(source, target, kadri)
    landed = actions.reply(source.number, by=target.requester, text="Hello?", form_key=key())
    assert landed == target
    assert Message.objects.get(text="Hello?").ticket == target


def test_what_the_desk_answers_both_askers_read_and_get_by_mail(client, kadri):
    # given words of each asker, and something said before the merge
    source, target = TicketFactory(), TicketFactory()
    actions.reply(target.number, by=kadri, text="Before.", form_key=key())
    actions.reply(target.number, by=target.requester, text=SECRET_OF_TARGET, form_key=key())
    merged(source, target, kadri)
    # when the desk answers on either page
    actions.reply(source.number, by=kadri, text="Electrician comes.", form_key=key())
    actions.note(source.number, by=kadri, text="Cheap lamp.", form_key=key())
    actions.resolve(target.number, by=kadri, text="New lamp.", form_key=key())
    # then both read it and nothing else of the other
    shown = page(client, source.requester, source).content.decode()
    assert "Electrician comes." in shown
    assert "New lamp." in shown
    for hidden in ("Before.", SECRET_OF_TARGET, "Cheap lamp.", target.title, target.requester.full_name):
        assert hidden not in shown
    event = Event.objects.get(kind="ticket.resolved")
    assert set(notices.askers(event)) == {source.requester, target.requester}
    seen = notices.words(event, source.requester)
    assert (seen["ticket"], seen["message"].text) == (source, "New lamp.")
    # and it stays told when the merge is taken back
    actions.unmerge(source.number, by=kadri)
    assert "New lamp." in page(client, source.requester, source).content.decode()
    actions.reply(target.number, by=kadri, text="After.", form_key=key())
    assert "After." not in page(client, source.requester, source).content.decode()


def test_what_became_confidential_is_not_heard_any_more(kadri):
    source, target = TicketFactory(), TicketFactory(assignee=kadri)
    merged(source, target, kadri)
    actions.edit(target.number, by=kadri, was={"confidential": False}, now={"confidential": True})
    actions.reply(target.number, by=kadri, text="About your health.", form_key=key())
    assert not Heard.objects.exists()
    assert not Message.objects.visible_to(source.requester).filter(text="About your health.").exists()


def test_an_ended_matter_gives_the_asker_of_the_merged_one_a_follow_up_of_their_own(kadri):
    source, target = TicketFactory(), TicketFactory()
    merged(source, target, kadri)
    actions.cancel(target.number, by=kadri, text="House sold.", form_key=key())
    after = actions.reply(source.number, by=source.requester, text="Still dark!", form_key=key())
    assert (after.requester, after.follow_up_of) == (source.requester, source)


def test_the_database_refuses_a_merge_that_no_row_explains():
    ticket = TicketFactory()
    for broken in ({"merged_into": TicketFactory()}, {"state": State.MERGED}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Ticket.objects.filter(pk=ticket.pk).update(**broken)


# --- at once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.proof("race", "Two opposite merges at once: exactly one wins, and no reply is lost meanwhile")
def test_of_opposite_merges_at_once_exactly_one_wins(proved):
    people = [PersonFactory(specialist=True) for _ in range(2)]
    rounds = times(short=5, full=200)
    for _turn in range(rounds):
        # given two requests, and two specialists who merge each into the other while an asker writes
        pair = [TicketFactory(), TicketFactory()]

        def act(index, pair=pair):
            mine, other = pair[index % 2], pair[(index + 1) % 2]
            if index > 1:
                actions.reply(mine.number, by=mine.requester, text=f"Reply {index}", form_key=key())
                return None
            try:
                actions.merge(mine.number, by=people[index], into=other.number, form_key=key())
            except RuleBroken:
                return None
            return mine.pk

        # when all come together
        won = [one for one in at_once(4, act) if one]
        # then one was merged into the other, which is open, and both replies are there
        assert len(won) == 1
        loser = next(one for one in pair if one.pk not in won)
        assert Ticket.objects.get(pk=won[0]).merged_into_id == loser.pk
        assert Ticket.objects.get(pk=loser.pk).is_open
        assert Message.objects.filter(ticket__in=pair, text__startswith="Reply").count() == 2
        # and the same two who take it back at once do it once
        source = Ticket.objects.get(pk=won[0])

        def undo(index, source=source):
            try:
                return actions.unmerge(source.number, by=people[index]).pk
            except RuleBroken:
                return None

        assert [one for one in at_once(2, undo) if one] == [source.pk]
        assert Ticket.objects.filter(pk__in=[one.pk for one in pair]).open().count() == 2
    proved(rounds=rounds, merged=rounds, lost_replies=0)
