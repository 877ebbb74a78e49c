"""Some guides of the demo agency."""

from datetime import datetime, timedelta

from foundation.events.actions import record
from foundation.organisation.models import Person
from requests_desk.choices import Readers
from requests_desk.models import Category, Guide

GUIDES = [  # kind, readers, titles, texts
    ("climate", Readers.ALL, "Radiaator on külm", "The radiator is cold",
     "## Proovi enne ise\n\n1. Keera termostaat numbrile **3** ja oota tund aega.\n2. Vaata, et radiaatori ees ei oleks kardinat ega mööblit.\n\nKui tunni pärast on ikka külm, kirjuta pöördumine.",
     "## Try this first\n\n1. Turn the thermostat to **3** and wait an hour.\n2. Keep curtains and furniture away from the radiator.\n\nIf it is still cold after an hour, write a request."),
    ("broken", Readers.ALL, "Printer ei prindi", "The printer does not print",
     "- Ava kaas ja vaata, kas paber on kinni.\n- Lülita printer välja, oota kümme sekundit ja lülita uuesti sisse.\n- Toonerid on kapis printeri kõrval.",
     "- Open the lid and look for jammed paper.\n- Switch it off, wait ten seconds, switch it on again.\n- Toner is in the cupboard beside it."),
    ("access", Readers.ALL, "Uksekaart ei tööta", "The key card does not work",
     "Hoia kaarti lugeja ees **kaks sekundit**, telefonist eemal. Kui tuli jääb punaseks, on kaardi aeg läbi: kirjuta pöördumine ja lisa kaardi number.",
     "Hold the card to the reader for **two seconds**, away from your phone. If the light stays red, the card has run out: write a request with the number of the card."),
    ("supplies", Readers.CONTACTS, "Tarvikute tellimine kontorisse", "Ordering supplies for an office",
     "Telli korra kuus. Suurem kogus kui tavaliselt vajab põhjendust.",
     "Order once a month. More than usual needs a reason."),
    (None, Readers.DESK, "Kuidas anda töö üle asendajale", "How to hand work over to a deputy",
     "Sisesta puudumine **enne** selle algust. Kirjuta iga lahtise pöördumise juurde üks sisemärkus.",
     "Enter the absence **before** it begins. Leave one internal note on each open request."),
]  # fmt: skip


def guides(now: datetime) -> None:
    """Written last month by the specialist; the worker indexes their words."""
    author = Person.objects.get(personnel_no="demo-specialist")
    kinds = {one.code: one for one in Category.objects.all()}
    for code, readers, title_et, title_en, text_et, text_en in GUIDES:
        row = Guide.objects.create(
            category=kinds.get(code or ""), readers=readers, title_et=title_et, title_en=title_en,
            text_et=text_et, text_en=text_en, published=True, changed_at=now - timedelta(days=30),
            changed_by=author,
        )  # fmt: skip
        record("guide.saved", row, actor=author)
