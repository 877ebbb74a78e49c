"""What a file states is read as stated: formats, values, encodings."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from costs.einvoice import Adjustment, Attachment, InvoiceRefused, VatGroup, check, read, read_all
from tests.costs.invoices import WHOLE, long, plain
from tests.costs.writing import cii, ubl
from tests.costs.writing_evs import evs

D = Decimal

PENS = {"ubl": ubl, "cii": cii}
TOTAL = "<cbc:PayableAmount"


def changed(data: bytes, *changes: tuple[str, str]) -> bytes:
    """The file with one place written otherwise."""
    text = data.decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text.encode()


def refusal(data: bytes) -> str:
    with pytest.raises(InvoiceRefused) as refused:
        read(data)
    return refused.value.code


@pytest.mark.parametrize("kind", PENS)
def test_all_that_en_16931_says_is_read(kind):
    # given an invoice with everything, written as UBL or CII / when read / then nothing is lost or changed
    assert read(PENS[kind](WHOLE)) == replace(WHOLE, format=kind)


def in_evs(doc):
    """What EVS 923 can say of an invoice."""
    lines = tuple(
        replace(
            line,
            note="",
            accounting_ref="",
            period_start=None,
            period_end=None,
            price=line.price / line.base_quantity,
            base_quantity=D(1),
        )
        for line in doc.lines
    )
    unsaid = dict.fromkeys(["buyer_ref", "order_ref", "object_ref", "accounting_ref", "tax_currency"], "")
    return replace(
        doc,
        format="evs923",
        lines=lines,
        adjustments=tuple(replace(one, vat_category="", vat_rate=None) for one in doc.adjustments),
        vat_in_tax_currency=None,
        attachments=tuple(replace(one, mime="") for one in doc.attachments),
        **unsaid,
    )


@pytest.mark.parametrize("namespace", ["", "http://www.pangaliit.ee/arveldused/e-arve/"])
def test_evs_923_says_the_same_with_or_without_a_namespace(namespace):
    assert read(evs(WHOLE, namespace=namespace)) == in_evs(WHOLE)
    assert check(read(evs(WHOLE))) == []


def test_a_file_of_evs_923_may_hold_several():
    both = evs(WHOLE, plain(number="2"))
    assert [doc.number for doc in read_all(both)] == ["A-2026/117", "2"]
    assert refusal(both) == "several"
    assert len(read_all(ubl(WHOLE))) == 1
    assert refusal(b"<E_Invoice/>") == "malformed"


def test_sums_of_evs_923_follow_its_own_rules():
    # given a file that leaves out what it may
    data = changed(
        evs(plain(net="100.00")),
        ("<InvoiceSum>100.00</InvoiceSum>", ""),
        ("<TotalToPay>124.00</TotalToPay>", ""),
        ("<Currency>EUR</Currency></InvoiceSumGroup>", "</InvoiceSumGroup>"),
        ("<Rounding>0</Rounding>", "<Rounding>-0.02</Rounding>"),
        ("<SumBeforeVAT>100.00</SumBeforeVAT><VATRate>24</VATRate><VATSum>24.00</VATSum></VAT><TotalVATSum>",
         "<VATRate>24</VATRate><VATSum>24.00</VATSum></VAT><TotalVATSum>"),
    )  # fmt: skip
    doc = read(data)
    # then lines add up, payable is the total, the total holds the rounding, the payment tells the currency
    assert (doc.lines_net, doc.payable, doc.gross, doc.rounding) == (D(100), D(124), D("124.02"), D("-0.02"))
    assert (doc.currency, doc.prepaid, doc.vat_groups[0].net) == ("EUR", 0, None)
    assert doc.vat_groups[0] == VatGroup(category="S", rate=D(24), net=None, vat=D("24.00"))


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ('vatId="TAX"><SumBeforeVAT>100.00</SumBeforeVAT><VATRate>24', "S"),
        ("><SumBeforeVAT>100.00</SumBeforeVAT><VATRate>24", "S"),
        ('vatId="TAX"><SumBeforeVAT>100.00</SumBeforeVAT><VATRate>0', "Z"),
        ("><SumBeforeVAT>100.00</SumBeforeVAT><VATRate>0.00", "Z"),
        ('vatId="TAXEX"><SumBeforeVAT>100.00</SumBeforeVAT><VATRate>0', "E"),
        ('vatId="NOTTAX"><SumBeforeVAT>100.00</SumBeforeVAT><VATRate>0', "O"),
    ],
)
def test_vat_of_evs_923_has_a_category(words, category):
    old = ' vatId="TAX"><SumBeforeVAT>100.00</SumBeforeVAT><VATRate>24'
    doc = read(evs(plain()).replace(old.encode(), f" {words}".encode()))
    assert {doc.vat_groups[0].category, doc.lines[0].vat_category} == {category}


def test_rows_of_evs_923_that_only_explain_cost_nothing():
    row = "<ItemEntry><Description>Kokku oktoober</Description></ItemEntry>"
    assert read(changed(evs(plain()), ("<ItemEntry>", row + "<ItemEntry>"))).lines[0].net == 0
    assert refusal(changed(evs(plain()), ("<ItemSum>100.00</ItemSum>", ""))) == "malformed"


@pytest.mark.parametrize(
    ("kind", "type_code", "gross", "effect"),
    [
        ("ubl", "380", "-124.00", "-124.00"),
        ("ubl", "381", "124.00", "-124.00"),
        ("ubl", "532", "-124.00", "124.00"),
        ("cii", "81", "124.00", "-124.00"),
        ("cii", "384", "124.00", "124.00"),
        ("evs923", "381", "-124.00", "-124.00"),
        ("evs923", "381", "124.00", "-124.00"),
        ("evs923", "380", "-124.00", "-124.00"),
    ],
)
def test_a_credit_note_lowers_the_cost(kind, type_code, gross, effect):
    pen = {"ubl": ubl, "cii": cii, "evs923": evs}[kind]
    sign = -1 if gross.startswith("-") else 1
    doc = read(pen(plain(net=str(D("100.00") * sign), type_code=type_code)))
    assert (doc.gross, doc.effect, doc.type_code) == (D(gross), D(effect), type_code)
    assert doc.is_credit == (type_code in ("381", "532", "81"))
    assert check(doc) == []


def test_a_credit_note_by_its_root_alone():
    data = changed(ubl(plain(type_code="381")), ("CreditNoteTypeCode>381", "CreditNoteTypeCode>380"))
    assert read(data).is_credit
    assert read(data).effect == D("-124.00")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.00101", "0.00101"),
        ("100.000000000000000000000000000000000001", "100.000000000000000000000000000000000001"),
        ("+7.", "7"),
        (".5", "0.5"),
        (" \n-12.30\t", "-12.30"),
        ("1<!-- one -->0<!-- -->0.0<?p i?>0", "100.00"),
        ("<![CDATA[10]]>0.<![CDATA[00]]>", "100.00"),
        ("&#49;00.00", "100.00"),
    ],
)
def test_a_number_keeps_its_precision(written, value):
    data = changed(ubl(plain()), ('<cbc:PriceAmount currencyID="EUR">100.00', f"<cbc:PriceAmount>{written}"))
    assert str(read(data).lines[0].price) == value


@pytest.mark.parametrize(
    "written",
    ["", " ", "1,50", "1e3", "NaN", "INF", "1 0.00", "١٢", "--1", "0x1", "1.2.3", "1_0", "9" * 101, "1<b/>2"],
)
@pytest.mark.parametrize("kind", ["ubl", "cii", "evs"])
def test_what_is_no_number_is_refused(kind, written):
    data, old = {
        "ubl": (ubl(plain()), 'TaxExclusiveAmount currencyID="EUR">100.00'),
        "cii": (cii(plain()), "TaxBasisTotalAmount>100.00"),
        "evs": (evs(plain()), "TotalSum>124.00"),
    }[kind]
    assert refusal(changed(data, (old, old.partition(">")[0] + ">" + written))) == "malformed"


@pytest.mark.parametrize(
    "written", ["", "02.11.2026", "2026-02-30", "2026-11-02T10:00:00", "20261102", "26-11-02"]
)
def test_what_is_no_day_is_refused(written):
    assert refusal(changed(ubl(plain()), ("IssueDate>2026-11-02", f"IssueDate>{written}"))) == "malformed"
    if written != "20261102":
        assert refusal(changed(cii(plain()), ("20261102", written))) == "malformed"


def test_a_day_may_name_its_time_zone():
    data = changed(ubl(plain()), ("2026-11-02", " 2026-11-02+02:00 "))
    assert read(data).issue_date == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("ubl", "<cbc:ID>A-2026/117</cbc:ID>"),
        ("ubl", "<cbc:IssueDate>2026-11-02</cbc:IssueDate>"),
        ("ubl", "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"),
        ("ubl", "<cbc:RegistrationName>Paberipood OÜ</cbc:RegistrationName>"),
        ("ubl", "<cbc:RegistrationName>Näidisamet</cbc:RegistrationName>"),
        ("ubl", '<cbc:LineExtensionAmount currencyID="EUR">581.74</cbc:LineExtensionAmount>'),
        ("ubl", '<cbc:TaxExclusiveAmount currencyID="EUR">570.24</cbc:TaxExclusiveAmount>'),
        ("ubl", '<cbc:TaxInclusiveAmount currencyID="EUR">702.45</cbc:TaxInclusiveAmount>'),
        ("ubl", '<cbc:PayableAmount currencyID="EUR">602.50</cbc:PayableAmount>'),
        ("ubl", '<cbc:LineExtensionAmount currencyID="EUR">510.74</cbc:LineExtensionAmount>'),
        ("cii", "<ram:ID>A-2026/117</ram:ID>"),
        ("cii", "<ram:Name>Paberipood OÜ</ram:Name>"),
        ("cii", "<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>"),
        ("cii", "<ram:GrandTotalAmount>702.45</ram:GrandTotalAmount>"),
        ("evs", "<InvoiceNumber>A-2026/117</InvoiceNumber>"),
        ("evs", "<InvoiceDate>2026-11-02</InvoiceDate>"),
        ("evs", "<Name>Näidisamet</Name>"),
        ("evs", "<TotalSum>702.50</TotalSum>"),
    ],
)
def test_what_must_be_there_is_missed(kind, part):
    assert refusal(changed({"ubl": ubl, "cii": cii, "evs": evs}[kind](WHOLE), (part, ""))) == "malformed"


def test_what_may_be_left_out_is_absent():
    doc = read(ubl(plain()))
    assert (doc.due_date, doc.buyer_ref, doc.corrects, doc.adjustments) == (None, "", (), ())
    assert (doc.prepaid, doc.rounding, doc.vat_in_tax_currency) == (0, 0, None)
    data = ubl(plain()).decode()
    without = data[: data.index("<cac:TaxTotal>")] + data[data.rindex("</cac:TaxTotal>") + 15 :]
    assert (read(without.encode()).vat, read(without.encode()).vat_groups) == (0, ())


def test_the_vat_in_another_currency_is_not_that_of_the_invoice():
    # given the tax's currency before the invoice's, with groups of its own
    foreign = (
        '<cac:TaxTotal><cbc:TaxAmount currencyID="USD">143.12</cbc:TaxAmount><cac:TaxSubtotal>'
        "<cbc:TaxableAmount"
        ' currencyID="USD">1.00</cbc:TaxableAmount><cbc:TaxAmount currencyID="USD">143.12</cbc:TaxAmount>'
        "</cac:TaxSubtotal></cac:TaxTotal>"
    )
    data = changed(ubl(WHOLE), ("<cac:TaxTotal>", foreign + "<cac:TaxTotal>"))
    doc = read(data)
    assert (doc.vat, doc.vat_in_tax_currency, doc.vat_groups) == (D("132.21"), D("143.12"), WHOLE.vat_groups)


def test_prefixes_are_free_and_strangers_ignored():
    data = (
        ubl(WHOLE)
        .decode()
        .replace("cbc:", "b:")
        .replace("xmlns:cbc", "xmlns:b")
        .replace("xmlns:b:", "xmlns:b")
    )
    data = data.replace(
        "<b:ID>A-2026",
        '<?xml-stylesheet href="http://127.0.0.1:9/a.xsl"?><!-- <!DOCTYPE a> --><xi:include '
        'xmlns:xi="http://www.w3.org/2001/XInclude" href="/etc/passwd"/><b:ID>A-2026',
        1,
    )
    data = data.replace(
        "<Invoice ",
        '<Invoice xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a b" ',
        1,
    )
    assert read(data.encode()) == WHOLE


@pytest.mark.parametrize(
    ("declared", "codec", "name"),
    [
        ("UTF-8", "utf-8", "Žürii Õ €"),
        ("UTF-8", "utf-8-sig", "Žürii Õ €"),
        (None, "utf-8-sig", "Žürii Õ €"),
        ("UTF-16", "utf-16", "Žürii Õ €"),
        (None, "utf-16", "Žürii Õ €"),
        ("UTF-16", "utf-16-le", "Žürii Õ €"),
        ("utf-16", "utf-16-be", "Žürii Õ €"),
        ("UTF-8", "utf-16", "Žürii Õ €"),
        ("iso-8859-1", "iso-8859-1", "Õüä ÿ"),
        ("ISO-8859-4", "iso-8859-4", "Žürii Õ"),
        ("ISO-8859-13", "iso-8859-13", "Žürii Õ"),
        ("ISO-8859-15", "iso-8859-15", "Žürii Õ €"),
        ("windows-1252", "cp1252", "Žürii Õ €"),
        ("Windows-1257", "cp1257", "Žürii Õ €"),
        ("windows-1251", "cp1251", "Жюри"),
        ("US-ASCII", "ascii", "Zyrii"),
    ],
)
def test_encodings_are_read_as_declared(declared, codec, name):
    text = (
        ubl(plain()).decode().partition("\n")[2].replace("Paberipood OÜ", name).replace("Näidisamet", "Amet")
    )
    head = f'<?xml version="1.0" encoding="{declared}"?>' if declared else ""
    assert read((head + text).encode(codec)).seller.name == name


def test_what_is_not_written_as_declared_is_refused():
    text = ubl(plain()).decode().replace("UTF-8", "US-ASCII")
    assert refusal(text.encode("utf-8")) == "not_xml"
    assert refusal(ubl(plain()).replace(b"UTF-8", b"UTF-9")) == "not_xml"
    assert refusal(ubl(plain()).replace(b"UTF-8", b"unicode_escape")) == "not_xml"


def test_texts_lose_the_blanks_around_them():
    data = changed(ubl(plain()), ("Paberipood OÜ", "\n  Paber<!-- x -->ipood <![CDATA[& Co]]> "))
    assert read(data).seller.name == "Paberipood & Co"


def test_an_attachment_of_12_megabytes_is_read():
    big = Attachment(name="suur.pdf", mime="application/pdf", content=bytes(range(256)) * 49152)
    assert read(ubl(plain(attachments=(big,)))).attachments == (big,)


def test_a_damaged_attachment_does_not_stop_its_invoice():
    data = changed(ubl(WHOLE), ("JVBERi0xLjQg", "JVB\n ERi0*xLjQgA"))
    assert read(data).attachments[0].content.startswith(b"%PDF-1.4 ")


def test_an_allowance_says_whether_it_is_one():
    charge = Adjustment(amount=D("8.50"), reason="Vedu", vat_category="S", vat_rate=D(24))
    assert charge in read(changed(ubl(WHOLE), ("Indicator>true", "Indicator>1"))).adjustments
    assert refusal(changed(ubl(WHOLE), ("Indicator>true", "Indicator>yes"))) == "malformed"


def test_a_document_is_a_value():
    with pytest.raises(AttributeError):
        WHOLE.number = "2"
    assert hash(WHOLE) == hash(replace(WHOLE))


def test_the_command_shows_a_file_without_any_server(tmp_path):
    # given a machine without settings, database or Redis
    (tmp_path / "a.xml").write_bytes(ubl(replace(WHOLE, payable=D("602.51"))))
    done = subprocess.run(
        [sys.executable, "manage.py", "einvoice", tmp_path / "a.xml", "--json"],
        env={"PYTHONWARNINGS": "ignore"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    # then it says what is stated, Decimals and days as strings, attachments by their size
    said = json.loads(done.stdout)
    assert said["document"]["lines"][1]["price"] == "0.4137"
    assert said["document"]["issue_date"] == "2026-11-02"
    assert said["document"]["attachments"] == [{"name": "leht.pdf", "mime": "application/pdf", "size": 11}]
    assert (said["document"]["effect"], said["document"]["is_credit"]) == ("702.45", False)
    assert [(one["code"], one["difference"]) for one in said["findings"]] == [("payable", "0.01")]


def test_the_command_says_why_a_file_is_refused(tmp_path, capsys):
    (tmp_path / "a.xml").write_bytes(b"<a/>")
    with pytest.raises(SystemExit) as left:
        call_command("einvoice", tmp_path / "a.xml", "--json")
    assert left.value.code == 1
    assert json.loads(capsys.readouterr().out)["refused"]["code"] == "unknown_format"
    with pytest.raises(CommandError, match="unknown_format"):
        call_command("einvoice", tmp_path / "a.xml")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("einvoice", tmp_path / "none.xml")


def test_the_module_needs_no_django():
    code = "import sys, costs.einvoice; sys.exit(not {'django', 'lxml'}.isdisjoint(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], env={}).returncode == 0


def test_many_lines_are_read_in_their_order():
    doc = read(cii(long(300)))
    assert [line.number for line in doc.lines] == [str(number) for number in range(1, 301)]
    assert check(doc) == []
