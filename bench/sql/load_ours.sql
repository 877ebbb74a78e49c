-- Loads schema src into a migrated, empty database of ours: as the owner, history off, indexes after the rows.
-- psql -v n=10000 -v pwhash=... -f load_ours.sql
\set ON_ERROR_STOP on
GRANT USAGE ON SCHEMA src TO korras_owner;
GRANT SELECT ON ALL TABLES IN SCHEMA src TO korras_owner;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA src TO korras_owner;
SET session_replication_role = replica;  -- no triggers: foreign keys hold by the joins, and history is not wanted
SET ROLE korras_owner;

-- what is built again after the rows: all but primary keys
CREATE TEMP TABLE later AS
  SELECT 1 AS step, format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS make,
         format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS take_away
  FROM pg_constraint WHERE contype IN ('u', 'x') AND conrelid IN
    ('requests_desk_ticket'::regclass, 'requests_desk_message'::regclass, 'requests_desk_stay'::regclass,
     'events_event'::regclass, 'requests_desk_searchdoc'::regclass, 'requests_desk_word'::regclass)
  UNION ALL
  SELECT 0, pg_get_indexdef(indexrelid), format('DROP INDEX %s', indexrelid::regclass)
  FROM pg_index i WHERE indrelid IN
    ('requests_desk_ticket'::regclass, 'requests_desk_message'::regclass, 'requests_desk_stay'::regclass,
     'events_event'::regclass, 'requests_desk_searchdoc'::regclass, 'requests_desk_word'::regclass)
    AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid);
SELECT take_away FROM later ORDER BY step DESC \gexec

-- the agency: 20 offices with a house of 40 rooms each, 10 units, 8 specialists, 1,200 people who ask
INSERT INTO organisation_workcalendar(id, name) VALUES (1, 'Kontorid');
INSERT INTO organisation_calendarwindow(calendar_id, weekday, opens, closes)
  SELECT 1, d, o, c FROM generate_series(0, 4) d,
  (VALUES (time '8:00', time '12:00'), (time '12:30', time '16:30')) v(o, c);
INSERT INTO organisation_unit(id, code, name) SELECT i, i::text, 'Unit ' || i FROM generate_series(1, 10) i;
INSERT INTO organisation_office(id, code, name, emergency_phone, state, calendar_id)
  SELECT id, 'O' || id, name, '', 'open', 1 FROM src.office;
INSERT INTO organisation_building(id, address, office_id) SELECT id, 'Pikk 1', id FROM src.office;
INSERT INTO organisation_room(id, number, floor, kind, building_id)
  SELECT (o.id - 1) * 40 + r, (100 + r)::text, 1, 'work', o.id FROM src.office o, generate_series(1, 40) r;
INSERT INTO organisation_person(id, password, email, first_name, last_name, phone, state, language, keys_on, office_id, unit_id)
  SELECT id, :'pwhash', email, first_name, last_name, '', 'active', 'et', true, 1, 1 FROM src.agent
  UNION ALL
  SELECT 100 + id, CASE WHEN id <= 60 THEN :'pwhash' ELSE '!' END, email, first_name, last_name, '', 'active', 'et', true,
         office_id, 1 + id % 10 FROM src.requester;
INSERT INTO organisation_roleassignment(role, rank, period, given_at, person_id, office_id, unit_id)
  SELECT 'specialist', 'primary', daterange('2020-01-01', NULL), now(), id, NULL::bigint, NULL::bigint FROM src.agent
  UNION ALL SELECT 'contact', 'primary', daterange('2020-01-01', NULL), now(), 100 + min(id), office_id, NULL
    FROM src.requester GROUP BY office_id
  UNION ALL SELECT 'manager', 'primary', daterange('2020-01-01', NULL), now(), 140 + i, NULL, i FROM generate_series(1, 10) i;

-- requests, the first message, follow-ups (every fourth a note), stays, events, deadlines
INSERT INTO requests_desk_ticket(id, number, title, impact, urgency, priority, override_reason, state, waiting_for,
    confidential, confidential_mark, created_at, respond_by, solve_by, warn_at, responded_at, solved_at, solved_by_id,
    version, form_key, assignee_id, category_id, filed_by_id, office_id, requester_id, room_id, unit_id)
  SELECT id, id, left(title, 120), 'person', 3, least(priority, 4), '', state, CASE state WHEN 'waiting' THEN 'partner' ELSE '' END,
    false, '', created, created + interval '4 hours',
    CASE WHEN state <> 'waiting' THEN due END, CASE WHEN state <> 'waiting' THEN due - interval '1 day' END,
    CASE WHEN state <> 'new' THEN created + interval '1 hour' END,
    CASE WHEN state IN ('resolved', 'closed') THEN modified END, CASE WHEN state IN ('resolved', 'closed') THEN coalesce(agent_id, 1) END,
    nfu, md5('t' || id)::uuid, agent_id, 1 + id % 12, 100 + requester_id, office_id, 100 + requester_id,
    (office_id - 1) * 40 + 1 + id % 40, 1 + requester_id % 10
  FROM (SELECT t.*, CASE status WHEN 'open' THEN 'in_work' ELSE status END AS state,
          CASE WHEN status IN ('new', 'open') THEN greatest(created + interval '1 day', timestamptz '2026-11-20 16:00+02'
            + (src.h(id, 31) - 0.2) * interval '20 days') ELSE created + interval '5 days' END AS due FROM src.ticket t) x
  ORDER BY id;
INSERT INTO requests_desk_message(audience, address, text, at, form_key, author_id, ticket_id)
  SELECT CASE WHEN public THEN 'public' ELSE 'internal' END, '', body, created, md5(ticket_id || '/' || k)::uuid, author, ticket_id
  FROM (SELECT id AS ticket_id, 0 AS k, created, true AS public, body, 100 + requester_id AS author FROM src.ticket
        UNION ALL SELECT ticket_id, k, created, public, body, coalesce(agent_id, 100 + requester_id) FROM src.followup) x
  ORDER BY ticket_id, k;
INSERT INTO requests_desk_stay(state, waiting_for, since, until, ticket_id)
  SELECT 'new', '', created_at, CASE WHEN state <> 'new' THEN created_at + interval '1 hour' END, id FROM requests_desk_ticket
  UNION ALL SELECT state, waiting_for, created_at + interval '1 hour', NULL, id FROM requests_desk_ticket WHERE state <> 'new';
INSERT INTO events_event(kind, subject_type, subject_id, data, at, actor_id)
  SELECT kind, 'ticket', ticket, '{}', at, actor FROM (
    SELECT 'ticket.filed' AS kind, id AS ticket, 0 AS k, created_at AS at, requester_id AS actor FROM requests_desk_ticket
    UNION ALL SELECT CASE WHEN public THEN 'ticket.replied' ELSE 'ticket.noted' END, ticket_id, k, created, coalesce(agent_id, 100 + requester_id)
      FROM src.followup
    UNION ALL SELECT 'ticket.resolved', id, 99, solved_at, solved_by_id FROM requests_desk_ticket WHERE solved_at IS NOT NULL) x
  ORDER BY ticket, k;
INSERT INTO deadlines_deadline(subject_type, subject_id, kind, soon_at, due_at, overdue_at, next_step_at, role, critical, level, ring, cycle,
    set_at, responsible_id)
  SELECT 'ticket', id, 'ticket.solve', warn_at, solve_by, solve_by + interval '1 day', warn_at, 'specialist', priority = 1, 0, 0, 1, created_at, assignee_id
  FROM requests_desk_ticket WHERE state IN ('new', 'in_work');
-- every fiftieth request was approved, and some wait for a manager
INSERT INTO approvals_route(id, code, name_et, name_en, retired) VALUES (1, 'furniture', 'Mööbel', 'Furniture', false);
INSERT INTO approvals_approval(id, subject_type, subject_id, fingerprint, restricted, state, void_reason, opened_at, closed_at,
    asked_by_id, office_id, requester_id, unit_id, route_id)
  SELECT row_number() OVER (ORDER BY id), 'ticket', id, md5(id::text), false, CASE WHEN wait THEN 'open' ELSE 'approved' END, '', created_at,
    CASE WHEN NOT wait THEN created_at + interval '2 hours' END, requester_id, office_id, requester_id, unit_id, 1
  FROM (SELECT *, state = 'waiting' AND id % 10 = 0 AS wait FROM requests_desk_ticket) t WHERE id % 50 = 0 OR wait;
INSERT INTO approvals_approvalstep("order", role, raised, days, state, started_at, due_at, decided_at, reason, approval_id, decided_by_id, unit_id)
  SELECT 1, 'manager', false, 3, CASE WHEN state = 'open' THEN 'waiting' ELSE 'approved' END, opened_at, opened_at + interval '3 days',
    closed_at, '', id, CASE WHEN closed_at IS NOT NULL THEN 140 + unit_id END, unit_id FROM approvals_approval;

-- search documents as the product writes them, and a vocabulary of 40,000 forms: each word with 20 endings
INSERT INTO requests_desk_searchdoc(ticket_id, public, internal)
  SELECT t.id, p, p || coalesce(i, ''::tsvector) FROM src.ticket t
  LEFT JOIN (SELECT ticket_id, string_agg(body, ' ') FILTER (WHERE public) AS said,
               string_agg(body, ' ') FILTER (WHERE NOT public) AS noted
    FROM src.followup GROUP BY 1) f ON f.ticket_id = t.id,
  LATERAL (SELECT strip(to_tsvector('simple', concat_ws(' ', t.id, t.title, t.body, said))) AS p,
                  strip(to_tsvector('simple', noted)) AS i) v
  ORDER BY t.id;
INSERT INTO requests_desk_word(word, lemma)
  SELECT DISTINCT ON (1) w || ending, w FROM src.word,
    unnest(string_to_array(',i,it,id,e,is,ist,il,ile,ilt,iga,ita,ini,ina,iks,isse,ite,ites,itele,itega', ',')) ending
  UNION SELECT 'printer' || ending, 'printer' FROM unnest(string_to_array(',i,it,id,e,is,iga,ite', ',')) ending
  ON CONFLICT DO NOTHING;

SET maintenance_work_mem = '512MB';
SELECT make FROM later ORDER BY step DESC \gexec
SELECT format('SELECT setval(%L, (SELECT max(id) FROM %s))', pg_get_serial_sequence(t, 'id'), t)
  FROM unnest(ARRAY['requests_desk_ticket', 'organisation_person', 'organisation_office', 'organisation_unit', 'organisation_room',
    'organisation_building', 'organisation_workcalendar', 'approvals_approval', 'approvals_route']) t \gexec
SELECT setval('requests_desk_number', :n);
RESET ROLE;
SET session_replication_role = origin;
DROP SCHEMA src CASCADE;
VACUUM ANALYZE;
