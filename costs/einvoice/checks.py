"""Whether an invoice adds up: stated against computed, to the cent. Never against rates of a country."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from costs.einvoice.document import EXACT, InvoiceDocument, Line, VatGroup, total

CENT, ONE_UNIT, ZERO = Decimal("0.01"), Decimal(1), Decimal(0)


class Severity(StrEnum):
    """Whether EN 16931 refuses it too, or only we say so."""

    ERROR = "error"
    WARNING = "warning"


class Rule(StrEnum):
    """What is compared."""

    LINES_TOTAL = "lines_total"
    NET_TOTAL = "net_total"
    VAT_BASE = "vat_base"
    VAT_GROUP = "vat_group"
    VAT_TOTAL = "vat_total"
    GROSS_TOTAL = "gross_total"
    PAYABLE = "payable"
    LINE_AMOUNT = "line_amount"


WORDS = {
    Rule.LINES_TOTAL: "The lines add up to {computed}, their stated sum is {stated}.",
    Rule.NET_TOTAL: "Lines, allowances and charges give {computed}, the stated net is {stated}.",
    Rule.VAT_BASE: "Lines, allowances and charges of VAT group {group} give {computed}, stated is {stated}.",
    Rule.VAT_GROUP: "The VAT of group {group} is {computed}, stated is {stated}.",
    Rule.VAT_TOTAL: "The VAT groups add up to {computed}, the stated VAT is {stated}.",
    Rule.GROSS_TOTAL: "Net and VAT give {computed}, the stated total is {stated}.",
    Rule.PAYABLE: "Total, prepaid and rounding give {computed} to pay, stated is {stated}.",
    Rule.LINE_AMOUNT: "Line {line}: quantity and price give {computed}, stated is {stated}.",
}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A cent or more by which an invoice does not add up."""

    code: str
    severity: str
    line: str | None = None  # Line.number
    message: str
    difference: Decimal  # stated - computed, to the cent


def check(doc: InvoiceDocument) -> list[Finding]:
    """All that does not add up, from one cent on."""
    return [
        *_lines_total(doc),
        *_net_total(doc),
        *_vat_base(doc),
        *_vat_groups(doc),
        *_vat_total(doc),
        *_gross_total(doc),
        *_payable(doc),
        *(finding for line in doc.lines for finding in _line_amount(line)),
    ]


def _lines_total(doc: InvoiceDocument) -> Iterator[Finding]:
    yield from _compare(Rule.LINES_TOTAL, doc.lines_net, total(line.net for line in doc.lines))


def _net_total(doc: InvoiceDocument) -> Iterator[Finding]:
    computed = EXACT.add(doc.lines_net, total(one.amount for one in doc.adjustments))
    yield from _compare(Rule.NET_TOTAL, doc.net, computed)


def _vat_base(doc: InvoiceDocument) -> Iterator[Finding]:
    """Each group against its lines; lines without a group only speak when every group is right by itself."""
    if doc.format == "evs923":  # its allowances name no group
        return
    sums = _by_group(doc)
    findings: list[Finding] = []
    for group in doc.vat_groups:
        computed = sums.pop((group.category, group.rate or ZERO), ZERO)
        findings += _compare(Rule.VAT_BASE, group.net or ZERO, computed, group=_name(group))
    if not findings:
        for (category, rate), computed in sums.items():
            if category:
                group = VatGroup(category=category, rate=rate, net=ZERO, vat=ZERO)
                findings += _compare(Rule.VAT_BASE, ZERO, computed, group=_name(group))
    yield from findings


def _by_group(doc: InvoiceDocument) -> dict[tuple[str, Decimal], Decimal]:
    sums: defaultdict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    parts = [(one.vat_category, one.vat_rate, one.net) for one in doc.lines]
    parts += [(one.vat_category, one.vat_rate, one.amount) for one in doc.adjustments]
    for category, rate, amount in parts:
        key = category, rate or ZERO
        sums[key] = EXACT.add(sums[key], amount)
    return sums


def _vat_groups(doc: InvoiceDocument) -> Iterator[Finding]:
    for group in doc.vat_groups:
        if group.net is None:
            continue
        computed = EXACT.multiply(group.net, EXACT.scaleb(group.rate or ZERO, -2))
        for finding in _compare(Rule.VAT_GROUP, group.vat, computed, group=_name(group)):
            official = abs(finding.difference) >= ONE_UNIT  # the rules of EN 16931 let less pass
            yield finding if official else _warning(finding)


def _vat_total(doc: InvoiceDocument) -> Iterator[Finding]:
    yield from _compare(Rule.VAT_TOTAL, doc.vat, total(group.vat for group in doc.vat_groups))


def _gross_total(doc: InvoiceDocument) -> Iterator[Finding]:
    yield from _compare(Rule.GROSS_TOTAL, doc.gross, EXACT.add(doc.net, doc.vat))


def _payable(doc: InvoiceDocument) -> Iterator[Finding]:
    computed = EXACT.add(EXACT.subtract(doc.gross, doc.prepaid), doc.rounding)
    yield from _compare(Rule.PAYABLE, doc.payable, computed)


def _line_amount(line: Line) -> Iterator[Finding]:
    if line.quantity is None or line.price is None:
        return
    computed = EXACT.multiply(line.quantity, line.price)
    if line.base_quantity != ONE_UNIT:
        computed = EXACT.divide(computed, line.base_quantity) if line.base_quantity else ZERO
    if line.adjustments:
        computed = EXACT.add(computed, total(one.amount for one in line.adjustments))
    for finding in _compare(Rule.LINE_AMOUNT, line.net, computed, line=line.number):
        yield _warning(finding)


def _compare(
    rule: Rule, stated: Decimal, computed: Decimal, line: str | None = None, group: str = ""
) -> Iterator[Finding]:
    rounded = EXACT.quantize(computed, CENT)
    if stated == rounded:
        return
    difference = EXACT.subtract(stated, rounded)
    if difference.copy_abs() >= CENT:
        message = WORDS[rule].format(stated=f"{stated:f}", computed=f"{rounded:f}", line=line, group=group)
        yield Finding(
            code=rule,
            severity=Severity.ERROR,
            line=line,
            message=message,
            difference=EXACT.quantize(difference, CENT),
        )


def _warning(finding: Finding) -> Finding:
    return Finding(
        code=finding.code,
        severity=Severity.WARNING,
        line=finding.line,
        message=finding.message,
        difference=finding.difference,
    )


def _name(group: VatGroup) -> str:
    return group.category if group.rate is None else f"{group.category} {group.rate:f} %"
