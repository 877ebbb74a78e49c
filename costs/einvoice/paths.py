"""The tables of paths: where UBL 2.1 and CII keep the terms of EN 16931."""

from dataclasses import dataclass, replace

from costs.einvoice.values import Path

UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
UN = "urn:un:unece:uncefact:data:standard:"
NAMESPACES = {
    "cac": f"{UBL}CommonAggregateComponents-2",
    "cbc": f"{UBL}CommonBasicComponents-2",
    "rsm": f"{UN}CrossIndustryInvoice:100",
    "ram": f"{UN}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{UN}UnqualifiedDataType:100",
}


def at(path: str) -> Path:
    """A path as written below, with the names as they stand in a tree."""
    steps = [step.split(":") for step in path.split("/")]
    return tuple(f"{{{NAMESPACES[prefix]}}}{name}" for prefix, name in steps)


@dataclass(frozen=True, kw_only=True)
class PartyPaths:
    """Below a seller or buyer."""

    name: Path
    registry_code: Path
    tax: Path  # its registrations
    tax_number: Path
    tax_scheme: Path  # which one it is: VAT, or VA in the attribute schemeID


@dataclass(frozen=True, kw_only=True)
class AdjustmentPaths:
    """Below an allowance or charge."""

    charge: Path
    amount: Path
    reason: Path
    vat_category: Path
    vat_rate: Path


@dataclass(frozen=True, kw_only=True)
class GroupPaths:
    """Below a group of VAT."""

    net: Path
    vat: Path
    category: Path
    rate: Path


@dataclass(frozen=True, kw_only=True)
class LinePaths:
    """Below a line."""

    number: Path
    name: Path
    note: Path
    quantity: Path
    price: Path
    base_quantity: Path
    adjustments: Path
    net: Path
    vat_category: Path
    vat_rate: Path
    accounting_ref: Path
    period_start: Path
    period_end: Path


@dataclass(frozen=True, kw_only=True)
class Paths:
    """Below the root."""

    format: str
    credit: bool = False
    number: Path
    type_code: Path
    issue_date: Path
    due_dates: tuple[Path, ...]
    currency: Path
    tax_currency: Path
    seller: Path
    buyer: Path
    party: PartyPaths
    buyer_ref: Path
    order_ref: Path
    contract_ref: Path
    documents: Path  # others named: the object (BT-18) has the type 130
    document_type: Path
    document_number: Path
    attachment: Path  # below such a document
    accounting_ref: Path
    corrects: Path
    period_start: Path
    period_end: Path
    lines: Path
    line: LinePaths
    adjustments: Path
    adjustment: AdjustmentPaths
    groups: Path
    group: GroupPaths
    vat: Path  # one for each currency
    lines_net: Path
    net: Path
    gross: Path
    prepaid: Path
    rounding: Path
    payable: Path


UBL_ADJUSTMENT = AdjustmentPaths(
    charge=at("cbc:ChargeIndicator"),
    amount=at("cbc:Amount"),
    reason=at("cbc:AllowanceChargeReason"),
    vat_category=at("cac:TaxCategory/cbc:ID"),
    vat_rate=at("cac:TaxCategory/cbc:Percent"),
)
UBL_TOTAL = "cac:LegalMonetaryTotal/cbc:"
UBL_INVOICE = Paths(
    format="ubl",
    number=at("cbc:ID"),
    type_code=at("cbc:InvoiceTypeCode"),
    issue_date=at("cbc:IssueDate"),
    due_dates=(at("cbc:DueDate"), at("cac:PaymentMeans/cbc:PaymentDueDate")),
    currency=at("cbc:DocumentCurrencyCode"),
    tax_currency=at("cbc:TaxCurrencyCode"),
    seller=at("cac:AccountingSupplierParty/cac:Party"),
    buyer=at("cac:AccountingCustomerParty/cac:Party"),
    party=PartyPaths(
        name=at("cac:PartyLegalEntity/cbc:RegistrationName"),
        registry_code=at("cac:PartyLegalEntity/cbc:CompanyID"),
        tax=at("cac:PartyTaxScheme"),
        tax_number=at("cbc:CompanyID"),
        tax_scheme=at("cac:TaxScheme/cbc:ID"),
    ),
    buyer_ref=at("cbc:BuyerReference"),
    order_ref=at("cac:OrderReference/cbc:ID"),
    contract_ref=at("cac:ContractDocumentReference/cbc:ID"),
    documents=at("cac:AdditionalDocumentReference"),
    document_type=at("cbc:DocumentTypeCode"),
    document_number=at("cbc:ID"),
    attachment=at("cac:Attachment/cbc:EmbeddedDocumentBinaryObject"),
    accounting_ref=at("cbc:AccountingCost"),
    corrects=at("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"),
    period_start=at("cac:InvoicePeriod/cbc:StartDate"),
    period_end=at("cac:InvoicePeriod/cbc:EndDate"),
    lines=at("cac:InvoiceLine"),
    line=LinePaths(
        number=at("cbc:ID"),
        name=at("cac:Item/cbc:Name"),
        note=at("cbc:Note"),
        quantity=at("cbc:InvoicedQuantity"),
        price=at("cac:Price/cbc:PriceAmount"),
        base_quantity=at("cac:Price/cbc:BaseQuantity"),
        adjustments=at("cac:AllowanceCharge"),
        net=at("cbc:LineExtensionAmount"),
        vat_category=at("cac:Item/cac:ClassifiedTaxCategory/cbc:ID"),
        vat_rate=at("cac:Item/cac:ClassifiedTaxCategory/cbc:Percent"),
        accounting_ref=at("cbc:AccountingCost"),
        period_start=at("cac:InvoicePeriod/cbc:StartDate"),
        period_end=at("cac:InvoicePeriod/cbc:EndDate"),
    ),
    adjustments=at("cac:AllowanceCharge"),
    adjustment=UBL_ADJUSTMENT,
    groups=at("cac:TaxTotal/cac:TaxSubtotal"),
    group=GroupPaths(
        net=at("cbc:TaxableAmount"),
        vat=at("cbc:TaxAmount"),
        category=at("cac:TaxCategory/cbc:ID"),
        rate=at("cac:TaxCategory/cbc:Percent"),
    ),
    vat=at("cac:TaxTotal/cbc:TaxAmount"),
    lines_net=at(f"{UBL_TOTAL}LineExtensionAmount"),
    net=at(f"{UBL_TOTAL}TaxExclusiveAmount"),
    gross=at(f"{UBL_TOTAL}TaxInclusiveAmount"),
    prepaid=at(f"{UBL_TOTAL}PrepaidAmount"),
    rounding=at(f"{UBL_TOTAL}PayableRoundingAmount"),
    payable=at(f"{UBL_TOTAL}PayableAmount"),
)
UBL_CREDIT_NOTE = replace(
    UBL_INVOICE,
    credit=True,
    type_code=at("cbc:CreditNoteTypeCode"),
    lines=at("cac:CreditNoteLine"),
    line=replace(UBL_INVOICE.line, quantity=at("cbc:CreditedQuantity")),
)

TRADE = "rsm:SupplyChainTradeTransaction/ram:"
AGREED = f"{TRADE}ApplicableHeaderTradeAgreement/ram:"
SETTLED = f"{TRADE}ApplicableHeaderTradeSettlement/ram:"
CII_TOTAL = f"{SETTLED}SpecifiedTradeSettlementHeaderMonetarySummation/ram:"
LINE_SETTLED = "ram:SpecifiedLineTradeSettlement/ram:"
LINE_PRICE = "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:"
MOMENT = "/udt:DateTimeString"

CII = Paths(
    format="cii",
    number=at("rsm:ExchangedDocument/ram:ID"),
    type_code=at("rsm:ExchangedDocument/ram:TypeCode"),
    issue_date=at(f"rsm:ExchangedDocument/ram:IssueDateTime{MOMENT}"),
    due_dates=(at(f"{SETTLED}SpecifiedTradePaymentTerms/ram:DueDateDateTime{MOMENT}"),),
    currency=at(f"{SETTLED}InvoiceCurrencyCode"),
    tax_currency=at(f"{SETTLED}TaxCurrencyCode"),
    seller=at(f"{AGREED}SellerTradeParty"),
    buyer=at(f"{AGREED}BuyerTradeParty"),
    party=PartyPaths(
        name=at("ram:Name"),
        registry_code=at("ram:SpecifiedLegalOrganization/ram:ID"),
        tax=at("ram:SpecifiedTaxRegistration"),
        tax_number=at("ram:ID"),
        tax_scheme=(),
    ),
    buyer_ref=at(f"{AGREED}BuyerReference"),
    order_ref=at(f"{AGREED}BuyerOrderReferencedDocument/ram:IssuerAssignedID"),
    contract_ref=at(f"{AGREED}ContractReferencedDocument/ram:IssuerAssignedID"),
    documents=at(f"{AGREED}AdditionalReferencedDocument"),
    document_type=at("ram:TypeCode"),
    document_number=at("ram:IssuerAssignedID"),
    attachment=at("ram:AttachmentBinaryObject"),
    accounting_ref=at(f"{SETTLED}ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
    corrects=at(f"{SETTLED}InvoiceReferencedDocument/ram:IssuerAssignedID"),
    period_start=at(f"{SETTLED}BillingSpecifiedPeriod/ram:StartDateTime{MOMENT}"),
    period_end=at(f"{SETTLED}BillingSpecifiedPeriod/ram:EndDateTime{MOMENT}"),
    lines=at(f"{TRADE}IncludedSupplyChainTradeLineItem"),
    line=LinePaths(
        number=at("ram:AssociatedDocumentLineDocument/ram:LineID"),
        name=at("ram:SpecifiedTradeProduct/ram:Name"),
        note=at("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content"),
        quantity=at("ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"),
        price=at(f"{LINE_PRICE}ChargeAmount"),
        base_quantity=at(f"{LINE_PRICE}BasisQuantity"),
        adjustments=at(f"{LINE_SETTLED}SpecifiedTradeAllowanceCharge"),
        net=at(f"{LINE_SETTLED}SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
        vat_category=at(f"{LINE_SETTLED}ApplicableTradeTax/ram:CategoryCode"),
        vat_rate=at(f"{LINE_SETTLED}ApplicableTradeTax/ram:RateApplicablePercent"),
        accounting_ref=at(f"{LINE_SETTLED}ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        period_start=at(f"{LINE_SETTLED}BillingSpecifiedPeriod/ram:StartDateTime{MOMENT}"),
        period_end=at(f"{LINE_SETTLED}BillingSpecifiedPeriod/ram:EndDateTime{MOMENT}"),
    ),
    adjustments=at(f"{SETTLED}SpecifiedTradeAllowanceCharge"),
    adjustment=AdjustmentPaths(
        charge=at("ram:ChargeIndicator/udt:Indicator"),
        amount=at("ram:ActualAmount"),
        reason=at("ram:Reason"),
        vat_category=at("ram:CategoryTradeTax/ram:CategoryCode"),
        vat_rate=at("ram:CategoryTradeTax/ram:RateApplicablePercent"),
    ),
    groups=at(f"{SETTLED}ApplicableTradeTax"),
    group=GroupPaths(
        net=at("ram:BasisAmount"),
        vat=at("ram:CalculatedAmount"),
        category=at("ram:CategoryCode"),
        rate=at("ram:RateApplicablePercent"),
    ),
    vat=at(f"{CII_TOTAL}TaxTotalAmount"),
    lines_net=at(f"{CII_TOTAL}LineTotalAmount"),
    net=at(f"{CII_TOTAL}TaxBasisTotalAmount"),
    gross=at(f"{CII_TOTAL}GrandTotalAmount"),
    prepaid=at(f"{CII_TOTAL}TotalPrepaidAmount"),
    rounding=at(f"{CII_TOTAL}RoundingAmount"),
    payable=at(f"{CII_TOTAL}DuePayableAmount"),
)

BY_ROOT = {
    f"{{{UBL}Invoice-2}}Invoice": UBL_INVOICE,
    f"{{{UBL}CreditNote-2}}CreditNote": UBL_CREDIT_NOTE,
    f"{{{NAMESPACES['rsm']}}}CrossIndustryInvoice": CII,
}
