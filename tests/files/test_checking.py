"""What is kept and what is refused, told from the bytes."""

import time
import zipfile
from io import BytesIO

import pytest
from django.utils import translation

from foundation.files import choices
from foundation.files.actions.checking import checked
from foundation.files.actions.refusal import Refused
from tests.files.corpus import (
    HEIC,
    PDF,
    SHEET,
    SLIDES,
    WORD,
    drawing,
    encoded,
    microsoft,
    open_document,
    upload,
    zipped,
)

pytestmark = pytest.mark.proof("attack", "Uploads of every kind, archives made to hurt")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
MACROS = b'<Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'

GOOD = {
    "jpeg": ("a.jpg", encoded(drawing(), "JPEG"), choices.JPEG),
    "png": ("a.png", encoded(drawing(), "PNG"), choices.PNG),
    "webp": ("a.webp", encoded(drawing(), "WEBP"), choices.JPEG),
    "gif": ("a.gif", encoded(drawing(), "GIF"), choices.JPEG),
    "pdf with a script, only ever downloaded": ("a.pdf", PDF, choices.PDF),
    "docx": ("a.docx", microsoft(WORD), choices.DOCX),
    "xlsx": ("a.xlsx", microsoft(SHEET), choices.XLSX),
    "pptx": ("a.pptx", microsoft(SLIDES), choices.PPTX),
    "odt": ("a.odt", open_document("text"), choices.ODT),
    "ods": ("a.ods", open_document("spreadsheet"), choices.ODS),
    "text": ("a.txt", "Õues on külm\r\n\tja märg".encode(), choices.TEXT),
    "text of old Windows": ("a.txt", "Žürii sõi šašlõkki".encode("cp1257"), choices.TEXT),
    "text with a byte order mark": ("a.txt", "\ufeffõun".encode(), choices.TEXT),
    "csv": ("a.csv", b"tuba;arv\r\n312;4\r\n", choices.CSV),
}

BAD = {
    "svg": ("a.svg", SVG),
    "svg called jpg": ("a.jpg", SVG),
    "svg behind a comment": ("a.txt", b"look here\n<svg onload=alert(1)>"),
    "html": ("a.html", b"<!DOCTYPE html><script>alert(1)</script>"),
    "html called txt": ("a.txt", b"  \r\n<HTML><body>"),
    "html behind a byte order mark": ("a.txt", b"\xef\xbb\xbf<html>"),
    "some tag behind a byte order mark": ("a.txt", b"\xef\xbb\xbf \n<a href=javascript:alert(1)>"),
    "html with a long lead": ("a.txt", b"hello " * 50 + b"<ScRiPt>alert(1)</script>"),
    "xml with a stylesheet": ("a.xml", b'<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><a/>'),
    "shell script": ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
    "windows program": ("a.jpg", b"MZ\x90\0\x03" + bytes(100)),
    "linux program": ("a.pdf", b"\x7fELF\x02\x01\x01" + bytes(100)),
    "plain zip": ("a.zip", zipped({"a.txt": b"a"})),
    "plain zip called docx": ("a.docx", zipped({"a.txt": b"a"})),
    "types without a document": ("a.docx", zipped({"[Content_Types].xml": b"<Types/>"})),
    "java archive": ("a.jar", zipped({"META-INF/MANIFEST.MF": b"", "A.class": b""})),
    "drawing of the open kind": ("a.odg", open_document("graphics")),
    "cut zip": ("a.docx", microsoft(WORD)[:-30]),
    "zip start only": ("a.docx", b"PK\x03\x04" + bytes(50)),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)),
    "rtf program in text": ("a.txt", b"text\0text"),
    "text with escapes": ("a.txt", b"\x1b[2Jhello"),
    "utf-16": ("a.txt", "\ufeffõun".encode("utf-16-le")),
    "video": ("a.mp4", b"\0\0\0\x18ftypisom" + bytes(50)),
    "riff that is sound": ("a.webp", b"RIFF\x24\0\0\0WAVEfmt " + bytes(30)),
    "pdf behind other bytes": ("a.pdf", b"GIF" + PDF + b"\0"),
    "tiff": ("a.tif", encoded(drawing(), "TIFF")),
    "bmp": ("a.bmp", encoded(drawing(), "BMP")),
}


@pytest.mark.parametrize("case", GOOD)
def test_a_kind_of_the_list_is_kept(case):
    # given an upload of an allowed kind
    name, data, kind = GOOD[case]
    # when it is checked
    file = checked(upload(name, data))
    # then its kind is what its bytes say, and anything but a picture is kept byte by byte
    assert file.kind is kind
    assert kind.is_picture or file.data == data
    assert file.name.endswith(kind.endings[0])


@pytest.mark.parametrize("case", BAD)
def test_everything_else_is_refused_by_a_sentence_that_names_the_file(case):
    # given an upload that is not on the list, whatever it is called
    name, data = BAD[case]
    # when it is checked, then it is refused and the reader learns what would do
    with pytest.raises(Refused) as no, translation.override("en"):
        checked(upload(name, data))
    sentence = no.value.sentence(name)
    assert f"“{name}”" in sentence
    assert "a picture, a PDF or an office document" in sentence


def refusal(name, data):
    """The sentence for an upload that has to be refused."""
    with pytest.raises(Refused) as no, translation.override("en"):
        checked(upload(name, data))
    return no.value.sentence(name)


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1", b"hevc"])
def test_heic_is_told_what_to_do(brand):
    # given a picture as iPhones make them, even when it is called jpg
    # when it is checked, then the sentence says how to get a JPEG
    sentence = refusal("IMG_1.jpg", HEIC.replace(b"ftypheic", b"ftyp" + brand))
    assert "“IMG_1.jpg” is a HEIC picture" in sentence
    assert "Settings > Camera > Formats > Most Compatible" in sentence


@pytest.mark.parametrize(
    "data",
    [
        microsoft(WORD, **{"word/vbaProject.bin": b"x"}),
        microsoft(SHEET, **{"xl/VBAPROJECT.BIN": b"x"}),
        microsoft(WORD, types=MACROS),
        open_document("text", **{"Basic/Standard/Module1.xml": b"x"}),
        open_document("spreadsheet", **{"Scripts/python/a.py": b"x"}),
    ],
)
def test_macros_are_refused(data):
    # given an office document with macros, when it is checked, then the sentence says so
    assert "contains macros" in refusal("a.docx", data)


def test_an_empty_file_is_refused():
    assert "“a.txt” is empty" in refusal("a.txt", b"")


def test_the_limit_of_size_is_exact(settings):
    # given a limit of 1 MB
    settings.MAX_FILE_MB = 1
    # when a file has just that size, then it is kept
    assert len(checked(upload("a.txt", b"a" * 2**20)).data) == 2**20
    # when it has one byte more, then it is refused with the limit
    assert "larger than 1 MB" in refusal("a.txt", b"a" * (2**20 + 1))


def test_zips_that_want_to_hurt_are_refused_fast():
    # given a bomb in the part that is read, a zip of 300,000 parts, an end record that lies about its list
    bomb = microsoft(WORD, types=bytes(60 * 2**20))
    many = BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        archive.writestr("[Content_Types].xml", b"")
        archive.writestr(WORD, b"")
    whole = many.getvalue()
    entry = whole[whole.index(b"PK\x01\x02") : whole.index(b"PK\x05\x06")][:65]
    crowd = whole[: whole.index(b"PK\x01\x02")] + entry * 300_000
    size = 65 * 300_000
    crowd += b"PK\x05\x06" + bytes(4) + b"\xff\xff\xff\xff" + size.to_bytes(4, "little") + bytes(6)
    liar = whole[:-22] + b"PK\x05\x06" + b"\xff" * 18
    # when they are checked
    began = time.process_time()
    kept = checked(upload("bomb.docx", bomb))
    assert "office document" in refusal("crowd.docx", crowd)
    assert "office document" in refusal("liar.docx", liar)
    # then none of it took time; the bomb is an office document like others, we never unpack it whole
    assert kept.kind is choices.DOCX
    assert time.process_time() - began < 1


def test_the_hash_is_that_of_the_kept_bytes():
    assert checked(upload("a.txt", b"a")).sha256.startswith("ca978112")
