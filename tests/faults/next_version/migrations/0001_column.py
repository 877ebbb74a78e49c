"""A column that may not be empty, with a default in the database: code that does not know it goes on."""

from django.db import migrations, models


def _column(apps):
    ticket = apps.get_model("requests_desk", "Ticket")
    field = models.CharField(max_length=20, db_default="")
    field.contribute_to_class(ticket, "later")
    return ticket, field


def add(apps, schema_editor):
    schema_editor.add_field(*_column(apps))


def remove(apps, schema_editor):
    schema_editor.remove_field(*_column(apps))


class Migration(migrations.Migration):
    initial = True
    dependencies = [("requests_desk", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
