"""Views of the queue that the people of the demo keep."""

from requests_desk.demo.desk import Desk
from requests_desk.models import SavedView


def keep_views(desk: Desk) -> None:
    """One of the specialist's own, and two that the head shares with the desk."""
    kadri, towns = desk.by_number["demo-specialist"], {office.code: office for office in desk.offices}
    rows = [
        SavedView(owner=kadri, name="Tartu, üle tähtaja", view="overdue", office=towns.get("TRT")),
        SavedView(owner=desk.head, name="Ohutus", shared=True, view="open", category=desk.kinds["safety"]),
        SavedView(owner=desk.head, name="Määramata uksed", shared=True, view="unassigned", words="uks"),
    ]
    SavedView.objects.bulk_create(rows)
