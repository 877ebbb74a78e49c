"""From bytes to a tree that is safe to walk: size, encoding, DOCTYPE, depth and number are judged before.

A stream of events by expat keeps hostile files from taking memory; only what passes becomes a tree of lxml.
Both get the same UTF-8 and are told that it is UTF-8, so that no second reading of a declaration is possible.
"""

import codecs
import io
import re
from collections.abc import Collection
from typing import TYPE_CHECKING
from xml.parsers import expat

from costs.einvoice.document import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, InvoiceRefused, Refusal

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_ATTRIBUTES = MAX_ELEMENTS  # an invoice has fewer than elements
LONGEST_TAG = 2**18  # bytes of one tag; a real one has hundreds
STEP = 2**16
MARKS = (  # the longer first: one mark begins another
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xfe\xff", "utf-16"),
    (b"\xff\xfe", "utf-16"),
    (b"\x00<", "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x4c\x6f\xa7\x94", "cp037"),  # <?xm of the mainframe, only to say what is wrong with it
)
DECLARED = re.compile(rb"""<\?xml\s[^>]{0,4000}?encoding\s*=\s*["']([A-Za-z][A-Za-z0-9._-]{0,39})["']""")
READABLE = re.compile(r"utf-(8|16|32)(-[lb]e)?|iso8859-\d+|cp125\d|ascii")
NOT_TEXT = {
    "idna",
    "punycode",
    "unicode_escape",
    "raw_unicode_escape",
}  # codecs of something else than a file
FOREIGN = "The file is not an invoice in UBL 2.1, CII or EVS 923."
DOCTYPE = "A document type declaration (DOCTYPE) is not accepted."


def opened(data: bytes, roots: Collection[str]) -> "_Element":
    """The root of a file that is within the limits and has a name of these. Raises InvoiceRefused."""
    if len(data) > MAX_BYTES:
        raise InvoiceRefused(Refusal.TOO_LARGE, f"The file is larger than {MAX_BYTES} bytes.")
    text = _as_utf8(data)
    if _guard(text) not in roots:
        raise InvoiceRefused(Refusal.UNKNOWN_FORMAT, FOREIGN)
    return _tree(text)


def _as_utf8(data: bytes) -> bytes:
    encoding = _encoding(data)
    if not READABLE.fullmatch(encoding):
        raise _unreadable(data, encoding)
    if encoding == "utf-8":
        return data.removeprefix(codecs.BOM_UTF8)
    decoder, text = codecs.getincrementaldecoder(encoding)(), io.BytesIO()
    try:
        for start in range(0, len(data), STEP):
            text.write(decoder.decode(data[start : start + STEP], start + STEP >= len(data)).encode())
    except UnicodeError:
        raise InvoiceRefused(Refusal.NOT_XML, f"The file is not written in {encoding} as it says.") from None
    return text.getvalue()


def _encoding(data: bytes) -> str:
    """By its mark, else by what it declares; the mark is what the bytes really are."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    declared = DECLARED.match(data)
    if not declared:
        return "utf-8"
    name = declared[1].decode()
    try:
        codec = codecs.lookup(name).name
    except LookupError:
        return name
    return "utf-8" if codec.startswith(("utf-16", "utf-32")) else codec  # eight bits after all


def _unreadable(data: bytes, encoding: str) -> InvoiceRefused:
    if encoding not in NOT_TEXT:
        try:
            if "<!DOCTYPE" in data[:STEP].decode(encoding, errors="ignore"):
                return InvoiceRefused(Refusal.DOCTYPE, DOCTYPE)
        except (LookupError, UnicodeError):
            pass
    return InvoiceRefused(Refusal.NOT_XML, f"The encoding {encoding} is not read.")


def _guard(text: bytes) -> str:
    """The name of the root of what is well-formed, shallow and not too many, without a DOCTYPE."""
    parser, count = expat.ParserCreate("utf-8"), _Count()
    parser.ordered_attributes = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler, parser.EndElementHandler = count.start, count.end
    try:
        _feed(parser, text)
    except expat.ExpatError as no:
        if not count.elements and b"<!DOCTYPE" in text[: parser.ErrorByteIndex + STEP]:
            raise InvoiceRefused(Refusal.DOCTYPE, DOCTYPE) from None
        raise InvoiceRefused(Refusal.NOT_XML, f"The file is not well-formed XML: {no}.") from None
    return count.root


def _feed(parser: "expat.XMLParserType", text: bytes) -> None:
    """In pieces; what is unfinished is read again with the next one, so pieces grow with it."""
    whole, position, step = memoryview(text), 0, STEP
    while position < len(text):
        parser.Parse(whole[position : position + step], False)
        position = min(position + step, len(text))
        unfinished = position - parser.CurrentByteIndex
        if unfinished > LONGEST_TAG and not text.startswith((b"<!--", b"<?"), parser.CurrentByteIndex):
            raise InvoiceRefused(Refusal.TOO_LARGE, f"A tag is longer than {LONGEST_TAG} bytes.")
        step = max(STEP, unfinished)
    parser.Parse(b"", True)


class _Count:
    """How deep and how many."""

    def __init__(self) -> None:
        self.depth = self.elements = self.attributes = 0
        self.root = ""

    def start(self, name: str, attributes: list[str]) -> None:
        self.depth += 1
        self.elements += 1
        self.root = self.root or name.rpartition(":")[2]
        if self.depth > MAX_DEPTH:
            raise InvoiceRefused(Refusal.TOO_DEEP, f"Elements lie deeper than {MAX_DEPTH} levels.")
        if self.elements > MAX_ELEMENTS:
            raise InvoiceRefused(Refusal.TOO_LARGE, f"The file has more than {MAX_ELEMENTS} elements.")
        if attributes:
            self.attributes += len(attributes) // 2
            if self.attributes > MAX_ATTRIBUTES:
                raise InvoiceRefused(
                    Refusal.TOO_LARGE, f"The file has more than {MAX_ATTRIBUTES} attributes."
                )

    def end(self, name: str) -> None:
        self.depth -= 1


def _refuse_doctype(*declaration: object) -> None:
    raise InvoiceRefused(Refusal.DOCTYPE, DOCTYPE)


def _tree(text: bytes) -> "_Element":
    from lxml import etree  # noqa: PLC0415  heavy: only where an invoice is read

    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        recover=False,
        huge_tree=True,  # attachments are one long text; depth and number are counted before
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
        collect_ids=False,
    )
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as no:
        raise InvoiceRefused(Refusal.NOT_XML, f"The file is not well-formed XML: {no}.") from None
