"""Work on a request cannot start while its approval is open."""

from django.db import migrations

GUARD = """
CREATE FUNCTION requests_desk_approved_first() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM approvals_approval a
      WHERE a.subject_type = 'ticket' AND a.subject_id = NEW.id AND a.state = 'open') THEN
    RAISE EXCEPTION 'request % waits for an approval', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ticket_approved_before_work';
  END IF;
  RETURN NULL;
END $$;
COMMENT ON FUNCTION requests_desk_approved_first() IS 'work cannot start while an approval is open';
CREATE TRIGGER requests_desk_approved_first AFTER UPDATE OF state, waiting_for ON requests_desk_ticket
  FOR EACH ROW WHEN (NEW.waiting_for <> 'approval') EXECUTE FUNCTION requests_desk_approved_first();
"""
GONE = """
DROP TRIGGER requests_desk_approved_first ON requests_desk_ticket;
DROP FUNCTION requests_desk_approved_first();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0002_decisions_stand"), ("requests_desk", "0004_category_approval_route")]
    operations = [migrations.RunSQL(GUARD, GONE)]
