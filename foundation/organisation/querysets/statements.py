"""The statements behind standing: who acts for whom on a day, read at once."""

# Edges of the day: appointments in force of deputies in service; a standing one counts while its person is
# away. One who is away and whom no present deputy for everything reaches is a dead end: the manager acts.
EDGES = """
WITH RECURSIVE
away AS (
  SELECT person_id FROM organisation_absence WHERE period @> %(day)s::date AND cancelled_at IS NULL),
named AS (
  SELECT n.person_id, n.deputy_id, n.scope
  FROM organisation_deputy n JOIN organisation_person d ON d.id = n.deputy_id AND d.state <> 'left'
  WHERE n.period @> %(day)s::date AND n.revoked_at IS NULL
    AND (NOT n.standing OR n.person_id IN (SELECT person_id FROM away))),
reach(start, at) AS (
  SELECT person_id, deputy_id FROM named WHERE scope = 'all' AND person_id IN (SELECT person_id FROM away)
  UNION
  SELECT r.start, n.deputy_id
  FROM reach r JOIN named n ON n.person_id = r.at AND n.scope = 'all'
  WHERE r.at IN (SELECT person_id FROM away)),
edge AS (
  SELECT person_id, deputy_id, scope FROM named
  UNION
  SELECT p.id, p.manager_id, 'all' FROM away a JOIN organisation_person p ON p.id = a.person_id
  WHERE p.manager_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM reach r WHERE r.start = p.id AND r.at NOT IN (SELECT person_id FROM away)))
"""
# `chain` walks the edges back from one person; those it walks are kept, so that `without` needs no database.
# UNION drops what is known, so that cycles end.
STANDING = f"""{EDGES},
chain(person_id, scope) AS (
  SELECT %(me)s::bigint, 'all'::varchar
  UNION
  SELECT e.person_id, CASE WHEN e.scope = 'all' THEN c.scope ELSE e.scope END
  FROM chain c JOIN edge e ON e.deputy_id = c.person_id
  WHERE e.person_id <> %(me)s AND (e.scope = 'all' OR c.scope IN ('all', e.scope))),
under(top, unit_id) AS (
  SELECT id, id FROM organisation_unit
  UNION ALL
  SELECT u.top, child.id FROM under u JOIN organisation_unit child ON child.parent_id = u.unit_id)
SELECT json_build_array(c.person_id, c.scope, r.role, r.office_id,
  CASE WHEN r.unit_id IS NOT NULL THEN (SELECT array_agg(unit_id) FROM under WHERE top = r.unit_id) END,
  EXISTS (SELECT 1 FROM organisation_roleassignment x JOIN organisation_person p ON p.id = x.person_id
          WHERE x.role = 'cleared' AND x.period @> %(day)s::date AND p.state <> 'left'),
  who.first_name || ' ' || who.last_name, r.unit_id,
  (SELECT json_agg(DISTINCT jsonb_build_array(e.person_id, e.deputy_id, e.scope)) FROM edge e
   WHERE e.person_id IN (SELECT person_id FROM chain) AND e.deputy_id IN (SELECT person_id FROM chain)),
  (SELECT json_object_agg(code, json_build_object('et', text_et, 'en', text_en)) FROM organisation_wording)
) AS line
FROM chain c JOIN organisation_person who ON who.id = c.person_id LEFT JOIN organisation_roleassignment r
  ON r.person_id = c.person_id AND r.period @> %(day)s::date
  AND (c.scope = 'all' OR r.role = c.scope) AND (c.person_id = %(me)s OR r.role <> ALL (%(personal)s))
ORDER BY c.person_id <> %(me)s, c.person_id NOT IN (SELECT person_id FROM edge WHERE deputy_id = %(me)s),
  c.person_id, r.id
"""  # noqa: S608  both parts are ours
# A person together with what they are on a day.
WITH_STANDING = """
SELECT {columns}, (SELECT json_agg(line) FROM ({standing}) AS lines) AS lines
FROM organisation_person AS person WHERE person.id = %(me)s
"""
# The other way: from people to those who are there today and act for them, for one of the scopes.
STAND_INS = f"""{EDGES},
chain(start, at) AS (
  SELECT id, id FROM unnest(%(people)s::bigint[]) AS id
  UNION
  SELECT c.start, e.deputy_id FROM chain c JOIN edge e ON e.person_id = c.at AND e.scope = ANY(%(scopes)s))
SELECT c.start, c.at FROM chain c JOIN organisation_person p ON p.id = c.at AND p.state <> 'left'
WHERE c.at <> c.start AND c.at NOT IN (SELECT person_id FROM away) ORDER BY c.start, c.at
"""  # noqa: S608  both parts are ours
AWAY = """
SELECT DISTINCT person_id FROM organisation_absence
WHERE person_id = ANY(%(people)s) AND period @> %(day)s::date AND cancelled_at IS NULL
"""
UNATTENDED = """
SELECT a.person_id FROM organisation_absence a
WHERE a.period @> %s::date AND a.cancelled_at IS NULL AND NOT EXISTS (
  SELECT FROM organisation_deputy d JOIN organisation_roleassignment r ON r.person_id = d.deputy_id
  WHERE d.person_id = a.person_id AND d.period @> %s::date AND d.revoked_at IS NULL
    AND r.role = %s AND r.period @> %s::date)
"""
# Who may act in a seat: those who hold it and, unless it is personal, everybody to whom the edges lead from
# them; nobody of `without`, and no way through them. Those who are away come last.
SEATED = f"""{EDGES},
sits(person_id) AS (
  SELECT r.person_id FROM organisation_roleassignment r
  WHERE r.role = %(role)s AND r.period @> %(day)s::date AND r.person_id <> ALL (%(without)s)
    AND r.unit_id IS NOT DISTINCT FROM %(unit)s::bigint
    AND r.office_id IS NOT DISTINCT FROM %(office)s::bigint
  UNION
  SELECT p.id FROM organisation_person p WHERE p.id = %(person)s::bigint AND p.id <> ALL (%(without)s)
  UNION
  SELECT e.deputy_id FROM sits s JOIN edge e ON e.person_id = s.person_id
  WHERE NOT %(personal)s AND e.deputy_id <> ALL (%(without)s) AND e.scope IN ('all', %(role)s))
SELECT p.id, p.id IN (SELECT person_id FROM away) AS is_away
FROM sits JOIN organisation_person p ON p.id = sits.person_id WHERE p.state <> 'left'
ORDER BY is_away, p.last_name, p.first_name, p.id
"""  # noqa: S608  both parts are ours
