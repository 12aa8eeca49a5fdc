"""Whether what a payment comes to is greatest and least with every figure at an end of its range.

In: a payment of a checked agreement. Out: true only where that is certain: each figure stands once,
in operations that keep or turn its order, through tables that never fall. Promised: no more; many
payments are greatest at an end without this telling so.
"""

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from milestonelang.advice.reading import number
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.outline.uses import nodes
from milestonelang.types import Comparison

_LINES = (
    lines.Amount,
    lines.On,
    lines.Times,
    lines.Plus,
    lines.Less,
    lines.OnlyIf,
    lines.AtMost,
    lines.AtLeast,
    lines.RoundedLine,
    lines.NotProrated,
    lines.BelowZeroLine,
)
_KEEP_ORDER = (
    expr.Literal,
    expr.MetricValue,
    expr.Add,
    expr.Subtract,
    expr.Negate,
    expr.Multiply,
    expr.ShareOf,
    expr.ExtremeOf,
    expr.Excess,
    expr.Rounded,
    expr.AllOf,
    expr.AnyOf,
    expr.Not,
)
_INSIDE = (lines.Table, lines.Band, lines.Point)


def is_at_the_ends(agreement: decl.Agreement, payment: decl.Payment) -> bool:
    """Return whether no figure between the ends of its range makes more of a payment, or less."""
    if not all(isinstance(step, _LINES) for step in payment.steps):
        return False
    if any(_replaces(trigger, payment.name) for trigger in agreement.of_kind(decl.Trigger)):
        return False
    inside = tuple(nodes(payment.steps))
    read = Counter(node.metric for node in inside if isinstance(node, expr.MetricValue))
    return (
        all(count == 1 for count in read.values())
        and all(agreement.get(name, decl.Metric).computed is None for name in read)
        and all(_keeps_order(agreement, node) for node in inside)
    )


def _replaces(trigger: decl.Trigger, payment: str) -> bool:
    return any(
        isinstance(node, lines.ReplacedBy) and payment in node.payments for node in nodes(trigger)
    )


def _keeps_order(agreement: decl.Agreement, node: object) -> bool:
    match node:
        case expr.Compare(comparison=comparison):
            return comparison not in (Comparison.EQUAL, Comparison.DIFFERENT)
        case expr.ParameterValue(parameter=name):
            return len(agreement.get(name, decl.Parameter).values) == 1
        case expr.ApplySchedule(schedule=name):
            return _never_falls(agreement, agreement.get(name, decl.Schedule).table)
        case lines.Table():
            return _never_falls(agreement, node)
        case expr.Typed():
            return isinstance(node, _KEEP_ORDER)
        case lines.Line():
            return isinstance(node, (*_LINES, *_INSIDE))
        case _:
            return True


def _never_falls(agreement: decl.Agreement, table: lines.Table) -> bool:
    gives: Iterable[expr.Expr]
    match table.kind:
        case lines.TableKind.BY_NAME:
            return False
        case lines.TableKind.INTERPOLATED:
            gives = (point.gives for point in table.points)
        case _:
            gives = (band.rate for band in table.bands)
    if any(band.on_entering is not None for band in table.bands):
        return False
    values = [number(agreement, each) for each in gives]
    known = [each for each in values if each is not None]
    if len(known) < len(values):
        return False
    if table.kind is lines.TableKind.MARGINAL:
        return all(each >= Fraction(0) for each in known)
    return known[0] >= 0 and all(one <= other for one, other in pairwise(known))
