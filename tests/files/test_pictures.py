"""Pictures encoded anew, and pictures that want to hurt."""

import random
import resource
import time
from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image, PngImagePlugin

from foundation.files import choices
from foundation.files.actions.pictures import encoded_anew
from foundation.files.actions.refusal import Refused
from tests.files.corpus import camera_exif, drawing, encoded, png_header

pytestmark = pytest.mark.proof("attack", "Pictures made to hurt: huge, endless, cut off, with a place")

KINDS = {"JPEG": choices.JPEG, "PNG": choices.PNG, "WEBP": choices.WEBP, "GIF": choices.GIF}
XMP = b"<x:xmpmeta><rdf>SpyPhone 59.4370N</rdf></x:xmpmeta>"


def anew(data, format="JPEG"):  # noqa: A002  Pillow's word
    """The picture as it is kept, and its kind."""
    kept, kind = encoded_anew(data, KINDS[format])
    return Image.open(BytesIO(kept)), kept, kind


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_what_the_camera_wrote_is_gone(format):  # noqa: A002  Pillow's own word
    # given a picture with place, maker, a comment and XMP
    options = {"exif": camera_exif().tobytes(), "xmp": XMP, "icc_profile": b"SpyPhone profile"}
    if format == "JPEG":
        options |= {"comment": b"SpyPhone was here"}
    if format == "PNG":
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_text("Comment", "SpyPhone was here")
        del options["icc_profile"]
    data = encoded(drawing(), format, **options)
    assert data.count(b"SpyPhone") >= 2
    # when it is encoded anew
    picture, kept, _kind = anew(data, format)
    # then nothing of that is left
    assert b"SpyPhone" not in kept
    assert not dict(picture.getexif())
    assert not {"exif", "xmp", "comment", "icc_profile", "Comment"} & set(picture.info)
    assert not any(marker in kept for marker in (b"Exif", b"eXIf", b"tEXt", b"iTXt", b"http://ns.adobe"))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_stands_upright(orientation):
    # given a picture, dark on its left, that the camera kept lying and noted how
    turns = {
        2: 0,
        3: 3,
        4: 1,
        5: 5,
        6: 2,
        7: 6,
        8: 4,
    }  # Pillow's numbers of the turns that undo each orientation
    undone = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    upright = drawing((80, 40))
    step = undone.get(orientation) or (Image.Transpose(turns[orientation]) if orientation > 1 else None)
    lying = upright.transpose(step) if step is not None else upright
    data = encoded(lying, "JPEG", quality=95, exif=camera_exif(orientation).tobytes())
    # when it is encoded anew
    picture, _kept, _kind = anew(data)
    # then it is dark on its left again
    assert picture.size == (80, 40)
    assert picture.getpixel((10, 20))[0] < 60 < 180 < picture.getpixel((70, 20))[0]


def test_the_longest_side_is_2560_pixels():
    # given a large and a small picture
    # when they are encoded anew, then only the large one gets smaller, in proportion
    assert anew(encoded(drawing((6000, 1500)), "JPEG"))[0].size == (2560, 640)
    assert anew(encoded(drawing((30, 5200)), "PNG"), "PNG")[0].size[1] == 2560
    assert anew(encoded(drawing((300, 200)), "JPEG"))[0].size == (300, 200)


def test_transparent_pictures_stay_png():
    # given pictures that are really transparent, and one that only could be
    glass = Image.new("RGBA", (40, 40), (255, 0, 0, 90))
    palette = Image.new("P", (40, 40), 0)
    palette.putpalette([255, 0, 0] + [0] * 765)
    # when they are encoded anew, then the first ones are PNG with alpha
    for format, data in {  # noqa: A001  Pillow's own word
        "PNG": encoded(glass, "PNG"),
        "WEBP": encoded(glass, "WEBP", lossless=True),
        "GIF": encoded(palette, "GIF", transparency=0),
    }.items():
        picture, _kept, kind = anew(data, format)
        assert (picture.mode, kind) == ("RGBA", choices.PNG), format
    # and the other follows the rule for plain ones
    opaque = encoded(Image.new("RGBA", (40, 40), (255, 0, 0, 255)), "WEBP")
    assert anew(opaque, "WEBP")[2] is choices.JPEG


def test_a_small_png_stays_one_and_a_large_one_becomes_jpeg():
    noise = Image.frombytes("RGB", (900, 900), random.Random(1).randbytes(900 * 900 * 3))
    assert anew(encoded(drawing(), "PNG"), "PNG")[2] is choices.PNG
    assert anew(encoded(noise, "PNG"), "PNG")[2] is choices.JPEG


@pytest.mark.parametrize(
    ("mode", "format"),
    [
        ("1", "PNG"),
        ("L", "PNG"),
        ("P", "PNG"),
        ("I;16", "PNG"),
        ("LA", "PNG"),
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
    ],
)
def test_every_sort_of_pixel_keeps_its_light(mode, format):  # noqa: A002  Pillow's own word
    # given a picture of that sort, dark on its left
    source = drawing((80, 40), "L" if mode == "I;16" else mode)
    if mode == "I;16":
        source = Image.frombytes("I;16", (80, 40), b"".join(b"\0" + bytes([one]) for one in source.tobytes()))
    # when it is encoded anew
    picture, _kept, _kind = anew(encoded(source, format), format)
    # then it is so still
    plain = picture.convert("L")
    assert plain.getpixel((10, 20)) < 60
    assert plain.getpixel((70, 20)) > 180


def test_an_animation_of_10000_frames_becomes_its_first_one():
    # given a long animation, dark at first
    first = Image.new("P", (20, 20), 0)
    first.putpalette([0, 0, 0, 255, 255, 255])
    light = Image.new("P", (20, 20), 1)
    light.putpalette([0, 0, 0, 255, 255, 255])
    one = encoded(first, "GIF", save_all=True, append_images=[light], loop=0)
    frame = one[one.rindex(b"\x21\xf9") if one.count(b"\x21\xf9") > 1 else one.rindex(b",") : -1]
    data = one[:-1] + frame * 9_998 + b";"
    with Image.open(BytesIO(data)) as picture:
        assert picture.n_frames == 10_000
    # when it is encoded anew
    began = time.process_time()
    picture, _kept, kind = anew(data, "GIF")
    # then only the first frame is read, at once
    assert time.process_time() - began < 0.2
    assert kind is choices.JPEG
    assert picture.convert("L").getpixel((10, 10)) < 40


def webp_header(width, height):
    """A WebP that claims a size."""
    data = bytearray(
        encoded(Image.new("RGBA", (8, 8), (9, 9, 9, 9)), "WEBP", lossless=True, exif=b"Exif\0\0x")
    )
    data[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(data)


def gif_header(width, height):
    """A GIF that claims a size."""
    data = bytearray(encoded(drawing(), "GIF"))
    data[6:10] = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    return bytes(data)


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("format", "data"),
    [
        ("PNG", png_header(60_000, 60_000)),
        ("PNG", png_header(2**31 - 1, 2**31 - 1)),
        ("PNG", png_header(10_000, 5_001)),
        ("GIF", gif_header(60_000, 60_000)),
        ("WEBP", webp_header(16_000, 16_000)),
    ],
)
def test_bombs_are_refused_by_their_header(format, data):  # noqa: A002  Pillow's own word
    # given a few bytes that claim to be a huge picture
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    # when it is checked, then it is refused in words, before anything is unpacked
    with pytest.raises(Refused) as no, translation.override("en"):
        encoded_anew(data, KINDS[format])
    assert "“a.png”" in no.value.sentence("a.png")
    assert time.process_time() - began < 0.2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kB


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_the_limit_of_pixels_is_50_million():
    with pytest.raises(Refused) as no, translation.override("en"):
        encoded_anew(png_header(10_000, 5_001), choices.PNG)
    assert "more than 50 million pixels" in no.value.sentence("a")


@pytest.mark.parametrize("format", KINDS)
def test_a_truncated_picture_gets_a_sentence(format):  # noqa: A002  Pillow's own word
    # given a picture that ends in the middle
    noise = Image.frombytes("RGB", (200, 200), random.Random(2).randbytes(120_000))
    data = encoded(noise, format)
    # when it is checked, then the sentence says it is damaged
    with pytest.raises(Refused) as no, translation.override("en"):
        encoded_anew(data[: len(data) // 2], KINDS[format])
    assert "damaged or incomplete" in no.value.sentence("a.jpg")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("format", KINDS)
def test_damaged_bytes_never_break_more_than_the_picture(format):  # noqa: A002  Pillow's own word
    # given a picture with EXIF, each time with other bytes spoilt
    chance = random.Random(f"korras {format}")
    options = {} if format == "GIF" else {"exif": camera_exif(6).tobytes()}
    whole = encoded(drawing((64, 64)), format, **options)
    for _turn in range(250):
        data = bytearray(whole)
        for _spot in range(chance.choice([1, 2, 8, 40])):
            data[chance.randrange(4, len(data))] = chance.randrange(256)
        # when it is checked, then it is kept or refused, and nothing else happens
        try:
            kept, _kind = encoded_anew(bytes(data), KINDS[format])
        except Refused:
            continue
        Image.open(BytesIO(kept)).load()
