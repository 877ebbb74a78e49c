"""Invoices of our own for the tests: one with everything, and files of any size."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from costs.einvoice import Adjustment, Attachment, InvoiceDocument, Line, Party, VatGroup

D = Decimal

SELLER = Party(name="Paberipood OÜ", registry_code="10137319", vat_number="EE100123456")
BUYER = Party(name="Näidisamet", registry_code="70000562", vat_number="EE100000004")

LINES = (
    Line(
        number="1",
        name="Koopiapaber A4",
        note="Valge",
        quantity=D(12),
        unit="BX",
        price=D("3.415"),
        adjustments=(Adjustment(amount=D("-0.98"), reason="Mahuhind"),),
        net=D("40.00"),
        vat_category="S",
        vat_rate=D(24),
        accounting_ref="5500",
    ),
    Line(
        number="2",
        name="Elekter",
        quantity=D("1234.567"),
        unit="KWH",
        price=D("0.4137"),
        net=D("510.74"),
        vat_category="S",
        vat_rate=D(24),
        period_start=date(2026, 10, 1),
        period_end=date(2026, 10, 31),
    ),
    Line(
        number="3",
        name="Käsiraamatud",
        quantity=D(3),
        unit="EA",
        price=D("20.00"),
        base_quantity=D(2),
        adjustments=(Adjustment(amount=D("1.00"), reason="Pakkimine"),),
        net=D("31.00"),
        vat_category="S",
        vat_rate=D(9),
    ),
)
WHOLE = InvoiceDocument(
    format="ubl",
    number="A-2026/117",
    type_code="380",
    issue_date=date(2026, 11, 2),
    due_date=date(2026, 11, 16),
    currency="EUR",
    seller=SELLER,
    buyer=BUYER,
    buyer_ref="HALDUS",
    order_ref="T-55",
    contract_ref="R-2025-14",
    object_ref="38000111222",
    accounting_ref="K-20",
    corrects=("A-2026/99",),
    period_start=date(2026, 10, 1),
    period_end=date(2026, 10, 31),
    lines=LINES,
    adjustments=(
        Adjustment(amount=D("-20.00"), reason="Lepingusoodustus", vat_category="S", vat_rate=D(24)),
        Adjustment(amount=D("8.50"), reason="Vedu", vat_category="S", vat_rate=D(24)),
    ),
    vat_groups=(
        VatGroup(category="S", rate=D(24), net=D("539.24"), vat=D("129.42")),
        VatGroup(category="S", rate=D(9), net=D("31.00"), vat=D("2.79")),
    ),
    lines_net=D("581.74"),
    net=D("570.24"),
    vat=D("132.21"),
    gross=D("702.45"),
    prepaid=D("100.00"),
    rounding=D("0.05"),
    payable=D("602.50"),
    tax_currency="USD",
    vat_in_tax_currency=D("143.12"),
    attachments=(Attachment(name="leht.pdf", mime="application/pdf", content=b"%PDF-1.4 \x00\xff"),),
)


def plain(net: str = "100.00", **changes: object) -> InvoiceDocument:
    """One line of 24 %, nothing else."""
    amount = D(net)
    vat = round(amount * 24 / 100, 2)
    line = Line(
        number="1",
        name="Teenus",
        quantity=D(1),
        unit="EA",
        price=amount,
        net=amount,
        vat_category="S",
        vat_rate=D(24),
    )
    stated = InvoiceDocument(
        format="ubl",
        number="1",
        type_code="380",
        issue_date=date(2026, 11, 2),
        currency="EUR",
        seller=SELLER,
        buyer=BUYER,
        lines=(line,),
        vat_groups=(VatGroup(category="S", rate=D(24), net=amount, vat=vat),),
        lines_net=amount,
        net=amount,
        vat=vat,
        gross=amount + vat,
        payable=amount + vat,
    )
    return replace(stated, **changes)


def long(count: int) -> InvoiceDocument:
    """As many lines as asked for, which add up."""
    lines = tuple(
        replace(LINES[0], number=str(number), name=f"Kaup {number}", note="", accounting_ref="")
        for number in range(1, count + 1)
    )
    net = D(40) * count
    vat = net * 24 / 100
    return plain(
        lines=lines,
        vat_groups=(VatGroup(category="S", rate=D(24), net=net, vat=vat),),
        lines_net=net,
        net=net,
        vat=vat,
        gross=net + vat,
        payable=net + vat,
    )
