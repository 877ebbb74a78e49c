"""Decisions are never changed, nothing is deleted, and nobody decides on their own or twice."""

from django.conf import settings
from django.db import migrations

from foundation.core.migrations._history import keep

GUARDS = """
CREATE TRIGGER approvals_approval_kept BEFORE DELETE ON approvals_approval
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approvals_step_kept BEFORE DELETE ON approvals_approvalstep
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER approvals_decision_stands BEFORE UPDATE ON approvals_approvalstep
  FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE FUNCTION approvals_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM approvals_approval a WHERE a.id = NEW.approval_id AND
      (a.requester_id IN (NEW.decided_by_id, NEW.on_behalf_of_id)
       OR a.asked_by_id IN (NEW.decided_by_id, NEW.on_behalf_of_id))) THEN
    RAISE EXCEPTION 'nobody decides on their own'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_decides_on_their_own';
  END IF;
  IF EXISTS (SELECT 1 FROM approvals_approvalstep s WHERE s.approval_id = NEW.approval_id AND s.id <> NEW.id AND
      (s.decided_by_id IN (NEW.decided_by_id, NEW.on_behalf_of_id)
       OR s.on_behalf_of_id IN (NEW.decided_by_id, NEW.on_behalf_of_id))) THEN
    RAISE EXCEPTION 'nobody decides two steps'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_decides_two_steps';
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION approvals_by_another() IS 'who asked never decides, and nobody decides two steps';
CREATE TRIGGER approvals_by_another AFTER INSERT OR UPDATE ON approvals_approvalstep
  FOR EACH ROW WHEN (NEW.decided_by_id IS NOT NULL) EXECUTE FUNCTION approvals_by_another();
"""


def guard(apps, schema_editor):
    """Row triggers, and no DELETE for the application."""
    app = schema_editor.connection.ops.quote_name(settings.DATABASES["default"]["USER"])
    schema_editor.execute(GUARDS, params=None)
    schema_editor.execute(f"REVOKE DELETE ON approvals_approval, approvals_approvalstep FROM {app}")


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_initial")]
    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
        keep("approvals_routechange", "approvals_routestepchange"),
    ]
