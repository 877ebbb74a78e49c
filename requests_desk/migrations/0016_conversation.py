import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

AUDIENCES = [("public", "Public reply"), ("internal", "Internal note"), ("outside", "Sent to a partner")]


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to(model, name):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=model)


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("requests_desk", "0015_who_answers"),
    ]
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", key()),
                ("form_key", models.UUIDField()),
                ("audience", models.CharField(choices=AUDIENCES, default="public", max_length=8)),
                ("text", models.TextField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("person", to(settings.AUTH_USER_MODEL, "drafts")),
                ("ticket", to("requests_desk.ticket", "drafts")),
            ],
            options={
                "ordering": ["-saved_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "ticket", "form_key"), name="one_draft_of_a_form"
                    ),
                    models.CheckConstraint(
                        condition=Q(("audience__in", ["public", "internal"]), Q(("text", ""), _negated=True)),
                        name="draft_of_a_reply_or_a_note",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", key()),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("added_by", to(settings.AUTH_USER_MODEL, "+")),
                ("person", to(settings.AUTH_USER_MODEL, "+")),
                ("ticket", to("requests_desk.ticket", "followers")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("ticket", "person"), name="follows_once")],
                "indexes": [models.Index(fields=["person", "ticket"], name="followed_by_person")],
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                ("id", key()),
                ("told", models.BooleanField()),
                ("message", to("requests_desk.message", "mentions")),
                ("person", to(settings.AUTH_USER_MODEL, "+")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("message", "person"), name="mentioned_once")],
            },
        ),
    ]
