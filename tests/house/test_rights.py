"""The rights table names every address and is true; reading changes no row."""

import pytest
from django.db import connection

from foundation.organisation.choices import Role
from tests.factories import RoleAssignmentFactory
from tests.house.addresses import every_address
from tests.house.judging import Judge
from tests.house.world import ROLES, World, address_of
from tests.rights import rights
from tests.scale import FULL

pytestmark = pytest.mark.django_db
CELLS = "Every address, verb, role and owner answers as the written table of rights says"
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
    if address.name.startswith("ticket") or address.name in ("file", "file_mark"):
        return {"own", "near", "other", "secret"}
    if address.name in ("office", "label"):
        return {"near", "other"}
    several = {"near"} if address.name.startswith("admin:") else {"own", "near", "other"}
    return several if "<int:" in address.route else {"-"}


def test_the_table_names_every_address_verb_and_owner(table):
    addresses = {address.name: address for address in every_address()}
    assert set(table) == {(name, verb) for name in addresses for verb in VERBS}
    for (name, verb), rows in table.items():
        assert set(rows) == owners(addresses[name]), f"{name} {verb}"
        assert all(len(letters) == len(ROLES) for letters in rows.values())
    assert sum(len(letters) for rows in table.values() for letters in rows.values()) > 2000


class Verdict:
    """Asks the whole table for one verb: how many cells, and which lines are not true."""

    def __init__(self, judge, verb):
        self.cells, self.wrong = 0, []
        for turn, (name, method, whose, letters) in enumerate(rights()):
            if method == verb:
                roles = asked(whose, turn)
                answers = judge.answers(name, method, whose, roles)
                self.cells += len(answers)
                if answers != "".join(letters[ROLES.index(role)] for role in roles):
                    self.wrong.append(f"{name} {method} {whose} is {answers}, the table says {letters}")


def asked(whose, turn):
    """Every fourth column, from line to line others; `make proof` asks all of them.

    The last columns differ from others only for a colleague's things.
    """
    roles = ROLES if FULL or whose in ("near", "secret") else ROLES[:8]
    return roles if FULL else roles[turn % 4 :: 4]


def rows_of_all_tables():
    """A number for the content of every table."""
    tables = [name for name in connection.introspection.table_names() if name not in UNREAD]
    digest = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM \"{0}\" t"
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(digest.format(name) for name in tables))
        return dict(cursor.fetchall())


@pytest.mark.proof("attack", CELLS)
def test_every_get_answers_as_the_table_says_and_changes_no_row(judge, proved):
    # given all that the addresses are about
    judge.prepare(row[:3] for row in rights() if row[1] == "GET")
    before = rows_of_all_tables()
    assert len(before) > 20
    # when everybody opens everything
    found = Verdict(judge, "GET")
    # then the table is true and nothing has changed
    assert not found.wrong
    assert rows_of_all_tables() == before
    proved(cells=found.cells, wrong=0)


@pytest.mark.proof("attack", CELLS)
def test_every_post_answers_as_the_table_says(judge, proved):
    found = Verdict(judge, "POST")
    assert not found.wrong
    proved(cells=found.cells, wrong=0)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.COMMISSION])
@pytest.mark.proof("attack", CELLS)
def test_a_role_without_a_column_has_the_rights_of_staff(judge, proved, role):
    # given a member of staff with a role that no column speaks of
    RoleAssignmentFactory(person=judge.world.people["staff"], role=role)
    lines = [line for line in rights() if line[1] == "GET" and (FULL or line[2] == "-")]
    # when all pages are asked for, then they answer as to other staff
    wrong = [line for line in lines if judge.answer("staff", *line[:3]) != line[3][1]]
    assert not wrong
    proved(cells=len(lines), wrong=0)


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_no_address_of_ours_takes_another_verb(judge, verb):
    judge.sign_in("admin")
    for address in every_address():
        if address.ours:
            thing = judge.thing("admin", address.name, "-" if owners(address) == {"-"} else "own")
            response = getattr(judge.client, verb)(address_of(address.name, thing))
            assert response.status_code == 405, address.name
