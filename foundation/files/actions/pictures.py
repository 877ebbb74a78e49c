"""Pictures encoded anew: what the camera wrote beside the picture (place, time, owner) is gone."""

import struct
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image

from foundation.files.actions.refusal import Refused
from foundation.files.choices import JPEG, PNG, Kind

MOST_PIXELS = 50_000_000
LONGEST_SIDE = 2560
QUALITY = 85
SMALL = 2**20  # bytes up to which a PNG stays one: text in screenshots stays sharp
ORIENTATION = 0x0112
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# what Pillow's decoders raise on bytes that are not what they should be
DAMAGED = (OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, ArithmeticError, struct.error)

Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow's own guard, also for frames larger than their header says


def encoded_anew(data: bytes, kind: Kind) -> tuple[bytes, Kind]:
    """The first frame, upright, at most 2560 pixels a side, as JPEG or PNG without metadata.

    Raises Refused for more than 50 million pixels and for a damaged picture.
    """
    try:
        with Image.open(BytesIO(data), formats=[kind.mime.removeprefix("image/").upper()]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise _too_large()
            return _encoded(_upright(picture), kind)
    except Image.DecompressionBombError as bomb:
        raise _too_large() from bomb
    except DAMAGED as damage:
        raise Refused(
            _("“%(name)s” is damaged or incomplete. Save it again, or add another picture.")
        ) from damage


def _too_large() -> Refused:
    return Refused(_("“%(name)s” has more than 50 million pixels. Make it smaller and add it again."))


def _upright(picture: Image.Image) -> Image.Image:
    turn = TURNS.get(picture.getexif().get(ORIENTATION, 1))
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))  # lets the JPEG decoder skip what will not be kept
    plain = _plain(picture)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    if turn is not None:
        plain = plain.transpose(turn)
    plain.info = {}  # Pillow would write comments, profiles and texts from here
    return plain


def _plain(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA when some of it really is transparent."""
    if picture.mode.startswith("I"):  # 16 bits of grey; a plain conversion would clip it to white
        return picture.point(lambda value: value * (1 / 256)).convert("L").convert("RGB")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen_through = picture.convert("RGBA")
    opaque = seen_through.getchannel("A").getextrema() == (255, 255)
    return seen_through.convert("RGB") if opaque else seen_through


def _encoded(picture: Image.Image, kind: Kind) -> tuple[bytes, Kind]:
    if picture.mode == "RGBA" or kind is PNG:
        out = BytesIO()
        picture.save(out, "PNG")
        if picture.mode == "RGBA" or out.tell() <= SMALL:
            return out.getvalue(), PNG
    out = BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), JPEG
