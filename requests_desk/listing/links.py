"""Requests in the words of others: at the end of a link, of a deadline; and what a request is linked to."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from foundation.core.duties import Described, linkables
from foundation.core.linking import Linkable, Thing
from requests_desk.choices import OTHER_SIDE, LinkKind, State
from requests_desk.models import Ticket

MOST_FOUND = 20


def find_requests(person: Any, words: str) -> dict[int, Thing]:
    """Requests by number or words, the newest first."""
    return _requests(Ticket.objects.visible_to(person).saying(words, person).order_by("-number")[:MOST_FOUND])


def describe_requests(person: Any, ids: Sequence[int]) -> dict[int, Thing]:
    """Requests as the person may see them."""
    return _requests(Ticket.objects.visible_to(person).filter(pk__in=ids))


def _requests(rows: Any) -> dict[int, Thing]:
    names = rows.values_list("pk", "number", "title", "state", "office__name")
    return {
        pk: Thing(
            title=f"P-{number} {title}",
            words=f"{State(state).label}, {office}",
            url=reverse("ticket", args=[number]),
        )
        for pk, number, title, state, office in names
    }


LINKABLE = Linkable(
    subject="ticket", title=_("Request"), icon="queue", find=find_requests, describe=describe_requests
)


def deadlines_of(person: Any, ids: Sequence[int]) -> dict[int, Described]:
    """Requests with a deadline as the person may see them; of a confidential one only its number leaves."""
    rows = Ticket.objects.visible_to(person).filter(pk__in=ids)
    names = rows.values_list("pk", "number", "title", "office__name", "confidential")
    return {
        pk: Described(
            title=title,
            url=reverse("ticket", args=[number]),
            words=f"P-{number} · {office}",
            outside=f"P-{number}" if confidential else "",
        )
        for pk, number, title, office, confidential in names
    }


def linked(ticket: Ticket, person: Any) -> list[dict[str, Any]]:
    """The links of a row of `with_links()` that the person may see, one statement for each kind of thing.

    What they may not see, and what is not there any more, is left out; the row stays.
    """
    rows = [_seen_from(ticket, one) for one in getattr(ticket, "all_links", ())]
    known, keys = linkables(), dict[str, set[int]]()
    for one in rows:
        keys.setdefault(one["subject"], set()).add(one["key"])
    things = {kind: known[kind].describe(person, sorted(keys[kind])) for kind in keys.keys() & known.keys()}
    return [
        _shown(one, thing, known[one["subject"]].icon)
        for one in rows
        if (thing := things.get(one["subject"], {}).get(one["key"]))
    ]


def _shown(link: dict[str, Any], thing: Thing, icon: str) -> dict[str, Any]:
    """A link with its thing, the page of that, and the page of its requests."""
    requests = reverse("linked_requests", args=[link["subject"], link["key"]])
    about = "" if link["subject"] == "ticket" else requests
    return {**link, "thing": thing, "icon": icon, "url": thing.url or requests, "about": about}


def _seen_from(ticket: Ticket, row: dict[str, Any]) -> dict[str, Any]:
    """A link as the request reads it: its own words, or those of the other side."""
    kind, mine = LinkKind(row["kind"]), row["ticket_id"] == ticket.pk
    return {
        "pk": row["pk"],
        "words": kind.label if mine else OTHER_SIDE[kind],
        "subject": row["subject_type"] if mine else "ticket",
        "key": row["subject_id"] if mine else row["ticket_id"],
    }
