"""Events are never changed; the view log is written by a role that can do nothing else."""

from django.conf import settings
from django.db import migrations

GUARD = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
  FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""


def guard(apps, schema_editor):
    """Row triggers on both tables, and rights of the log's role on its one table."""
    quote = schema_editor.connection.ops.quote_name
    app, log = (quote(settings.DATABASES[alias]["USER"]) for alias in ("default", "log"))
    for table in ("events_event", "events_viewlog"):
        schema_editor.execute(GUARD.format(table=table))
    schema_editor.execute(f"REVOKE UPDATE, DELETE ON events_event FROM {app}")
    schema_editor.execute(f"REVOKE INSERT, UPDATE, DELETE ON events_viewlog FROM {app}")
    schema_editor.execute(f"GRANT INSERT ON events_viewlog TO {log}")


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunPython(guard, migrations.RunPython.noop)]
