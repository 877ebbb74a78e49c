"""Workplaces of people who come and go: tables, and the templates that an agency starts with."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.fields.json
import django.db.models.functions.datetime
import django.utils.timezone
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from foundation.core.migrations._history import keep

# code, Estonian, English, working days before the first day, whose, waits for, wanted, asked back
NEWCOMER = [
    ("room", "Ruum ja töökoht valitud", "Room and place chosen", 10, "contact", [], "always", False),
    ("desk", "Laud, tool ja kapp", "Desk, chair and cabinet", 5, "desk", ["room"], "always", False),
    ("computer", "Arvuti ja kuvar", "Computer and display", 5, "desk", ["room"], "usual", True),
    ("accounts", "Kasutajakontod ja õigused", "Accounts and rights", 3, "desk", [], "always", True),
    ("phone", "Telefon ja SIM-kaart", "Phone and SIM card", 3, "desk", [], "usual", True),
    ("key", "Võti ja läbipääsukaart", "Key and access card", 2, "contact", ["room"], "always", True),
    ("parking", "Parkimisluba", "Parking permit", 2, "desk", [], "seldom", True),
    ("kit", "Tarvikute komplekt laual", "Kit of supplies on the desk", 1, "contact", ["desk"], "usual", False),
    ("vehicle", "Ametiauto kasutamise õigus", "Right to use official cars", 1, "desk", [], "seldom", True),
    ("tour", "Maja ja kohad tutvustatud", "Shown round the house", 0, "manager", ["key"], "usual", False),
]
LEAVER = [
    ("work", "Pooleli tööd üle antud", "Unfinished work handed over", 3, "manager", [], "always", False),
    ("computer", "Arvuti ja kuvar tagasi", "Computer and display returned", 0, "desk", [], "always", False),
    ("phone", "Telefon ja SIM-kaart tagasi", "Phone and SIM card returned", 0, "desk", [], "always", False),
    ("key", "Võtmed ja läbipääsukaart tagasi", "Keys and access card returned", 0, "contact", [], "always", False),
    ("room", "Töökoht tühjendatud", "Workplace cleared", 0, "self", [], "always", False),
    ("parking", "Parkimisluba lõpetatud", "Parking permit ended", 0, "desk", [], "usual", False),
    ("accounts", "Kasutajakontod suletud", "Accounts closed", -1, "desk", ["work"], "always", False),
]
TEMPLATES = [
    ("newcomer", "newcomer", "Uue kolleegi töökoht", "Workplace of a new colleague", NEWCOMER),
    ("leaver", "leaver", "Lahkuva kolleegi töökoht", "Workplace of a leaving colleague", LEAVER),
]


def load(apps, schema_editor):
    """Writes the rows through the connection that migrates."""
    using = schema_editor.connection.alias
    models = {name: apps.get_model("requests_desk", name).objects.using(using) for name in ("WorkplaceTemplate", "TemplateStep")}
    for code, kind, name_et, name_en, rows in TEMPLATES:
        template = models["WorkplaceTemplate"].create(code=code, kind=kind, name_et=name_et, name_en=name_en)
        for place, (step, words_et, words_en, days, who, after, wanted, back) in enumerate(rows, 1):
            models["TemplateStep"].create(
                template=template, code=step, name_et=words_et, name_en=words_en, days_before=days, who=who, after=after,
                wanted=wanted, returnable=back, order=10 * place,
            )


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0009_wording_history'),
        ('organisation', '__first__'),
        ('requests_desk', '0016_conversation'),
    ]

    operations = [
        migrations.CreateModel(
            name='WorkplaceTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30, unique=True)),
                ('kind', models.CharField(choices=[('newcomer', 'New colleague'), ('leaver', 'Leaving colleague')], max_length=8)),
                ('name_et', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('retired', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['kind', 'code'],
            },
        ),
        migrations.CreateModel(
            name='WorkplaceTemplateChange',
            fields=[
                ('pgh_id', models.BigIntegerField(db_default=models.Func(models.Value('history_of_rows'), function='nextval'), primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('pgh_label', models.CharField(choices=[('insert', 'Added'), ('update', 'Changed'), ('delete', 'Removed'), ('start', 'As it stood when its history began')], max_length=6)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=30)),
                ('kind', models.CharField(choices=[('newcomer', 'New colleague'), ('leaver', 'Leaving colleague')], max_length=8)),
                ('name_et', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('retired', models.BooleanField(default=False)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='requests_desk.workplacetemplate')),
            ],
            options={
                'ordering': ['-pgh_id'],
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='workplacetemplate_changes'), models.Index(fields=['pgh_created_at'], name='workplacetemplate_changed_at'), models.Index(django.db.models.fields.json.KeyTextTransform('by', 'pgh_context'), name='workplacetemplate_changed_by')],
            },
        ),
        migrations.CreateModel(
            name='TemplateStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30)),
                ('name_et', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('who', models.CharField(choices=[('desk', 'Task of the specialist'), ('contact', 'Contact person of the office'), ('manager', 'Direct manager'), ('self', 'The colleague'), ('person', 'A certain person'), ('unit', 'Another unit'), ('partner', 'A partner outside'), ('provider', 'Another part of this system')], default='desk', max_length=8)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('provider', models.SlugField(blank=True, max_length=30)),
                ('order', models.PositiveSmallIntegerField(default=10)),
                ('days_before', models.SmallIntegerField(default=3)),
                ('after', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=30), blank=True, default=list, size=None)),
                ('returnable', models.BooleanField(default=False)),
                ('wanted', models.CharField(choices=[('always', 'Always'), ('usual', 'Usually: ticked in the form'), ('seldom', 'Seldom: not ticked in the form')], default='always', max_length=6)),
                ('retired', models.BooleanField(default=False)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='requests_desk.workplacetemplate')),
            ],
            options={
                'ordering': ['template', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('template', 'code'), name='template_step_once'), models.CheckConstraint(condition=models.Q(models.Q(models.Q(('person__isnull', False), ('who', 'person')), models.Q(models.Q(('who', 'person'), _negated=True), ('person', None)), _connector='OR'), models.Q(models.Q(('unit__isnull', False), ('who', 'unit')), models.Q(models.Q(('who', 'unit'), _negated=True), ('unit', None)), _connector='OR'), models.Q(models.Q(('who', 'partner'), models.Q(('address', ''), _negated=True)), models.Q(models.Q(('who', 'partner'), _negated=True), ('address', '')), _connector='OR'), models.Q(models.Q(('who', 'provider'), models.Q(('provider', ''), _negated=True)), models.Q(models.Q(('who', 'provider'), _negated=True), ('provider', '')), _connector='OR')), name='template_step_names_whose_it_is'), models.CheckConstraint(condition=models.Q(('days_before__gte', -120), ('days_before__lte', 120)), name='template_step_within_120_days')],
            },
        ),
        migrations.CreateModel(
            name='TemplateStepChange',
            fields=[
                ('pgh_id', models.BigIntegerField(db_default=models.Func(models.Value('history_of_rows'), function='nextval'), primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('pgh_label', models.CharField(choices=[('insert', 'Added'), ('update', 'Changed'), ('delete', 'Removed'), ('start', 'As it stood when its history began')], max_length=6)),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('id', models.BigIntegerField()),
                ('code', models.SlugField(db_index=False, max_length=30)),
                ('name_et', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('who', models.CharField(choices=[('desk', 'Task of the specialist'), ('contact', 'Contact person of the office'), ('manager', 'Direct manager'), ('self', 'The colleague'), ('person', 'A certain person'), ('unit', 'Another unit'), ('partner', 'A partner outside'), ('provider', 'Another part of this system')], default='desk', max_length=8)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('provider', models.SlugField(blank=True, db_index=False, max_length=30)),
                ('order', models.PositiveSmallIntegerField(default=10)),
                ('days_before', models.SmallIntegerField(default=3)),
                ('after', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=30), blank=True, default=list, size=None)),
                ('returnable', models.BooleanField(default=False)),
                ('wanted', models.CharField(choices=[('always', 'Always'), ('usual', 'Usually: ticked in the form'), ('seldom', 'Seldom: not ticked in the form')], default='always', max_length=6)),
                ('retired', models.BooleanField(default=False)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_obj', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='requests_desk.templatestep')),
                ('unit', models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='organisation.unit')),
                ('template', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='requests_desk.workplacetemplate')),
            ],
            options={
                'ordering': ['-pgh_id'],
                'abstract': False,
                'indexes': [models.Index(fields=['pgh_obj', 'pgh_id'], name='templatestep_changes'), models.Index(fields=['pgh_created_at'], name='templatestep_changed_at'), models.Index(django.db.models.fields.json.KeyTextTransform('by', 'pgh_context'), name='templatestep_changed_by')],
            },
        ),
        migrations.CreateModel(
            name='WorkplaceCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('newcomer', 'New colleague'), ('leaver', 'Leaving colleague')], max_length=8)),
                ('name', models.CharField(max_length=160)),
                ('day', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('open', 'Open'), ('closed', 'Closed'), ('cancelled', 'Cancelled')], default='open', max_length=9)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('planned_on', models.DateField(default=django.utils.timezone.localdate)),
                ('closed_at', models.DateTimeField(null=True)),
                ('form_key', models.UUIDField()),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('filed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('manager', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.office')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('room', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.room')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='requests_desk.workplacetemplate')),
            ],
            options={
                'ordering': ['day', 'pk'],
                'indexes': [models.Index(fields=['day', 'id'], name='case_by_day')],
                'constraints': [models.UniqueConstraint(fields=('filed_by', 'form_key'), name='one_case_for_a_form'), models.UniqueConstraint(condition=models.Q(('kind', 'leaver'), ('state', 'open')), fields=('person',), name='one_open_case_of_a_leaver'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'leaver'), _negated=True), ('person__isnull', False), _connector='OR'), name='leaver_is_in_the_register'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['closed', 'cancelled']), ('closed_at__isnull', False), ('closed_by__isnull', False)), models.Q(models.Q(('state__in', ['closed', 'cancelled']), _negated=True), ('closed_at__isnull', True), ('closed_by__isnull', True)), _connector='OR'), name='case_closed_exactly_when_state_says_so')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=30)),
                ('name_et', models.CharField(max_length=80)),
                ('name_en', models.CharField(max_length=80)),
                ('who', models.CharField(choices=[('desk', 'Task of the specialist'), ('contact', 'Contact person of the office'), ('manager', 'Direct manager'), ('self', 'The colleague'), ('person', 'A certain person'), ('unit', 'Another unit'), ('partner', 'A partner outside'), ('provider', 'Another part of this system')], default='desk', max_length=8)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('provider', models.SlugField(blank=True, max_length=30)),
                ('order', models.PositiveSmallIntegerField(default=10)),
                ('days_before', models.SmallIntegerField(default=3)),
                ('after', django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=30), blank=True, default=list, size=None)),
                ('returnable', models.BooleanField(default=False)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('waiting', 'Waits for its turn'), ('open', 'To be done'), ('done', 'Done'), ('dropped', 'Not needed')], max_length=7)),
                ('opened_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('answer', models.TextField(blank=True)),
                ('promised_on', models.DateField(null=True)),
                ('holding_provider', models.SlugField(blank=True, max_length=30)),
                ('holding_key', models.CharField(blank=True, max_length=60)),
                ('holding_url', models.CharField(blank=True, max_length=200)),
                ('returned_at', models.DateTimeField(null=True)),
                ('assignee', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('returned_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisation.unit')),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='requests_desk.workplacecase')),
            ],
            options={
                'ordering': ['due_at', 'order', 'pk'],
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['assignee'], name='step_assignee')],
                'constraints': [models.UniqueConstraint(fields=('case', 'code'), name='step_once_in_its_case'), models.UniqueConstraint(condition=models.Q(('holding_provider', ''), _negated=True), fields=('case', 'holding_provider', 'holding_key'), name='held_thing_once_in_its_case'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['done', 'dropped']), ('ended_at__isnull', False)), models.Q(models.Q(('state__in', ['done', 'dropped']), _negated=True), ('ended_at__isnull', True)), _connector='OR'), name='step_ended_exactly_when_state_says_so'), models.CheckConstraint(condition=models.Q(('ended_by', None), ('ended_at__isnull', False), _connector='OR'), name='step_ended_by_somebody_has_an_end'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['open', 'done']), _negated=True), ('opened_at__isnull', False), _connector='OR'), name='step_open_since_a_moment'), models.CheckConstraint(condition=models.Q(models.Q(('returned_at__isnull', False), ('returned_by__isnull', False)), models.Q(('returned_at__isnull', True), ('returned_by__isnull', True)), _connector='OR'), name='step_returned_paired'), models.CheckConstraint(condition=models.Q(models.Q(('holding_key', ''), ('holding_provider', '')), models.Q(models.Q(('holding_provider', ''), _negated=True), models.Q(('holding_key', ''), _negated=True)), _connector='OR'), name='step_holding_has_provider_and_key')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workplacetemplate',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "requests_desk_workplacetemplatechange" ("code", "id", "kind", "name_en", "name_et", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired") VALUES (NEW."code", NEW."id", NEW."kind", NEW."name_en", NEW."name_et", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."retired"); RETURN NULL;', hash='6d83d2f9b5169cc421563298a548728df8b1b5c4', operation='INSERT', pgid='pgtrigger_insert_insert_90e5e', table='requests_desk_workplacetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workplacetemplate',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "requests_desk_workplacetemplatechange" ("code", "id", "kind", "name_en", "name_et", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired") VALUES (NEW."code", NEW."id", NEW."kind", NEW."name_en", NEW."name_et", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."retired"); RETURN NULL;', hash='a4cb3ed746a5527f6749b6e105196bf6fff28c08', operation='UPDATE', pgid='pgtrigger_update_update_f19f9', table='requests_desk_workplacetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='workplacetemplate',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "requests_desk_workplacetemplatechange" ("code", "id", "kind", "name_en", "name_et", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired") VALUES (OLD."code", OLD."id", OLD."kind", OLD."name_en", OLD."name_et", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."retired"); RETURN NULL;', hash='8d75ba00739c3e065595a3e85699131fadb0022a', operation='DELETE', pgid='pgtrigger_delete_delete_15f55', table='requests_desk_workplacetemplate', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatestep',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "requests_desk_templatestepchange" ("address", "after", "code", "days_before", "id", "name_en", "name_et", "order", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "retired", "returnable", "template_id", "unit_id", "wanted", "who") VALUES (NEW."address", NEW."after", NEW."code", NEW."days_before", NEW."id", NEW."name_en", NEW."name_et", NEW."order", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."provider", NEW."retired", NEW."returnable", NEW."template_id", NEW."unit_id", NEW."wanted", NEW."who"); RETURN NULL;', hash='a213c7841f81d8b547b7bd47460b3ffa85ebdd22', operation='INSERT', pgid='pgtrigger_insert_insert_e8bc9', table='requests_desk_templatestep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatestep',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "requests_desk_templatestepchange" ("address", "after", "code", "days_before", "id", "name_en", "name_et", "order", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "retired", "returnable", "template_id", "unit_id", "wanted", "who") VALUES (NEW."address", NEW."after", NEW."code", NEW."days_before", NEW."id", NEW."name_en", NEW."name_et", NEW."order", NEW."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."provider", NEW."retired", NEW."returnable", NEW."template_id", NEW."unit_id", NEW."wanted", NEW."who"); RETURN NULL;', hash='a15abbada5b445e3c970a9c2fd43201c2cc245ce', operation='UPDATE', pgid='pgtrigger_update_update_c225d', table='requests_desk_templatestep', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='templatestep',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "requests_desk_templatestepchange" ("address", "after", "code", "days_before", "id", "name_en", "name_et", "order", "person_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "retired", "returnable", "template_id", "unit_id", "wanted", "who") VALUES (OLD."address", OLD."after", OLD."code", OLD."days_before", OLD."id", OLD."name_en", OLD."name_et", OLD."order", OLD."person_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."provider", OLD."retired", OLD."returnable", OLD."template_id", OLD."unit_id", OLD."wanted", OLD."who"); RETURN NULL;', hash='47179f98272f65f39cee396219eb3312149e8317', operation='DELETE', pgid='pgtrigger_delete_delete_ae444', table='requests_desk_templatestep', when='AFTER')),
        ),
        keep("requests_desk_workplacetemplatechange", "requests_desk_templatestepchange"),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
