"""What the reports count, in SQL alone: no row of ours is needed to read this file.

Triggers of the database write what each change of a request adds to or takes from the counts (`countdelta`);
a sweep folds that into weeks and months (`periodcount`). Reading adds both, so figures are right at once.
`RECOUNT` works the same out from the requests themselves, by other means, and must agree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# Each with the day it belongs to: filing, answer, solution, end of a wait, and "now" the filing of open ones.
AMOUNTS = (
    "arrived", "solved", "dropped", "reopened",
    "answered", "answered_in_time", "answer_minutes",
    "finished", "finished_in_time", "finish_minutes",
    "open_now", "waits_requester", "waits_partner", "waits_delivery", "waits_approval",
    "waited_requester", "waited_partner", "waited_delivery", "waited_approval",
    "rated_good", "rated_fair", "rated_poor",
)  # fmt: skip
PLACES = ("office_id", "category_id", "unit_id")
# How fine the kept rows are: for everybody, by one of the three, and by all three together.
SLICES: dict[str, tuple[str, ...]] = {
    "all": (),
    "office": ("office_id",),
    "category": ("category_id",),
    "unit": ("unit_id",),
    "each": PLACES,
}
GRAINS = ("week", "month")
ENDED = "('resolved', 'closed', 'cancelled', 'merged')"
ZONE = "Europe/Tallinn"

RECOUNT = f"""
WITH steps AS (
  SELECT s.*, lag(s.state) OVER (PARTITION BY s.ticket_id ORDER BY s.since, s.id) AS before
  FROM requests_desk_stay s),
facts AS (
  SELECT ticket_id, (since AT TIME ZONE '{ZONE}')::date AS day, CASE WHEN before IS NULL THEN 'arrived' END AS what,
    1::bigint AS amount FROM steps WHERE before IS NULL
  UNION ALL SELECT ticket_id, (since AT TIME ZONE '{ZONE}')::date, CASE state WHEN 'resolved' THEN 'solved' ELSE 'dropped' END, 1
    FROM steps WHERE state IN {ENDED} AND (before IS NULL OR before NOT IN {ENDED})
  UNION ALL SELECT ticket_id, (since AT TIME ZONE '{ZONE}')::date, 'reopened', 1
    FROM steps WHERE state NOT IN {ENDED} AND before IN {ENDED}
  UNION ALL SELECT ticket_id, (until AT TIME ZONE '{ZONE}')::date, 'waited_' || waiting_for,
    floor(extract(epoch FROM until - since) / 60)::bigint FROM steps WHERE state = 'waiting' AND until IS NOT NULL
  UNION ALL SELECT t.id, (t.responded_at AT TIME ZONE '{ZONE}')::date, a.what, a.amount FROM requests_desk_ticket t,
    LATERAL (VALUES ('answered', 1), ('answered_in_time', (t.respond_by IS NULL OR t.responded_at <= t.respond_by)::int),
      ('answer_minutes', floor(extract(epoch FROM t.responded_at - t.created_at) / 60)::bigint)) a(what, amount)
    WHERE t.responded_at IS NOT NULL
  UNION ALL SELECT t.id, (t.solved_at AT TIME ZONE '{ZONE}')::date, a.what, a.amount FROM requests_desk_ticket t,
    LATERAL (VALUES ('finished', 1), ('finished_in_time', (t.solve_by IS NULL OR t.solved_at <= t.solve_by)::int),
      ('finish_minutes', floor(extract(epoch FROM t.solved_at - t.created_at) / 60)::bigint)) a(what, amount)
    WHERE t.solved_at IS NOT NULL
  UNION ALL SELECT id, (created_at AT TIME ZONE '{ZONE}')::date, 'open_now', 1 FROM requests_desk_ticket
    WHERE state NOT IN {ENDED}
  UNION ALL SELECT id, (created_at AT TIME ZONE '{ZONE}')::date, 'waits_' || waiting_for, 1 FROM requests_desk_ticket
    WHERE state = 'waiting'
  UNION ALL SELECT ticket_id, (at AT TIME ZONE '{ZONE}')::date, 'rated_' || score, 1 FROM requests_desk_rating)
SELECT f.day, t.office_id, t.category_id, t.unit_id, t.confidential,
  {", ".join(f"coalesce(sum(f.amount) FILTER (WHERE f.what = '{one}'), 0)::bigint AS {one}" for one in AMOUNTS)}
FROM facts f JOIN requests_desk_ticket t ON t.id = f.ticket_id GROUP BY 1, 2, 3, 4, 5
"""  # noqa: E501, S608  lines of SQL; names of our own


def sums(sign: str = "") -> str:
    """Each amount, summed."""
    return ", ".join(f"sum({sign}{one})::bigint AS {one}" for one in AMOUNTS)


def spread(source: str) -> str:
    """Rows by day and place, summed into every grain and slice that is kept."""
    grains = " UNION ALL ".join(f"SELECT '{one}'::varchar, date_trunc('{one}', day)::date" for one in GRAINS)
    kept = " UNION ALL ".join(_summed(name, places) for name, places in SLICES.items())
    return f"""WITH source AS MATERIALIZED ({source}),
    told AS (SELECT source.*, g.grain, g.period FROM source, LATERAL ({grains}) g(grain, period)) {kept}"""  # noqa: S608  names of our own


def _summed(name: str, places: Sequence[str]) -> str:
    shown = ", ".join(one if one in places else f"NULL::bigint AS {one}" for one in PLACES)
    groups = ", ".join(("grain", "period", "confidential", *places))
    return f"""SELECT '{name}'::varchar AS slice, grain, period, {shown}, confidential, {sums()}
    FROM told GROUP BY {groups}"""  # noqa: S608  names of our own


@dataclass(frozen=True, kw_only=True)
class Narrowed:
    """Which requests are counted: chosen places, and those within the reader's reach (any of them)."""

    places: Mapping[str, int] = field(default_factory=dict)
    reach: Mapping[str, Sequence[int]] | None = None  # None: everywhere
    confidential: bool = False

    def where(self) -> tuple[str, dict[str, Any]]:
        """The same as SQL, with its values."""
        rules = [f"{name} = %({name})s" for name in self.places]
        values: dict[str, Any] = dict(self.places)
        if self.reach is not None:
            rules.append(f"({' OR '.join(f'{name} = ANY(%(of_{name})s)' for name in self.reach)})")
            values |= {f"of_{name}": list(ids) for name, ids in self.reach.items()}
        if not self.confidential:
            rules.append("NOT confidential")
        return " AND ".join(rules) or "true", values

    def slice(self, by: str) -> str:
        """The coarsest kept rows that tell the places apart that are asked about."""
        needed = {*self.places, *(self.reach or ()), *({by} & set(PLACES))}
        return next(name for name, places in SLICES.items() if needed <= set(places))


def reading(asked: Narrowed, *, by: str, grain: str, only_open: bool = False) -> tuple[str, dict[str, Any]]:
    """Amounts from the kept rows and what waits to be folded, by `by` (period or a place), with the values.

    Takes %(since)s beside: the first day of a period. `only_open` leaves out rows of which nothing is open.
    """
    shown = ", ".join((*PLACES, *AMOUNTS))
    where, values = asked.where()
    where += " AND open_now <> 0" if only_open else ""
    sql = f"""
SELECT {by}, {sums()} FROM (
  SELECT period, {shown} FROM requests_desk_periodcount
  WHERE slice = '{asked.slice(by)}' AND grain = '{grain}' AND period >= %(since)s AND {where}
  UNION ALL
  SELECT date_trunc('{grain}', day)::date, {shown} FROM requests_desk_countdelta
  WHERE day >= %(since)s AND {where}) AS told
GROUP BY {by} ORDER BY {by}
"""  # noqa: S608  names of our own
    return sql, values
