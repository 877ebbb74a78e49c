"""Office documents are zip files and texts have no signature: both need a look inside."""

import zipfile
import zlib
from io import BytesIO

from django.utils.translation import gettext as _

from foundation.files.actions.refusal import Refused
from foundation.files.choices import DOCX, ODS, ODT, PPTX, XLSX, Kind

MAIN_PART = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}
TYPES_PART = "[Content_Types].xml"
BY_MIMETYPE = {ODT.mime: ODT, ODS.mime: ODS}
MACRO_FOLDERS = ("basic/", "scripts/")
LONGEST_DIRECTORY = 2**20  # bytes; thousands of parts, more than any real document has
LONGEST_LOOK = 2**20  # bytes read of a part, whatever it unpacks to
UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError, LookupError)

MARKUP = ("<!doctype", "<html", "<svg", "<script", "<?xml", "<body", "<head", "<iframe")
LONGEST_START = 2048  # characters of a text in which markup is looked for
SPACES = "\t\n\r"


def office_kind(data: bytes) -> Kind | None:
    """Which office document a zip file is, None when it is something else. Raises Refused for macros."""
    if not _small_directory(data):
        return None
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            kind = _microsoft(archive) or _open_document(archive)
            if kind and _has_macros(archive):
                raise Refused(_("“%(name)s” contains macros. Save it without macros and add it again."))
            return kind
    except UNREADABLE:
        return None


def _small_directory(data: bytes) -> bool:
    """Whether the list of parts is short, told from the end record before the list is read."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    return end >= 0 and size <= LONGEST_DIRECTORY


def _microsoft(archive: zipfile.ZipFile) -> Kind | None:
    names = set(archive.namelist())
    if TYPES_PART not in names:
        return None
    return next((kind for part, kind in MAIN_PART.items() if part in names), None)


def _open_document(archive: zipfile.ZipFile) -> Kind | None:
    if "mimetype" not in archive.namelist():
        return None
    return BY_MIMETYPE.get(_look(archive, "mimetype").decode("ascii", "replace").strip())


def _has_macros(archive: zipfile.ZipFile) -> bool:
    names = [name.lower() for name in archive.namelist()]
    if any(name.endswith("vbaproject.bin") or name.startswith(MACRO_FOLDERS) for name in names):
        return True
    return TYPES_PART in archive.namelist() and b"macroenabled" in _look(archive, TYPES_PART).lower()


def _look(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(LONGEST_LOOK)


def is_text(data: bytes) -> bool:
    """Whether it is plain text: UTF-8 or Windows-1257, no control characters, no markup, no script."""
    text = _decoded(data)
    if text is None or any(_controls(one) for one in set(text)):
        return False
    start = text[:LONGEST_START].lstrip("\ufeff \t\r\n").lower()
    return not start.startswith(("<", "#!")) and not any(tag in start for tag in MARKUP)


def _decoded(data: bytes) -> str | None:
    for encoding in ("utf-8", "cp1257"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _controls(letter: str) -> bool:
    return (letter < " " and letter not in SPACES) or "\x7f" <= letter <= "\x9f"
