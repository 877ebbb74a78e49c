"""The table of tries at signing in, in the form of Django's database cache."""

from django.db import migrations

TABLE = """
CREATE TABLE core_tries (
  cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamp with time zone NOT NULL);
CREATE INDEX core_tries_expires ON core_tries (expires);
COMMENT ON TABLE core_tries IS 'counters of sign-in tries, keys hashed; rows live for minutes';
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_no_log_of_the_admin")]
    operations = [migrations.RunSQL(TABLE, "DROP TABLE core_tries")]
