"""A photo as a phone makes it: a real JPEG that tells where it was taken."""

from io import BytesIO
from pathlib import Path

from PIL import ExifTags, Image, ImageDraw


def photo(path: Path) -> Path:
    """Writes a JPEG with the place of a town in its EXIF data."""
    image = Image.new("RGB", (1200, 900), (214, 208, 196))
    ImageDraw.Draw(image).ellipse((420, 260, 780, 620), fill=(250, 226, 120))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Phone"
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (59.0, 26.0, 13.0), 3: "E", 4: (24.0, 45.0, 9.0)})
    image.save(path, exif=exif, quality=85)
    assert place_of(path.read_bytes()), "the photo of the test should tell its place"
    return path


def place_of(data: bytes) -> dict[int, object]:
    """What a picture tells about where it was taken; empty when nothing."""
    with Image.open(BytesIO(data)) as image:
        assert image.format == "JPEG"
        return dict(image.getexif().get_ifd(ExifTags.IFD.GPSInfo))
