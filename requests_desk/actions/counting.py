"""Keeping the counts of the reports: what triggers wrote is folded into weeks and months, and compared."""

from django.db import connection, transaction

from requests_desk.summaries import AMOUNTS, PLACES, RECOUNT, spread, sums

FOLDER = 0x5355_4D53  # key of the lock: one folds at a time
PIECE = 20_000  # changes in one transaction
KEY = ("slice", "grain", *PLACES, "confidential", "period")
ROW = ", ".join((*KEY, *AMOUNTS))
# Rows are written in the order of their key, so that two writers can never wait for each other.
ADD = f"INSERT INTO requests_desk_periodcount ({ROW}) SELECT {ROW} FROM"
PLUS = ", ".join(f"{one} = requests_desk_periodcount.{one} + excluded.{one}" for one in AMOUNTS)
UP = f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {PLUS}"
FOLD = f"""
WITH gone AS (DELETE FROM requests_desk_countdelta
  WHERE id IN (SELECT id FROM requests_desk_countdelta ORDER BY id LIMIT {PIECE}) RETURNING *),
written AS ({ADD} ({spread("SELECT * FROM gone")}) AS parts ORDER BY {", ".join(KEY)} {UP} RETURNING 1)
SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM written)
"""  # noqa: S608  names of our own
# What a recount of all requests says, without what is kept and what waits: nothing, when all is well.
NEGATIVE = ", ".join(f"-{one} AS {one}" for one in AMOUNTS)
SAID = f"day, {', '.join(PLACES)}, confidential"
UNFOLDED = f"SELECT {SAID}, {NEGATIVE} FROM requests_desk_countdelta"  # noqa: S608  names of our own
DIFFERENCE = f"""
SELECT {", ".join(KEY)}, {sums()} FROM (
  SELECT {ROW} FROM ({spread(f"SELECT * FROM ({RECOUNT}) AS recount UNION ALL {UNFOLDED}")}) AS asked
  UNION ALL SELECT {", ".join(KEY)}, {NEGATIVE} FROM requests_desk_periodcount) AS told
GROUP BY {", ".join(KEY)} HAVING {" OR ".join(f"sum({one}) <> 0" for one in AMOUNTS)}
"""  # noqa: S608  names of our own


@transaction.atomic
def fold_counts() -> int:
    """Folds a piece of what waits into the kept weeks and months; returns how many changes it took.

    Nothing is done while another process folds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDER])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(FOLD)
        return int(cursor.fetchone()[0])


def fold_all() -> int:
    """Folds until nothing waits; returns how many changes there were."""
    total = 0
    while taken := fold_counts():
        total += taken
    return total


@transaction.atomic
def compare_counts(*, repair: bool = False) -> int:
    """How many kept counts differ from a recount of all requests; `repair` also puts them right.

    One statement sees one moment: a change that commits meanwhile brings its own counts.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLDER])
        if repair:
            cursor.execute(f"{ADD} ({DIFFERENCE}) AS parts ORDER BY {', '.join(KEY)} {UP}")
            return int(cursor.rowcount)
        cursor.execute(f"SELECT count(*) FROM ({DIFFERENCE}) AS wrong")  # noqa: S608  names of our own
        return int(cursor.fetchone()[0])
