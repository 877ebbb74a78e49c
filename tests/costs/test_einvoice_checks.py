"""An invoice adds up to the cent, or is told where it does not."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from costs.einvoice import Adjustment, Line, VatGroup, check, read
from foundation.core.money import vat
from tests.costs.invoices import LINES, WHOLE, plain
from tests.costs.test_einvoice_reading import in_evs
from tests.costs.writing import cii, ubl
from tests.costs.writing_evs import evs
from tests.scale import times

D = Decimal


def codes(doc):
    return [(one.code, one.severity, one.line, str(one.difference)) for one in check(doc)]


def test_what_adds_up_has_no_findings():
    assert check(WHOLE) == []
    assert check(in_evs(WHOLE)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"lines_net": D("581.75"), "net": D("570.25"), "gross": D("702.46"), "payable": D("602.51")},
         [("lines_total", "error", None, "0.01")]),
        ({"net": D("570.23"), "gross": D("702.44"), "payable": D("602.49")},
         [("net_total", "error", None, "-0.01")]),
        ({"vat": D("132.22"), "gross": D("702.46"), "payable": D("602.51")},
         [("vat_total", "error", None, "0.01")]),
        ({"gross": D("702.46"), "payable": D("602.51")}, [("gross_total", "error", None, "0.01")]),
        ({"payable": D("602.49")}, [("payable", "error", None, "-0.01")]),
        ({"prepaid": D("100.01")}, [("payable", "error", None, "0.01")]),
    ],
)  # fmt: skip
def test_each_total_is_compared_from_a_cent_on(change, found):
    assert codes(replace(WHOLE, **change)) == found


def group(**changes):
    return replace(WHOLE, vat_groups=(replace(WHOLE.vat_groups[0], **changes), WHOLE.vat_groups[1]))


def test_the_base_of_a_group_is_that_of_its_lines_and_adjustments():
    doc = replace(group(net=D("539.25")), vat_groups=group(net=D("539.25")).vat_groups)
    assert codes(doc) == [("vat_base", "error", None, "0.01")]
    # and EVS 923, whose additions name no group, is not judged by it
    assert codes(replace(doc, format="evs923")) == []


def test_lines_without_a_group_are_found():
    line = replace(
        LINES[0], number="4", vat_category="E", vat_rate=None, adjustments=(), price=D(1), net=D(12)
    )
    lines, more = (*LINES, line), {"lines_net": D("593.74"), "net": D("582.24"), "gross": D("714.45")}
    doc = replace(WHOLE, lines=lines, payable=D("614.50"), **more)
    assert codes(doc) == [("vat_base", "error", None, "-12.00")]
    zero = VatGroup(category="E", rate=D("0.00"), net=D(12), vat=D(0))
    assert codes(replace(doc, vat_groups=(*WHOLE.vat_groups, zero))) == []


def test_a_wrong_rate_of_a_line_is_one_finding_for_each_group_it_spoils():
    doc = replace(plain(), lines=(replace(plain().lines[0], vat_rate=D(22)),))
    assert codes(doc) == [("vat_base", "error", None, "100.00")]


@pytest.mark.parametrize(
    ("stated", "found"),
    [
        ("129.42", []),
        ("129.43", [("vat_group", "warning", None, "0.01")]),
        ("129.41", [("vat_group", "warning", None, "-0.01")]),
        ("130.41", [("vat_group", "warning", None, "0.99")]),
        ("130.42", [("vat_group", "error", None, "1.00")]),
        ("128.42", [("vat_group", "error", None, "-1.00")]),
    ],
)
def test_official_rules_let_a_group_be_less_than_one_off(stated, found):
    doc = group(vat=D(stated))
    total = D(stated) + D("2.79")
    doc = replace(doc, vat=total, gross=doc.net + total, payable=doc.net + total - D(100) + D("0.05"))
    assert codes(doc) == found


@pytest.mark.parametrize(
    ("net", "stated", "right"),
    [
        ("0.05", "0.01", True),
        ("10.10", "2.42", True),
        ("56.25", "13.50", True),
        ("1.04", "0.25", True),
        ("0.6875", "0.17", True),
        ("0.6875", "0.16", False),
        ("1.0625", "0.26", True),
        ("1.0625", "0.255", True),
    ],
)
def test_vat_rounds_half_away_from_zero_and_keeps_what_is_finer(net, stated, right):
    doc = plain(vat_groups=(VatGroup(category="S", rate=D(24), net=D(net), vat=D(stated)),))
    assert ("vat_group" not in {code for code, *_ in codes(doc)}) == right
    minus = plain(vat_groups=(VatGroup(category="S", rate=D(24), net=-D(net), vat=-D(stated)),))
    assert ("vat_group" not in {code for code, *_ in codes(minus)}) == right


@pytest.mark.parametrize("category", ["E", "O", "AE", "Z", "G", "K"])
def test_groups_without_a_rate_bear_no_vat(category):
    # given reverse charge and the like, whose rate may be left out or be 0
    free = VatGroup(category=category, rate=None, net=D("100.00"), vat=D("0.00"))
    line = replace(plain().lines[0], vat_category=category, vat_rate=D(0))
    doc = plain(lines=(line,), vat_groups=(free,), vat=D(0), gross=D(100), payable=D(100))
    assert codes(doc) == []
    wrong = replace(
        doc, vat_groups=(replace(free, vat=D("0.01")),), vat=D("0.01"), gross=D("100.01"), payable=D("100.01")
    )
    assert codes(wrong) == [("vat_group", "warning", None, "0.01")]


@pytest.mark.parametrize(
    ("change", "difference"),
    [
        ({"net": D("40.01")}, "0.01"),
        ({"price": D("3.416")}, "-0.01"),
        ({"quantity": D("-12")}, "81.96"),
        ({"base_quantity": D(0)}, "40.98"),
    ],
)
def test_a_line_is_its_quantity_times_price(change, difference):
    line = replace(LINES[0], **change)
    found = [one for one in codes(replace(WHOLE, lines=(line, *LINES[1:]))) if one[0] == "line_amount"]
    assert found == [("line_amount", "warning", "1", difference)]


def test_a_line_without_price_or_quantity_is_taken_as_stated():
    bare = [replace(LINES[0], price=None), replace(LINES[1], quantity=None), LINES[2]]
    assert codes(replace(WHOLE, lines=tuple(bare))) == []


def test_nothing_is_lost_in_adding():
    # given amounts of more figures than a usual context keeps
    tiny, huge = D("1e-20"), D("9" * 38)
    lines = tuple(
        Line(number=str(n), net=amount)
        for n, amount in enumerate((huge, tiny, huge.copy_negate(), D("0.01") - tiny))
    )
    doc = plain(lines=lines, lines_net=D("0.01"), net=D("0.01"), vat=D(0), vat_groups=(), gross=D("0.01"),
                payable=D("0.01"))  # fmt: skip
    assert codes(doc) == []


def test_findings_say_in_words_where():
    found = check(replace(WHOLE, lines=(replace(LINES[0], net=D("40.02")), *LINES[1:])))
    assert found[0].message == "The lines add up to 581.76, their stated sum is 581.74."
    assert found[-1].message == "Line 1: quantity and price give 40.00, stated is 40.02."
    assert "S 24 %" in next(one.message for one in found if one.code == "vat_base")


cents = st.integers(-10_000_00, 10_000_00).map(lambda value: D(value).scaleb(-2))
quantities = st.integers(1, 99_999).map(lambda value: D(value).scaleb(-3))
prices = st.integers(1, 99_999).map(lambda value: D(value).scaleb(-4))
rates = st.sampled_from([D(24), D(22), D(13), D(9)])


@st.composite
def invoices(draw):
    """Invoices that add up, of any sign, with what EN 16931 allows."""
    lines, adjustments, bases = [], [], {}
    for number in range(draw(st.integers(1, 6))):
        quantity, price, rate = draw(quantities), draw(prices), draw(rates)
        less = tuple(
            Adjustment(amount=one, reason="x") for one in draw(st.lists(cents.filter(bool), max_size=2))
        )
        net = round(quantity * price + D("1e-9"), 2) + sum((one.amount for one in less), D(0))
        lines.append(
            Line(
                number=str(number),
                name="x",
                quantity=quantity,
                unit="EA",
                price=price,
                adjustments=less,
                net=net,
                vat_category="S",
                vat_rate=rate,
            )
        )
        bases[rate] = bases.get(rate, D("0.00")) + net
    for amount in draw(st.lists(cents.filter(bool), max_size=2)):
        rate = draw(st.sampled_from(sorted(bases)))
        adjustments.append(Adjustment(amount=amount, reason="x", vat_category="S", vat_rate=rate))
        bases[rate] += amount
    groups = tuple(
        VatGroup(category="S", rate=rate, net=net, vat=vat(net, rate)) for rate, net in bases.items()
    )
    lines_net, tax = sum(line.net for line in lines), sum(one.vat for one in groups)
    net = lines_net + sum(one.amount for one in adjustments)
    prepaid, rounding = draw(cents), draw(st.sampled_from([D(0), D("0.01"), D("-0.02")]))
    return replace(
        WHOLE, lines=tuple(lines), adjustments=tuple(adjustments), vat_groups=groups, lines_net=lines_net,
        net=net, vat=tax, gross=net + tax, prepaid=prepaid, rounding=rounding,
        payable=net + tax - prepaid + rounding, type_code=draw(st.sampled_from(["380", "381"])),
    )  # fmt: skip


@settings(max_examples=times(short=25, full=2000), deadline=None, suppress_health_check=list(HealthCheck))
@given(invoices())
def test_any_invoice_that_adds_up_is_the_same_in_three_formats(doc):
    assert check(doc) == []
    assert read(ubl(doc)) == doc
    assert read(cii(doc)) == replace(doc, format="cii")
    ours = read(evs(doc))
    assert ours == in_evs(doc)
    assert check(ours) == []


def test_a_cent_anywhere_is_found():
    totals = ["lines_net", "net", "vat", "gross", "prepaid", "rounding", "payable"]
    for name in totals:
        for cent in (D("0.01"), D("-0.01")):
            assert check(replace(WHOLE, **{name: getattr(WHOLE, name) + cent})), name
