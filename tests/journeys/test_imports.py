"""A file of people on its way in, on a phone, in Estonian: letters confirmed, rows seen, applied, undone."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.visitor import NARROW, Invite, Visitor

LINES = ["Väljavõte;;", "Tabelinumber;Nimi;E-post", "90417;Õunapuu, Žanna;z@b.example", "90418;Kask;x"]
LETTERS_ARE_RIGHT = "The letters õ ä ö ü š ž are right in the rows above"


def is_well_made(admin: Visitor) -> None:
    """Nothing for axe to say, nothing wider than the phone."""
    assert admin.axe() == []
    assert admin.too_wide() == ""


def people(admin: Visitor) -> int:
    """How many the register has."""
    count: int = admin.house.one("SELECT count(*) FROM organisation_person")
    return count


def bring(admin: Visitor, path: Path) -> None:
    """Uploads the file and goes on once its letters are confirmed; going on without is told."""
    admin.go("/imports/new/")
    is_well_made(admin)
    admin.page.locator("input[name=importer][value=people]").check()
    admin.page.locator("input[type=file]").set_input_files(path)
    admin.click(admin.button("Read the file"))
    expect(admin.page.get_by_text("Õunapuu, Žanna")).to_be_visible()
    is_well_made(admin)
    admin.allowed.add(422)
    admin.click(admin.button("Show what would happen"))
    expect(admin.page.get_by_role("alert").first).to_be_visible()
    admin.field(LETTERS_ARE_RIGHT).check()
    admin.click(admin.button("Show what would happen"))


def test_a_file_comes_in_and_goes_again(invite: Invite, tmp_path: Path) -> None:
    # given an administrator with a phone and a file in the letters of Windows
    admin, path = invite("admin", language="et"), tmp_path / "inimesed.csv"
    admin.page.set_viewport_size(NARROW)
    path.write_bytes("\r\n".join(LINES).encode("cp1257"))
    before = people(admin)
    # when it is brought, each row is shown with its verdict
    bring(admin, path)
    expect(admin.page.get_by_text("Žanna Õunapuu").first).to_be_visible()
    is_well_made(admin)
    # when it is applied
    admin.click(admin.button("Apply"))
    expect(admin.button("Undo the import")).to_be_visible()
    assert people(admin) == before + 1
    is_well_made(admin)
    # and undone
    admin.click(admin.button("Undo the import"))
    expect(admin.button("Undo the import")).to_have_count(0)
    assert people(admin) == before
    # then the list knows it
    admin.go("/imports/")
    is_well_made(admin)
