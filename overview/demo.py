"""A file of the personnel office, applied: one person changes, one is as before, one row is refused."""

import uuid
from datetime import datetime

from foundation.core.duties import importer_of
from foundation.imports import actions
from foundation.organisation.models import Person

HEAD = ("Tabelinumber", "Eesnimi", "Perekonnanimi", "E-post", "Telefon", "Üksus")
WITHOUT_UNIT = "Arhiivi talitus"  # no unit of the agency


def load(_now: datetime, _size: int) -> None:
    """Uploads, previews and applies the file as the administrator of the demo, if its people are there."""
    people = list(Person.objects.filter(personnel_no__in=["1101", "1102", "1103"]).order_by("personnel_no"))
    admin, importer = Person.objects.filter(personnel_no="demo-admin").first(), importer_of("people")
    if admin is None or importer is None or len(people) < 3:
        return
    rows = [HEAD, *(_line(person) for person in people)]
    rows[1] = (*rows[1][:4], "5550 1199", rows[1][5])
    rows[3] = (*rows[3][:5], WITHOUT_UNIT)
    data = "\r\n".join(";".join(row) for row in rows).encode()
    batch = actions.upload(
        importer=importer, name="personal-november.csv", data=data, form_key=uuid.uuid4(), by=admin
    )
    batch = actions.preview(batch, by=admin, columns=batch.columns)
    actions.apply(batch, by=admin)


def _line(person: Person) -> tuple[str, ...]:
    unit = person.unit.code if person.unit else ""
    names = (person.first_name, person.last_name)
    return person.personnel_no or "", *names, person.email, person.phone, unit
