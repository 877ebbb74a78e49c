"""The way of a file through the screens: letters, columns, verdicts, downloads, and what is refused."""

import csv
import uuid
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from foundation.events.models import Event
from foundation.imports import actions
from foundation.imports.models import Batch, Mapping, Row, Upload
from foundation.organisation.models import Person
from tests.factories import PersonFactory
from tests.house.counting import cost, told
from tests.imports.making import csv_bytes, workbook
from tests.imports.test_people import HEAD, apply, row

pytestmark = pytest.mark.django_db


def send(client, data, name="a.csv", key=None, importer="people"):
    """Uploads bytes as a browser does."""
    sent = {"importer": importer, "form_key": key or uuid.uuid4(), "file": SimpleUploadedFile(name, data)}
    return client.post("/imports/new/", sent)


def columns(batch, **changed):
    return {f"column_{name}": place for name, place in {**batch.columns, **changed}.items()}


def test_letters_that_nothing_proves_are_shown_and_must_be_confirmed(client, bring):
    # given a file in the letters of Windows
    batch = bring(
        csv_bytes([HEAD, row("1", "Õie", "Žukova", email="o@b.ee")], encoding="cp1257"), preview=False
    )
    address = f"/imports/{batch.pk}/columns/"
    page = client.get(address).content.decode()
    assert "does not say which encoding" in page
    assert "Žukova" in page
    # when it goes on without a look at them
    response = client.post(address, columns(batch))
    # then it does not
    assert response.status_code == 422
    assert "Look at the letters." in response.content.decode()
    assert client.post(address, {**columns(batch), "letters": "on"}).status_code == 302
    # and other letters can be chosen, which show
    client.post(f"/imports/{batch.pk}/reading/", {"encoding": "cp1252", "delimiter": ";", "header": 1})
    assert "Þukova" in client.get(address).content.decode()
    batch.refresh_from_db()
    assert (batch.state, batch.rows.count()) == ("uploaded", 0)


def test_a_file_that_proves_its_letters_asks_nothing(client, bring):
    batch = bring([HEAD, row("1")], preview=False)
    page = client.get(f"/imports/{batch.pk}/columns/").content.decode()
    assert 'name="letters"' not in page
    assert client.post(f"/imports/{batch.pk}/columns/", columns(batch)).status_code == 302


def test_what_cannot_be_read_so_is_told_on_the_same_page(client, bring):
    batch = bring([HEAD, row("1", "Õie")], preview=False)
    address = f"/imports/{batch.pk}/reading/"
    for sent in (
        {"encoding": "utf-16", "delimiter": ";", "header": 1},
        {"encoding": "utf-8", "delimiter": ";", "header": 99},
    ):
        response = client.post(address, sent)
        assert response.status_code == 422
        assert (
            "Choose another one" in response.content.decode()
            or "has no such row" in response.content.decode()
        )
    assert client.post(address, {"encoding": "utf-8", "delimiter": "x", "header": "a"}).status_code == 422
    batch.refresh_from_db()
    assert batch.encoding == "utf-8"


def test_another_delimiter_and_another_head_are_read_anew(client, bring):
    batch = bring(b"x,y\r\nEesnimi;Perekonnanimi;Tabelinumber\r\nMari;Maasikas;1", preview=False)
    assert batch.header == 2
    client.post(f"/imports/{batch.pk}/reading/", {"encoding": "utf-8", "delimiter": ",", "header": 2})
    batch.refresh_from_db()
    assert [title for _place, title in batch.heads] == ["x", "y"]
    client.post(
        f"/imports/{batch.pk}/reading/", {"encoding": "utf-8", "delimiter": ";", "header": batch.header}
    )
    batch.refresh_from_db()
    assert (batch.header, len(batch.heads)) == (2, 3)


def test_a_sheet_is_chosen_where_there_are_several(client, bring):
    batch = bring(workbook([HEAD, row("1")], sheets=("Tühi", "Inimesed")), preview=False)
    page = client.get(f"/imports/{batch.pk}/columns/").content.decode()
    assert 'name="encoding"' not in page
    assert "Inimesed" in page
    assert batch.sheet == 1
    assert client.post(f"/imports/{batch.pk}/reading/", {"sheet": 0, "header": 1}).status_code == 422


def test_columns_chosen_once_are_remembered_for_files_with_the_same_titles(client, bring):
    # given a file with titles of its own
    head = ["Nr", "Kes", "Aadress"]
    batch = bring([head, ["1", "Maasikas, Mari", "m@b.ee"]], preview=False)
    assert batch.columns == {}
    sent = {"column_personnel_no": 0, "column_full_name": 1, "column_email": 2}
    assert client.post(f"/imports/{batch.pk}/columns/", sent).status_code == 302
    # when another with the same titles comes
    again = bring([["nr", "KES", "Aadress:"], ["2", "Kask, Jüri", "j@b.ee"]], preview=False)
    # then its columns are known
    assert again.columns == {"personnel_no": 0, "full_name": 1, "email": 2}
    assert "Chosen as for the last file" in client.get(f"/imports/{again.pk}/columns/").content.decode()
    assert Mapping.objects.count() == 1


def test_needed_columns_are_asked_for_and_none_may_stand_for_two(client, bring):
    batch = bring([HEAD, row("1")], preview=False)
    address = f"/imports/{batch.pk}/columns/"
    page = client.post(address, {"column_last_name": 2}).content.decode()
    assert "Say which column of the file is “Personnel number” or “Directory id”." in page
    page = client.post(address, columns(batch, phone=0)).content.decode()
    assert "One column of the file is chosen twice." in page
    assert client.post(address, {"column_personnel_no": "77"}).status_code == 422


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "The file is empty."),
        (b"\x89PNG\r\n\x1a\n...", "This is no table."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old or password-protected workbook"),
        (b"PK\x03\x04 nothing", "The file is damaged."),
        (b"Eesnimi;Nimi\r\n", "There are no rows"),
        (b'Eesnimi;Nimi\r\n"Mari;1', "A quotation mark"),
        (b"a;" * 300, "more than 200 columns"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason_and_not_kept(client, admin, data, words):
    response = send(client, data)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not Batch.objects.exists()


def test_a_form_without_a_file_or_of_somebody_elses_import_says_what_to_do(client, admin):
    response = client.post("/imports/new/", {"form_key": uuid.uuid4(), "importer": "money"})
    assert response.status_code == 422
    assert "Choose a file" in response.content.decode()


def test_the_same_form_or_the_same_open_file_is_one(client, admin):
    data, key = csv_bytes([HEAD, row("1")]), uuid.uuid4()
    first, twice, same = send(client, data, key=key), send(client, data, key=key), send(client, data)
    assert first.url == twice.url == same.url
    assert Batch.objects.count() == Upload.objects.count() == 1
    assert Event.objects.filter(kind="batch.uploaded").count() == 1
    # once it is thrown away the file may come again
    client.post(f"/imports/{Batch.objects.get().pk}/drop/")
    assert send(client, data).url != first.url
    assert not Row.objects.exists()


HOSTILE = [
    "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "a\u202eb\u2066c", "\x00\x01\x02",
    "'; DROP TABLE x; --",
    "Õ" * 100_000, "%s%n{{7*7}}", "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "９９", "-", "@SUM(1)",
]  # fmt: skip


@pytest.mark.parametrize("place", range(5))
def test_no_cell_breaks_a_page_and_no_formula_comes_back(client, bring, place):
    # given every hostile text in one of the columns
    rows = []
    for number, text in enumerate(HOSTILE):
        cells = row(str(number))
        cells[place] = text.replace("\x00", "")
        rows.append(cells)
    batch = bring(workbook([HEAD, *rows], options={"strings_to_formulas": False}))
    # when all pages are opened and it is applied
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert "<script>alert(1)" not in page
    assert client.get(f"/imports/{batch.pk}/columns/").status_code == 200
    assert apply(client, batch).status_code == 302
    assert client.get(f"/imports/{batch.pk}/").status_code == 200
    # then what was refused comes back as text only
    refused = client.get(f"/imports/{batch.pk}/refused/")
    lines = list(csv.reader(StringIO(refused.content.decode("utf-8-sig")), delimiter=";"))
    assert len(lines) > 1
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "@", "\t"))]


def test_refused_rows_come_back_with_their_reasons_and_can_be_brought_again(client, bring):
    batch = bring([HEAD, row("1", email="wrong"), row("2")])
    response = client.get(f"/imports/{batch.pk}/refused/")
    assert response["Content-Disposition"] == f'attachment; filename="import-{batch.pk}.csv"'
    text = response.content.decode("utf-8-sig")
    assert text.splitlines()[0] == "Row;Reason;" + ";".join(HEAD)
    assert text.splitlines()[1].startswith("2;E-mail: “wrong” is no e-mail address.;1;Mari")
    corrected = text.replace("Maasikas;wrong", "Maasikas;mari@b.ee").encode("utf-8-sig")
    again = bring(corrected)
    assert [one.verdict for one in again.rows.all()] == ["new"]


def test_the_template_is_understood_in_both_languages(client, bring, admin):
    for language in ("et", "en"):
        Person.objects.filter(pk=admin.pk).update(language=language)
        data = client.get("/imports/template/?importer=people").content
        batch = bring(data, preview=False)
        assert {"personnel_no", "first_name", "last_name", "email", "unit", "office"} <= set(batch.columns)


def test_rows_are_shown_by_verdict_fifty_at_a_time(client, bring):
    batch = bring([HEAD, *(row(str(number)) for number in range(60)), row("99", email="wrong")])
    page = client.get(f"/imports/{batch.pk}/").content.decode()
    assert page.index("is no e-mail address") < page.index("Mari Maasikas")
    assert "after=" in page
    assert page.count("<tr>") == 51
    one = client.get(f"/imports/{batch.pk}/?verdict=reject").content.decode()
    assert one.count("<tr>") == 2
    assert client.get(f"/imports/{batch.pk}/?verdict=nonsense&after=x").status_code in (200, 400)


def test_what_files_say_about_people_goes_after_some_days(client, bring, settings):
    # given a file that was applied, one that was not, and a fresh one
    settings.IMPORT_ROWS_KEPT_DAYS = 14
    applied, waiting = bring([HEAD, row("1")]), bring([HEAD, row("2")])
    apply(client, applied)
    assert not Upload.objects.filter(batch=applied).exists()
    fresh = bring([HEAD, row("3")])
    old = timezone.now() - timedelta(days=15)
    Batch.objects.filter(pk=applied.pk).update(applied_at=old)
    Batch.objects.filter(pk=waiting.pk).update(uploaded_at=old)
    # when the sweep comes
    assert actions.forget_old() == 2
    # then rows and bytes of the old ones are gone, the counts stay, and nothing can be done with them
    assert set(Row.objects.values_list("batch", flat=True)) == {fresh.pk}
    assert set(Upload.objects.values_list("batch", flat=True)) == {fresh.pk}
    page = client.get(f"/imports/{waiting.pk}/").content.decode()
    assert "The rows are gone" in page
    assert client.post(f"/imports/{applied.pk}/undo/").status_code == 409
    assert apply(client, waiting).status_code == 409
    assert actions.forget_old() == 0


def test_a_preview_and_applying_cost_the_same_statements_for_any_number_of_rows(client, bring):
    found = {}
    for rows in (1, 30):
        PersonFactory.create_batch(3)
        batch = bring([HEAD, *(row(f"{rows}-{number}") for number in range(rows))], preview=False)
        response, preview = cost(client, "post", f"/imports/{batch.pk}/columns/", columns(batch))
        assert response.status_code == 302
        response, applied = cost(client, "post", f"/imports/{batch.pk}/apply/")
        assert response.status_code == 302
        found[rows] = (len(preview), len(applied))
    assert found[1] == found[30], (told(preview), told(applied))


def test_what_our_own_list_guards_from_being_a_formula_comes_back_as_it_was(client, bring):
    # given somebody whose number begins like a formula, and the list of people as we write it
    mari = PersonFactory(phone="+372 5555 1234", personnel_no="77")
    exported = client.get("/people/", {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    line = next(one.split(";") for one in exported if mari.email in one)
    assert "'+372 5555 1234" in line
    # when its cells are brought back
    rows = [HEAD, ["77", mari.first_name, mari.last_name, mari.email, "'+372 5555 1234"]]
    # then nobody changes
    assert bring(rows).counts == {"same": 1}
    # nor does an apostrophe go that stands before something else
    assert bring([HEAD, [*rows[1][:4], "'372"]]).counts == {"change": 1}
