"""What a migration does that makes tables of changes (see foundation/core/history.py)."""

from typing import Any

from django.conf import settings
from django.db import migrations


def keep(*tables: str) -> migrations.RunPython:
    """The tables of changes are append-only for the application and begin with what is there."""

    def guard(apps: Any, schema_editor: Any) -> None:
        quote = schema_editor.connection.ops.quote_name
        app = quote(settings.DATABASES["default"]["USER"])
        for table in tables:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            schema_editor.execute(f"REVOKE UPDATE, DELETE ON {table} FROM {app}")
            _start(schema_editor, table)

    return migrations.RunPython(guard, migrations.RunPython.noop)


def _start(schema_editor: Any, table: str) -> None:
    """Copies the rows as they stand, so that the first change of each has something before it."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 "
            "AND NOT attisdropped AND attname NOT LIKE 'pgh\\_%%' ORDER BY attnum",
            [table],
        )
        columns = ", ".join(name for (name,) in cursor.fetchall())
    origin = table.removesuffix("change")
    schema_editor.execute(
        f"INSERT INTO {table} (pgh_label, pgh_obj_id, {columns}) "
        f"SELECT 'start', id, {columns} FROM {origin} "
        f"WHERE id NOT IN (SELECT pgh_obj_id FROM {table}) ORDER BY id"
    )
