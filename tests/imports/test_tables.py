"""Tables as offices export them are read as they are meant."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.imports.tables import How, Unreadable, day, guess, laid_out, matched, number, read, signature
from foundation.imports.tables.cells import plain_number, tidy
from tests.imports.making import csv_bytes, workbook

NAMES = {"eesnimi", "perekonnanimi", "telefon", "e post", "summa", "kuupaev", "tabelinumber"}
HEAD = ["Eesnimi", "Perekonnanimi", "Telefon"]
MARI = ["Mari", "Õun-Šmidt", "5555 1234"]


def table(data, **changed):
    """The lines of a file, read as guessed."""
    how = guess(data, NAMES)
    how = How(**{**vars(how), **changed})
    return laid_out(read(data, how), how.header)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1257"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_letters_delimiters_and_line_ends(encoding, delimiter, ending):
    found = table(csv_bytes([HEAD, MARI, ["Õie", "Žukova", "1"]], delimiter, encoding, ending))
    assert [head.title for head in found.heads] == HEAD
    assert [cells for _number, cells in found.lines] == [MARI, ["Õie", "Žukova", "1"]]
    assert [number for number, _cells in found.lines] == [2, 3]


def test_letters_that_nothing_proves_are_for_a_person_to_judge():
    data = csv_bytes([HEAD, ["Mari", "Õun", "1"]], encoding="cp1257")
    assert guess(data, NAMES).encoding == "cp1257"
    assert guess(csv_bytes([HEAD, MARI]), NAMES).encoding == "utf-8"
    # the other letters can be chosen, and bytes that they do not know are refused
    assert table(data, encoding="cp1252").lines[0][1][1] == "Õun"
    with pytest.raises(Unreadable, match="letters"):
        table(data, encoding="utf-8")


def test_titles_above_blank_rows_and_columns_totals_below():
    rows = [
        ["Personali väljavõte 22.11.2026", "", ""], ["", "", ""],
        ["Eesnimi:", "", "PEREKONNANIMI", "Summa"],
        ["Mari", "", "Maasikas", "1 234,50-"], ["", "", "", ""], ["Jüri", "", "Kask", "10"],
        ["", "", "", ""], ["Kokku: 2", "", "", "1 244,50"],
    ]  # fmt: skip
    for data in (csv_bytes(rows), workbook(rows)):
        found = table(data)
        assert found.header == 3
        assert [(head.place, head.title) for head in found.heads] == [
            (0, "Eesnimi:"), (2, "PEREKONNANIMI"), (3, "Summa"),
        ]  # fmt: skip
        assert [number for number, _cells in found.lines] == [4, 6]
        assert found.totals == 1


def test_a_total_inside_the_table_and_a_person_with_such_a_name_stay():
    rows = [
        HEAD,
        ["Kokku", "Kalle", "1"],
        ["Summa", "2", ""],
        ["Mari", "Kokku", "3"],
        ["Totalina", "Tamm", "4"],
    ]
    assert len(table(csv_bytes(rows)).lines) == 4


def test_equal_titles_are_told_apart_and_columns_without_one_are_named_as_spreadsheets_do():
    found = table(csv_bytes([["Telefon", "telefon", "", "Eesnimi"], ["1", "2", "3", "Mari", "5"]]))
    assert [head.title for head in found.heads] == ["Telefon", "telefon (2)", "C", "Eesnimi", "E"]
    assert found.lines[0][1] == ["1", "2", "3", "Mari", "5"]


def test_quoted_cells_keep_delimiters_line_ends_and_quotes():
    data = 'Eesnimi;Telefon\r\n"Mari;\r\n""Mai""";1\r\nJüri;2'.encode()
    found = table(data)
    assert [cells[0] for _number, cells in found.lines] == ['Mari;\n"Mai"', "Jüri"]
    with pytest.raises(Unreadable, match="quotes"):
        table('Eesnimi;Telefon\r\n"Mari;1\r\nJüri;2'.encode())


def test_the_line_by_which_excel_names_the_delimiter_is_none_of_the_table():
    found = table(b"sep=|\r\nEesnimi|Perekonnanimi\r\nMari|Maasikas;1")
    assert found.header == 2
    assert found.lines == [(3, ["Mari", "Maasikas;1"])]


def test_a_workbook_keeps_leading_zeros_days_and_long_numbers():
    rows = [
        ["Tabelinumber", "Telefon", "Kuupäev", "Summa", "Tühi", "Nimi"],
        [417, 37255551234, 46348, 1234.5, None, "00417"],
    ]
    data = workbook(rows, formats={0: "00000", 2: "dd.mm.yyyy", 3: "# ##0.00"})
    cells = table(data).lines[0][1]
    assert cells[0] == "00417"
    assert cells[1] == "37255551234"
    assert day(cells[2]) == date(2026, 11, 22)
    assert number(cells[3]) == Decimal("1234.5")
    assert cells[-1] == "00417"


def test_the_first_sheet_with_something_in_it_is_read_and_another_can_be_chosen():
    rows = [HEAD, MARI]
    data = workbook(rows, sheets=("Tühi", "Inimesed"))
    how = guess(data, NAMES)
    assert how.sheet == 1
    assert table(data).lines == [(2, MARI)]
    with pytest.raises(Unreadable, match="no_"):
        table(data, sheet=0)
    with pytest.raises(Unreadable, match="no_sheet"):
        table(data, sheet=7)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50-", "-1234.50"), ("1 234,50", "1234.50"), ("1\u00a0234,50", "1234.50"),
        ("1\u202f234", "1234"), ("1234.5", "1234.5"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"),
        ("1'234.50", "1234.50"),
        ("1 234 567", "1234567"), ("1.234.567", "1234567"), ("-5", "-5"), ("−5,1", "-5.1"),
        ("(12,00)", "-12"), ("1 234,50 €", "1234.50"), ("EUR 5", "5"), ("0", "0"), ("007", "7"),
    ],
)  # fmt: skip
def test_numbers_are_understood(text, value):
    assert number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["", "-", "1,2,3", "1 23", "12 34,5", "1.23.456", "1e5", "NaN", "٣", "=1+1", "5 km", "1,", "9" * 50],
)
def test_what_is_no_number_is_none(text):
    assert number(text) is None


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False))
def test_every_number_survives_the_ways_of_writing_it(value):
    whole, _point, cents = f"{abs(value):,.2f}".partition(".")
    sign = "-" if value < 0 else ""
    for grouped in (whole.replace(",", " "), whole.replace(",", "\u00a0"), whole.replace(",", "")):
        assert number(f"{sign}{grouped},{cents}") == value
        assert number(f"{grouped},{cents}{sign}") == value
    assert number(f"{sign}{whole.replace(',', '')}.{cents}") == value


@given(st.text(max_size=60))
def test_no_text_breaks_the_readers(text):
    number(text)
    day(text)
    assert tidy(tidy(text)) == tidy(text)


@given(st.dates(min_value=date(1955, 1, 1), max_value=date(2100, 1, 1)))
def test_every_day_survives_the_ways_of_writing_it(value):
    assert day(f"{value:%d.%m.%Y}") == day(f"{value.day}.{value.month}.{value.year}") == value
    assert day(value.isoformat()) == day(f"{value} 00:00:00") == value
    assert day(str((value - date(1899, 12, 30)).days)) == value


@pytest.mark.parametrize(
    "text", ["31.02.2026", "2026-13-01", "22.11.26", "11/22/2026", "417", "99999999", ""]
)
def test_what_is_no_day_is_none(text):
    assert day(text) is None


def test_columns_are_found_by_any_of_their_names_and_none_twice():
    found = table(
        csv_bytes(
            [["E-post", "Mobiil", "Telefon", "Märkus"], ["a@b.ee", "1", "2", ""], ["c@b.ee", "1", "2", "x"]]
        )
    )
    aliases = {
        "email": ["e mail", "e post"],
        "phone": ["telefon", "mobiil"],
        "work": ["mobiil"],
        "other": ["telefon"],
    }
    assert matched(found.heads, aliases) == {"email": 0, "phone": 2, "work": 1}
    again = table(csv_bytes([["e-post:", "MOBIIL", "telefon", "märkus"], ["c@b.ee", "1", "2", "x"]]))
    assert signature(found.heads) == signature(again.heads)


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_a_number_of_a_workbook_is_written_without_an_exponent(value):
    text = plain_number(value)
    assert "e" not in text.lower()
    assert text == "" or number(text) is not None or len(text) > 40
