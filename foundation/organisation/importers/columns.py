"""What files about people call their columns, and why one of their rows is not taken."""

from django.utils.translation import gettext_lazy as _

from foundation.core.importing import ImportColumn

COLUMNS = [
    ImportColumn(
        name="personnel_no",
        title=_("Personnel number"),
        longest=40,
        example="00417",
        aliases=(
            "isiku number; töötaja number; töötaja nr; tabelinumber; tabeli nr; personalinumber; "
            "personali nr; teenistuja number; teenistuja nr; employee number; employee id; personnel "
            "no; staff number"
        ),
    ),
    ImportColumn(
        name="directory_id",
        title=_("Directory id"),
        longest=80,
        example="7f3c0a52-9b1e-4c55-8a34-1d2e6b0c9f11",
        aliases=(
            "kataloogi tunnus; ad tunnus; objectguid; guid; object id; objectid; azure id; entra id; "
            "kasutaja id; directory guid; user id"
        ),
    ),
    ImportColumn(
        name="full_name",
        title=_("Name"),
        longest=160,
        aliases=(
            "perekonnanimi eesnimi; ees ja perekonnanimi; täisnimi; töötaja; teenistuja; töötaja nimi; "
            "full name; display name; employee"
        ),
    ),
    ImportColumn(
        name="first_name",
        title=_("First name"),
        longest=80,
        example="Mari",
        aliases="given name; eesnimed; firstname; givenname",
    ),
    ImportColumn(
        name="last_name",
        title=_("Last name"),
        longest=80,
        example="Maasikas",
        aliases="surname; family name; lastname; sn; perenimi",
    ),
    ImportColumn(
        name="email",
        title=_("E-mail"),
        kind="email",
        longest=254,
        example="mari.maasikas@agency.example",
        aliases=(
            "e-posti aadress; epost; meil; meiliaadress; tööpost; email; e-mail address; mail; töö e-post"
        ),
    ),
    ImportColumn(
        name="phone",
        title=_("Phone"),
        longest=30,
        example="5555 1234",
        aliases="telefoninumber; töötelefon; mobiil; mobiiltelefon; tel; mobile; phone number; lauatelefon",
    ),
    ImportColumn(
        name="unit",
        title=_("Structural unit"),
        example="21",
        aliases=(
            "üksus; osakond; talitus; osakond talitus; struktuuriüksuse kood; üksuse kood; unit; "
            "department; org unit; division"
        ),
    ),
    ImportColumn(
        name="office",
        title=_("Office"),
        longest=80,
        example="TLN",
        aliases="büroo; teenindus; asukoht; töökoha asukoht; kontori kood; location; site; office code",
    ),
    ImportColumn(
        name="room",
        title=_("Room"),
        longest=20,
        example="312",
        aliases="kabinet; ruumi number; ruumi nr; kabineti nr; toa number; tuba; room number",
    ),
    ImportColumn(
        name="manager",
        title=_("Direct manager"),
        longest=254,
        aliases=(
            "juht; vahetu juhi number; juhi number; juhi tabelinumber; juhi e-post; manager; "
            "supervisor; line manager; manager email"
        ),
    ),
    ImportColumn(
        name="cost_centre",
        title=_("Cost centre"),
        longest=20,
        example="KK21",
        aliases="kulukoha kood; kulukeskus; cost center; cost centre code",
    ),
    ImportColumn(
        name="language",
        title=_("Language"),
        longest=30,
        example="et",
        aliases="keel; suhtluskeel; preferred language",
    ),
]

REASONS = {
    "no_id": _("The row has neither a personnel number nor a directory id. Add one."),
    "twice": _("The same person stands in row %(rows)s too. Leave one of the rows."),
    "email_twice": _("The same e-mail address stands in row %(rows)s too. Correct one of them."),
    "two_people": _(
        "The directory id is of %(first)s, the personnel number is of %(second)s. Correct one of them."
    ),
    "email_taken": _(
        "%(email)s belongs to %(name)s (%(ids)s). If it is the same person, write the number of the file on "
        "their page; else correct the address."
    ),
    "no_name": _("The name is missing. Fill in first and last name."),
    "odd_name": _("Write the name as “Last name, First name”, or in two columns."),
    "no_address": _("The e-mail address is missing. A new person needs one."),
    "no_unit": _("There is no structural unit “%(text)s”. Correct it, or add the unit first."),
    "many_units": _("More than one structural unit is called “%(text)s”. Write its code."),
    "no_office": _("There is no office “%(text)s”. Correct it, or add the office first."),
    "no_room": _("The office has no room “%(text)s”. Correct it, or add the room first."),
    "room_without_office": _("A room needs an office. Fill in the office."),
    "no_cost_centre": _("There is no cost centre “%(text)s”. Correct it, or add it first."),
    "no_language": _("“%(text)s” is not a language of this system. Write et or en."),
    "no_manager": _("The manager “%(text)s” is neither in the register nor in this file."),
    "manager_refused": _("The row of the manager, %(row)s, is refused. Correct that one first."),
    "own_manager": _("Nobody is their own manager. Correct the manager."),
    "last_admin": _("The last administrator stays in service. Make somebody else an administrator first."),
}
