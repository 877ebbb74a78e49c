"""The partners of the demo agency; all of them are invented."""

from datetime import datetime

from partners.models import Partner, PartnerPerson

PARTNERS = [  # name, e-mail, phone, note, people: name, task, e-mail, phone
    ("Põhjatuule Lift OÜ", "hooldus@pohjatuulelift.example", "6001 240", "Rikete telefon ööpäev läbi", [
        ("Rein Kallas", "Lifti rikked", "rein.kallas@pohjatuulelift.example", "5559 0140"),
        ("Aime Lepp", "Lepingud", "aime.lepp@pohjatuulelift.example", "5559 0141"),
    ]),
    ("Soe Maja Hooldus AS", "dispetser@soemaja.example", "6001 250", "", [
        ("Urmas Pihlak", "Küte ja vesi", "urmas.pihlak@soemaja.example", "5559 0150"),
    ]),
    ("Puhas Päev OÜ", "koristus@puhaspaev.example", "6001 260", "Objektijuht käib esmaspäeviti", [
        ("Siiri Mänd", "Objektijuht", "siiri.mand@puhaspaev.example", "5559 0160"),
    ]),
    ("Valvas Öö AS", "juhtimiskeskus@valvasoo.example", "6001 270", "Parool on haldusjuhi käes", [
        ("Toomas Hein", "Häirekeskus", "toomas.hein@valvasoo.example", "5559 0170"),
    ]),
    ("Kesklinna Ärimajad OÜ", "haldus@kesklinnamajad.example", "6001 280", "Üürileandja", [
        ("Kersti Org", "Haldur", "kersti.org@kesklinnamajad.example", "5559 0180"),
    ]),
    ("Lukuabi 24 OÜ", "abi@lukuabi24.example", "6001 290", "", []),
]  # fmt: skip


def load(now: datetime, size: int) -> None:
    """Six partners and whom to call there, at every size."""
    made = Partner.objects.bulk_create(
        Partner(name=name, email=email, phone=phone, note=note)
        for name, email, phone, note, _people in PARTNERS
    )
    PartnerPerson.objects.bulk_create(
        PartnerPerson(partner=partner, name=name, task=task, email=email, phone=phone)
        for partner, row in zip(made, PARTNERS, strict=True)
        for name, task, email, phone in row[4]
    )
