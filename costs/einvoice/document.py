"""What an e-invoice says, in one form for all formats. Terms: BT-n are those of EN 16931."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum

MAX_BYTES = 20 * 2**20
MAX_DEPTH = 100
MAX_ELEMENTS = 500_000

CREDIT_TYPES = {"81", "83", "381", "396", "532"}
EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)  # whatever an invoice adds or multiplies fits without loss


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum, whatever the caller's context is."""
    found = Decimal(0)
    for amount in amounts:
        found = EXACT.add(found, amount)
    return found


class Refusal(StrEnum):
    """Why a file is not read."""

    TOO_LARGE = "too_large"
    NOT_XML = "not_xml"
    DOCTYPE = "doctype"
    TOO_DEEP = "too_deep"
    UNKNOWN_FORMAT = "unknown_format"
    MALFORMED = "malformed"
    SEVERAL = "several"


class InvoiceRefused(ValueError):
    """A file that is not read: `code` says why, `where` names the element when it is about one."""

    def __init__(self, code: Refusal, message: str, where: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.where = where


@dataclass(frozen=True, kw_only=True)
class Party:
    """Seller (BT-27, 30, 31) or buyer (BT-44, 47, 48)."""

    name: str
    registry_code: str = ""
    vat_number: str = ""


@dataclass(frozen=True, kw_only=True)
class Adjustment:
    """What is taken off (negative) or added (positive)."""

    amount: Decimal
    reason: str = ""
    vat_category: str = ""  # "" on lines: there the line's own counts
    vat_rate: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line as stated."""

    number: str  # BT-126
    name: str = ""  # BT-153
    note: str = ""  # BT-127
    quantity: Decimal | None = None  # BT-129
    unit: str = ""  # BT-130
    price: Decimal | None = None  # BT-146
    base_quantity: Decimal = Decimal(1)  # BT-149
    adjustments: tuple[Adjustment, ...] = ()
    net: Decimal  # BT-131
    vat_category: str = ""  # BT-151
    vat_rate: Decimal | None = None  # BT-152
    accounting_ref: str = ""  # BT-133
    period_start: date | None = None  # BT-134
    period_end: date | None = None  # BT-135


@dataclass(frozen=True, kw_only=True)
class VatGroup:
    """The VAT of one category and rate as stated."""

    category: str  # BT-118
    rate: Decimal | None = None  # BT-119; None where none is given
    net: Decimal | None  # BT-116; None where EVS 923 leaves it out
    vat: Decimal  # BT-117


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file within the file."""

    name: str = ""
    mime: str = ""
    content: bytes


@dataclass(frozen=True, kw_only=True)
class InvoiceDocument:
    """An invoice or credit note as stated; amounts in its own currency and precision."""

    format: str  # ubl | cii | evs923
    number: str  # BT-1
    type_code: str = ""  # BT-3
    issue_date: date  # BT-2
    due_date: date | None = None  # BT-9
    currency: str  # BT-5
    seller: Party
    buyer: Party
    buyer_ref: str = ""  # BT-10
    order_ref: str = ""  # BT-13
    contract_ref: str = ""  # BT-12
    object_ref: str = ""  # BT-18
    accounting_ref: str = ""  # BT-19
    corrects: tuple[str, ...] = ()  # BT-25
    period_start: date | None = None  # BT-73
    period_end: date | None = None  # BT-74
    lines: tuple[Line, ...] = ()
    adjustments: tuple[Adjustment, ...] = ()
    vat_groups: tuple[VatGroup, ...] = ()
    lines_net: Decimal  # BT-106
    net: Decimal  # BT-109
    vat: Decimal = Decimal(0)  # BT-110
    gross: Decimal  # BT-112
    prepaid: Decimal = Decimal(0)  # BT-113
    rounding: Decimal = Decimal(0)  # BT-114
    payable: Decimal  # BT-115
    tax_currency: str = ""  # BT-6
    vat_in_tax_currency: Decimal | None = None  # BT-111
    attachments: tuple[Attachment, ...] = ()
    by_root: bool = field(default=False, repr=False)  # a credit note by its root, not its type

    @property
    def is_credit(self) -> bool:
        """Whether it gives money back."""
        return self.by_root or self.type_code in CREDIT_TYPES

    @property
    def effect(self) -> Decimal:
        """The gross amount as the ledger counts it: credit notes lower the cost."""
        if not self.is_credit:
            return self.gross
        return self.gross.copy_abs().copy_negate() if self.format == "evs923" else self.gross.copy_negate()
