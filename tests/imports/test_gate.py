"""What would hurt is refused before it is unpacked, and what lies is caught while it is."""

import time
import zipfile
from io import BytesIO

import pytest
import xlsxwriter

from foundation.imports.tables import MOST_ROWS, Unreadable, guess, kind_of, read
from foundation.imports.tables.gate import MOST_BYTES
from foundation.imports.tables.reading import How
from tests.imports.making import csv_bytes, parts_of, workbook, zipped

pytestmark = pytest.mark.proof("attack", "Sheets made to hurt are refused before they are read")

WORKBOOK = b'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
SMALL = workbook([["Eesnimi"], ["Mari"]])
SHEET = "xl/worksheets/sheet1.xml"


def refused(data):
    """The code with which a file is refused, and the processor seconds that took."""
    began = time.process_time()
    with pytest.raises(Unreadable) as no:
        read(data, guess(data, set()))
    return no.value.code, time.process_time() - began


def with_sheet(xml, **more):
    """The small workbook with another sheet."""
    return zipped(parts_of(SMALL) | {SHEET: xml} | more)


def sheet(rows):
    """A sheet of raw XML rows."""
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>"
    ).encode()


def lying(data, part, size):
    """The same zip with another size in its directory."""
    at = data.rindex(part.encode()) - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    return data[: at + 24] + size.to_bytes(4, "little") + data[at + 28 :]


BOMBS = {
    "73 MB in 290 kB": (lambda: zipped(parts_of(SMALL) | {SHEET: b"0" * (73 * 2**20)}), "too_heavy"),
    "dense": (lambda: zipped({"xl/workbook.xml": WORKBOOK, SHEET: b"0" * (19 * 2**20)}), "too_dense"),
    "10,000 sheets": (
        lambda: zipped(
            {"xl/workbook.xml": WORKBOOK} | {f"xl/worksheets/sheet{n}.xml": b"<x/>" for n in range(10_000)}
        ),
        "too_many_parts",
    ),
    "1,000,000 shared texts": (
        lambda: with_sheet(
            sheet(""), **{"xl/sharedStrings.xml": b"<sst>" + b"<si><t>aa</t></si>" * 1_000_000}
        ),
        "too_dense",
    ),
    "zip in zip": (lambda: with_sheet(sheet(""), **{"xl/embeddings/inner.xlsx": SMALL}), "nested"),
    "not packed": (lambda: b"Eesnimi\n" + b"a" * MOST_BYTES, "too_heavy"),
    "old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_office"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n....", "no_table"),
    "a document": (lambda: zipped({"word/document.xml": b"<x/>"}), "no_table"),
    "nothing": (lambda: b" \r\n", "empty"),
    "cut off": (lambda: SMALL[:300], "broken"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_refused_at_once(name):
    make, code = BOMBS[name]
    found, seconds = refused(make())
    assert found == code
    assert seconds < 0.2


def test_a_directory_that_promises_less_is_caught():
    # given a part of 15 MB that the directory calls 1,000 bytes long
    honest = with_sheet(sheet("<row><c><v>1</v></c></row>" * 400_000))
    assert kind_of(lying(honest, SHEET, 1000)) == "xlsx"
    assert refused(lying(honest, SHEET, 1000))[0] == "broken"
    assert refused(lying(SMALL, SHEET, 100_000))[0] == "broken"


def test_more_rows_than_allowed_are_counted_before_they_are_read():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, MOST_ROWS + 2000))
    code, seconds = refused(with_sheet(sheet(rows)))
    assert code == "too_long"
    assert seconds < 0.2
    assert refused(csv_bytes([["Eesnimi"], *(["a"] for _ in range(MOST_ROWS + 200))]))[0] == "too_long"


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (
            '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
            "too_long",
        ),
        ('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>', "too_wide"),
        (f'<row r="{"9" * 5000}"><c><v>1</v></c></row>', "too_long"),
    ],
)
def test_one_cell_at_the_far_end_does_not_make_a_million_rows(rows, code):
    found, seconds = refused(with_sheet(sheet(rows)))
    assert found == code
    assert seconds < 0.2


def test_numbers_of_any_length_in_cells_are_read_or_left_out():
    # given numbers of thousands of digits as a value, as the place of a text, and as the look of a cell
    many = "9" * 5000
    rows = read(
        with_sheet(sheet(f'<row r="1"><c r="A1" s="{many}"><v>7</v></c><c><v>{many}</v></c></row>')), How()
    )
    # then the value that is no number of any program is empty, and the row of the workbook stays
    assert [one for one in rows[0] if one] == ["7"]
    # and a place that the library would take for the first text is refused: its letters were not counted
    assert refused(with_sheet(sheet(f'<row><c t="s"><v>{many}</v></c></row>')))[0] == "broken"


def test_many_cells_that_name_one_long_text_weigh_what_they_would_fill():
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>%s</t></si></sst>'
    cells = "".join(f'<row r="{n}">' + '<c t="s"><v>0</v></c>' * 20 + "</row>" for n in range(1, 2000))
    noise = bytes((n * 7919) % 90 + 35 for n in range(200_000)).replace(b"<", b"x").replace(b"&", b"x")
    found, seconds = refused(with_sheet(sheet(cells), **{"xl/sharedStrings.xml": texts % noise}))
    assert found == "too_heavy"
    assert seconds < 1


def test_entities_are_never_made():
    xml = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + sheet("<row><c><v>&a;</v></c></row>")[21:]
    assert refused(with_sheet(xml))[0] == "broken"


def test_damaged_sheets_are_refused_with_a_reason():
    for xml in (b"<worksheet", b"", b"\xff\xfe<", sheet("<row><c t='s'><v>99</v></c></row>")[:-5]):
        assert refused(with_sheet(xml))[0] in ("broken", "empty")


def test_a_large_workbook_that_is_allowed_is_read():
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for row in range(2000):
            page.write_row(row, 0, [f"Nimi {row}", row, "Tallinn", f"mari{row}@asutus.example"])
    data = out.getvalue()
    rows = read(data, How())
    assert len(rows) == 2000
    assert rows[7] == ["Nimi 7", "7", "Tallinn", "mari7@asutus.example"]
    assert zipfile.is_zipfile(BytesIO(data))
