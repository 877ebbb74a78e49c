"""`python -m bench.plans SIZE`: how PostgreSQL answers each list and search, for each kind of reader.

A statement over a second, or one that reads a big table from end to end, is named and ends in an error.
"""

import os
import re
import sys
from typing import Any

from bench.servers import PASSWORD, Servers

BIG = ("requests_desk_ticket", "requests_desk_message", "requests_desk_searchdoc", "requests_desk_stay",
       "events_event", "requests_desk_word")  # fmt: skip
SLOW_MS = 1000
# who: address of the account in the loaded data, the pages they open
READERS = {
    "specialist": (
        "agent1",
        [
            "/requests/queue/",
            "/requests/queue/?sort=priority",
            "/requests/queue/?sort=newest",
            "/requests/queue/?view=mine",
            "/requests/queue/?view=unassigned",
            "/requests/queue/?view=overdue",
            "/requests/queue/?view=waiting",
            "/requests/queue/?view=ended",
            "/requests/queue/?view=ended&sort=newest",
            "/requests/queue/?state=closed",
            "/requests/queue/?view=ended&office=3&category=2",
            "/requests/queue/?q=printer",
            "/requests/queue/?q=printer+kettle",
            "/requests/queue/?view=open&office=1&q=printer",
            "/requests/queue/?q=qqqqqq",
            "/requests/queue/?q=printer&sort=newest",
            "/requests/queue/?view=ended&q=printer",
            "/requests/P-{number}/",
            "/requests/P-{number}/clock/",
            "/",
            "/today/",
            "/requests/",
        ],
    ),
    "staff": ("user50", ["/", "/requests/", "/requests/?view=ended", "/requests/new/", "/today/"]),
    "contact person": ("contact", ["/", "/requests/", "/requests/around/", "/requests/around/?view=ended"]),
    "manager": (
        "user45",
        ["/", "/requests/around/", "/requests/around/?view=ended", "/approvals/", "/approvals/?view=decided"],
    ),
}
Finding = tuple[str, str, float, float, list[str], str]


def find() -> list[Finding]:
    """Who, page, planning and execution in ms, big tables that are read whole, the statement's beginning."""
    from django.db import connection  # noqa: PLC0415  needs the settings
    from django.test import Client  # noqa: PLC0415  needs the settings
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415  needs the settings

    found = []
    for who, (account, pages) in READERS.items():
        client = Client(HTTP_HOST="127.0.0.1")
        _sign_in(client, _address(account))
        for page in pages:
            address = page.format(number=_some_number())
            with CaptureQueriesContext(connection) as captured:
                status = client.get(address).status_code
            if status != 200:
                raise SystemExit(f"{who} {address}: {status}")
            for one in captured.captured_queries:
                if one["sql"].lstrip().upper().startswith(("SELECT", "WITH", "(")):
                    found.append((who, address, *_explained(connection, one["sql"])))
    return found


def _explained(connection: Any, sql: str) -> tuple[float, float, list[str], str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF, SUMMARY) {sql}")
        lines = [row[0] for row in cursor.fetchall()]
    text = "\n".join(lines)
    planning, execution = (
        float(re.search(rf"{name} Time: ([\d.]+)", text)[1])  # type: ignore[index]  # PostgreSQL always says it
        for name in ("Planning", "Execution")
    )
    whole = [name for name in BIG if re.search(rf"Seq Scan on {name}\b.*\(actual", text)]
    return planning, execution, whole, " ".join(sql.split())[:90]


def _address(account: str) -> str:
    from foundation.organisation.models import RoleAssignment  # noqa: PLC0415  needs the settings

    if account == "contact":
        role = RoleAssignment.objects.filter(role="contact", person__pk__lte=160).order_by("office", "pk")
        return str(role.select_related("person")[0].person.email)
    return f"{account}@example.org"


def _some_number() -> int:
    from requests_desk.models import Ticket  # noqa: PLC0415  needs the settings

    return int(Ticket.objects.order_by("-number").values_list("number", flat=True)[7])


def _sign_in(client: Any, address: str) -> None:
    client.get("/account/login/")
    sent = {"login": address, "password": PASSWORD, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    answer = client.post("/account/login/", sent)
    if answer.status_code != 302:
        raise SystemExit(f"{address} could not sign in")


def main() -> int:
    """Print the slowest statements; 1 when one is over a second or reads a big table whole."""
    size = int(sys.argv[1])
    if "DATABASE_URL" not in os.environ:
        servers = Servers()
        servers.start()
        try:
            os.environ |= servers.environment(f"ours_{size}")
            return judged()
        finally:
            servers.stop()
    return judged()


def judged() -> int:
    """The same, when the settings are there."""
    import django  # noqa: PLC0415  the settings are named only now

    django.setup()
    found = sorted(find(), key=lambda one: -one[3])
    for who, page, planning, execution, whole, sql in found:
        if execution > 5 or whole:
            print(f"{execution:8.1f} ms (planned {planning:.1f}) {who} {page} {','.join(whole)} {sql}")  # noqa: T201  its reader waits
    worst = found[0][3]
    print(f"{len(found)} statements, the slowest {worst:.1f} ms")  # noqa: T201  its reader waits
    return int(worst > SLOW_MS or any(one[4] for one in found))


if __name__ == "__main__":
    sys.exit(main())
