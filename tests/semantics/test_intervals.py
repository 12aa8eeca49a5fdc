"""Intervals hold every value that can come out, and the ranges of expressions are right."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from milestonelang.diagnostics.diagnostic import Sink
from milestonelang.semantics.expressions import check_expression
from milestonelang.semantics.intervals import Interval, greater, hull, lesser
from milestonelang.semantics.modules import load_modules
from milestonelang.semantics.ranges import range_of
from milestonelang.semantics.scopes import PERIOD
from milestonelang.semantics.signatures import begin
from milestonelang.source import SourceMap
from milestonelang.syntax import ast
from milestonelang.syntax.parser import parse
from tests.semantics.asking import PRELUDE, metric

_VALUES = st.fractions(min_value=-20, max_value=20, max_denominator=6)


@st.composite
def _holding(draw: Any) -> tuple[Interval, Fraction]:
    """Draw an interval and a value in it; either bound may be unknown."""
    low, value, high = sorted(draw(st.tuples(_VALUES, _VALUES, _VALUES)))
    return (
        Interval(
            draw(st.sampled_from([low, low, None])), draw(st.sampled_from([high, high, None]))
        ),
        value,
    )


def _in(interval: Interval, value: Fraction) -> bool:
    return (interval.low is None or interval.low <= value) and (
        interval.high is None or value <= interval.high
    )


@given(_holding(), _holding())
def test_arithmetic_keeps_every_value(
    one: tuple[Interval, Fraction], other: tuple[Interval, Fraction]
) -> None:
    (left, a), (right, b) = one, other
    assert _in(left.plus(right), a + b)
    assert _in(left.minus(right), a - b)
    assert _in(left.times(right), a * b)
    assert _in(left.negated(), -a)
    assert _in(left.no_less_than_zero(), max(a, Fraction(0)))
    assert _in(lesser((left, right)), min(a, b))
    assert _in(greater((left, right)), max(a, b))
    assert _in(hull((left, right)), a)
    if b != 0:
        assert _in(left.divided_by(right), a / b)


@pytest.mark.parametrize(
    ("type", "expression", "low", "high"),
    [
        ("money", "revenue", 0, 5_000_000),
        ("money", "revenue - USD 100", -100, 4_999_900),
        ("money", "8% of revenue", 0, 400_000),
        ("money", "base_rate of revenue", 0, 400_000),
        ("percent", "retention - base_rate", Fraction(-8, 100), Fraction(92, 100)),
        ("money", "the excess of revenue over USD 1,000,000", 0, 4_000_000),
        ("money", "the lesser of revenue and USD 500", 0, 500),
        ("money", "the greater of revenue and USD 500", 500, 5_000_000),
        ("money", "sum of revenue over the last 4 quarters", 0, 20_000_000),
        ("money", "sum of revenue to date", 0, None),
        ("money", "average of revenue over the last 4 quarters", 0, 5_000_000),
        ("money", "revenue rounded half up to USD 1", 0, 5_000_001),
        ("money", "revenue if tier is gold, otherwise -USD 5", -5, 5_000_000),
        ("money", "revenue prorated by days", 0, 5_000_000),
        ("money", "costs converted to USD at euro_rate", 0, 2_000_000),
        ("number", "count of (revenue > USD 5) over the last 4 quarters", 0, 4),
        ("number", "revenue / (revenue + USD 1)", 0, 5_000_000),
        ("number", "revenue / fee", None, None),
        ("money", "sum of deals.amount", None, None),
        ("money", "fund", 0, None),
        ("money", "costs_cap", 5_000, 5_000),
        ("percent", "by_tier + 1%", Fraction(3, 100), Fraction(6, 100)),
        ("percent", "baseline of retention", None, None),
    ],
)  # fmt: skip
def test_ranges_of_expressions(
    type: str, expression: str, low: Fraction | int | None, high: Fraction | int | None
) -> None:
    sources, sink = SourceMap(), Sink()
    by_tier = (
        'parameter by_tier "By Tier" is percent by tier\n'
        "  value 2% for gold\n  value 5% for gold from 2027-01-01\n  value 3% otherwise\n"
    )
    file = sources.add("terms", f"{PRELUDE}\n{by_tier}\n{metric(type, expression)}")
    tree = parse(file, sink)
    checker = begin(load_modules(file, tree, sources, sink, _reads_nothing, parse), sink)
    node = checker.symbols.by_name["x"].node
    assert isinstance(node, ast.Metric)
    (line,) = (line for line in node.lines if isinstance(line, ast.ComputedAs))
    found = range_of(checker, check_expression(checker, line.amount, PERIOD))
    assert sink.found == []
    assert (found.low, found.high) == (low, high)


def _reads_nothing(address: object) -> Any:
    raise AssertionError(f"nothing is used here: {address}")
