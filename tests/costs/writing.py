"""Writes what an invoice states as UBL or CII: the tests' own pen, which knows nothing of the reader."""

from base64 import b64encode
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from costs.einvoice import Adjustment, InvoiceDocument, Line, Party, VatGroup

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
UN = "urn:un:unece:uncefact:data:standard:"


def tag(name: str, value: object, **attributes: str) -> str:
    """An element, or nothing for nothing."""
    if value in (None, ""):
        return ""
    words = f"{value:f}" if isinstance(value, Decimal) else str(value)
    more = "".join(f" {key}={quoteattr(one)}" for key, one in attributes.items())
    return f"<{name}{more}>{words if words.startswith('<') else escape(words)}</{name}>"


def group(name: str, *parts: str) -> str:
    """An element around others, or nothing around nothing."""
    inner = "".join(parts)
    return f"<{name}>{inner}</{name}>" if inner else ""


def ubl(doc: InvoiceDocument) -> bytes:
    """UBL 2.1: Invoice, or CreditNote for a credit."""
    kind, quantity = ("CreditNote", "Credited") if doc.is_credit else ("Invoice", "Invoiced")
    money = {"currencyID": doc.currency}
    body = [
        *_ubl_head(doc, kind),
        group("cac:AccountingSupplierParty", _ubl_party(doc.seller)),
        group("cac:AccountingCustomerParty", _ubl_party(doc.buyer)),
        group("cac:PaymentMeans", tag("cbc:PaymentDueDate", doc.due_date)) if doc.is_credit else "",
        *(_ubl_adjustment(one, money, doc=True) for one in doc.adjustments),
        *_ubl_totals(doc, money),
        *(_ubl_line(line, kind, quantity, money) for line in doc.lines),
    ]
    root = (
        f'<{kind} xmlns="{UBL}{kind}-2" xmlns:cac="{UBL}CommonAggregateComponents-2" '
        f'xmlns:cbc="{UBL}CommonBasicComponents-2">'
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{root}{"".join(body)}</{kind}>'.encode()


def _ubl_head(doc: InvoiceDocument, kind: str) -> list[str]:
    return [
        tag("cbc:ID", doc.number),
        tag("cbc:IssueDate", doc.issue_date),
        "" if doc.is_credit else tag("cbc:DueDate", doc.due_date),
        tag(f"cbc:{kind}TypeCode", doc.type_code),
        tag("cbc:DocumentCurrencyCode", doc.currency),
        tag("cbc:TaxCurrencyCode", doc.tax_currency),
        tag("cbc:AccountingCost", doc.accounting_ref),
        tag("cbc:BuyerReference", doc.buyer_ref),
        group(
            "cac:InvoicePeriod", tag("cbc:StartDate", doc.period_start), tag("cbc:EndDate", doc.period_end)
        ),
        group("cac:OrderReference", tag("cbc:ID", doc.order_ref)),
        *(
            group("cac:BillingReference", group("cac:InvoiceDocumentReference", tag("cbc:ID", one)))
            for one in doc.corrects
        ),
        group("cac:ContractDocumentReference", tag("cbc:ID", doc.contract_ref)),
        doc.object_ref
        and group(
            "cac:AdditionalDocumentReference",
            tag("cbc:ID", doc.object_ref),
            tag("cbc:DocumentTypeCode", "130"),
        ),
        *(
            f"<cac:AdditionalDocumentReference><cbc:ID>1</cbc:ID><cac:Attachment>"
            f"<cbc:EmbeddedDocumentBinaryObject mimeCode={quoteattr(one.mime)} "
            f"filename={quoteattr(one.name)}>"
            f"{b64encode(one.content).decode()}</cbc:EmbeddedDocumentBinaryObject></cac:Attachment>"
            "</cac:AdditionalDocumentReference>"
            for one in doc.attachments
        ),
    ]


def _ubl_totals(doc: InvoiceDocument, money: dict[str, str]) -> list[str]:
    return [
        group(
            "cac:TaxTotal",
            tag("cbc:TaxAmount", doc.vat, **money),
            *(
                group(
                    "cac:TaxSubtotal",
                    tag("cbc:TaxableAmount", one.net, **money),
                    tag("cbc:TaxAmount", one.vat, **money),
                    _ubl_category("cac:TaxCategory", one.category, one.rate),
                )
                for one in doc.vat_groups
            ),
        ),
        group("cac:TaxTotal", tag("cbc:TaxAmount", doc.vat_in_tax_currency, currencyID=doc.tax_currency)),
        group(
            "cac:LegalMonetaryTotal",
            tag("cbc:LineExtensionAmount", doc.lines_net, **money),
            tag("cbc:TaxExclusiveAmount", doc.net, **money),
            tag("cbc:TaxInclusiveAmount", doc.gross, **money),
            tag("cbc:PrepaidAmount", doc.prepaid, **money),
            tag("cbc:PayableRoundingAmount", doc.rounding, **money),
            tag("cbc:PayableAmount", doc.payable, **money),
        ),
    ]


def _ubl_category(name: str, category: str, rate: Decimal | None) -> str:
    scheme = group("cac:TaxScheme", tag("cbc:ID", "VAT"))
    return group(name, tag("cbc:ID", category), tag("cbc:Percent", rate), scheme) if category else ""


def _ubl_party(party: Party) -> str:
    tax = group("cac:TaxScheme", tag("cbc:ID", "VAT"))
    return group(
        "cac:Party",
        group("cac:PartyTaxScheme", tag("cbc:CompanyID", party.vat_number), tax) if party.vat_number else "",
        group(
            "cac:PartyLegalEntity",
            tag("cbc:RegistrationName", party.name),
            tag("cbc:CompanyID", party.registry_code),
        ),
    )


def _ubl_adjustment(one: Adjustment, money: dict[str, str], *, doc: bool) -> str:
    return group(
        "cac:AllowanceCharge",
        tag("cbc:ChargeIndicator", "true" if one.amount > 0 else "false"),
        tag("cbc:AllowanceChargeReason", one.reason),
        tag("cbc:Amount", one.amount.copy_abs(), **money),
        _ubl_category("cac:TaxCategory", one.vat_category, one.vat_rate) if doc else "",
    )


def _ubl_line(line: Line, kind: str, quantity: str, money: dict[str, str]) -> str:
    return group(
        f"cac:{kind}Line",
        tag("cbc:ID", line.number),
        tag("cbc:Note", line.note),
        tag(f"cbc:{quantity}Quantity", line.quantity, unitCode=line.unit),
        tag("cbc:LineExtensionAmount", line.net, **money),
        tag("cbc:AccountingCost", line.accounting_ref),
        group(
            "cac:InvoicePeriod", tag("cbc:StartDate", line.period_start), tag("cbc:EndDate", line.period_end)
        ),
        *(_ubl_adjustment(one, money, doc=False) for one in line.adjustments),
        group(
            "cac:Item",
            tag("cbc:Name", line.name),
            _ubl_category("cac:ClassifiedTaxCategory", line.vat_category, line.vat_rate),
        ),
        group(
            "cac:Price",
            tag("cbc:PriceAmount", line.price, **money),
            tag("cbc:BaseQuantity", line.base_quantity) if line.base_quantity != 1 else "",
        ),
    )


def cii(doc: InvoiceDocument) -> bytes:
    """UN/CEFACT Cross Industry Invoice D16B."""
    body = [
        group(
            "rsm:ExchangedDocument",
            tag("ram:ID", doc.number),
            tag("ram:TypeCode", doc.type_code),
            group("ram:IssueDateTime", _moment(doc.issue_date)),
        ),
        group(
            "rsm:SupplyChainTradeTransaction",
            *(_cii_line(line) for line in doc.lines),
            _cii_agreement(doc),
            "<ram:ApplicableHeaderTradeDelivery/>",
            _cii_settlement(doc),
        ),
    ]
    root = (
        f'<rsm:CrossIndustryInvoice xmlns:rsm="{UN}CrossIndustryInvoice:100" '
        f'xmlns:ram="{UN}ReusableAggregateBusinessInformationEntity:100" '
        f'xmlns:udt="{UN}UnqualifiedDataType:100">'
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{root}{"".join(body)}</rsm:CrossIndustryInvoice>'.encode()
    )


def _cii_agreement(doc: InvoiceDocument) -> str:
    return group(
        "ram:ApplicableHeaderTradeAgreement",
        tag("ram:BuyerReference", doc.buyer_ref),
        group("ram:SellerTradeParty", _cii_party(doc.seller)),
        group("ram:BuyerTradeParty", _cii_party(doc.buyer)),
        group("ram:BuyerOrderReferencedDocument", tag("ram:IssuerAssignedID", doc.order_ref)),
        group("ram:ContractReferencedDocument", tag("ram:IssuerAssignedID", doc.contract_ref)),
        doc.object_ref
        and group(
            "ram:AdditionalReferencedDocument",
            tag("ram:IssuerAssignedID", doc.object_ref),
            tag("ram:TypeCode", "130"),
        ),
        *(
            "<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>1</ram:IssuerAssignedID>"
            "<ram:TypeCode>916</ram:TypeCode><ram:AttachmentBinaryObject "
            f"mimeCode={quoteattr(one.mime)}"
            f" filename={quoteattr(one.name)}>{b64encode(one.content).decode()}"
            "</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument>"
            for one in doc.attachments
        ),
    )


def _moment(day: object) -> str:
    return tag("udt:DateTimeString", str(day).replace("-", ""), format="102") if day else ""


def _cii_period(start: object, end: object) -> str:
    return group(
        "ram:BillingSpecifiedPeriod",
        group("ram:StartDateTime", _moment(start)),
        group("ram:EndDateTime", _moment(end)),
    )


def _cii_party(party: Party) -> str:
    return (
        tag("ram:Name", party.name)
        + group("ram:SpecifiedLegalOrganization", tag("ram:ID", party.registry_code))
        + group("ram:SpecifiedTaxRegistration", tag("ram:ID", party.vat_number, schemeID="VA"))
    )


def _cii_category(name: str, category: str, rate: Decimal | None) -> str:
    if not category:
        return ""
    return group(
        name,
        tag("ram:TypeCode", "VAT"),
        tag("ram:CategoryCode", category),
        tag("ram:RateApplicablePercent", rate),
    )


def _cii_adjustment(one: Adjustment) -> str:
    return group(
        "ram:SpecifiedTradeAllowanceCharge",
        group("ram:ChargeIndicator", tag("udt:Indicator", "true" if one.amount > 0 else "false")),
        tag("ram:ActualAmount", one.amount.copy_abs()),
        tag("ram:Reason", one.reason),
        _cii_category("ram:CategoryTradeTax", one.vat_category, one.vat_rate),
    )


def _cii_settlement(doc: InvoiceDocument) -> str:
    return group(
        "ram:ApplicableHeaderTradeSettlement",
        tag("ram:TaxCurrencyCode", doc.tax_currency),
        tag("ram:InvoiceCurrencyCode", doc.currency),
        *(_cii_group(one) for one in doc.vat_groups),
        _cii_period(doc.period_start, doc.period_end),
        *(_cii_adjustment(one) for one in doc.adjustments),
        group("ram:SpecifiedTradePaymentTerms", group("ram:DueDateDateTime", _moment(doc.due_date))),
        group(
            "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
            tag("ram:LineTotalAmount", doc.lines_net),
            tag("ram:TaxBasisTotalAmount", doc.net),
            tag("ram:TaxTotalAmount", doc.vat_in_tax_currency, currencyID=doc.tax_currency),
            tag("ram:TaxTotalAmount", doc.vat, currencyID=doc.currency),
            tag("ram:RoundingAmount", doc.rounding),
            tag("ram:GrandTotalAmount", doc.gross),
            tag("ram:TotalPrepaidAmount", doc.prepaid),
            tag("ram:DuePayableAmount", doc.payable),
        ),
        *(group("ram:InvoiceReferencedDocument", tag("ram:IssuerAssignedID", one)) for one in doc.corrects),
        group("ram:ReceivableSpecifiedTradeAccountingAccount", tag("ram:ID", doc.accounting_ref)),
    )


def _cii_group(one: VatGroup) -> str:
    return group(
        "ram:ApplicableTradeTax",
        tag("ram:CalculatedAmount", one.vat),
        tag("ram:TypeCode", "VAT"),
        tag("ram:BasisAmount", one.net),
        tag("ram:CategoryCode", one.category),
        tag("ram:RateApplicablePercent", one.rate),
    )


def _cii_line(line: Line) -> str:
    return group(
        "ram:IncludedSupplyChainTradeLineItem",
        group(
            "ram:AssociatedDocumentLineDocument",
            tag("ram:LineID", line.number),
            group("ram:IncludedNote", tag("ram:Content", line.note)),
        ),
        group("ram:SpecifiedTradeProduct", tag("ram:Name", line.name)),
        group(
            "ram:SpecifiedLineTradeAgreement",
            group(
                "ram:NetPriceProductTradePrice",
                tag("ram:ChargeAmount", line.price),
                tag("ram:BasisQuantity", line.base_quantity) if line.base_quantity != 1 else "",
            ),
        ),
        group("ram:SpecifiedLineTradeDelivery", tag("ram:BilledQuantity", line.quantity, unitCode=line.unit)),
        group(
            "ram:SpecifiedLineTradeSettlement",
            _cii_category("ram:ApplicableTradeTax", line.vat_category, line.vat_rate),
            _cii_period(line.period_start, line.period_end),
            *(_cii_adjustment(one) for one in line.adjustments),
            group("ram:SpecifiedTradeSettlementLineMonetarySummation", tag("ram:LineTotalAmount", line.net)),
            group("ram:ReceivableSpecifiedTradeAccountingAccount", tag("ram:ID", line.accounting_ref)),
        ),
    )
