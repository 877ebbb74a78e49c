"""Units form a tree: no unit lies below itself, also when two changes meet."""

from django.db import migrations

TRIGGER = """
CREATE FUNCTION unit_stays_in_a_tree() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtext('organisation_unit'));  -- one change of the tree at a time
  IF EXISTS (
    WITH RECURSIVE above(id, parent_id) AS (
      SELECT id, parent_id FROM organisation_unit WHERE id = NEW.parent_id
      UNION
      SELECT u.id, u.parent_id FROM above a JOIN organisation_unit u ON u.id = a.parent_id)
    SELECT 1 FROM above WHERE id = NEW.id)
  THEN
    RAISE EXCEPTION 'a unit may not lie below itself'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'units_form_a_tree', TABLE = 'organisation_unit';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER units_form_a_tree AFTER INSERT OR UPDATE OF parent_id ON organisation_unit
  FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION unit_stays_in_a_tree();
"""
UNDO = """
DROP TRIGGER units_form_a_tree ON organisation_unit;
DROP FUNCTION unit_stays_in_a_tree();
"""


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial")]
    operations = [migrations.RunSQL(TRIGGER, UNDO)]
