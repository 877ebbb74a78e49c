"""The gate: what a file may weigh, told from the directory of the zip before anything is unpacked.

A directory may lie. So each part is unpacked by us, never further than it promises, and the workbook is
packed anew from what was seen; the library behind reads only that.
"""

import zipfile
import zlib
from io import BytesIO

CSV, XLSX = "csv", "xlsx"
MOST_BYTES = 20 * 2**20  # of all parts, unpacked
MOST_TIMES = 100  # unpacked against packed
MOST_PARTS = 500
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_DIRECTORY = 2**17  # bytes; some thousand parts
NESTED = (".zip", ".xlsx", ".xlsm", ".xlsb", ".docx", ".pptx", ".ods", ".odt", ".jar", ".gz", ".7z", ".rar")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # XLS, and XLSX behind a password
KNOWN_OTHERS = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!")
UTF16 = (b"\xff\xfe", b"\xfe\xff")
BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError, LookupError)


class Unreadable(Exception):
    """A file is not read: `code` says why, `values` belong into its sentence."""

    def __init__(self, code: str, **values: int | str):
        super().__init__(code)
        self.code, self.values = code, values


def kind_of(data: bytes) -> str:
    """CSV or XLSX by the bytes alone. Raises Unreadable for everything else and for what weighs too much."""
    if not data.strip():
        raise Unreadable("empty")
    if len(data) > MOST_BYTES:
        raise Unreadable("too_heavy", limit=MOST_BYTES // 2**20)
    if data.startswith(OLD_OFFICE):
        raise Unreadable("old_office")
    if data.startswith(b"PK"):
        directory(data)
        return XLSX
    if data.startswith(KNOWN_OTHERS) or (b"\0" in data and not data.startswith(UTF16)):
        raise Unreadable("no_table")
    return CSV


def directory(data: bytes) -> list[zipfile.ZipInfo]:
    """The parts of a workbook by its directory. Raises Unreadable before anything is unpacked."""
    end = data.rfind(b"PK\x05\x06", max(0, len(data) - 65_557))
    if end < 0:
        raise Unreadable("broken")
    if int.from_bytes(data[end + 12 : end + 16], "little") > LONGEST_DIRECTORY:
        raise Unreadable("too_many_parts", limit=MOST_PARTS)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except BROKEN as fault:
        raise Unreadable("broken") from fault
    _judge(parts, len(data))
    return parts


def _judge(parts: list[zipfile.ZipInfo], packed: int) -> None:
    whole = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS:
        raise Unreadable("too_many_parts", limit=MOST_PARTS)
    if whole > MOST_BYTES:
        raise Unreadable("too_heavy", limit=MOST_BYTES // 2**20)
    if whole > MOST_TIMES * packed:
        raise Unreadable("too_dense", limit=MOST_TIMES)
    if any(part.filename.lower().endswith(NESTED) for part in parts):
        raise Unreadable("nested")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("old_office")
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise Unreadable("no_table")


def unpacked(data: bytes) -> dict[str, bytes]:
    """The XML parts of a workbook. Raises Unreadable when one is not what the directory promises."""
    wanted = (part for part in directory(data) if part.filename.endswith((".xml", ".rels")))
    try:
        return {part.filename: _part(data, part) for part in wanted}
    except BROKEN as fault:
        raise Unreadable("broken") from fault


def _part(data: bytes, part: zipfile.ZipInfo) -> bytes:
    head = data[part.header_offset : part.header_offset + 30]
    start = part.header_offset + 30 + sum(int.from_bytes(head[at : at + 2], "little") for at in (26, 28))
    raw = data[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_DEFLATED:
        raw = zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, part.file_size + 1)
    elif part.compress_type != zipfile.ZIP_STORED:
        raise Unreadable("broken")
    if len(raw) != part.file_size or zlib.crc32(raw) != part.CRC:
        raise Unreadable("broken")
    return raw


def packed_anew(parts: dict[str, bytes]) -> BytesIO:
    """A workbook of exactly these parts, not compressed."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    out.seek(0)
    return out
