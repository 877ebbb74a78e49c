"""What some kinds of requests ask more at the start; the agency changes it in its own words."""

from django.db import migrations

# category: code, Estonian, English, hints, kind, choices, required, decided by, its choice, order
FIELDS = [
    ("newcomer", "name", "Uue kolleegi nimi", "Name of the new colleague", "", "", "text", "", "", True, None, "", 10),
    ("newcomer", "first-day", "Esimene tööpäev", "First working day", "", "", "date", "", "", True, None, "", 20),
    ("newcomer", "guide", "Juhendaja", "Who guides them", "", "", "person", "", "", False, None, "", 30),
    ("newcomer", "room", "Töökoha ruum", "Room of the workplace", "", "", "room", "", "", False, None, "", 40),
    ("telecom", "what", "Mida on vaja?", "What is needed?", "", "", "choice",
     "Uus number või kaart\nPaketi muutmine\nRändlus välisriigis\nRike", "A new number or card\nAnother plan\nRoaming abroad\nA fault",
     True, None, "", 10),
    ("telecom", "country", "Sihtriik", "Country", "", "", "text", "", "", True, "what", "Rändlus välisriigis", 20),
    ("telecom", "until", "Tagasi tööl", "Back at work", "", "", "date", "", "", False, "what", "Rändlus välisriigis", 30),
    ("vehicle", "what", "Mida on vaja?", "What is needed?", "", "", "choice",
     "Auto sõiduks\nRike või kahjustus autol", "A car for a trip\nA fault or damage of a car", True, None, "", 10),
    ("vehicle", "plate", "Auto number", "Registration number", "", "", "text", "", "", True, "what", "Rike või kahjustus autol", 20),
    ("vehicle", "day", "Sõidu päev", "Day of the trip", "", "", "date", "", "", True, "what", "Auto sõiduks", 30),
    ("vehicle", "people", "Mitu inimest sõidab", "How many people travel", "", "", "number", "", "", False, "what", "Auto sõiduks", 40),
    ("move", "what", "Mida on vaja viia?", "What is to be moved?", "", "", "choice",
     "Mööbel\nKastid\nSaadetis", "Furniture\nBoxes\nA shipment", True, None, "", 10),
    ("move", "boxes", "Mitu kasti", "How many boxes", "", "", "number", "", "", True, "what", "Kastid", 20),
    ("move", "day", "Soovitud päev", "Wished day", "", "", "date", "", "", False, None, "", 30),
    ("access", "what", "Millest on jutt?", "What is it about?", "", "", "choice",
     "Võti\nLäbipääsukaart\nParkimine\nMuu", "A key\nAn access card\nParking\nSomething else", True, None, "", 10),
    ("access", "room", "Ruum, mille võtit on vaja", "Room of the key", "", "", "room", "", "", False, "what", "Võti", 20),
    ("access", "plate", "Auto number", "Registration number", "", "", "text", "", "", True, "what", "Parkimine", 30),
]
NAMES = (
    "code", "label_et", "label_en", "hint_et", "hint_en", "kind", "choices_et", "choices_en", "required", "shown_if",
    "shown_if_value", "order",
)


def load(apps, schema_editor):
    """Writes the rows through the connection that migrates; a category that the agency removed gets none."""
    using = schema_editor.connection.alias
    categories = {one.code: one for one in apps.get_model("requests_desk", "Category").objects.using(using).all()}
    rows = apps.get_model("requests_desk", "CategoryField").objects.using(using)
    made = {}
    for category, *values in FIELDS:
        given = dict(zip(NAMES, values, strict=True))
        if category in categories:
            given["shown_if"] = made.get((category, given["shown_if"]))
            made[category, given["code"]] = rows.create(category=categories[category], **given)


class Migration(migrations.Migration):
    dependencies = [("requests_desk", "0006_extra_fields")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
