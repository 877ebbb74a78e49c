"""Django's admin brings a log of its own; ours is the log of events, so nobody writes into that one."""

from django.conf import settings
from django.db import migrations


def revoke(apps, schema_editor):
    """The application may not add to it; the table stays empty."""
    role = schema_editor.connection.ops.quote_name(settings.DATABASES["default"]["USER"])
    schema_editor.execute(f"REVOKE INSERT, UPDATE ON django_admin_log FROM {role}")


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_history"),
        ("admin", "0003_logentry_add_action_flag_choices"),
    ]
    operations = [migrations.RunPython(revoke, migrations.RunPython.noop)]
