"""Check conditions: comparisons, states, membership, and conditions joined.

In: the tree of a condition. Out: an expression of type `Truth`.
"""

from fractions import Fraction
from typing import assert_never

from milestonelang import types
from milestonelang.agreement import expressions as checked
from milestonelang.agreement.declarations import Range
from milestonelang.agreement.expressions import Expr
from milestonelang.diagnostics.diagnostic import Diagnostic
from milestonelang.diagnostics.nearest import nearest
from milestonelang.semantics.agreeing import adapt, nought_as, unify
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import (
    conditions as problems,
    expressions as expression_problems,
    types as type_problems,
)
from milestonelang.semantics.problems.wording import figure
from milestonelang.semantics.references import STATES, SUBJECTS, column_of, find_source
from milestonelang.semantics.units import is_ordered
from milestonelang.source import Span
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import Comparator, Junction

_COMPARISONS = {
    Comparator.LESS: checked.Comparison.LESS,
    Comparator.AT_MOST: checked.Comparison.AT_MOST,
    Comparator.MORE: checked.Comparison.MORE,
    Comparator.AT_LEAST: checked.Comparison.AT_LEAST,
    Comparator.IS: checked.Comparison.EQUAL,
    Comparator.IS_NOT: checked.Comparison.DIFFERENT,
}
_TRUTH = types.Truth()
# `called` is no state of its own; `plan is not called` is the state before a duty is called.
_CALLED, _NOT_CALLED = "called", "not called"


def check_compare(frame: Frame, node: ast.Compare) -> Expr:
    """Return a comparison, or the state or event that stands after `is`."""
    if node.comparator in (Comparator.IS, Comparator.IS_NOT):
        negated = node.comparator is Comparator.IS_NOT
        subject = _subject(frame, node.left)
        if subject is not None and subject.kind in STATES:
            return _state(frame, subject, node.left, node.right, negated, node.span)
        if subject is not None and _is_plain_event(frame, subject):
            return _event(frame, subject, node, negated)
    left = frame.check(node.left)
    if isinstance(left.type, types.Invalid) and isinstance(node.right, ast.Ref):
        # Whether the word is a state or a value of what is not known, nobody can say.
        return frame.broken(node.span)
    right = frame.check(node.right, left.type)
    if isinstance(left.type, types.Invalid) or isinstance(right.type, types.Invalid):
        return frame.broken(node.span)
    if node.comparator in (Comparator.IS, Comparator.IS_NOT):
        return _equal(frame, node, left, right)
    for side in (left, right):
        if not is_ordered(side.type):
            return frame.broken(node.span, problems.no_order(side, node.comparator.value))
    return _compare(frame, node, left, right)


def check_one_of(frame: Frame, node: ast.IsOneOf) -> Expr:
    """Return a membership; of states it is any of them."""
    subject = _subject(frame, node.operand)
    if subject is not None and subject.kind in STATES:
        states = tuple(
            _state(frame, subject, node.operand, value, False, value.span) for value in node.values
        )
        return checked.AnyOf(states, type=_TRUTH, span=node.span, id=frame.id())
    operand = frame.check(node.operand)
    if isinstance(operand.type, types.Invalid):
        # What its values would be is not known either.
        return operand
    values: list[Expr] = []
    for value in node.values:
        item = frame.check(value, operand.type)
        if isinstance(item.type, types.Invalid):
            return frame.broken(node.span)
        fitting = adapt(item, operand.type)
        if fitting is None:
            return frame.broken(
                node.span, type_problems.unlike(operand, item, "compared with", item.span)
            )
        if any(_same(fitting, known) for known in values):
            return frame.broken(node.span, problems.listed_twice(item.span))
        values.append(fitting)
    return checked.OneOf(operand, tuple(values), type=_TRUTH, span=node.span, id=frame.id())


def check_known(frame: Frame, node: ast.IsKnown) -> Expr:
    """Return `x is known`."""
    operand = frame.check(node.operand)
    if isinstance(operand.type, types.Invalid):
        return operand
    if isinstance(operand, checked.Literal):
        return frame.broken(node.span, problems.always_the_same(node.span))
    return checked.IsKnown(operand, type=_TRUTH, span=node.span, id=frame.id())


def check_appears(frame: Frame, node: ast.AppearsIn) -> Expr:
    """Return `customer appears in accounts.customer`, in a condition on rows."""
    if frame.scope.source is None:
        return frame.broken(node.span, problems.appears_outside_rows(node.span))
    operand = frame.check(node.operand)
    found = find_source(frame, node.column)
    if found is None:
        frame.checker.resolve(node.column, Kind.SOURCE)
        return frame.broken(node.span)
    source, name = found
    if name is None:
        return frame.broken(
            node.span, problems.appears_in_source(node.column.text, node.column.span)
        )
    column = column_of(frame, source, name, node.column)
    if column is None or isinstance(operand.type, types.Invalid):
        return frame.broken(node.span)
    if operand.type != column.type:
        return frame.broken(
            node.span,
            problems.appears_unlike(operand, node.column.text, column.type, node.span),
        )
    return checked.AppearsIn(operand, source.name, name, type=_TRUTH, span=node.span, id=frame.id())


def check_joined(frame: Frame, node: ast.Joined) -> Expr:
    """Return `a and b`, `a or b`, or what a block of conditions says."""
    conditions = tuple(frame.check_condition(item) for item in node.conditions)
    match node.junction:
        case Junction.ALL:
            return checked.AllOf(conditions, type=_TRUTH, span=node.span, id=frame.id())
        case Junction.ANY:
            return checked.AnyOf(conditions, type=_TRUTH, span=node.span, id=frame.id())
        case _:
            assert_never(node.junction)


def check_not(frame: Frame, node: ast.Not) -> Expr:
    """Return `not c`."""
    return _negated(frame, frame.check_condition(node.operand), True, node.span)


def _subject(frame: Frame, node: ast.Expr) -> Symbol | None:
    if not isinstance(node, ast.Ref):
        return None
    if frame.scope.source is not None and len(node.parts) == 1:
        columns = frame.checker.signatures[frame.scope.source].columns
        if node.text in columns:
            return None
    return frame.checker.find(node.text, node.span.file)


def _is_plain_event(frame: Frame, symbol: Symbol) -> bool:
    return symbol.kind is Kind.EVENT and not frame.checker.signature(symbol).outcomes


def _state(
    frame: Frame, symbol: Symbol, node: ast.Expr, state: ast.Expr, negated: bool, span: Span
) -> Expr:
    if not frame.scope.has_periods:
        return frame.broken(
            span, expression_problems.not_in_a_row(symbol.name, symbol.kind.value, node.span)
        )
    states = STATES[symbol.kind]
    word = state.text if isinstance(state, ast.Ref) else None
    if symbol.kind is Kind.OBLIGATION and word == _CALLED:
        word, negated = _NOT_CALLED, not negated
    if word is None or word not in states:
        offered = tuple(_CALLED if known == _NOT_CALLED else known for known in states)
        near = nearest(word, list(offered)) if word is not None else None
        return frame.broken(
            span,
            problems.no_such_state(
                _words(node), symbol.kind.value, word, offered, near, state.span
            ),
        )
    subject = SUBJECTS[symbol.kind]
    found = checked.InState(subject, symbol.name, word, type=_TRUTH, span=span, id=frame.id())
    return _negated(frame, found, negated, span)


def _event(frame: Frame, symbol: Symbol, node: ast.Compare, negated: bool) -> Expr:
    if not frame.scope.has_periods:
        return frame.broken(
            node.span, expression_problems.not_in_a_row(symbol.name, "event", node.left.span)
        )
    if not isinstance(node.right, ast.Truth):
        return frame.broken(node.span, problems.truth_compared(_words(node.left), node.right.span))
    happened = checked.EventTruth(symbol.name, type=_TRUTH, span=node.span, id=frame.id())
    return _negated(frame, happened, negated == node.right.value, node.span)


def _equal(frame: Frame, node: ast.Compare, left: Expr, right: Expr) -> Expr:
    if isinstance(left.type, types.Truth):
        if not isinstance(node.right, ast.Truth):
            return frame.broken(node.span, problems.truth_compared(_words(node.left), node.span))
        negated = (node.comparator is Comparator.IS_NOT) == node.right.value
        return _negated(frame, left, negated, node.span)
    if isinstance(left.type, types.ListOfText) or isinstance(right.type, types.ListOfText):
        return frame.broken(node.span, problems.no_order(left, node.comparator.value))
    return _compare(frame, node, left, right)


def _compare(frame: Frame, node: ast.Compare, left: Expr, right: Expr) -> Expr:
    pp = _points_misused(node, left, right)
    if pp is not None:
        return frame.broken(node.span, pp)
    left, right = nought_as((left, right))
    sides = unify(frame, left, right, "compared with", node.span)
    if sides is None:
        return frame.broken(node.span)
    if isinstance(sides[0], checked.Literal) and isinstance(sides[1], checked.Literal):
        return frame.broken(node.span, problems.always_the_same(node.span))
    comparison = _COMPARISONS[node.comparator]
    _warn_of_range(frame, sides[0], comparison, sides[1], node.span)
    return checked.Compare(
        sides[0], comparison, sides[1], type=_TRUTH, span=node.span, id=frame.id()
    )


def _warn_of_range(
    frame: Frame, left: Expr, comparison: checked.Comparison, right: Expr, span: Span
) -> None:
    """Warn where the declared range of one side settles a comparison with a figure."""
    match left, right:
        case (
            (checked.MetricValue(name) | checked.ParameterValue(name)),
            checked.Literal(value=Fraction() as value),
        ):
            pass
        case (
            checked.Literal(value=Fraction() as value),
            (checked.MetricValue(name) | checked.ParameterValue(name)),
        ):
            comparison = _MIRRORED.get(comparison, comparison)
        case _:
            return
    range = frame.checker.signature(frame.checker.symbols.by_name[name]).range
    if range is None:
        return
    holds = _settled(range, comparison, value)
    if holds is not None:
        between = range.low < value < range.high
        low, high = figure(range.low, left.type), figure(range.high, left.type)
        step = figure(range.step, left.type) if range.step is not None and between else None
        frame.checker.report(problems.settled_by_range(name, holds, low, high, step, span))


_MIRRORED = {
    checked.Comparison.LESS: checked.Comparison.MORE,
    checked.Comparison.MORE: checked.Comparison.LESS,
    checked.Comparison.AT_MOST: checked.Comparison.AT_LEAST,
    checked.Comparison.AT_LEAST: checked.Comparison.AT_MOST,
}


def _settled(range: Range, comparison: checked.Comparison, value: Fraction) -> bool | None:
    """Return what a comparison comes to for every value of a range, or None if it depends."""
    low, high = range.low, range.high
    is_in = low <= value <= high and (
        range.step is None or ((value - low) / range.step).denominator == 1
    )
    match comparison:
        case checked.Comparison.LESS:
            always, never = high < value, low >= value
        case checked.Comparison.AT_MOST:
            always, never = high <= value, low > value
        case checked.Comparison.MORE:
            always, never = low > value, high <= value
        case checked.Comparison.AT_LEAST:
            always, never = low >= value, high < value
        case checked.Comparison.EQUAL:
            always, never = False, not is_in
        case checked.Comparison.DIFFERENT:
            always, never = not is_in, False
        case _:
            assert_never(comparison)
    return True if always else False if never else None


def _points_misused(node: ast.Compare, left: Expr, right: Expr) -> Diagnostic | None:
    """Return what is wrong where a change of a percentage meets `%`, or a percentage meets `pp`."""
    both = isinstance(left.type, types.Percent) and isinstance(right.type, types.Percent)
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if both and isinstance(one, ast.ChangeFromBaseline) and isinstance(other, ast.Percent):
            return type_problems.change_in_percent(other.value, other.span)
        is_change = isinstance(one, ast.ChangeFromBaseline | ast.Binary)
        if both and isinstance(other, ast.Points) and not is_change:
            return type_problems.points_of_no_change(other.value, other.span)
    return None


def _negated(frame: Frame, condition: Expr, negated: bool, span: Span) -> Expr:
    if not negated or isinstance(condition.type, types.Invalid):
        return condition
    return checked.Not(condition, type=_TRUTH, span=span, id=frame.id())


def _same(left: Expr, right: Expr) -> bool:
    return isinstance(left, checked.Literal) and left == right


def _words(node: ast.Expr) -> str:
    return node.text if isinstance(node, ast.Ref) else "it"
