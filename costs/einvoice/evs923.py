"""Reads the Estonian e-invoice, EVS 923 version 1.2, with or without a namespace."""

from decimal import Decimal
from typing import TYPE_CHECKING

from costs.einvoice.document import (
    EXACT,
    Adjustment,
    Attachment,
    InvoiceDocument,
    InvoiceRefused,
    Line,
    Party,
    Refusal,
    VatGroup,
    total,
)
from costs.einvoice.values import (
    Path,
    attribute,
    content,
    currency,
    day,
    every,
    first,
    needed,
    needed_day,
    needed_number,
    number,
    text,
    words,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

ROOT = "E_Invoice"
ZERO = Decimal(0)
CATEGORIES = {"TAXEX": "E", "NOTTAX": "O"}
DISCOUNT = "DSC"


def at(path: str) -> Path:
    """A path whose names may stand in any namespace or none."""
    return tuple(f"{{*}}{name}" for name in path.split("/"))


INFORMATION = "InvoiceInformation/"
TYPE, CORRECTS = at(f"{INFORMATION}Type"), at(f"{INFORMATION}Type/SourceInvoice")
NUMBER, CONTRACT = at(f"{INFORMATION}InvoiceNumber"), at(f"{INFORMATION}ContractNumber")
ISSUED, DUE = at(f"{INFORMATION}InvoiceDate"), at(f"{INFORMATION}DueDate")
PERIOD_START, PERIOD_END = at(f"{INFORMATION}Period/StartDate"), at(f"{INFORMATION}Period/EndDate")
SELLER, BUYER = at("InvoiceParties/SellerParty"), at("InvoiceParties/BuyerParty")
NAME, REGISTRY_CODE, VAT_NUMBER = at("Name"), at("RegNumber"), at("VATRegNumber")
SUMS, INVOICE_SUM, ROUNDING = at("InvoiceSumGroup"), at("InvoiceSum"), at("Rounding")
TOTAL_VAT, TOTAL, TO_PAY = at("TotalVATSum"), at("TotalSum"), at("TotalToPay")
CURRENCY, PAY_CURRENCY = at("InvoiceSumGroup/Currency"), at("PaymentInfo/Currency")
ADDITION, ADD_SUM, ADD_CONTENT = at("Addition"), at("AddSum"), at("AddContent")
VAT, VAT_NET, VAT_RATE, VAT_SUM = at("VAT"), at("SumBeforeVAT"), at("VATRate"), at("VATSum")
ITEMS = at("InvoiceItem/InvoiceItemGroup/ItemEntry")
ROW, DESCRIPTION, DETAIL = at("RowNo"), at("Description"), at("ItemDetailInfo")
AMOUNT, UNIT, PRICE, ITEM_SUM = at("ItemAmount"), at("ItemUnit"), at("ItemPrice"), at("ItemSum")
STATED = (at("VAT"), at("ItemTotal"), ADDITION)
FILES, FILE_NAME, FILE_CONTENT = at("AttachmentFile"), at("FileName"), at("FileBase64")


def documents(root: "_Element") -> list[InvoiceDocument]:
    """All invoices of a file. Raises InvoiceRefused for a file without one."""
    invoices = list(every(root, at("Invoice")))
    if not invoices:
        raise InvoiceRefused(Refusal.MALFORMED, "The file holds no invoice.", "Invoice")
    return [_document(one) for one in invoices]


def _document(invoice: "_Element") -> InvoiceDocument:
    sums = first(invoice, SUMS)
    if sums is None:
        raise InvoiceRefused(Refusal.MALFORMED, "InvoiceSumGroup is missing.", "InvoiceSumGroup")
    lines = tuple(_line(one) for one in every(invoice, ITEMS))
    additions, stated = _additions(sums), number(sums, INVOICE_SUM)
    lines_net = total(line.net for line in lines) if stated is None else stated
    whole, rounding = needed_number(sums, TOTAL), number(sums, ROUNDING) or ZERO
    to_pay = number(sums, TO_PAY)
    payable = whole if to_pay is None else to_pay
    return InvoiceDocument(
        format="evs923",
        number=needed(invoice, NUMBER),
        type_code="381" if attribute(invoice, TYPE, "type") == "CRE" else "380",
        issue_date=needed_day(invoice, ISSUED),
        due_date=day(invoice, DUE),
        currency=currency(invoice, CURRENCY, PAY_CURRENCY),
        seller=_party(invoice, SELLER),
        buyer=_party(invoice, BUYER),
        contract_ref=text(invoice, CONTRACT),
        corrects=tuple(filter(None, map(words, every(invoice, CORRECTS)))),
        period_start=day(invoice, PERIOD_START),
        period_end=day(invoice, PERIOD_END),
        lines=lines,
        adjustments=additions,
        vat_groups=tuple(_group(one) for one in every(sums, VAT)),
        lines_net=lines_net,
        net=total((lines_net, *(one.amount for one in additions))),
        vat=number(sums, TOTAL_VAT) or ZERO,
        gross=EXACT.subtract(whole, rounding),
        prepaid=EXACT.subtract(whole, payable),
        rounding=rounding,
        payable=payable,
        attachments=tuple(_attachment(one) for one in every(invoice, FILES)),
    )


def _party(invoice: "_Element", path: Path) -> Party:
    return Party(
        name=needed(invoice, path + NAME),
        registry_code=text(invoice, path + REGISTRY_CODE),
        vat_number=text(invoice, path + VAT_NUMBER),
    )


def _additions(element: "_Element") -> tuple[Adjustment, ...]:
    """Those with an amount; a rate alone only explains."""
    amounts = ((one, number(one, ADD_SUM)) for one in every(element, ADDITION))
    return tuple(
        Adjustment(
            amount=amount.copy_negate() if one.get("addCode") == DISCOUNT else amount,
            reason=text(one, ADD_CONTENT),
        )
        for one, amount in amounts
        if amount is not None
    )


def _line(entry: "_Element") -> Line:
    details = list(every(entry, DETAIL))
    one = details[0] if len(details) == 1 else None  # several prices: only their sum is the line's
    additions, vat = _additions(entry), first(entry, VAT)
    rate = None if vat is None else number(vat, VAT_RATE)
    return Line(
        number=text(entry, ROW),
        name=text(entry, DESCRIPTION),
        quantity=None if one is None else number(one, AMOUNT),
        unit="" if one is None else text(one, UNIT),
        price=None if one is None else number(one, PRICE),
        adjustments=additions,
        net=total((_item_sum(entry, details), *(addition.amount for addition in additions))),
        vat_category="" if vat is None else _category(vat, rate),
        vat_rate=rate,
    )


def _item_sum(entry: "_Element", details: "list[_Element]") -> Decimal:
    """As stated; a row without any money only explains."""
    stated = number(entry, ITEM_SUM)
    if stated is not None:
        return stated
    priced = any(first(one, PRICE) is not None for one in details)
    if priced or any(first(entry, path) is not None for path in STATED):
        raise InvoiceRefused(Refusal.MALFORMED, "ItemSum is missing.", "ItemSum")
    return ZERO


def _group(vat: "_Element") -> VatGroup:
    rate = needed_number(vat, VAT_RATE)
    return VatGroup(
        category=_category(vat, rate), rate=rate, net=number(vat, VAT_NET), vat=needed_number(vat, VAT_SUM)
    )


def _category(vat: "_Element", rate: Decimal | None) -> str:
    return CATEGORIES.get(vat.get("vatId", "").strip(), "S" if rate else "Z")


def _attachment(element: "_Element") -> Attachment:
    held = first(element, FILE_CONTENT)
    return Attachment(name=text(element, FILE_NAME), content=b"" if held is None else content(held))
