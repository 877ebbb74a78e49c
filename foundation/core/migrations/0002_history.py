"""One sequence for the changes of all rows, so that their tables merge by key."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_database")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE history_of_rows AS bigint", "DROP SEQUENCE history_of_rows")
    ]
