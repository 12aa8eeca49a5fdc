"""Whether what is computed stays within its declared range, for many partners.

In: a program, and the metrics that it computes. Out: the program with a condition for each of them
that has a range, and after a run, who breaks one. Promised: whoever `evaluate` would refuse for a
computed figure is set aside.
"""

from collections.abc import Collection, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.data.words import in_words
from milestonelang.driver.batch.figures import FigureColumn, Filled
from milestonelang.types import Comparison, Truth


@records.frozen
class Bound:
    """A range that a computed metric keeps to: the condition, and the range in words."""

    metric: str
    condition: FigureColumn
    low: str
    high: str


def with_bounds(
    program: ir.Program, agreement: decl.Agreement, given: Collection[str]
) -> tuple[ir.Program, tuple[Bound, ...]]:
    """Return the program with the conditions; *given* metrics were checked when they were read."""
    values = list(program.values)
    bounds: list[Bound] = []

    def add(op: ir.Op, like: ir.Value, type: Any) -> ir.ValueId:
        id = ir.ValueId(len(values))
        values.append(ir.Value(id, op, type, like.origin, like.span))
        return id

    for metric in agreement.of_kind(decl.Metric):
        id, span = program.named.get(metric.name), metric.range
        if metric.computed is None or span is None or id is None or metric.name in given:
            continue
        like = program.values[id]
        tests = []
        for limit, comparison in ((span.low, Comparison.AT_LEAST), (span.high, Comparison.AT_MOST)):
            constant = add(ir.Constant(Fraction(limit)), like, like.type)
            tests.append(add(ir.Compare(id, comparison, constant), like, Truth()))
        both = add(ir.All(tuple(tests)), like, Truth())
        condition = FigureColumn(f"{metric.name} in range", both, Truth(), None, True)
        low, high = (in_words(each, metric.type) for each in (span.low, span.high))
        bounds.append(Bound(metric.name, condition, low, high))
    return records.evolve(program, values=tuple(values)), tuple(bounds)


def beyond(
    bounds: Sequence[Bound], found: Sequence[Filled], program: ir.Program
) -> dict[int, tuple[str, str]]:
    """Return the metric and what is wrong with it, for each partner who breaks a range."""
    import numpy

    wrong: dict[int, tuple[str, str]] = {}
    for bound, filled in zip(bounds, found, strict=True):
        false = [at for at, text in enumerate(filled.texts) if text == "false"]
        breaks = numpy.isin(filled.numbers, false)
        if filled.unknown is not None:
            breaks &= filled.unknown == 0
        for period, at in zip(*numpy.nonzero(breaks), strict=True):
            if program.runs(int(period)):
                label = program.periods[int(period)].label
                reason = f"computed for {label} it is not between {bound.low} and {bound.high}"
                wrong.setdefault(int(at), (bound.metric, reason))
    return wrong
