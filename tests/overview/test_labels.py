"""Labels: codes that cannot be made up, sheets that a phone reads, and what is offered before a door."""

import io
import json
import uuid

import pytest
import segno
import typst
from django.utils import translation
from PIL import Image

from foundation.core import labels
from foundation.core.duties import Labelled
from foundation.organisation.listing import find_rooms
from overview import sheets
from requests_desk.models import Category, Follower, Ticket
from tests.factories import BuildingFactory, OfficeFactory, PersonFactory, RoomFactory
from tests.factories.requests_desk import TicketFactory
from tests.scale import times

CODE = labels.code_of("R", 4711)


@pytest.fixture
def english():
    with translation.override("en"):
        yield


def test_a_code_leads_back_to_its_thing_however_it_is_typed():
    for number in (1, 31, 32, 4711, 2**40):
        code = labels.code_of("R", number)
        assert labels.read(code) == ("R", number)
        assert labels.read(labels.spaced(code).lower()) == ("R", number)
        assert labels.read(code.replace("0", "O").replace("1", "l")) == ("R", number)
    assert len({labels.code_of(kind, number) for kind in "RA" for number in range(1000)}) == 2000


def test_any_wrong_letter_and_any_swap_of_neighbours_is_a_slip_of_the_pen():
    for place, right in enumerate(CODE):
        for letter in set(labels.LETTERS) - {right}:
            with pytest.raises(labels.Mistyped):
                labels.read(CODE[:place] + letter + CODE[place + 1 :])
    for place in range(len(CODE) - 1):
        first, second = CODE[place : place + 2]
        if first != second:
            with pytest.raises(labels.Mistyped):
                labels.read(CODE[:place] + second + first + CODE[place + 2 :])


def test_a_code_that_we_did_not_sign_is_refused_even_with_the_right_check_letter(settings):
    # given a code with another key, and with another signature, whose check letters are right
    body, signature = CODE[: -labels.SIGNATURE - 1], CODE[-labels.SIGNATURE - 1 : -1]
    other = labels.code_of("R", 4712)[: -labels.SIGNATURE - 1]
    for signed in (
        other + signature,
        body + signature[::-1],
        "S" + CODE[1:-1],
        body + "0" * labels.SIGNATURE,
    ):
        with pytest.raises(labels.NotOurs):
            labels.read(signed + labels._check(signed))
    # and one of another house
    settings.LABEL_KEY = "another key"
    with pytest.raises(labels.NotOurs):
        labels.read(CODE)


@pytest.mark.parametrize("text", ["", "R", "x" * 40, "R00é7QX2M9PDF", "../../etc", "R00*********"])
def test_anything_else_is_none_of_ours(text):
    with pytest.raises(labels.NotOurs):
        labels.read(text)


def module_rows(picture, layout, place, shift=0.0):
    """What a camera sees of a code: the middle of each of its squares, dark or light."""
    dots = 150 / 25.4
    side = min(layout.height - 4, layout.width * 0.42)
    size = segno.make_qr(labels.address_of(CODE), error="m").symbol_size(border=0)[0]
    step = side / (size + 2 * sheets.QUIET)
    left = layout.left + place % layout.columns * layout.pitch_x + 3 + sheets.QUIET * step + shift
    middle = layout.top + place // layout.columns * layout.pitch_y + layout.height / 2
    top = middle - side / 2 + sheets.QUIET * step
    return [
        [picture.getpixel((int((left + (x + 0.5) * step) * dots), int((top + (y + 0.5) * step) * dots))) < 128
         for x in range(size)] for y in range(size)
    ]  # fmt: skip


@pytest.mark.parametrize("name", sheets.LAYOUTS)
def test_each_code_stands_at_its_label_and_is_readable_at_150_dots(name, english):
    """The squares of the printed code are those of its address: as drawn, at the place that the paper has."""
    layout, start, shift = sheets.LAYOUTS[name], 3, 1.5
    codes = [labels.code_of("R", 5000 + number) for number in range(times(short=layout.count, full=250))]
    things = [(code, Labelled(title="Room #set page(", lines=("Õismäe *tee* $x$",))) for code in codes]
    data = sheets.content(things, layout=name, start=start, shift_x=shift, shift_y=0)
    # when the sheets are drawn as a printer does
    drawn = typst.compile(
        sheets.SHEET, sys_inputs={"data": data}, ignore_system_fonts=True, format="png", ppi=150
    )
    pages = [
        Image.open(io.BytesIO(one)).convert("L") for one in (drawn if isinstance(drawn, list) else [drawn])
    ]
    assert len(pages) == -(-(len(codes) + start - 1) // layout.count)
    for number, code in enumerate(codes, start - 1):
        seen = module_rows(pages[number // layout.count], layout, number % layout.count, shift)
        wanted = segno.make_qr(labels.address_of(code), error="m").matrix
        assert seen == [[bool(one) for one in row] for row in wanted], code
    # and what people typed is printed, not run
    assert sheets.pdf(data).startswith(b"%PDF")
    assert json.loads(data)["labels"][0]["title"] == "Room #set page("


def test_a_code_needs_the_small_mode_of_upper_case_letters():
    assert segno.make_qr(labels.address_of(CODE), error="m").mode == "alphanumeric"


@pytest.fixture
def room(db):
    return RoomFactory()


def before(client, room, person):
    """The page behind the label of a room."""
    client.force_login(person)
    return client.get(f"/L/{labels.code_of('R', room.pk)}/")


def test_before_the_door_stands_what_is_open_without_anybodys_words(client, room, english):
    # given an open request of a colleague, a confidential one, a solved one and one of another room
    office = room.building.office
    open_one = TicketFactory(room=room, office=office, title="Mari lost her key")
    secret = TicketFactory(room=room, office=office, confidential=True)
    other = TicketFactory(room=RoomFactory(building=room.building), office=office)
    # when somebody scans
    page = before(client, room, PersonFactory(language="en")).content.decode()
    # then the open one is there by its kind, and nothing else
    assert open_one.label in page
    assert open_one.category.name_en in page
    assert "Mari" not in page
    assert secret.label not in page
    assert other.label not in page
    # and its asker reads the title
    assert "Mari lost her key" in before(client, room, open_one.requester).content.decode()


def test_the_second_who_meets_the_fault_follows_instead_of_filing(client, room):
    ticket, second = TicketFactory(room=room, office=room.building.office), PersonFactory()
    page = before(client, room, second).content.decode()
    join = f"/requests/at/{labels.code_of('R', room.pk)}/{ticket.label}/join/"
    assert f'action="{join}"' in page
    # when the button is pressed
    answer = client.post(join, follow=True)
    # then the request is open to them and tells them
    assert answer.status_code == 200
    assert ticket.title in answer.content.decode()
    assert Follower.objects.get(ticket=ticket).person == second
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize("wrong", ["another room", "confidential", "solved", "changed"])
def test_a_label_opens_only_what_is_open_at_its_room(client, room, wrong):
    ticket = TicketFactory(room=room, office=room.building.office, confidential=wrong == "confidential")
    code = labels.code_of("R", RoomFactory().pk if wrong == "another room" else room.pk)
    if wrong == "solved":
        Ticket.objects.update(state="resolved", solved_at=ticket.created_at, solved_by=ticket.requester)
    if wrong == "changed":
        code = code[:-2] + ("0" if code[-2] != "0" else "1") + code[-1]
    client.force_login(PersonFactory())
    assert client.post(f"/requests/at/{code}/{ticket.label}/join/").status_code == 404
    assert not Follower.objects.exists()


def test_a_report_takes_one_sentence_and_has_the_very_room(client, db):
    # given an office whose two houses have a room of the same number
    office = OfficeFactory()
    first, second = (RoomFactory(building=BuildingFactory(office=office), number="204") for _ in range(2))
    for room in (first, second):
        page = before(client, room, PersonFactory()).content.decode()
        assert page.count('name="text"') == page.count('name="files"') == 1
        # when what the page holds is sent with one sentence
        sent = {
            "text": "The door does not lock.", "category": "broken", "form_key": uuid.uuid4(),
            "office": office.pk, "room": "204", "at": room.pk,
        }  # fmt: skip
        for name in ("office", "room", "at"):
            assert f'name="{name}" value="{sent[name]}"' in page
        assert client.post("/requests/new/", sent).status_code == 302
        # then the request stands in that room
        ticket = Ticket.objects.order_by("-pk")[0]
        assert (ticket.office, ticket.room, ticket.category) == (
            office,
            room,
            Category.objects.get(code="broken"),
        )


def test_a_label_that_is_wrong_says_how_and_a_signed_out_reader_comes_back_to_it(client, room, english):
    code = labels.code_of("R", room.pk)
    assert client.get(f"/L/{code}/").url == f"/account/login/?next=/L/{code}/"
    client.force_login(PersonFactory(language="en"))
    forged = code[:4] + code[4:-1][::-1]
    gone = labels.code_of("R", room.pk + 999)
    for text, words in (
        (code[:-1] + ("0" if code[-1] != "0" else "1"), "A letter of the code is wrong"),
        (forged + labels._check(forged), "no code of ours"),
        (gone, "no longer in the register"),
    ):
        answer = client.get(f"/L/{text}/")
        assert answer.status_code == 404
        assert words in answer.content.decode()
    assert client.get("/L/", {"code": labels.spaced(code).lower()}).url == f"/L/{code}/"
    assert client.get("/L/", {"code": "/../x"}).status_code == 200


def asked(office, **more):
    """The parameters of a sheet."""
    plain = {
        "kind": "R",
        "office": office.pk,
        "only": "",
        "layout": "3x8",
        "start": 1,
        "shift_x": 0,
        "shift_y": 0,
    }
    return {**plain, **more}


def test_a_contact_person_prints_the_labels_of_the_own_office_only(client, room):
    office = room.building.office
    client.force_login(PersonFactory(contact_of=office))
    answer = client.get("/labels/", asked(office))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content.startswith(b"%PDF")
    assert client.get("/labels/", asked(RoomFactory().building.office)).status_code == 422


@pytest.mark.parametrize(
    "more", [{"start": 25}, {"start": 0}, {"only": "999"}, {"shift_x": "50"}, {"layout": "a0"}, {"kind": "Q"}]
)
def test_what_cannot_be_printed_is_said_and_what_was_typed_stays(client, room, more):
    client.force_login(PersonFactory(admin=True))
    answer = client.get("/labels/", asked(room.building.office, **more))
    assert answer.status_code == 422
    if "only" in more:
        assert 'value="999"' in answer.content.decode()


def test_numbers_and_spans_choose_rooms(db):
    building = BuildingFactory()
    rooms = {
        number: RoomFactory(building=building, number=number).pk for number in ("9", "204", "210", "B12")
    }
    assert find_rooms(building.office_id, "") == [rooms[one] for one in ("204", "210", "9", "B12")]
    assert find_rooms(building.office_id, "b12, 200-209") == [rooms["204"], rooms["B12"]]
    assert find_rooms(building.office_id, "-, 9-, x-y, 99999999999-1") == []
