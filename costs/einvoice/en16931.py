"""Reads UBL 2.1 and CII by their tables of paths."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from costs.einvoice.document import (
    CREDIT_TYPES,
    Adjustment,
    Attachment,
    InvoiceDocument,
    Line,
    Party,
    VatGroup,
)
from costs.einvoice.paths import AdjustmentPaths, LinePaths, Paths
from costs.einvoice.values import (
    Path,
    attribute,
    content,
    currency,
    day,
    every,
    first,
    flag,
    needed,
    needed_day,
    needed_number,
    number,
    text,
    to_day,
    to_number,
    words,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

ONE, ZERO = Decimal(1), Decimal(0)
OBJECT = "130"  # type of the document that is the invoiced object
VAT_SCHEMES = {"VAT", "VA"}


def document(root: "_Element", at: Paths) -> InvoiceDocument:
    """The invoice of a root. Raises InvoiceRefused for what is missing or malformed."""
    money = currency(root, at.currency)
    tax_currency = text(root, at.tax_currency)
    vat, other = _vat(root, at, money, tax_currency)
    documents = list(every(root, at.documents))
    return InvoiceDocument(
        format=at.format,
        by_root=at.credit and text(root, at.type_code) not in CREDIT_TYPES,
        number=needed(root, at.number),
        type_code=text(root, at.type_code),
        issue_date=needed_day(root, at.issue_date),
        due_date=_first_day(root, at.due_dates),
        currency=money,
        seller=_party(root, at.seller, at),
        buyer=_party(root, at.buyer, at),
        buyer_ref=text(root, at.buyer_ref),
        order_ref=text(root, at.order_ref),
        contract_ref=text(root, at.contract_ref),
        object_ref=_object(documents, at),
        accounting_ref=text(root, at.accounting_ref),
        corrects=tuple(filter(None, map(words, every(root, at.corrects)))),
        period_start=day(root, at.period_start),
        period_end=day(root, at.period_end),
        lines=tuple(_line(line, at.line, at.adjustment) for line in every(root, at.lines)),
        adjustments=tuple(_adjustment(one, at.adjustment) for one in every(root, at.adjustments)),
        vat_groups=_groups(root, at, money),
        lines_net=needed_number(root, at.lines_net),
        net=needed_number(root, at.net),
        vat=vat,
        gross=needed_number(root, at.gross),
        prepaid=_or(number(root, at.prepaid), ZERO),
        rounding=_or(number(root, at.rounding), ZERO),
        payable=needed_number(root, at.payable),
        tax_currency=tax_currency,
        vat_in_tax_currency=other,
        attachments=tuple(_attachment(file) for one in documents for file in every(one, at.attachment)),
    )


def _or(value: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if value is None else value


def _first_day(root: "_Element", paths: Iterable[Path]) -> date | None:
    return next((to_day(one) for path in paths for one in every(root, path)), None)


def _party(root: "_Element", path: Path, at: Paths) -> Party:
    needed(root, path + at.party.name)
    party = first(root, path)
    assert party is not None  # noqa: S101  it has a name
    return Party(
        name=needed(root, path + at.party.name),
        registry_code=text(party, at.party.registry_code),
        vat_number=_vat_number(party, at),
    )


def _vat_number(party: "_Element", at: Paths) -> str:
    for tax in every(party, at.party.tax):
        scheme = (
            text(tax, at.party.tax_scheme)
            if at.party.tax_scheme
            else attribute(tax, at.party.tax_number, "schemeID")
        )
        if scheme in VAT_SCHEMES:
            return text(tax, at.party.tax_number)
    return ""


def _object(documents: "Iterable[_Element]", at: Paths) -> str:
    objects = (one for one in documents if text(one, at.document_type) == OBJECT)
    return next((text(one, at.document_number) for one in objects), "")


def _attachment(element: "_Element") -> Attachment:
    return Attachment(
        name=element.get("filename", "").strip(),
        mime=element.get("mimeCode", "").strip(),
        content=content(element),
    )


def _line(element: "_Element", at: LinePaths, adjustment: AdjustmentPaths) -> Line:
    quantity = first(element, at.quantity)
    return Line(
        number=text(element, at.number),
        name=text(element, at.name),
        note=text(element, at.note),
        quantity=None if quantity is None else to_number(quantity),
        unit="" if quantity is None else quantity.get("unitCode", "").strip(),
        price=number(element, at.price),
        base_quantity=_or(number(element, at.base_quantity), ONE),
        adjustments=tuple(_line_adjustment(one, adjustment) for one in every(element, at.adjustments)),
        net=needed_number(element, at.net),
        vat_category=text(element, at.vat_category),
        vat_rate=number(element, at.vat_rate),
        accounting_ref=text(element, at.accounting_ref),
        period_start=day(element, at.period_start),
        period_end=day(element, at.period_end),
    )


def _line_adjustment(element: "_Element", at: AdjustmentPaths) -> Adjustment:
    return Adjustment(amount=_signed(element, at), reason=text(element, at.reason))


def _adjustment(element: "_Element", at: AdjustmentPaths) -> Adjustment:
    return Adjustment(
        amount=_signed(element, at),
        reason=text(element, at.reason),
        vat_category=text(element, at.vat_category),
        vat_rate=number(element, at.vat_rate),
    )


def _signed(element: "_Element", at: AdjustmentPaths) -> Decimal:
    amount = needed_number(element, at.amount)
    return amount if flag(element, at.charge) else amount.copy_negate()


def _vat(root: "_Element", at: Paths, money: str, tax_currency: str) -> tuple[Decimal, Decimal | None]:
    """The VAT in the invoice's currency and in that of the tax."""
    stated = list(every(root, at.vat))
    own = [one for one in stated if _currency(one) in ("", money)]
    foreign = [one for one in stated if _currency(one) == tax_currency != money]
    chosen = own or [one for one in stated if one not in foreign]
    return to_number(chosen[0]) if chosen else ZERO, to_number(foreign[0]) if foreign else None


def _groups(root: "_Element", at: Paths, money: str) -> tuple[VatGroup, ...]:
    groups = list(every(root, at.groups))
    own = [one for one in groups if attribute(one, at.group.vat, "currencyID") in ("", money)]
    return tuple(
        VatGroup(
            category=text(one, at.group.category),
            rate=number(one, at.group.rate),
            net=needed_number(one, at.group.net),
            vat=needed_number(one, at.group.vat),
        )
        for one in own or groups
    )


def _currency(element: "_Element") -> str:
    return str(element.get("currencyID", "")).strip()
