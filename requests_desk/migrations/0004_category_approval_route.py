"""Kinds of requests that somebody must approve before work starts."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0001_initial'),
        ('requests_desk', '0003_history'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='insert_insert',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='category',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='category',
            name='approval_route',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.route'),
        ),
        migrations.AddField(
            model_name='categorychange',
            name='approval_route',
            field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='approvals.route'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "requests_desk_categorychange" ("approval_route_id", "code", "confidential", "hint_en", "hint_et", "icon", "id", "name_en", "name_et", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired", "tile") VALUES (NEW."approval_route_id", NEW."code", NEW."confidential", NEW."hint_en", NEW."hint_et", NEW."icon", NEW."id", NEW."name_en", NEW."name_et", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'insert\', NEW."id", NEW."retired", NEW."tile"); RETURN NULL;', hash='72ca645408d39cb27e975d9c4f4f1a5859a49fb2', operation='INSERT', pgid='pgtrigger_insert_insert_17bd6', table='requests_desk_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "requests_desk_categorychange" ("approval_route_id", "code", "confidential", "hint_en", "hint_et", "icon", "id", "name_en", "name_et", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired", "tile") VALUES (NEW."approval_route_id", NEW."code", NEW."confidential", NEW."hint_en", NEW."hint_et", NEW."icon", NEW."id", NEW."name_en", NEW."name_et", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'update\', NEW."id", NEW."retired", NEW."tile"); RETURN NULL;', hash='28f9fd9af963d07b6ffabebe704bc4ddedd53868', operation='UPDATE', pgid='pgtrigger_update_update_647ab', table='requests_desk_category', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='category',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "requests_desk_categorychange" ("approval_route_id", "code", "confidential", "hint_en", "hint_et", "icon", "id", "name_en", "name_et", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "retired", "tile") VALUES (OLD."approval_route_id", OLD."code", OLD."confidential", OLD."hint_en", OLD."hint_et", OLD."icon", OLD."id", OLD."name_en", OLD."name_et", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, NOW(), \'delete\', OLD."id", OLD."retired", OLD."tile"); RETURN NULL;', hash='abe6887101750367e1b5999c7019670b0b74d5f8', operation='DELETE', pgid='pgtrigger_delete_delete_e500c', table='requests_desk_category', when='AFTER')),
        ),
    ]
