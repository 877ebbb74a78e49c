"""Writes what an invoice states as EVS 923: the tests' own pen, which knows nothing of the reader."""

from base64 import b64encode
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from costs.einvoice import Adjustment, InvoiceDocument, Line, Party
from tests.costs.writing import group, tag


def evs(*docs: InvoiceDocument, namespace: str = "") -> bytes:
    """EVS 923 version 1.2, valid by its schema; prices get its four decimals."""
    total = sum(doc.payable for doc in docs)
    day = docs[0].issue_date
    header = f"<Header><Date>{day}</Date><FileId>1</FileId><Version>1.2</Version></Header>"
    footer = (
        f"<Footer><TotalNumberInvoices>{len(docs)}</TotalNumberInvoices>"
        f"<TotalAmount>{total:.2f}</TotalAmount></Footer>"
    )
    start = f'<E_Invoice xmlns="{namespace}">' if namespace else "<E_Invoice>"
    body = "".join(map(_evs_invoice, docs))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{start}{header}{body}{footer}</E_Invoice>'.encode()


def _evs_invoice(doc: InvoiceDocument) -> str:
    seller, buyer = doc.seller, doc.buyer
    kind = "CRE" if doc.is_credit else "DEB"
    source = "".join(tag("SourceInvoice", one) for one in doc.corrects[:1])
    attributes = (
        f"invoiceId={quoteattr(doc.number)} regNumber={quoteattr(buyer.registry_code)} "
        f"sellerRegnumber={quoteattr(seller.registry_code)}"
    )
    return f"<Invoice {attributes}>" + "".join([
        group(
            "InvoiceParties",
            group("SellerParty", _evs_party(seller)),
            group("BuyerParty", _evs_party(buyer)),
        ),
        "<InvoiceInformation>",
        f'<Type type="{kind}">{source}</Type>',
        tag("ContractNumber", doc.contract_ref),
        tag("DocumentName", "Kreeditarve" if doc.is_credit else "Arve"),
        tag("InvoiceNumber", doc.number),
        tag("InvoiceDate", doc.issue_date),
        tag("DueDate", doc.due_date),
        group("Period", tag("StartDate", doc.period_start), tag("EndDate", doc.period_end)),
        "</InvoiceInformation>",
        _evs_sums(doc),
        group("InvoiceItem", group("InvoiceItemGroup", *map(_evs_line, doc.lines))),
        *(
            group(
                "AttachmentFile",
                tag("FileName", one.name),
                tag("FileBase64", b64encode(one.content).decode()),
            )
            for one in doc.attachments
        ),
        _evs_payment(doc),
        "</Invoice>",
    ])  # fmt: skip


def _evs_sums(doc: InvoiceDocument) -> str:
    return group(
        "InvoiceSumGroup",
        tag("InvoiceSum", doc.lines_net),
        *map(_evs_addition, doc.adjustments),
        tag("Rounding", doc.rounding),
        *(_evs_vat(one.category, one.rate, one.net, one.vat) for one in doc.vat_groups),
        tag("TotalVATSum", doc.vat),
        tag("TotalSum", doc.gross + doc.rounding),
        tag("TotalToPay", doc.payable),
        tag("Currency", doc.currency),
    )


def _evs_payment(doc: InvoiceDocument) -> str:
    return group(
        "PaymentInfo",
        tag("Currency", doc.currency),
        tag("PaymentDescription", f"Arve {doc.number}"),
        tag("Payable", "YES"),
        tag("PaymentTotalSum", doc.payable),
        tag("PayerName", doc.buyer.name),
        tag("PaymentId", doc.number),
        tag("PayToAccount", "EE382200221020145685"),
        tag("PayToName", doc.seller.name),
    )


def _evs_party(party: Party) -> str:
    return (
        tag("Name", party.name)
        + tag("RegNumber", party.registry_code)
        + tag("VATRegNumber", party.vat_number)
    )


def _evs_addition(one: Adjustment) -> str:
    code = "CHR" if one.amount > 0 else "DSC"
    inner = tag("AddContent", one.reason or "-") + tag("AddSum", one.amount.copy_abs())
    return f'<Addition addCode="{code}">{inner}</Addition>'


def _evs_vat(category: str, rate: Decimal | None, net: Decimal | None, vat: Decimal) -> str:
    kind = {"E": "TAXEX", "O": "NOTTAX"}.get(category, "TAX")
    inner = tag("SumBeforeVAT", net) + tag("VATRate", rate or Decimal(0)) + tag("VATSum", vat)
    return f'<VAT vatId="{kind}">{inner}</VAT>'


def _evs_line(line: Line) -> str:
    plain = line.net - sum(one.amount for one in line.adjustments)
    price = None if line.price is None else line.price / line.base_quantity
    rate = line.vat_rate or Decimal(0)
    return group(
        "ItemEntry",
        tag("RowNo", line.number),
        tag("Description", line.name),
        group(
            "ItemDetailInfo",
            tag("ItemUnit", line.unit),
            tag("ItemAmount", line.quantity),
            tag("ItemPrice", None if price is None else round(price, 4)),
        ),
        tag("ItemSum", plain),
        *map(_evs_addition, line.adjustments),
        _evs_vat(line.vat_category, rate, line.net, round(line.net * rate / 100, 4))
        if line.vat_category
        else "",
    )
