"""Which kinds of files are kept; everything else is refused."""

from typing import NamedTuple


class Kind(NamedTuple):
    """One kind of file; the first ending is given to files that carry none of its endings."""

    mime: str
    endings: tuple[str, ...]

    @property
    def is_picture(self) -> bool:
        """Pictures are decoded and encoded anew."""
        return self.mime.startswith("image/")


OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."

JPEG = Kind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG = Kind("image/png", ("png",))
WEBP = Kind("image/webp", ("webp",))
GIF = Kind("image/gif", ("gif",))
PDF = Kind("application/pdf", ("pdf",))
DOCX = Kind(OFFICE + "wordprocessingml.document", ("docx",))
XLSX = Kind(OFFICE + "spreadsheetml.sheet", ("xlsx",))
PPTX = Kind(OFFICE + "presentationml.presentation", ("pptx",))
ODT = Kind(OPEN + "text", ("odt",))
ODS = Kind(OPEN + "spreadsheet", ("ods",))
TEXT = Kind("text/plain", ("txt",))
CSV = Kind("text/csv", ("csv",))
KINDS = (JPEG, PNG, WEBP, GIF, PDF, DOCX, XLSX, PPTX, ODT, ODS, TEXT, CSV)
KNOWN_ENDINGS = frozenset(ending for kind in KINDS for ending in kind.endings)

NAME_LENGTH = 120
