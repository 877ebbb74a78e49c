"""The triggers that keep the counts: after each statement, what the changed rows say now minus before."""

ZONE = "Europe/Tallinn"
ENDED = "('resolved', 'closed', 'cancelled', 'merged')"
OF_TICKETS = (
    "open_now", "waits_requester", "waits_partner", "waits_delivery", "waits_approval",
    "answered", "answered_in_time", "answer_minutes", "finished", "finished_in_time", "finish_minutes",
)
OF_STAYS = (
    "arrived", "solved", "dropped", "reopened",
    "waited_requester", "waited_partner", "waited_delivery", "waited_approval",
)
OF_RATINGS = ("rated_good", "rated_fair", "rated_poor")
PLACES = ("office_id", "category_id", "unit_id", "confidential")


def local(moment):
    return f"({moment} AT TIME ZONE '{ZONE}')::date"


def minutes(start, end):
    return f"floor(extract(epoch FROM {end} - {start}) / 60)::bigint"


# Facts of one row, each on its day; a row without the day says nothing.
TICKET = f"""CROSS JOIN LATERAL (VALUES
  ({local("t.created_at")}, (t.state NOT IN {ENDED})::int,
   {", ".join(f"(t.state = 'waiting' AND t.waiting_for = '{one}')::int" for one in ("requester", "partner", "delivery", "approval"))},
   0, 0, 0::bigint, 0, 0, 0::bigint),
  ({local("t.responded_at")}, 0, 0, 0, 0, 0,
   1, (t.respond_by IS NULL OR t.responded_at <= t.respond_by)::int, {minutes("t.created_at", "t.responded_at")}, 0, 0, 0),
  ({local("t.solved_at")}, 0, 0, 0, 0, 0, 0, 0, 0,
   1, (t.solve_by IS NULL OR t.solved_at <= t.solve_by)::int, {minutes("t.created_at", "t.solved_at")})
) AS v(day, {", ".join(OF_TICKETS)})"""
STAY = f"""CROSS JOIN LATERAL (SELECT (SELECT p.state FROM @stays p
  WHERE p.ticket_id = s.ticket_id AND p.id <> s.id AND (p.since, p.id) < (s.since, s.id) ORDER BY p.since DESC, p.id DESC LIMIT 1) AS before) b
CROSS JOIN LATERAL (SELECT b.before IS NULL AS first, s.state IN {ENDED} AS ends, coalesce(b.before IN {ENDED}, false) AS had) f
CROSS JOIN LATERAL (VALUES
  ({local("s.since")}, f.first::int, (s.state = 'resolved' AND NOT f.had)::int,
   (f.ends AND s.state <> 'resolved' AND NOT f.had)::int, (NOT f.ends AND f.had)::int, 0::bigint, 0::bigint, 0::bigint, 0::bigint),
  ({local("CASE WHEN s.state = 'waiting' THEN s.until END")}, 0, 0, 0, 0,
   {", ".join(f"CASE WHEN s.waiting_for = '{one}' THEN {minutes('s.since', 's.until')} ELSE 0 END" for one in ("requester", "partner", "delivery", "approval"))})
) AS v(day, {", ".join(OF_STAYS)})"""
RATING = f"""CROSS JOIN LATERAL (VALUES
  ({local("r.at")}, (r.score = 'good')::int, (r.score = 'fair')::int, (r.score = 'poor')::int)
) AS v(day, {", ".join(OF_RATINGS)})"""


def added(amounts, source, facts, place="t", stays="requests_desk_stay"):
    """Writes what the rows of `source` (each with a `sign`) add, unless it is nothing."""
    places = ", ".join(f"{place}.{one}" for one in PLACES)
    sums = ", ".join(f"sum(sign * v.{one})" for one in amounts)
    something = " OR ".join(f"sum(sign * v.{one}) <> 0" for one in amounts)
    facts = facts.replace("@stays", stays)
    return (
        f"INSERT INTO requests_desk_countdelta (day, {', '.join(PLACES)}, {', '.join(amounts)}) "
        f"SELECT v.day, {places}, {sums} FROM {source} {facts} WHERE v.day IS NOT NULL "
        f"GROUP BY v.day, {places} HAVING {something};"
    )


def signed(*sources):
    """Rows of transition tables, each with its sign."""
    return "(" + " UNION ALL ".join(f"SELECT {sign} AS sign, x.* FROM {name} x" for sign, name in sources) + ")"


TICKETS = "JOIN requests_desk_ticket t ON t.id = {0}.ticket_id"
MOVED = (
    "(SELECT -1 AS sign, o.* FROM old_rows o JOIN new_rows n USING (id) WHERE (o.office_id, o.category_id, o.unit_id, o.confidential)"
    " IS DISTINCT FROM (n.office_id, n.category_id, n.unit_id, n.confidential)"
    " UNION ALL SELECT 1, n.* FROM old_rows o JOIN new_rows n USING (id) WHERE (o.office_id, o.category_id, o.unit_id, o.confidential)"
    " IS DISTINCT FROM (n.office_id, n.category_id, n.unit_id, n.confidential))"
)
NEW, OLD = ("1", "new_rows"), ("-1", "old_rows")
FUNCTIONS = {
    ("ticket", "insert"): [added(OF_TICKETS, f"{signed(NEW)} t", TICKET)],
    ("ticket", "update"): [
        added(OF_TICKETS, f"{signed(NEW, OLD)} t", TICKET),
        # what its stays and its rating said goes along to another place
        "IF EXISTS (SELECT FROM old_rows o JOIN new_rows n USING (id) WHERE (o.office_id, o.category_id, o.unit_id, o.confidential)"
        " IS DISTINCT FROM (n.office_id, n.category_id, n.unit_id, n.confidential)) THEN "
        + added(OF_STAYS, f"{MOVED} t JOIN requests_desk_stay s ON s.ticket_id = t.id", STAY)
        + added(OF_RATINGS, f"{MOVED} t JOIN requests_desk_rating r ON r.ticket_id = t.id", RATING)
        + " END IF;",
    ],
    ("ticket", "delete"): [added(OF_TICKETS, f"{signed(OLD)} t", TICKET)],
    ("stay", "insert"): [added(OF_STAYS, f"{signed(NEW)} s {TICKETS.format('s')}", STAY)],
    ("stay", "update"): [added(OF_STAYS, f"{signed(NEW, OLD)} s {TICKETS.format('s')}", STAY)],
    ("stay", "delete"): [
        added(OF_STAYS, f"{signed(OLD)} s {TICKETS.format('s')}", STAY,
              stays="(SELECT * FROM requests_desk_stay UNION ALL SELECT * FROM old_rows)")
    ],
    ("rating", "insert"): [added(OF_RATINGS, f"{signed(NEW)} r {TICKETS.format('r')}", RATING)],
    ("rating", "update"): [added(OF_RATINGS, f"{signed(NEW, OLD)} r {TICKETS.format('r')}", RATING)],
    ("rating", "delete"): [added(OF_RATINGS, f"{signed(OLD)} r {TICKETS.format('r')}", RATING)],
}
SEES = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}


def keep_counts(apps, schema_editor):
    """Makes the triggers, and counts what is there already."""
    for (table, verb), statements in FUNCTIONS.items():
        name = f"requests_desk_count_{table}_{verb}"
        schema_editor.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {' '.join(statements)} RETURN NULL; END $$"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {name} AFTER {verb.upper()} ON requests_desk_{table} "
            f"REFERENCING {SEES[verb]} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    for amounts, source, facts in (
        (OF_TICKETS, "(SELECT 1 AS sign, x.* FROM requests_desk_ticket x) t", TICKET),
        (OF_STAYS, f"(SELECT 1 AS sign, x.* FROM requests_desk_stay x) s {TICKETS.format('s')}", STAY),
    ):
        schema_editor.execute(added(amounts, source, facts))
