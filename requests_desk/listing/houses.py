"""The map of responsibilities in words: who answers for each part of a house, in which hours, how soon."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from foundation.core.clock import minutes_in_words, working_length
from requests_desk.choices import Hours
from requests_desk.models import who_answers


def answer_lines(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Who answers for one part at one office: one line for all hours, or two; none when nobody does."""
    rows = list(rows)
    inside, outside = who_answers(rows, outside=False), who_answers(rows, outside=True)
    if inside is outside:
        return [_line(inside, Hours.ALWAYS)] if inside else []
    pairs = [(inside, Hours.WORKING), (outside, Hours.OUTSIDE)]
    return [_line(row, hours) for row, hours in pairs if row is not None]


def _line(row: Any, hours: Hours) -> dict[str, Any]:
    time = minutes_in_words(row.respond_minutes)
    if row.round_the_clock:
        time = _("%(time)s, day and night") % {"time": working_length(timedelta(minutes=row.respond_minutes))}
    return {
        "pk": row.pk,
        "hours": hours.label if hours != Hours.ALWAYS else "",
        "answerer": row.get_answerer_display(),
        "name": row.partner or (row.person.full_name if row.person else ""),
        "person": row.partner_person or "",
        "watched_by": row.person.full_name if row.partner and row.person else "",
        "phone": row.phone,
        "email": row.email,
        "within": time,
        "sent": row.forwards,
        "everywhere": row.office_id is None,
    }


def map_of(elements: Iterable[Any], rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Each part of a house with its lines."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.element_id, []).append(row)
    return [{"element": one, "lines": answer_lines(found.get(one.pk, []))} for one in elements]
