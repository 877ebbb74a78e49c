import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

STATES = [
    ("new", "New"), ("in_work", "In progress"), ("waiting", "Waiting"), ("resolved", "Resolved"),
    ("closed", "Closed"), ("cancelled", "Cancelled"), ("merged", "Merged"),
]  # fmt: skip
WAITING_FOR = [
    ("requester", "the requester's answer"), ("partner", "a partner"), ("delivery", "delivery"),
    ("approval", "approval"),
]  # fmt: skip


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def to_ticket(name, **more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name=name, to="requests_desk.ticket", **more
    )


def to_person(**more):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, **more
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("requests_desk", "0011_saved_views"),
    ]
    operations = [
        migrations.AddField("ticket", "merged_into", to_ticket("merged_here", null=True)),
        migrations.AlterField("ticket", "state", models.CharField(choices=STATES, default="new", max_length=9)),
        migrations.AlterField("stay", "state", models.CharField(choices=STATES, max_length=9)),
        migrations.AlterField("savedview", "state", models.CharField(blank=True, choices=STATES, max_length=9)),
        migrations.AddConstraint(
            "ticket",
            models.CheckConstraint(
                condition=Q(("state__in", ["merged"]), ("merged_into__isnull", False))
                | Q(Q(("state__in", ["merged"]), _negated=True), ("merged_into__isnull", True)),
                name="ticket_merged_exactly_when_state_says_so",
            ),
        ),
        migrations.AddConstraint(
            "ticket",
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="ticket_not_merged_into_itself"),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", key()),
                ("state", models.CharField(choices=STATES, max_length=9)),
                ("waiting_for", models.CharField(blank=True, choices=WAITING_FOR, max_length=9)),
                ("waiting_until", models.DateField(null=True)),
                ("merged_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("undone_at", models.DateTimeField(null=True)),
                ("source", to_ticket("merges")),
                ("into", to_ticket("+")),
                ("merged_by", to_person()),
                ("undone_by", to_person(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(undone_at=None), fields=["source"], name="merged_once_at_a_time"
                    ),
                    models.CheckConstraint(condition=~Q(source=F("into")), name="merge_of_two_requests"),
                    models.CheckConstraint(
                        condition=Q(undone_at__isnull=False, undone_by__isnull=False)
                        | Q(undone_at__isnull=True, undone_by__isnull=True),
                        name="merge_undone_paired",
                    ),
                    models.CheckConstraint(
                        condition=Q(undone_at__isnull=True) | Q(undone_at__gte=F("merged_at")),
                        name="merge_undone_after_it",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Heard",
            fields=[
                ("id", key()),
                (
                    "message",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="heard",
                        to="requests_desk.message",
                    ),
                ),
                ("ticket", to_ticket("heard")),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("message", "ticket"), name="heard_once"),
                ],
            },
        ),
    ]
