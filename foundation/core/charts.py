"""Charts drawn on the server: per cent across, pixels down, so that words keep their size at any width.

Numbers of the drawing are text already: a template would write them in the language of the reader.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

TOP, BASE, TICKS = 22, 156, 3  # pixels down to the highest line and to the axis; lines above the axis
GAP, LEAST = 1.6, 0.8  # pixels between the parts of a bar; the height of the smallest one
FEW = 6  # bars
LOOKS = ("s1", "s2", "s3")  # the second one is hatched, so that colour does not stand alone
LINE_LOOKS = ("l1", "l2 dash", "l1 dash")
STEPS = (1, 2, 4, 5)


def round_step(most: int) -> int:
    """How far the lines of the ground are apart, so that the highest of them is not below `most`."""
    least, ten = max(1, -(-most // TICKS)), 1
    while least > STEPS[-1] * ten:
        ten *= 10
    return next(one * ten for one in STEPS if one * ten >= least)


def ground(step: int, down: Callable[[float], float]) -> list[dict[str, str]]:
    """The axis and the lines above it, each with its number."""
    counts = [tick * step for tick in range(TICKS + 1)]
    return [{"y": f"{down(one):.1f}", "word_y": f"{down(one) + 4:.1f}", "words": str(one)} for one in counts]


@dataclass(frozen=True, kw_only=True)
class Bars:
    """Bars of whole numbers, each in parts of at most three kinds; the same numbers stand in a table."""

    key: str  # begins the ids on the page
    title: str
    finding: str  # what the picture says, in a sentence
    head: str  # what one bar is, above the first column of the table
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]

    @property
    def totals(self) -> list[int]:
        """The height of each bar."""
        return [sum(part[at] for _name, part in self.series) for at in range(len(self.labels))]

    @property
    def step(self) -> int:
        """How far the lines are apart: a round number."""
        return round_step(max(self.totals))

    def _down(self, count: float) -> float:
        return BASE - (BASE - TOP) * count / (self.step * TICKS)

    @property
    def lines(self) -> list[dict[str, str]]:
        """The axis and the lines above it, each with its number."""
        return ground(self.step, self._down)

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The bars from left to right, with the number above and the label below."""
        each = 100 / len(self.labels)
        return [
            {
                "x": f"{each * (at + 0.2):.2f}%",
                "width": f"{each * 0.6:.2f}%",
                "middle": f"{each * (at + 0.5):.2f}%",
                "label": label,
                "spare": at % 2 == 1,  # left out where it is narrow
                "total": total,
                "total_y": f"{self._down(total) - 7:.1f}",
                "parts": self._parts(at),
            }
            for at, (label, total) in enumerate(zip(self.labels, self.totals, strict=True))
        ]

    @property
    def few(self) -> bool:
        """Whether every bar keeps its label where it is narrow: in two rows by turns."""
        return len(self.labels) <= FEW

    def _parts(self, at: int) -> list[dict[str, Any]]:
        heights = [0]
        for _name, counts in self.series:
            heights.append(heights[-1] + counts[at])
        return [
            {
                "look": look,
                "hatched": look == LOOKS[1],
                "y": f"{self._down(top):.1f}",
                "height": f"{max(LEAST, self._down(below) - self._down(top) - GAP):.1f}",
            }
            for look, (below, top) in zip(LOOKS, pairwise(heights), strict=False)
            if top > below
        ]

    @property
    def kinds(self) -> list[dict[str, Any]]:
        """The key below the picture."""
        looks = zip(LOOKS, self.series, strict=False)
        return [{"look": look, "hatched": look == LOOKS[1], "words": name} for look, (name, _all) in looks]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The same numbers as lines of a table."""
        names = [name for name, _counts in self.series]
        return [
            {
                "label": label,
                "cells": [
                    {"head": name, "count": count[at]}
                    for name, count in zip(names, (one for _name, one in self.series), strict=True)
                ],
                "total": total,
            }
            for at, (label, total) in enumerate(zip(self.labels, self.totals, strict=True))
        ]


def in_three(series: Sequence[tuple[str, Sequence[int]]], rest: str) -> list[tuple[str, Sequence[int]]]:
    """At most three kinds, the largest first; the smaller ones together under the name `rest`."""
    largest = sorted((one for one in series if any(one[1])), key=lambda one: -sum(one[1]))
    if len(largest) <= len(LOOKS):
        return largest
    shown, others = largest[: len(LOOKS) - 1], largest[len(LOOKS) - 1 :]
    return [*shown, (rest, [sum(counts) for counts in zip(*(one[1] for one in others), strict=True)])]


@dataclass(frozen=True, kw_only=True)
class Lines:
    """At most three lines of whole numbers over the same marks; the same numbers stand in a table."""

    key: str  # begins the ids on the page
    title: str
    finding: str  # what the picture says, in a sentence
    head: str  # what one mark is, above the first column of the table
    labels: Sequence[str]
    series: Sequence[tuple[str, Sequence[int]]]
    shown: int = 6  # so many labels stand below the picture

    @property
    def step(self) -> int:
        """How far the lines of the ground are apart: a round number."""
        return round_step(max((max(counts, default=0) for _name, counts in self.series), default=0))

    def _down(self, count: float) -> float:
        return BASE - (BASE - TOP) * count / (self.step * TICKS)

    @property
    def lines(self) -> list[dict[str, str]]:
        """The axis and the lines above it, each with its number."""
        return ground(self.step, self._down)

    @property
    def drawn(self) -> list[dict[str, str]]:
        """Each line as points of a box 1000 wide; it is stretched to the width of the page."""
        each = 1000 / max(1, len(self.labels) - 1)
        return [
            {
                "look": look,
                "words": name,
                "points": " ".join(f"{at * each:.1f},{self._down(one):.1f}" for at, one in enumerate(counts)),
            }
            for look, (name, counts) in zip(LINE_LOOKS, self.series, strict=False)
        ]

    @property
    def marks(self) -> list[dict[str, Any]]:
        """The labels that stand below: evenly spread, the first and the last among them."""
        last = len(self.labels) - 1
        places = sorted({round(last * at / (self.shown - 1)) for at in range(self.shown)} if last else {0})
        ends = {0: "start", last: "end"}
        return [
            {
                "x": f"{100 * at / max(1, last):.2f}%",
                "label": self.labels[at],
                "anchor": ends.get(at, "middle"),
                "spare": number % 2 == 1,
            }
            for number, at in enumerate(places)
        ]

    @property
    def heads(self) -> list[str]:
        """What each line is."""
        return [name for name, _counts in self.series]

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """The same numbers as lines of a table, the newest first: label, then head and number of each."""
        return [
            (label, [(name, counts[at]) for name, counts in self.series])
            for at, label in reversed(list(enumerate(self.labels)))
        ]
