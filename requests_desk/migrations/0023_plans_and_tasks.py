"""Requests that come again, tasks of managers with a deadline of their own, and their kind of request."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def load(apps, schema_editor):
    """The kind of requests for tasks, through the connection that migrates."""
    rows = apps.get_model("requests_desk", "Category").objects.using(schema_editor.connection.alias)
    names = {"name_et": "Juhi ülesanne", "name_en": "Task of a manager"}
    hints = {"hint_et": "Ühekordne ülesanne tähtajaga", "hint_en": "A one-off task with a deadline"}
    rows.get_or_create(code="task", defaults={**names, **hints, "icon": "check"})


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0009_wording_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('requests_desk', '0022_origins'),
    ]

    operations = [
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('text', models.TextField(blank=True)),
                ('kind', models.CharField(choices=[('week', 'Every so many weeks, on a weekday'), ('day', 'Every so many months, on a day of the month'), ('weekday', 'Every so many months, on a weekday of the month')], max_length=7)),
                ('every', models.PositiveSmallIntegerField(default=1)),
                ('weekday', models.PositiveSmallIntegerField(null=True)),
                ('nth', models.SmallIntegerField(choices=[(1, 'First'), (2, 'Second'), (3, 'Third'), (4, 'Fourth'), (-1, 'Last')], null=True)),
                ('month_day', models.SmallIntegerField(null=True)),
                ('shift', models.CharField(choices=[('after', 'On the next working day'), ('before', 'On the working day before'), ('stay', 'On the same day')], default='after', max_length=6)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(null=True)),
                ('days_to_do', models.PositiveSmallIntegerField(null=True)),
                ('next_on', models.DateField(null=True)),
                ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('stopped_at', models.DateTimeField(null=True)),
                ('form_key', models.UUIDField()),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('category', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_desk.category')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office')),
                ('requester', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.room')),
                ('stopped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['next_on', 'pk'],
                'indexes': [models.Index(condition=models.Q(('stopped_at', None)), fields=['next_on', 'id'], name='plan_due')],
                'constraints': [models.UniqueConstraint(fields=('made_by', 'form_key'), name='one_plan_for_a_form'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'week'), ('month_day', None), ('nth', None), ('weekday__lte', 6)), models.Q(('kind', 'weekday'), ('month_day', None), ('nth__isnull', False), ('weekday__lte', 6)), models.Q(('kind', 'day'), ('nth', None), ('weekday', None), models.Q(('month_day', -1), models.Q(('month_day__gte', 1), ('month_day__lte', 28)), _connector='OR')), _connector='OR'), name='plan_says_when'), models.CheckConstraint(condition=models.Q(('every__gte', 1), ('every__lte', 60)), name='plan_every_1_to_60'), models.CheckConstraint(condition=models.Q(('days_to_do', None), models.Q(('days_to_do__gte', 1), ('days_to_do__lte', 60)), _connector='OR'), name='plan_1_to_60_days_to_do'), models.CheckConstraint(condition=models.Q(('stopped_by', None), ('stopped_at__isnull', False), _connector='OR'), name='plan_stopped_by_somebody_at_a_moment')],
            },
        ),
        migrations.CreateModel(
            name='PlanRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='requests_desk.plan')),
                ('ticket', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_desk.ticket')),
            ],
            options={
                'ordering': ['-day', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'day'), name='one_run_of_a_day')],
            },
        ),
        migrations.AddField(
            model_name='ticket',
            name='set_due_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
