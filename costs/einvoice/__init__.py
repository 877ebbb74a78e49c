"""E-invoices: EN 16931 in UBL 2.1 and CII, and the Estonian EVS 923. Needs no Django, database or network.

`read` and `read_all` give what a file states, `check` what does not add up in it. Nothing is ever computed
in place of what is stated.
"""

from costs.einvoice.checks import Finding, Rule, Severity, check
from costs.einvoice.document import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ELEMENTS,
    Adjustment,
    Attachment,
    InvoiceDocument,
    InvoiceRefused,
    Line,
    Party,
    Refusal,
    VatGroup,
)
from costs.einvoice.en16931 import document
from costs.einvoice.evs923 import ROOT as EVS_ROOT
from costs.einvoice.evs923 import documents
from costs.einvoice.opening import FOREIGN, opened
from costs.einvoice.paths import BY_ROOT

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_ELEMENTS",
    "Adjustment",
    "Attachment",
    "Finding",
    "InvoiceDocument",
    "InvoiceRefused",
    "Line",
    "Party",
    "Refusal",
    "Rule",
    "Severity",
    "VatGroup",
    "check",
    "read",
    "read_all",
]


def read(data: bytes) -> InvoiceDocument:
    """The one invoice of a file. Raises InvoiceRefused, also for several."""
    invoices = read_all(data)
    if len(invoices) > 1:
        raise InvoiceRefused(Refusal.SEVERAL, f"The file holds {len(invoices)} invoices.")
    return invoices[0]


def read_all(data: bytes) -> list[InvoiceDocument]:
    """All invoices of a file: EVS 923 may hold many. Raises InvoiceRefused."""
    root = opened(data, ROOTS)
    if root.tag in BY_ROOT:
        return [document(root, BY_ROOT[root.tag])]
    if _name(root.tag) == EVS_ROOT:
        return documents(root)
    raise InvoiceRefused(Refusal.UNKNOWN_FORMAT, FOREIGN)


def _name(tag: str) -> str:
    return tag.rpartition("}")[2]


ROOTS = {EVS_ROOT, *map(_name, BY_ROOT)}
