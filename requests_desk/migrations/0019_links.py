import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

KINDS = [
    ("about", "Is about"), ("related", "Has to do with"), ("waits_for", "Waits for"),
    ("caused_by", "Was caused by"), ("split_from", "Was split off from"),
]  # fmt: skip


def to(model, name):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("requests_desk", "0018_access_marks"),
    ]
    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("added_by", to(settings.AUTH_USER_MODEL, "+")),
                ("ticket", to("requests_desk.ticket", "links")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("ticket", "kind", "subject_type", "subject_id"), name="linked_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("subject_type", "ticket"), _negated=True),
                            Q(("subject_id", F("ticket")), _negated=True),
                            _connector="OR",
                        ),
                        name="link_to_something_else",
                    ),
                ],
                "indexes": [models.Index(fields=["subject_type", "subject_id"], name="link_by_subject")],
            },
        ),
    ]
