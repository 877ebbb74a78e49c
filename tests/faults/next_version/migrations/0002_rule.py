"""A constraint that is first not valid, and an index: neither keeps anybody waiting."""

from django.db import migrations

RULE = "ALTER TABLE requests_desk_ticket ADD CONSTRAINT later_is_short CHECK (length(later) < 10) NOT VALID"
GONE = "ALTER TABLE requests_desk_ticket DROP CONSTRAINT later_is_short"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("next_version", "0001_column")]
    operations = [
        migrations.RunSQL(RULE, GONE),
        migrations.RunSQL("ALTER TABLE requests_desk_ticket VALIDATE CONSTRAINT later_is_short", ""),
        migrations.RunSQL(
            "CREATE INDEX CONCURRENTLY ticket_later ON requests_desk_ticket (later)",
            "DROP INDEX CONCURRENTLY ticket_later",
        ),
    ]
