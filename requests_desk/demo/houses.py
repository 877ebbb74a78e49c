"""Who answers for what in the demo agency, and what its requests are about."""

from foundation.organisation.models import Office, Person
from partners.models import Partner, PartnerPerson
from requests_desk.choices import Answerer, Hours
from requests_desk.models import Element, Responsibility, Ticket

RENTED = ("TLN", "TRT")  # houses of a landlord
ABOUT = {"lift": "lift", "heating": "radiaator", "power": "lamp", "water": "kraan", "locks": "luk"}
# part, hours, who, name of the partner, minutes, round the clock, by itself
EVERYWHERE = [
    ("lift", Hours.ALWAYS, Answerer.KEEPER, "Põhjatuule Lift OÜ", 120, True, True),
    ("heating", Hours.ALWAYS, Answerer.KEEPER, "Soe Maja Hooldus AS", 240, False, False),
    ("water", Hours.WORKING, Answerer.KEEPER, "Soe Maja Hooldus AS", 120, False, False),
    ("water", Hours.OUTSIDE, Answerer.GUARD, "Valvas Öö AS", 60, True, False),
    ("cleaning", Hours.ALWAYS, Answerer.CLEANER, "Puhas Päev OÜ", 240, False, False),
    ("alarm", Hours.ALWAYS, Answerer.GUARD, "Valvas Öö AS", 30, True, False),
    ("power", Hours.ALWAYS, Answerer.OWN, "", 480, False, False),
    ("locks", Hours.ALWAYS, Answerer.KEEPER, "Lukuabi 24 OÜ", 180, True, False),
]
LANDLORDS = [("outside", 960), ("doors", 480), ("heating", 240)]


def answerers() -> None:
    """The map: what holds in all offices, and what the landlord does in two of them."""
    elements = {one.code: one for one in Element.objects.all()}
    partners = {one.name: one for one in Partner.objects.all()}
    people = {one.partner_id: one for one in PartnerPerson.objects.order_by("-pk")}
    watcher = Person.objects.get(personnel_no="demo-specialist")
    rows = [
        Responsibility(
            element=elements[code], hours=hours, answerer=who, partner=partners.get(name),
            partner_person=people.get(partners[name].pk) if name else None,
            person=watcher if forwards else None, respond_minutes=minutes, round_the_clock=always,
            forwards=forwards,
        )
        for code, hours, who, name, minutes, always, forwards in EVERYWHERE
    ]  # fmt: skip
    landlord = partners["Kesklinna Ärimajad OÜ"]
    rows += [
        Responsibility(
            element=elements[code], office=office, answerer=Answerer.LANDLORD, partner=landlord,
            partner_person=people[landlord.pk], respond_minutes=minutes,
        )
        for office in Office.objects.filter(code__in=RENTED)
        for code, minutes in LANDLORDS
    ]  # fmt: skip
    Responsibility.objects.bulk_create(rows)


def name_parts() -> None:
    """Requests that say a word of a part are about it."""
    elements = {one.code: one for one in Element.objects.all()}
    for code, word in ABOUT.items():
        found = Ticket.objects.filter(category__code__in=["broken", "climate", "access"], element=None)
        found.filter(title__icontains=word).update(element=elements[code])
