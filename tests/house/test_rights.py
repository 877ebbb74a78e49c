"""The rights table names every address and is true; reading changes no row."""

import pytest
from django.db import connection

from tests.house.addresses import every_address
from tests.house.judging import Judge
from tests.house.world import ROLES, World, address_of
from tests.rights import rights

pytestmark = pytest.mark.django_db
VERBS = ("GET", "POST")
UNREAD = {
    "django_session": "Django's own",
    "events_viewlog": "who looked at restricted rows: what a look must write",
}


@pytest.fixture(scope="module")
def table():
    """The table by address and verb."""
    found = {}
    for name, verb, whose, letters in rights():
        assert whose not in found.setdefault((name, verb), {}), f"{name} {verb} {whose} stands twice"
        found[name, verb][whose] = letters
    return found


@pytest.fixture
def judge(client):
    return Judge(client, World())


def owners(address):
    """Whose things an address must be asked for."""
    if address.name.startswith("ticket") or address.name == "file":
        return {"own", "foreign", "secret"}
    return {"own", "foreign"} if "<int:" in address.route else {"-"}


def test_the_table_names_every_address_verb_and_owner(table):
    addresses = {address.name: address for address in every_address()}
    assert set(table) == {(name, verb) for name in addresses for verb in VERBS}
    for (name, verb), rows in table.items():
        needed = owners(addresses[name])
        assert set(rows) == needed or (set(rows) == {"any"} and needed != {"-"}), f"{name} {verb}"
        assert all(len(letters) == len(ROLES) for letters in rows.values())


def wrong(judge, verb):
    """Rows of the table that are not true, as they are."""
    for name, method, whose, letters in rights():
        if method == verb:
            answers = judge.answers(name, method, whose)
            if answers != letters:
                yield f"{name} {method} {whose} is {answers}, the table says {letters}"


def rows_of_all_tables():
    """A number for the content of every table."""
    tables = [name for name in connection.introspection.table_names() if name not in UNREAD]
    digest = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(digest.format(name) for name in tables))
        return dict(cursor.fetchall())


def test_every_get_answers_as_the_table_says_and_changes_no_row(judge):
    # given all that the addresses are about
    judge.prepare(row[:3] for row in rights() if row[1] == "GET")
    before = rows_of_all_tables()
    assert len(before) > 20
    # when everybody opens everything
    found = list(wrong(judge, "GET"))
    # then the table is true and nothing has changed
    assert not found
    assert rows_of_all_tables() == before


def test_every_post_answers_as_the_table_says(judge):
    assert not list(wrong(judge, "POST"))


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_no_address_of_ours_takes_another_verb(judge, verb):
    judge.sign_in("admin")
    for address in every_address():
        if address.ours:
            thing = judge.thing("admin", address.name, "-" if owners(address) == {"-"} else "own")
            response = getattr(judge.client, verb)(address_of(address.name, thing))
            assert response.status_code == 405, address.name
