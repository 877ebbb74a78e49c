"""Uploads of every sort, made by the libraries that make them in life."""

import zipfile
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS = 0x8825
WORD, SHEET, SLIDES = "word/document.xml", "xl/workbook.xml", "ppt/presentation.xml"
ODF = "application/vnd.oasis.opendocument."
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF\n"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)


def upload(name: str, data: bytes) -> Any:
    """An upload whose name is as the browser sent it; Django's own cleaning of names is stepped around."""
    file = SimpleUploadedFile("x", data)
    file._name = name
    return file


def drawing(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Left half dark, right half light."""
    picture = Image.new("L", size, 20)
    picture.paste(230, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def encoded(picture: Image.Image, format: str, **options: Any) -> bytes:  # noqa: A002  Pillow's word
    """The bytes of a picture."""
    out = BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


def camera_exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: maker, orientation, place."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "SpyPhone", orientation
    exif.get_ifd(GPS).update({1: "N", 2: (59.0, 26.0, 13.0), 3: "E", 4: (24.0, 45.0, 12.0), 29: "2026:11:23"})
    return exif


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip file of the parts."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def microsoft(main: str, *, types: bytes = b"<Types/>", **more: bytes) -> bytes:
    """An office document of Microsoft's kind."""
    return zipped({"[Content_Types].xml": types, "_rels/.rels": b"", main: b"<x/>", **more})


def open_document(kind: str, **more: bytes) -> bytes:
    """An office document of the open kind."""
    return zipped({"mimetype": (ODF + kind).encode(), "content.xml": b"<x/>", **more})


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has nothing in it."""
    data = bytearray(encoded(drawing(), "PNG"))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(bytes(data[12:29])).to_bytes(4, "big")
    return bytes(data)
