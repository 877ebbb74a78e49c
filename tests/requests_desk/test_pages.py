"""The pages of the desk: what they show to whom, with scripts and without."""

import uuid
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from PIL import Image

from foundation.files.models import File
from requests_desk import actions
from requests_desk.choices import Audience, Priority, State, Urgency, WaitingFor
from requests_desk.models import Ticket
from tests.factories import BuildingFactory, OfficeFactory, PersonFactory, RoomFactory
from tests.factories.requests_desk import MessageFactory, TicketFactory
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true", "HX-Target": "detail"}
QUEUE = "/requests/queue/?view=open"
MARKUP = '<i>slanted</i> & "quoted"'


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def asker(client):
    person = PersonFactory(first_name="Marek", language="en")
    client.force_login(person)
    return person


@pytest.fixture
def kadri(client):
    person = PersonFactory(first_name="Kadri", specialist=True, language="en")
    client.force_login(person)
    return person


def page(response, status=200):
    assert response.status_code == status, response.content[:2000]
    return BeautifulSoup(response.content, "html.parser")


def words(part):
    return " ".join(part.get_text(" ").split())


def keys(part):
    return {one["data-key"] for one in part.select("[data-key]")}


def fresh(**more):
    return {"form_key": str(uuid.uuid4()), **more}


# --- home -----------------------------------------------------------------------------------------
def test_home_greets_and_offers_numbered_tiles_and_ones_own_requests(client, asker):
    # given one open request
    ticket = TicketFactory(requester=asker, title=MARKUP)
    # when one comes home
    shown = page(client.get("/"))
    # then the tiles answer to digits and the request is there, its text as text
    assert words(shown.h1) == "Hello, Marek! What do you need?"
    assert [tile["data-key"] for tile in shown.select(".tile")] == [str(n) for n in range(1, 9)]
    assert shown.select_one(f'.row-item a[href="/requests/{ticket.label}/"]').text == MARKUP
    assert not shown.select(".stats")  # the desk's figures are for the desk


def test_home_of_the_desk_counts_and_leads_to_the_rows(client, kadri):
    PersonFactory(cleared=True)
    TicketFactory(assignee=kadri, state=State.IN_WORK)
    TicketFactory()
    shown = page(client.get("/"))
    figures = {words(one.span): words(one.b) for one in shown.select("a.stat")}
    assert figures == {"Mine": "1", "Unassigned": "1", "Overdue": "0", "All open": "2"}


# --- filing ---------------------------------------------------------------------------------------
def test_the_form_knows_the_place_and_hides_it_until_it_is_to_be_changed(client, asker):
    # given somebody with a workplace
    asker.room = RoomFactory(building=BuildingFactory(office=asker.office, address="Pikk 7"), number="312")
    asker.save()
    # when a tile is chosen
    shown = page(client.get("/requests/new/?category=broken"))
    # then the kind is settled, the place is said in words, and the text has the focus
    assert words(shown.h1) == "Something is broken"
    assert shown.select_one("input[type=hidden][name=category]")["value"] == "broken"
    assert f"{asker.office.name}, Pikk 7, room 312" in words(shown.summary)
    assert "open" not in shown.select_one("details.fold").attrs
    assert shown.select_one("textarea").has_attr("autofocus")
    required = [one["name"] for one in shown.select("form.form [required]")]
    assert required == ["text", "office"]


def test_the_urgencies_say_what_they_mean_and_danger_says_whom_to_call(client, asker):
    asker.office.emergency_phone = "5550 100"
    asker.office.save()
    shown = page(client.get("/requests/new/"))
    hints = [words(one) for one in shown.select(".check:has([name=urgency]) small")]
    assert hints[0] == "Answer within 4 working hours, solution within 5 working days."
    assert hints[2].startswith("In danger call 5550 100 first.")
    assert shown.select_one('.when-critical a[href="tel:5550100"]')


def test_errors_keep_the_text_and_lead_to_their_fields(client, asker):
    # when the kind is missing and the room unknown
    sent = fresh(text=MARKUP, office=asker.office_id, room="999")
    response = client.post("/requests/new/", sent)
    shown = page(response, 422)
    # then both are said twice with the same words, nothing typed is lost and the place is open
    summary = shown.select_one(".errors[role=alert]")
    assert len(summary.select("a")) == 2
    for link in summary.select("a"):
        field = shown.select_one(link["href"]).find_parent(class_="field")
        assert words(field.select_one(".error")) == f"Error: {words(link)}"
    assert shown.textarea.text.strip() == MARKUP
    assert shown.select_one("#id_room")["value"] == "999"
    assert not shown.select("details.fold")
    assert shown.title.text.startswith("Error:")


def test_a_name_that_nobody_was_chosen_for_is_no_request_of_ones_own(client, asker):
    # given a colleague
    other = PersonFactory(first_name="Õie", last_name="Mägi")
    sent = fresh(text="New chair", category="broken", office=asker.office_id, who="oie magi")
    # when the name is typed and the form sent at once
    shown = page(client.post("/requests/new/", sent), 422)
    # then the colleague is offered and nothing is filed
    assert "Choose the colleague" in words(shown.select_one(".errors"))
    choice = shown.select_one(f'input[type=radio][name=requester][value="{other.pk}"]')
    assert choice
    assert "open" in shown.select_one("#colleague").attrs
    assert not Ticket.objects.exists()
    # and with the choice it is filed for them
    client.post("/requests/new/", {**sent, "requester": other.pk})
    assert Ticket.objects.get().requester == other


def test_a_photo_survives_an_error_and_can_be_removed(client, asker):
    # given a form with a photo and no text
    data = BytesIO()
    Image.new("RGB", (8, 8)).save(data, "PNG")
    sent = fresh(category="broken", office=asker.office_id)
    photo = SimpleUploadedFile("lamp.png", data.getvalue())
    shown = page(client.post("/requests/new/", {**sent, "files": photo}), 422)
    # then the photo is kept
    button = shown.select_one("button[name=drop]")
    assert "lamp.png" in words(shown.select_one(".files"))
    # when it is removed
    shown = page(client.post("/requests/new/", {**sent, "text": "Typed", "drop": button["value"]}))
    # then the text stays
    assert not File.objects.exists()
    assert not shown.select(".errors")
    assert shown.textarea.text.strip() == "Typed"


# --- the asker's page -----------------------------------------------------------------------------
def test_after_sending_the_number_and_the_answers_time_are_said_and_in_danger_the_phone_first(client, asker):
    office = OfficeFactory(emergency_phone="112")
    ticket = TicketFactory(requester=asker, office=office, urgency=Urgency.NOW, priority=Priority.HIGH)
    shown = page(client.get(f"/requests/{ticket.label}/?sent=1"))
    first, second = shown.select(".message")[:2]
    assert "112" in words(first)
    assert first.select_one('a[href="tel:112"]')
    assert ticket.label in words(second)
    assert "at the latest" in words(second)


def test_the_asker_reads_the_question_on_top_and_no_internal_note(client, asker):
    # given a question, and a note of the desk
    solver = PersonFactory(first_name="Kadri", specialist=True)
    ticket = TicketFactory(requester=asker)
    actions.take(ticket.number, by=solver)
    MessageFactory(ticket=ticket, author=solver, audience=Audience.INTERNAL, text="He always complains")
    actions.wait(
        ticket.number,
        by=solver,
        waiting_for=WaitingFor.REQUESTER,
        text="May we come at nine?",
        form_key=uuid.uuid4(),
    )
    # when the asker opens the request
    shown = page(client.get(f"/requests/{ticket.label}/"))
    # then the question stands first, the note nowhere, and no desk's button either
    assert words(shown.select_one(".message.soon")) == "Kadri asks: May we come at nine? Answer"
    assert "complains" not in words(shown)
    assert not shown.select(".note, [name=kind][value=note], [data-key=m]")
    assert {words(one) for one in shown.select("main button")} >= {"It is solved", "Send reply"}


@pytest.mark.parametrize(
    ("state", "says"), [(State.RESOLVED, "Not solved yet"), (State.CLOSED, None), (State.CANCELLED, None)]
)
def test_an_ended_request_offers_what_is_possible(client, asker, state, says):
    solved = {} if state == State.CANCELLED else {"solved_by": PersonFactory()}
    ticket = TicketFactory(requester=asker)
    Ticket.objects.filter(pk=ticket.pk).update(
        state=state, solved_at=ticket.created_at if solved else None, **solved
    )
    shown = page(client.get(f"/requests/{ticket.label}/"))
    actions_shown = shown.select_one("#confirm")
    assert (words(actions_shown) if actions_shown else None) == says
    assert ("opens a new one" in words(shown)) == (state != State.RESOLVED)


def test_the_clock_explains_itself_on_its_own_page_and_as_a_part(client, asker):
    ticket = TicketFactory(requester=asker)
    whole = page(client.get(f"/requests/{ticket.label}/clock/"))
    assert "Why due" in words(whole.h1)
    assert "5 working days" in words(whole)
    part = page(client.get(f"/requests/{ticket.label}/clock/", headers={"HX-Request": "true"}))
    assert part.table
    assert not part.h1


# --- the queue ------------------------------------------------------------------------------------
def test_the_queue_works_by_plain_links_and_htmx_takes_the_part(client, kadri):
    # given a request
    ticket = TicketFactory(title="Door")
    # when the queue is opened
    row = page(client.get(QUEUE)).select_one(".row-item .subject")
    # then its link opens the page with the request beside, and htmx the part alone
    beside = page(client.get(row["href"]))
    assert words(beside.select_one("#detail h2")) == "Door"
    assert len(beside.select("h1")) == 1
    part = page(client.get(row["hx-get"], headers=HTMX))
    assert words(part.h2) == "Door"
    assert not part.select("html")
    assert row["hx-push-url"] == row["href"]
    assert beside.select_one(f'.row-item[data-number="{ticket.number}"]')["aria-current"] == "true"


def test_ended_requests_come_newest_first_and_open_ones_in_any_order(client, kadri):
    # given two open requests and two ended ones, in each pair the older one due first
    for state in (State.NEW, State.CANCELLED):
        for age in ("older", "newer"):
            move_to(TicketFactory(title=f"{age} {state}"), state)

    def ages(query):
        shown = page(client.get(f"/requests/queue/?{query}")).select(".row-item .subject")
        return [one.get_text().replace("Unread:", "").split()[0] for one in shown]

    # then open ones stand by due time or as asked, ended ones newest first, whatever was asked
    assert ages("view=open") == ["older", "newer"]
    assert ages("view=open&sort=newest") == ["newer", "older"]
    assert ages("view=ended") == ages("view=ended&sort=due") == ["newer", "older"]


def test_every_htmx_element_names_its_target_and_never_inherits(client, kadri):
    TicketFactory()
    shown = page(client.get(f"{QUEUE}&ticket={Ticket.objects.get().number}"))
    calls = shown.select("[hx-get], [hx-post]")
    assert calls
    for one in calls:
        assert {"hx-target", "hx-swap"} <= one.attrs.keys(), one
        if one["hx-target"].startswith("#"):
            assert shown.select_one(one["hx-target"]), one["hx-target"]
    ids = [one["id"] for one in shown.select("[id]")]
    assert len(ids) == len(set(ids))


def test_the_keys_of_a_request_follow_what_one_may_do(client, kadri):
    ticket = TicketFactory()
    assert keys(page(client.get(f"/requests/{ticket.label}/"))) >= {"s", "h", "m", "a", "p", "c", "n", "u"}
    # an auditor reads and does nothing
    client.force_login(PersonFactory(auditor=True, language="en"))
    shown = page(client.get(f"/requests/{ticket.label}/"))
    assert not keys(shown) & set("shmapcn")
    assert not shown.select("main form")


def test_filters_in_use_are_chips_that_take_themselves_away(client, kadri):
    ticket = TicketFactory()
    shown = page(client.get(f"{QUEUE}&office={ticket.office_id}&q=nothing"))
    chips = shown.select(".chip.on")
    assert [words(one) for one in chips] == [f"Remove filter: {ticket.office.name}", "Remove filter: nothing"]
    assert "office" not in chips[0]["href"]
    assert "q=nothing" in chips[0]["href"]
    assert "Nothing in this view" in words(shown)


def test_one_cannot_be_led_away_from_the_house(client, kadri):
    ticket = TicketFactory()
    for evil in ("javascript:alert(1)", "https://evil.example/requests/queue/", "//evil.example"):
        for path in ("", "resolve/"):
            shown = page(client.get(f"/requests/{ticket.label}/{path}", {"from": evil}, headers=HTMX))
            assert "evil" not in str(shown)
            assert "javascript:" not in str(shown)


# --- verbs ----------------------------------------------------------------------------------------
def test_a_verb_without_scripts_leads_back_to_the_queue_with_the_request_open(client, kadri):
    # given the form of a verb opened from the queue
    ticket = TicketFactory()
    link = page(client.get(f"{QUEUE}&ticket={ticket.number}")).select_one("#detail [data-key=s]")
    form = page(client.get(link["href"])).select_one("main form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input[type=hidden]")}
    # when it is sent
    response = client.post(form["action"], {**sent, "text": "Done"})
    # then the queue comes back as it was
    assert response.url == f"{QUEUE}&ticket={ticket.number}"
    # and by htmx only the request
    again = client.post(
        f"/requests/{ticket.label}/reopen/", {**sent, **fresh(text="No")}, headers=HTMX, follow=True
    )
    assert words(page(again).h2) == ticket.title


def test_a_fault_comes_back_to_its_place_with_everything_typed(client, kadri):
    ticket = TicketFactory()
    sent = fresh(waiting_for="requester", text="", **{"from": QUEUE})
    response = client.post(f"/requests/{ticket.label}/wait/", sent, headers=HTMX)
    shown = page(response, 422)
    assert response["HX-Retarget"] == "#verb"
    assert shown.select_one(".errors[role=alert]")
    assert shown.select_one("input[value=requester]").has_attr("checked")
    assert shown.form["hx-target"] == "#detail"
    # an empty reply comes back to the writing box, the note still a note
    response = client.post(f"/requests/{ticket.label}/reply/", fresh(text="", kind="note"), headers=HTMX)
    assert response["HX-Retarget"] == "#reply"
    assert page(response, 422).select_one("#kind-note").has_attr("checked")


def test_after_a_clash_both_values_are_shown_and_the_second_sending_wins_in_that_field_only(client, kadri):
    # given an open form, and somebody else who changes title and reach meanwhile
    ticket = TicketFactory(title="Old", office=OfficeFactory())
    address = f"/requests/{ticket.label}/edit/"
    form = page(client.get(address)).select_one("main form")
    sent = {one["name"]: one.get("value", "") for one in form.select("input:not([type=checkbox])")}
    sent |= {one["name"]: one.select_one("[selected]")["value"] for one in form.select("select")}
    Ticket.objects.filter(pk=ticket.pk).update(title="Theirs", confidential_mark="AK")
    # when mine is sent
    shown = page(client.post(address, {**sent, "title": "Mine"}), 409)
    # then both stand in a table
    cells = [words(one) for one in shown.select("tbody tr > *")]
    assert cells == ["Title", "Theirs", "Mine"]
    # and when it is sent again mine is kept, and their other change too
    again = {
        one["name"]: one.get("value", "") for one in shown.select("main form input:not([type=checkbox])")
    }
    assert client.post(address, {**sent, **again}).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.title, ticket.confidential_mark) == ("Mine", "AK")


def test_somebody_elses_assignment_is_seen_and_can_then_be_overruled(client, kadri):
    other = PersonFactory(specialist=True)
    ticket = TicketFactory()
    Ticket.objects.filter(pk=ticket.pk).update(assignee=other)
    shown = page(client.post(f"/requests/{ticket.label}/assign/", {"to": kadri.pk, "was": ""}), 409)
    seen = [one["value"] for one in shown.select("input[name=was]")]
    assert seen == [str(other.pk)]
    assert (
        client.post(f"/requests/{ticket.label}/assign/", {"to": kadri.pk, "was": seen[0]}).status_code == 302
    )
