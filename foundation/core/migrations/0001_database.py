"""Extensions, rights of the three database roles and the functions that other migrations use."""

from django.conf import settings
from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION plain(words text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
  SET search_path = public, pg_catalog AS $$ SELECT lower(public.unaccent('public.unaccent', words)) $$;
COMMENT ON FUNCTION plain(text) IS 'lower case without dots and accents: what people search by';
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
COMMENT ON FUNCTION refuse_change() IS 'trigger of append-only tables';
"""


def grant(apps, schema_editor):
    """The application reads and writes rows, but owns nothing and may not TRUNCATE."""
    app, log = (settings.DATABASES[alias]["USER"] for alias in ("default", "log"))
    quote = schema_editor.connection.ops.quote_name
    for role in {app, log}:
        schema_editor.execute(f"GRANT USAGE ON SCHEMA public TO {quote(role)}")
    rows, numbers = "SELECT, INSERT, UPDATE, DELETE", "USAGE, SELECT"
    for what, rights in (("TABLES", rows), ("SEQUENCES", numbers)):
        schema_editor.execute(f"GRANT {rights} ON ALL {what} IN SCHEMA public TO {quote(app)}")
        schema_editor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {rights} ON {what} TO {quote(app)}")


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
