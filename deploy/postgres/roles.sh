#!/bin/sh
# Makes the three roles and the database, once: PostgreSQL's image runs it when its data folder is new.
# The database takes its order of letters from POSTGRES_INITDB_ARGS.
set -eu
: "${KORRAS_OWNER_PASSWORD:?}" "${KORRAS_APP_PASSWORD:?}" "${KORRAS_LOG_PASSWORD:?}"
psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set ON_ERROR_STOP on
\getenv owner KORRAS_OWNER_PASSWORD
\getenv app KORRAS_APP_PASSWORD
\getenv log KORRAS_LOG_PASSWORD
CREATE ROLE korras_owner LOGIN PASSWORD :'owner';
CREATE ROLE korras_app LOGIN PASSWORD :'app';
CREATE ROLE korras_log LOGIN PASSWORD :'log';
CREATE DATABASE korras OWNER korras_owner;
REVOKE CONNECT, TEMPORARY ON DATABASE korras FROM PUBLIC;
GRANT CONNECT ON DATABASE korras TO korras_owner, korras_app, korras_log;
SQL
