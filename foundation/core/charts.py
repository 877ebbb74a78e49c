"""Charts drawn on the server: per cent across, pixels down, so that words keep their size at any width.

Numbers of the drawing are text already: a template would write them in the language of the reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

TOP, BASE, TICKS = 22, 156, 3  # pixels down to the highest line and to the axis; lines above the axis
GAP = 1.6  # pixels between the parts of a bar
LOOKS = ("s1", "s2", "s3")  # the second one is hatched, so that colour does not stand alone
STEPS = (1, 2, 4, 5)


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
        least, ten = max(1, -(-max(self.totals) // TICKS)), 1
        while least > STEPS[-1] * ten:
            ten *= 10
        return next(one * ten for one in STEPS if one * ten >= least)

    def _down(self, count: float) -> float:
        return BASE - (BASE - TOP) * count / (self.step * TICKS)

    @property
    def lines(self) -> list[dict[str, str]]:
        """The axis and the lines above it, each with its number."""
        counts = [tick * self.step for tick in range(TICKS + 1)]
        return [
            {"y": f"{self._down(one):.1f}", "word_y": f"{self._down(one) + 4:.1f}", "words": str(one)}
            for one in counts
        ]

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

    def _parts(self, at: int) -> list[dict[str, Any]]:
        heights = [0]
        for _name, counts in self.series:
            heights.append(heights[-1] + counts[at])
        return [
            {
                "look": look,
                "hatched": look == LOOKS[1],
                "y": f"{self._down(top):.1f}",
                "height": f"{self._down(below) - self._down(top) - GAP:.1f}",
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
