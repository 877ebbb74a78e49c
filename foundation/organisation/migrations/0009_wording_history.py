"""The history of the agency's words is append-only too."""

from django.db import migrations

from foundation.core.migrations._history import keep


class Migration(migrations.Migration):
    dependencies = [("organisation", "0008_wording")]
    operations = [keep("organisation_wordingchange")]
