"""Kept files reach only those who may see what they belong to, and can do nothing in their browser."""

import re
import uuid
from email.message import Message

import pytest
from django.template.loader import render_to_string

from foundation.core import duties
from foundation.core.duties import Duty, LinkTarget
from foundation.files.actions.names import named_as
from foundation.files.choices import TEXT
from tests.factories.files import FileFactory
from tests.factories.organisation import PersonFactory, UnitFactory
from tests.files.test_names import NAMES

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.proof("attack", "Kept files asked for by others, and run in a browser"),
]
REQUEST_ID = re.compile(rb"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")  # each error page shows its own


def content(answer):
    """The bytes of a page without the id of its request."""
    return REQUEST_ID.sub(b"", answer.content)


def address(file_id):
    """Where a file is fetched."""
    return f"/files/{file_id}/"


@pytest.fixture
def readers(monkeypatch):
    """Ids of those who see every unit, by a duty that only this test has."""
    allowed = set()
    target = LinkTarget(subject="unit", visible=lambda person, pk: person.pk in allowed, url=lambda pk: "/")
    monkeypatch.setitem(duties._duties, "test", Duty(code="test", title="test", targets=[target]))
    return allowed


def test_those_who_see_the_subject_get_the_file(client, readers):
    # given a file of something that a person may see
    row, person = FileFactory(subject=UnitFactory(), content=b"hello"), PersonFactory()
    readers.add(person.pk)
    client.force_login(person)
    # when she asks for it
    response = client.get(address(row.pk))
    # then it comes as a download that can do nothing, and is stored nowhere
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == b"hello"
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Length"] == "5"
    assert response["Content-Disposition"] == f'attachment; filename="{row.name}"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-store"


def test_missing_and_forbidden_are_the_same_bytes(client, readers):
    # given files of something hidden, of a kind that no duty knows, held by somebody else, without bytes
    person = PersonFactory()
    hidden = FileFactory(subject=UnitFactory())
    unknown = FileFactory(subject=person)
    foreign = FileFactory()
    lost = FileFactory(added_by=person)
    lost.path.unlink()
    client.force_login(person)
    # when a person asks for them and for one that never was
    asked = [uuid.uuid4(), hidden.pk, unknown.pk, foreign.pk, lost.pk]
    answers = [client.get(address(one)) for one in asked]
    # then all answers are alike in status, headers and bytes
    assert {answer.status_code for answer in answers} == {404}
    assert len({content(answer) for answer in answers}) == 1
    assert len({tuple(sorted(answer.items())) for answer in answers}) == 1


def test_a_held_file_is_its_uploaders_own(client, readers):
    # given a held file
    row, other = FileFactory(), PersonFactory()
    readers.add(other.pk)
    # when its uploader asks, then it comes
    client.force_login(row.added_by)
    assert client.get(address(row.pk)).status_code == 200
    # when it has become part of something the uploader may no longer see, then it does not
    row.subject_type, row.subject_id = "unit", UnitFactory().pk
    row.save()
    assert client.get(address(row.pk)).status_code == 404
    # and somebody who may see that gets it
    client.force_login(other)
    assert client.get(address(row.pk)).status_code == 200


def test_nobody_gets_anything_before_sign_in(client):
    # given a file
    row = FileFactory()
    # when a stranger asks for it and for one that never was, then both lead to the sign-in
    answers = [client.get(address(one)) for one in (row.pk, uuid.uuid4())]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert all(answer["Location"].startswith("/account/login/") for answer in answers)


@pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
def test_files_are_only_read(client, verb):
    row = FileFactory()
    client.force_login(row.added_by)
    assert getattr(client, verb)(address(row.pk)).status_code == 405
    assert row.path.exists()


@pytest.mark.parametrize("tail", ["x", "1", "../../etc/passwd", "%2e%2e%2fsettings.py", "0" * 32, "' OR 1=1"])
def test_other_addresses_lead_nowhere(client, tail):
    client.force_login(PersonFactory())
    assert client.get(f"/files/{tail}/").status_code == 404


def test_guessing_finds_nothing(client, readers):
    # given some files of others
    person = PersonFactory()
    rows = FileFactory.create_batch(5, subject=UnitFactory(), added_by=PersonFactory())
    client.force_login(person)
    # when a person tries neighbours of their ids and many ids at random
    near = [uuid.UUID(int=row.pk.int ^ bit) for row in rows for bit in (1, 2, 1 << 64)]
    tries = [*near, *(row.pk for row in rows), *(uuid.uuid4() for _ in range(80))]
    # then every answer is the same
    answers = {(one.status_code, content(one)) for one in (client.get(address(pk)) for pk in tries)}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_hostile_names_stay_inside_the_header(client):
    # given files with hostile names, as they were kept
    person = PersonFactory()
    client.force_login(person)
    for given in NAMES[::3]:
        row = FileFactory(added_by=person, name=named_as(given, TEXT))
        # when one is fetched
        response = client.get(address(row.pk))
        # then the header is one line and a reader of RFC 6266 finds just that name in it
        header = response["Content-Disposition"]
        assert not set(header) & set("\r\n\0")
        assert header.startswith("attachment; filename")
        parsed = Message()
        parsed["Content-Disposition"] = header
        assert parsed.get_filename() is not None
        if header.startswith("attachment; filename*"):
            assert parsed.get_filename() == row.name
        assert b"".join(response.streaming_content) == row.path.read_bytes()


@pytest.mark.parametrize("template", ["files/_list.html", "files/_held.html"])
def test_the_parts_show_names_as_words(template):
    # given files with a hostile name, one of them a picture, one as a dict
    name = "<img src=x onerror=alert(1)>\"'.jpg"
    rows = [FileFactory(name=name), FileFactory(name=name, mime="image/jpeg")]
    rows.append({"pk": str(rows[0].pk), "name": name, "size": 2048, "is_picture": True})
    # when the part is rendered
    page = render_to_string(template, {"files": rows})
    # then the names are escaped and each file can be reached or removed
    assert "<img src=x" not in page
    assert page.count(str(rows[1].pk)) == (2 if "list" in template else 1)
    assert "&lt;img src=x onerror=alert(1)&gt;&quot;&#x27;.jpg" in page


@pytest.mark.parametrize("template", ["files/_list.html", "files/_held.html"])
def test_the_parts_are_empty_without_files(template):
    assert render_to_string(template, {"files": []}).strip() == ""


def test_pictures_are_shown_small_and_late(client):
    # given a picture and a text
    picture, text = FileFactory(name="uks.jpg", mime="image/jpeg"), FileFactory(name="a.txt")
    # when they are listed
    page = render_to_string("files/_list.html", {"files": [picture, text]})
    # then only the picture is shown, under its name, when it comes into sight
    assert page.count("<img") == 1
    assert f'src="{address(picture.pk)}" alt="uks.jpg" loading="lazy"' in page
    assert f'href="{address(text.pk)}"' in page


def test_enter_in_a_field_removes_no_file():
    # given a form with a held file
    page = render_to_string("files/_held.html", {"files": [FileFactory()]})
    # then the first button of the part, which Enter presses, is not one that removes
    assert page.index("<button") < page.index('name="drop"')
    assert 'name="drop"' not in page[page.index("<button") : page.index("</button>")]
