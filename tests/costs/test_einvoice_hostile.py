"""Files of people who try: refused early, by name, with little memory and no network."""

import subprocess
import sys
import time
import tracemalloc

import pytest

from costs.einvoice import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, InvoiceRefused, check, read
from tests.costs.invoices import long, plain
from tests.costs.writing import cii, ubl
from tests.costs.writing_evs import evs

UBL = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">'
LAUGHS = (
    '<?xml version="1.0"{}?><!DOCTYPE l [<!ENTITY a0 "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    + "]><Invoice>&a9;</Invoice>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><Invoice>&x;</Invoice>'
REMOTE = '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><Invoice/>'

FILES = {
    "100,000 levels": ("too_deep", b"<a>" * 100_000 + b"</a>" * 100_000),
    "100,000 levels of an invoice": ("too_deep", UBL + b"<a>" * 100_000),
    "entities": ("doctype", LAUGHS.format("").encode()),
    "entities in UTF-16": ("doctype", LAUGHS.format(' encoding="UTF-16"').encode("utf-16")),
    "entities in UTF-16 without a mark": ("doctype", LAUGHS.format("").encode("utf-16-be")),
    "entities in UTF-32": ("doctype", LAUGHS.format("").encode("utf-32")),
    "entities in windows-1257": ("doctype", LAUGHS.format(' encoding="windows-1257"').encode("cp1257")),
    "entities in UTF-7": ("doctype", LAUGHS.format(' encoding="UTF-7"').replace("<!", "+ADwAIQ-").encode()),
    "entities of a mainframe": ("doctype", LAUGHS.format(' encoding="cp037"').encode("cp037")),
    "external entity": ("doctype", OUTSIDE.encode()),
    "external declaration": ("doctype", REMOTE.encode()),
    "declaration alone": ("doctype", b"<!DOCTYPE a><a/>"),
    "declaration behind comments": ("doctype", b"<!-- a --><?b c?>\n<!DOCTYPE a><a/>"),
    "broken declaration": ("doctype", b'<!DOCTYPE a "'),
    "a byte too many": ("too_large", UBL + b" " * (MAX_BYTES - len(UBL) - 9) + b"</Invoice>"),
    "an element too many": ("too_large", UBL + b"<a/>" * MAX_ELEMENTS + b"</Invoice>"),
    "five million elements": ("too_large", b"<a>" + b"<b/>" * 5_000_000),
    "a tag of 15 megabytes": (
        "too_large",
        b"<a " + b" ".join(b'a%d=""' % n for n in range(1_300_000)) + b"/>",
    ),
    "attributes": (
        "too_large",
        b"<a>" + (b"<b " + b" ".join(b'a%d=""' % n for n in range(9000)) + b"/>") * 60,
    ),
    "comments": ("malformed", UBL + b"<!---->" * 2_500_000 + b"</Invoice>"),
    "a comment of 18 megabytes": ("malformed", UBL + b"<!--" + b"x" * 18_000_000 + b"--></Invoice>"),
    "pieces of text": ("malformed", UBL + b"a<!---->" * 2_000_000 + b"</Invoice>"),
    "not an entity": ("not_xml", b"<Invoice>&x;</Invoice>"),
    "UTF-7": ("not_xml", b'<?xml version="1.0" encoding="UTF-7"?><Invoice/>'),
    "nothing": ("not_xml", b""),
    "PDF": ("not_xml", b"%PDF-1.7 \n"),
    "ZIP": ("not_xml", b"PK\x03\x04"),
    "cut off": ("not_xml", ubl(plain())[:-20]),
    "two roots": ("not_xml", b"<Invoice/><Invoice/>"),
    "a control character": ("not_xml", b"<Invoice>\x00</Invoice>"),
    "a prefix of nobody": ("not_xml", b"<Invoice><cbc:ID>1</cbc:ID></Invoice>"),
    "another file": ("unknown_format", b"<html/>"),
    "another namespace": ("unknown_format", b'<Invoice xmlns="urn:example"><ID>1</ID></Invoice>'),
    "no namespace": ("unknown_format", b"<CrossIndustryInvoice/>"),
}


@pytest.mark.parametrize("name", FILES)
def test_hostile_files_are_refused_by_name(name):
    code, data = FILES[name]
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(InvoiceRefused) as refused:
        read(data)
    spent, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == code
    assert most < 50 * 2**20
    assert spent < 10, (
        "seconds of the processor while every piece of memory is noted: ten times what it takes"
    )


def test_what_is_just_within_the_limits_is_read():
    deep = b"<a>" * (MAX_DEPTH - 1) + b"</a>" * (MAX_DEPTH - 1)
    at = ubl(plain()).index(b"<cbc:ID>")
    begin, end = ubl(plain())[:at], ubl(plain())[at:]
    assert check(read(begin + deep + end)) == []
    with pytest.raises(InvoiceRefused, match="deeper"):
        read(begin + b"<a>" + deep + b"</a>" + end)
    assert read(begin + b" " * (MAX_BYTES - len(begin) - len(end)) + end).number == "1"
    present = ubl(plain()).count(b"<") - ubl(plain()).count(b"</") - 1
    assert read(begin + b"<a/>" * (MAX_ELEMENTS - present) + end).number == "1"


def test_10_000_lines_take_little_memory():
    # given a process of its own, whose memory is known
    code = """
import re, sys
from costs.einvoice import check, read
doc = read(sys.stdin.buffer.read())
assert len(doc.lines) == 10_000 and check(doc) == []
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""
    for pen in (ubl, cii, evs):
        done = subprocess.run(
            [sys.executable, "-c", code], input=pen(long(10_000)), capture_output=True, check=True
        )
        assert int(done.stdout) < 300 * 1024


def test_no_file_calls_the_network(monkeypatch):
    def call(*address):
        raise AssertionError(f"called {address}")

    monkeypatch.setattr("socket.socket.connect", call)
    data = ubl(plain()).replace(
        b"<Invoice ",
        b'<?xml-stylesheet href="http://127.0.0.1:9/a"?><Invoice xmlns:i="http://www.w3.org/2001/XInclude" '
        b'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="a http://127.0.0.1:9/b" ',
    )
    assert read(data).number == "1"
