"""Sheets of labels as PDF: which papers there are, and how codes become pictures on them."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import segno
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from foundation.core import labels
from foundation.core.duties import Labelled

SHEET = Path(__file__).with_name("labels.typ")
QUIET = 4  # modules of white around a code, as the standard asks


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A sheet of A4 that one can buy: labels across and down, measures in millimetres."""

    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    pitch_x: float  # from the left edge of a label to that of the next
    pitch_y: float

    @property
    def count(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows


LAYOUTS = {
    "3x8": Layout(columns=3, rows=8, width=70, height=37, left=0, top=0.5, pitch_x=70, pitch_y=37),
    "3x7": Layout(
        columns=3, rows=7, width=63.5, height=38.1, left=7.2, top=15.15, pitch_x=66.04, pitch_y=38.1
    ),
    "2x7": Layout(
        columns=2, rows=7, width=99.1, height=38.1, left=4.65, top=15.15, pitch_x=101.6, pitch_y=38.1
    ),
    "2x4": Layout(
        columns=2, rows=4, width=99.1, height=67.7, left=4.65, top=13.1, pitch_x=101.6, pitch_y=67.7
    ),
    "4x10": Layout(columns=4, rows=10, width=48.5, height=25.4, left=8, top=21.5, pitch_x=48.5, pitch_y=25.4),
}
WORDS = gettext_lazy("%(count)s labels, %(width)s × %(height)s mm")


def layout_choices() -> list[tuple[str, str]]:
    """The layouts in words."""
    return [(name, _sized(one)) for name, one in LAYOUTS.items()]


def _sized(one: Layout) -> str:
    comma = "." if get_language() == "en" else ","
    sizes = {name: f"{getattr(one, name):g}".replace(".", comma) for name in ("width", "height")}
    return str(WORDS % {"count": one.count, **sizes})


def picture(code: str) -> str:
    """The QR code of a label as SVG, the smallest that holds its address with room for dirt."""
    drawn = segno.make_qr(labels.address_of(code), error="m").svg_inline(border=QUIET)
    return str(drawn).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)


def content(
    things: Iterable[tuple[str, Labelled]], *, layout: str, start: int, shift_x: float, shift_y: float
) -> str:
    """What goes onto a sheet: codes with their things, from label number `start` on, all moved alike."""
    data: dict[str, Any] = {
        "title": _("Labels"),
        "lang": get_language() or "et",
        "call": _("Something wrong? Scan."),
        "layout": asdict(LAYOUTS[layout]),
        "start": start,
        "shift_x": shift_x,
        "shift_y": shift_y,
        "labels": [
            {
                "code": labels.spaced(code),
                "address": labels.address_of(code),
                "picture": picture(code),
                "title": thing.title,
                "lines": list(thing.lines),
            }
            for code, thing in things
        ],
    }
    return json.dumps(data)


def pdf(data: str) -> bytes:
    """The sheets as PDF, by what `content` gives."""
    import typst  # noqa: PLC0415  80 MB, wanted by few pages

    made: bytes = typst.compile(SHEET, sys_inputs={"data": data}, ignore_system_fonts=True)
    return made
