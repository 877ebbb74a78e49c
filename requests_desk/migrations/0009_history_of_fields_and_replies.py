"""The history of extra fields and canned replies is append-only too."""

from django.db import migrations

from foundation.core.migrations._history import keep


class Migration(migrations.Migration):
    dependencies = [("requests_desk", "0008_replies_by_category")]
    operations = [keep("requests_desk_categoryfieldchange", "requests_desk_cannedreplychange")]
