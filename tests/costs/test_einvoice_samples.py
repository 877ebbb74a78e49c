"""Official files, where the variable EINVOICE_SAMPLES names their folder (docs/operations.md)."""

import os
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from costs.einvoice import check, read
from tests.costs.invoices import WHOLE, plain
from tests.costs.writing_evs import evs

FOLDER = Path(os.environ.get("EINVOICE_SAMPLES", "/nonexistent"))
SAMPLES = sorted(FOLDER.rglob("*.xml"))
SCHEMAS = sorted(FOLDER.rglob("e-arve-*.xsd"))
TOTALS = {  # by the local names of UBL and CII
    "lines_net": {"LegalMonetaryTotal/LineExtensionAmount", "HeaderMonetarySummation/LineTotalAmount"},
    "net": {"LegalMonetaryTotal/TaxExclusiveAmount", "HeaderMonetarySummation/TaxBasisTotalAmount"},
    "gross": {"LegalMonetaryTotal/TaxInclusiveAmount", "HeaderMonetarySummation/GrandTotalAmount"},
    "payable": {"LegalMonetaryTotal/PayableAmount", "HeaderMonetarySummation/DuePayableAmount"},
}
pytestmark = pytest.mark.skipif(not SAMPLES, reason="EINVOICE_SAMPLES names no folder with samples")


def stated(root, names):
    """By another way than the reader's: XPath over local names, white space and all."""
    for name in names:
        parent, own = name.split("/")
        found = root.xpath(
            f"//*[substring(local-name(), string-length(local-name()) - {len(parent) - 1}) = '{parent}']"
            f"/*[local-name() = '{own}']"
        )
        if found:
            return Decimal("".join(found[0].itertext()).strip())
    raise AssertionError(names)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_an_official_file_is_read_as_stated(path):
    doc, root = read(path.read_bytes()), etree.parse(path).getroot()
    assert {name: getattr(doc, name) for name in TOTALS} == {
        name: stated(root, names) for name, names in TOTALS.items()
    }
    assert doc.lines
    assert doc.seller.name
    # and no official file breaks what EN 16931 refuses
    assert [one for one in check(doc) if one.severity == "error"] == []


@pytest.mark.skipif(not SCHEMAS, reason="EINVOICE_SAMPLES holds no schema of EVS 923")
def test_what_we_write_as_evs_923_is_valid():
    schema = etree.XMLSchema(etree.parse(SCHEMAS[0]))
    for doc in (WHOLE, plain(), plain(type_code="381")):
        schema.assertValid(etree.fromstring(evs(doc)))
