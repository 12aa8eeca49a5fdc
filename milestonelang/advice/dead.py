"""Terms that can never apply: conditions that no figure within the declared ranges meets.

Only what is certain is told: a comparison of a metric with a stated figure that lies outside the
metric's range, and what follows from it through `and`, `or` and spans of periods.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from milestonelang.advice.facts import Facts
from milestonelang.advice.model import Advice
from milestonelang.advice.problems import life as problems
from milestonelang.advice.reading import known
from milestonelang.agreement import declarations as decl, expressions as expr, lines
from milestonelang.data.words import in_words
from milestonelang.types import Comparison


def never_holds(agreement: decl.Agreement, facts: Facts) -> Iterable[Advice]:
    """A trigger or a milestone that no figure can bring about does nothing."""
    for trigger in agreement.of_kind(decl.Trigger):
        node = _never(agreement, trigger.starts_when)
        if node is not None:
            yield _advice(agreement, trigger.name, "never starts", node)
        elif _ends_where_it_starts(agreement, trigger):
            why = "where its start condition holds its end condition does, and then it cannot start"
            found = problems.never_holds(
                trigger.span, trigger.name, "never starts", why, "turn the sign of one of them"
            )
            yield Advice(found)
        elif acts_on_nothing(agreement, trigger):
            why = "what it acts on is not paid at all while it is active"
            help = "end it later than the payment begins again, or leave it out"
            what = "changes nothing that is paid"
            yield Advice(problems.never_holds(trigger.span, trigger.name, what, why, help))
    for milestone in agreement.of_kind(decl.Milestone):
        node = None if milestone.condition is None else _never(agreement, milestone.condition)
        if node is not None:
            yield _advice(agreement, milestone.name, "can never be reached", node)


def _advice(agreement: decl.Agreement, name: str, what: str, node: expr.Compare) -> Advice:
    assert isinstance(node.left, expr.MetricValue)
    metric = agreement.get(node.left.metric, decl.Metric)
    assert metric.range is not None
    low, high = (in_words(bound, metric.type) for bound in (metric.range.low, metric.range.high))
    why = f"`{metric.name}` lies between {low} and {high}, and this asks for a figure outside them"
    help = "correct the figure, or the range of the metric"
    return Advice(problems.never_holds(node.span, name, what, why, help))


def acts_on_nothing(agreement: decl.Agreement, trigger: decl.Trigger) -> bool:
    """Whether every figure with which what a trigger lowers is paid at all is one that ends it."""
    lowering = (lines.Reduced, lines.Suspended, lines.LimitedTo)
    if not trigger.effects or not all(isinstance(each, lowering) for each in trigger.effects):
        return False
    for effect in trigger.effects:
        for name in effect.payments:
            declared = agreement.declarations.get(name)
            if not isinstance(declared, decl.Payment):
                return False
            if not any(_leads_to(agreement, gate, trigger.ends_when) for gate in _gates(declared)):
                return False
    return True


def _gates(payment: decl.Payment) -> Iterator[expr.Expr]:
    """Yield the conditions without which nothing is paid, whatever the lines after them."""
    for step in reversed(payment.steps):
        if isinstance(step, lines.OnlyIf):
            yield step.condition
        elif not isinstance(step, lines.AtMost | lines.Times | lines.DividedBy):
            return


def _leads_to(agreement: decl.Agreement, one: expr.Expr, other: expr.Expr | None) -> bool:
    """Whether one comparison of a metric holds for no figure for which another of it does not."""
    if not isinstance(one, expr.Compare) or not isinstance(other, expr.Compare):
        return False
    if one.left != other.left or not isinstance(one.left, expr.MetricValue):
        return False
    points = _points(agreement, one.left.metric, (one.right, other.right))
    at = [known(agreement, each.right) for each in (one, other)]
    if points is None or at[0] is None or at[1] is None:
        return False
    holding = [each for each in points if _may(each, one.comparison, at[0])]
    return bool(holding) and all(_may(each, other.comparison, at[1]) for each in holding)


def _points(
    agreement: decl.Agreement, metric: str, thresholds: Iterable[expr.Expr]
) -> list[decl.Range] | None:
    """Return the figures that tell comparisons apart: ends, thresholds, and what is beside them."""
    lies = agreement.get(metric, decl.Metric).range
    at = [known(agreement, each) for each in thresholds]
    if lies is None or None in at:
        return None
    step = lies.step or Fraction(1, 10**6)
    near = [each + step * by for each in at if each is not None for by in (-1, 0, 1)]
    inside = [lies.low, lies.high, *(each for each in near if lies.low <= each <= lies.high)]
    return [decl.Range(low=each, high=each, step=None) for each in inside]


def _ends_where_it_starts(agreement: decl.Agreement, trigger: decl.Trigger) -> bool:
    """Whether both conditions compare one metric, and no figure starts it without ending it.

    Of two thresholds every case is met at the ends of the range, at each of them and beside it.
    """
    start, end = trigger.starts_when, trigger.ends_when
    if isinstance(start, expr.Consecutive):
        start = start.condition
    return _leads_to(agreement, start, end)


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
