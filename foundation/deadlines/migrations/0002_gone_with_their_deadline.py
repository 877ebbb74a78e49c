"""Announcements go with their deadline inside the database, so that ending many is one statement."""

from django.db import migrations

CASCADE = """
ALTER TABLE deadlines_announcement ADD CONSTRAINT announcement_of_a_deadline
  FOREIGN KEY (deadline_id) REFERENCES deadlines_deadline (id) ON DELETE CASCADE
"""


class Migration(migrations.Migration):
    dependencies = [("deadlines", "0001_initial")]
    operations = [
        migrations.RunSQL(CASCADE, "ALTER TABLE deadlines_announcement DROP CONSTRAINT announcement_of_a_deadline")
    ]
