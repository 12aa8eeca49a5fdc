"""Terms that can never apply: conditions that no figure within the declared ranges meets.

Only what is certain is told: a comparison of a metric with a stated figure that lies outside the
metric's range, and what follows from it through `and`, `or` and spans of periods.
"""

from collections.abc import Iterable
from fractions import Fraction

from milestonelang.advice.facts import Facts
from milestonelang.advice.model import Advice
from milestonelang.advice.problems import life as problems
from milestonelang.advice.reading import known
from milestonelang.agreement import declarations as decl, expressions as expr
from milestonelang.data.words import in_words
from milestonelang.types import Comparison


def never_holds(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A trigger or a milestone that no figure can bring about does nothing."""
    for trigger in agreement.of_kind(decl.Trigger):
        node = _never(agreement, trigger.starts_when)
        if node is not None:
            yield _advice(agreement, trigger.name, "never starts", node)
    for milestone in agreement.of_kind(decl.Milestone):
        node = None if milestone.condition is None else _never(agreement, milestone.condition)
        if node is not None:
            yield _advice(agreement, milestone.name, "can never be reached", node)


def _advice(agreement: decl.Agreement, name: str, what: str, node: expr.Compare) -> Advice:
    assert isinstance(node.left, expr.MetricValue)
    metric = agreement.get(node.left.metric, decl.Metric)
    assert metric.range is not None
    low, high = (in_words(bound, metric.type) for bound in (metric.range.low, metric.range.high))
    return Advice(problems.never_holds(node.span, name, what, metric.name, low, high))


def _never(agreement: decl.Agreement, condition: expr.Expr) -> expr.Compare | None:
    """Return the comparison because of which a condition never holds, or None where it may."""
    match condition:
        case expr.AllOf(conditions):
            found = (_never(agreement, each) for each in conditions)
            return next((each for each in found if each is not None), None)
        case expr.AnyOf(conditions):
            all_found = [_never(agreement, each) for each in conditions]
            return all_found[0] if None not in all_found else None
        case expr.Consecutive(inner) | expr.InLast(inner) | expr.AnyTime(inner):
            return _never(agreement, inner)
        case expr.Compare(expr.MetricValue(name), comparison, right):
            value = known(agreement, right)
            lies = agreement.get(name, decl.Metric).range
            if value is None or lies is None or _may(lies, comparison, value):
                return None
            return condition
        case _:
            return None


def _may(lies: decl.Range, comparison: Comparison, value: Fraction) -> bool:
    """Whether a figure of a range may compare so with a value."""
    match comparison:
        case Comparison.LESS:
            return lies.low < value
        case Comparison.AT_MOST:
            return lies.low <= value
        case Comparison.MORE:
            return lies.high > value
        case Comparison.AT_LEAST:
            return lies.high >= value
        case Comparison.EQUAL:
            return lies.low <= value <= lies.high
        case Comparison.DIFFERENT:
            return not lies.low == value == lies.high
