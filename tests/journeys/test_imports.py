"""A file of people on its way in, on a phone, in Estonian: letters confirmed, rows seen, applied, undone."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.visitor import NARROW, Invite


def test_a_file_comes_in_and_goes_again(invite: Invite, tmp_path: Path) -> None:
    # given an administrator with a phone and a file in the letters of Windows
    admin = invite("admin", language="et")
    admin.page.set_viewport_size(NARROW)
    path = tmp_path / "inimesed.csv"
    lines = [
        "Väljavõte;;",
        "Tabelinumber;Nimi;E-post",
        "90417;Õunapuu, Žanna;zanna@naidisamet.example",
        "90418;Kask;x",
    ]
    path.write_bytes("\r\n".join(lines).encode("cp1257"))
    before = admin.house.one("SELECT count(*) FROM organisation_person")
    # when it is uploaded
    admin.go("/imports/new/")
    assert admin.axe() == []
    admin.page.get_by_label(admin.say("People"), exact=False).first.check()
    admin.page.locator("input[type=file]").set_input_files(path)
    admin.click(admin.button("Read the file"))
    # then its letters are shown, and going on without confirming them is told
    expect(admin.heading(admin.say("Check the file"))).to_be_visible()
    expect(admin.page.get_by_text("Õunapuu, Žanna")).to_be_visible()
    assert admin.axe() == []
    assert admin.too_wide() == ""
    admin.allowed.add(422)
    admin.click(admin.button("Show what would happen"))
    expect(admin.page.get_by_role("alert").first).to_be_visible()
    admin.field("The letters õ ä ö ü š ž are right in the rows above").check()
    admin.click(admin.button("Show what would happen"))
    # and each row is shown with its verdict
    expect(admin.page.get_by_text("Žanna Õunapuu").first).to_be_visible()
    assert admin.axe() == []
    assert admin.too_wide() == ""
    # when it is applied
    admin.click(admin.button("Apply"))
    expect(admin.button("Undo the import")).to_be_visible()
    assert admin.house.one("SELECT count(*) FROM organisation_person") == before + 1
    assert admin.axe() == []
    # and undone
    admin.click(admin.button("Undo the import"))
    expect(admin.button("Undo the import")).to_have_count(0)
    assert admin.house.one("SELECT count(*) FROM organisation_person") == before
    # then the list knows it
    admin.go("/imports/")
    assert admin.axe() == []
    assert admin.too_wide() == ""
