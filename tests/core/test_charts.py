"""Bars: what is drawn is what was counted."""

import pytest

from foundation.core.charts import BASE, TOP, Bars, in_three


def bars(*series):
    """A chart of so many kinds."""
    labels = [str(number) for number in range(len(series[0]))]
    named = [(f"kind {number}", counts) for number, counts in enumerate(series)]
    return Bars(key="k", title="t", finding="f", head="h", labels=labels, series=named)


@pytest.mark.parametrize(
    ("most", "step"), [(1, 1), (3, 1), (4, 2), (9, 4), (10, 4), (13, 5), (16, 10), (61, 40), (1000, 400)]
)
def test_lines_are_round_and_the_highest_bar_fits(most, step):
    chart = bars([most, 0])
    assert chart.step == step
    assert [line["words"] for line in chart.lines] == [str(step * tick) for tick in range(4)]
    assert float(chart.columns[0]["parts"][0]["y"]) >= TOP


def test_heights_are_the_numbers_and_stand_upon_each_other():
    # given three kinds
    chart = bars([4, 0], [3, 6], [5, 6])
    # then each part is as high as its number, from the axis on, and the table adds up
    for column, counts in zip(chart.columns, [(4, 3, 5), (6, 6)], strict=True):
        below = BASE
        for part, count in zip(column["parts"], counts, strict=True):
            assert below - float(part["y"]) == pytest.approx((BASE - TOP) * count / 12, abs=0.11)
            below = float(part["y"])
    assert [row["total"] for row in chart.rows] == chart.totals == [12, 12]
    # and of the kinds one is hatched
    assert [kind["hatched"] for kind in chart.kinds] == [False, True, False]


def test_small_kinds_stand_together():
    found = in_three([("a", [1, 1]), ("b", [9, 0]), ("none", [0, 0]), ("c", [5, 0]), ("d", [0, 1])], "other")
    assert found == [("b", [9, 0]), ("c", [5, 0]), ("other", [1, 2])]
