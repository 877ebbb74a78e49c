"""Every list as a file: what the page shows to whom, read back, and no cell that a spreadsheet would run."""

import csv
import io
import zipfile
from datetime import datetime

import pytest
from django.utils import timezone, translation
from python_calamine import CalamineWorkbook

from foundation.core import exports
from foundation.core.exports import harmless
from foundation.organisation.models import Person
from requests_desk.choices import State
from requests_desk.listing import QUEUE_SHEET
from tests.factories import OfficeFactory, PersonFactory, RoomFactory
from tests.factories.requests_desk import TicketFactory
from tests.house.counting import cost, told
from tests.house.tickets import move_to

pytestmark = pytest.mark.django_db
FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "  =1+1",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "=HYPERLINK(\"http://x.example\",\"a\")", "=cmd|' /C calc'!A0",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "@import", "-2+3+cmd|' /C calc'!A0", "=1+1;\"x\"\n=2",
]  # fmt: skip
LISTS = {
    "people": "/people/?left=on",
    "roles": "/people/roles/",
    "queue": "/requests/queue/?view=open&sort=newest",
    "my requests": "/requests/",
    "around": "/requests/around/",
}


def opened(client, address, kind):
    """The rows of a list as a spreadsheet program reads them."""
    joint = "&" if "?" in address else "?"
    response = client.get(f"{address}{joint}format={kind}")
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    assert response["Content-Disposition"].startswith("attachment;")
    assert "no-store" in response["Cache-Control"]
    data = b"".join(response.streaming_content)
    if kind == "csv":
        assert data.startswith(b"\xef\xbb\xbf"), "Excel would not know that it is UTF-8"
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")), data
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(), data


@pytest.fixture
def reader(client):
    """Somebody who sees every list: contact person, specialist and auditor in one."""
    office = OfficeFactory()
    person = PersonFactory(office=office, contact_of=office, specialist=True, auditor=True)
    client.force_login(person)
    return person


def hostile(reader, text):
    """A request, a colleague, a place and a role whose every text could be a formula."""
    line = " ".join(text.split())
    office = OfficeFactory(name=f"{line[:60]} {OfficeFactory._meta._counter.seq}")
    named = PersonFactory(contact_of=office, office=office, specialist=True)
    Person.objects.filter(pk=named.pk).update(first_name=text, last_name=text, phone=line[:30])
    room = RoomFactory(building__office=reader.office)
    TicketFactory(
        title=text, office=reader.office, room=room, requester=reader, filed_by=named, assignee=named
    )


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.proof("attack", "Texts that are formulas in every field of every export stay texts")
def test_no_cell_of_an_export_is_a_formula(client, reader, proved, name):
    # given rows whose every text begins as a formula does
    for text in FORMULAS:
        hostile(reader, text)
    # when the list is opened as CSV, then no cell begins so that it would run
    rows, _data = opened(client, LISTS[name], "csv")
    cells = [cell for row in rows for cell in row]
    assert len(rows) > len(FORMULAS)
    assert not [cell for cell in cells if cell.lstrip().startswith(exports.DANGEROUS)]
    assert any("1+1" in cell for cell in cells), "the texts are not there at all"
    # and in the spreadsheet no cell is a formula or a link, and the texts are as they were typed
    rows, data = opened(client, LISTS[name], "xlsx")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert b"<f " not in sheet
        assert b"<hyperlink" not in sheet
        assert not [part for part in book.namelist() if "external" in part.lower()]
    typed = [cell for row in rows for cell in row]
    assert any(isinstance(cell, str) and "=1+1" in cell for cell in typed)
    proved(cells=len(cells) + len(typed), formulas=0)


@pytest.mark.parametrize("text", ["", "Tap drips", "3+4=7", "a-b", "mari@agency.example", "Õun", "' =1", "5"])
def test_plain_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_the_queue_as_a_file_is_the_queue(client, reader):
    # given requests in several states, one of them confidential
    seen = [move_to(TicketFactory(), state) for state in (State.NEW, State.WAITING)]
    ended, secret = move_to(TicketFactory(), State.RESOLVED), TicketFactory(confidential=True)
    # when the open ones are taken as a file, in either form
    for kind in ("csv", "xlsx"):
        rows, _data = opened(client, "/requests/queue/?view=open&sort=newest", kind)
        # then they are those of the page, in its order, and no others
        assert [row[0] for row in rows[1:]] == [one.label for one in reversed(seen)]
        assert not {ended.title, secret.title} & {row[1] for row in rows}
        with translation.override(reader.language):
            assert rows[0] == [str(column.title) for column in QUEUE_SHEET]


def test_moments_are_typed_in_a_spreadsheet_and_readable_in_csv(client, reader):
    # given an open request
    ticket = TicketFactory()
    local = timezone.localtime(ticket.created_at)
    # when it is taken as a file
    sheet, _data = opened(client, "/requests/queue/", "xlsx")
    plain, _data = opened(client, "/requests/queue/", "csv")
    column = [column.name for column in QUEUE_SHEET].index("created_at")
    # then its moment is one that a spreadsheet can sort, in local time
    assert isinstance(sheet[1][column], datetime)
    assert abs((sheet[1][column] - local.replace(tzinfo=None)).total_seconds()) < 1
    assert plain[1][column] == local.strftime("%d.%m.%Y %H:%M")


@pytest.mark.parametrize("name", LISTS)
def test_an_export_costs_the_same_for_one_row_and_for_a_hundred(client, reader, name):
    hostile(reader, "Lamp")
    few = cost(client, "get", LISTS[name], {"format": "csv"})[1]
    for number in range(30):
        hostile(reader, f"Lamp {number}")
    answer, many = cost(client, "get", LISTS[name], {"format": "csv"})
    assert len(b"".join(answer.streaming_content).splitlines()) > 30
    assert len(many) <= len(few) <= 8, told(many)


def test_a_file_that_is_cut_says_so(client, reader, monkeypatch):
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    TicketFactory.create_batch(5)
    rows, _data = opened(client, "/requests/queue/", "csv")
    assert len(rows) == 1 + 3 + 1
    assert "3" in rows[-1][0]


@pytest.mark.parametrize("asked", ["pdf", "", "CSV", "csv\r\nX: y", "../csv"])
def test_another_format_is_the_page(client, reader, asked):
    response = client.get("/requests/", {"format": asked})
    assert response["Content-Type"].startswith("text/html")
    assert response.status_code == 200
