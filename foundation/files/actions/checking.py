"""Whether an upload may be kept. Its bytes say what it is; its name and the browser's claim do not count."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from foundation.files.actions.documents import is_text, office_kind
from foundation.files.actions.names import named_as, tidy
from foundation.files.actions.pictures import encoded_anew
from foundation.files.actions.refusal import Refused
from foundation.files.choices import CSV, GIF, JPEG, PDF, PNG, TEXT, WEBP, Kind

SIGNATURES = {
    b"\xff\xd8\xff": JPEG,
    b"\x89PNG\r\n\x1a\n": PNG,
    b"GIF87a": GIF,
    b"GIF89a": GIF,
    b"%PDF-": PDF,
}
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}


@dataclass(frozen=True, kw_only=True)
class Checked:
    """A file as it will be kept."""

    name: str
    kind: Kind
    data: bytes

    @property
    def sha256(self) -> str:
        """Hash of the kept bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def checked(upload: Any) -> Checked:
    """The upload as it may be kept, pictures encoded anew. Raises Refused with the reason."""
    data = _bytes_of(upload)
    kind = kind_of(data, upload.name or "")
    if kind is None:
        raise Refused(_("“%(name)s” cannot be kept. Add a picture, a PDF or an office document."))
    if kind.is_picture:
        data, kind = encoded_anew(data, kind)
    return Checked(name=named_as(upload.name or "", kind), kind=kind, data=data)


def kind_of(data: bytes, name: str) -> Kind | None:
    """The kind that the bytes show, None when it is not on the list; `name` only tells CSV from other text.

    Raises Refused for a HEIC picture and for macros, because there the user can do something.
    """
    for signature, kind in SIGNATURES.items():
        if data.startswith(signature):
            return kind
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        raise Refused(
            _(
                "“%(name)s” is a HEIC picture, which many computers cannot open. Save it as JPEG; "
                "on an iPhone choose Settings > Camera > Formats > Most Compatible."
            )
        )
    if data.startswith(b"PK\x03\x04"):
        return office_kind(data)
    if is_text(data):
        return CSV if tidy(name).lower().endswith(".csv") else TEXT
    return None


def _bytes_of(upload: Any) -> bytes:
    limit = settings.MAX_FILE_MB * 2**20
    upload.seek(0)
    data: bytes = upload.read(limit + 1)
    if len(data) > limit:
        raise Refused(
            _("“%(name)s” is larger than %(limit)s MB. Make it smaller, or add only the part that matters."),
            limit=settings.MAX_FILE_MB,
        )
    if not data:
        raise Refused(_("“%(name)s” is empty. Choose the file again."))
    return data
