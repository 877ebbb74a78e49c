"""What a desk starts with; the agency changes it in its own words."""

from django.db import migrations

MATRIX = {"office": (1, 1, 2, 4), "unit": (1, 2, 3, 4), "person": (2, 3, 3, 4)}  # priority by urgency 1 to 4

# priority: working minutes to the first answer, to the solution in minutes or in working days
TARGETS = {1: (60, 240, None), 2: (240, None, 2), 3: (240, None, 5), 4: (480, None, 10)}

CATEGORIES = [  # code, Estonian, English, hints, icon, tile, confidential
    ("broken", "Midagi on katki", "Something is broken", "Valgusti, uks, mööbel, vesi, küte",
     "Light, door, furniture, water, heating", "wrench", 1, False),
    ("supplies", "Tarvikud", "Supplies", "Paber, toonerid, köögitarbed", "Paper, toner, kitchen goods", "box", 2, False),
    ("newcomer", "Uus kolleeg", "New colleague", "Töökoht valmis esimeseks tööpäevaks",
     "Workplace ready on the first day", "newcomer", 3, False),
    ("telecom", "Telefon ja internet", "Phone and data", "Number, SIM-kaart, pakett, rändlus",
     "Number, SIM card, plan, roaming", "phone", 4, False),
    ("vehicle", "Ametiauto", "Official car", "Auto tööasjus või rike autol", "A car for work or a fault of one", "car", 5, False),
    ("ride", "Sõit linnas", "Ride in town", "Äpitakso töösõiduks", "Ride-hailing for work", "ride", 6, False),
    ("move", "Kolimine ja vedu", "Move and freight", "Mööbel, kastid, saadetised", "Furniture, boxes, shipments", "truck", 7, False),
    ("other", "Muu soov või mõte", "Other wish or idea", "Ei leia sobivat? Kirjuta siia", "Nothing fits? Write here", "idea", 8, False),
    ("access", "Võtmed ja läbipääs", "Keys and access", "Võti, kaart, uksekood, parkimine", "Key, card, door code, parking", "lock", None, False),
    ("cleaning", "Koristus", "Cleaning", "Koristamata, lisatöö, prügi", "Not cleaned, extra work, waste", "check", None, False),
    ("climate", "Küte ja õhk", "Heating and air", "Külm, palav, umbne", "Cold, hot, stuffy", "gauge", None, False),
    ("safety", "Ohutus ja tervis", "Safety and health", "Töökeskkond, õnnetus, erivajadus", "Work environment, accident, special need", "warn", None, True),
]


def load(apps, schema_editor):
    """Writes the rows through the connection that migrates."""
    using = schema_editor.connection.alias
    models = {name: apps.get_model("requests_desk", name).objects.using(using) for name in ("MatrixCell", "Target", "Category")}
    for impact, row in MATRIX.items():
        for urgency, priority in enumerate(row, 1):
            models["MatrixCell"].create(impact=impact, urgency=urgency, priority=priority)
    for priority, (answer, minutes, days) in TARGETS.items():
        models["Target"].create(priority=priority, respond_minutes=answer, solve_minutes=minutes, solve_days=days)
    for code, name_et, name_en, hint_et, hint_en, icon, tile, confidential in CATEGORIES:
        models["Category"].create(
            code=code, name_et=name_et, name_en=name_en, hint_et=hint_et, hint_en=hint_en, icon=icon, tile=tile, confidential=confidential
        )


class Migration(migrations.Migration):
    dependencies = [("requests_desk", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
