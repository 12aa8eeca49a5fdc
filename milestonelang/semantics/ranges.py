"""Work out between which values a checked expression lies.

In: a checked expression, the declared ranges of what it reads, and what is known so far of
payments, schedules and computed metrics (`Checker.intervals`). Out: an `Interval` in the unit of
the type. Promised: never narrower than the truth, whatever the data say within declared ranges.
"""

from fractions import Fraction

from milestonelang.agreement import expressions as checked
from milestonelang.agreement.expressions import Aggregate, Expr, Extreme, WindowKind
from milestonelang.semantics.context import Checker
from milestonelang.semantics.expressions import check_constant
from milestonelang.semantics.folding import constant_number
from milestonelang.semantics.intervals import (
    ANY,
    FROM_ZERO,
    NOTHING,
    Interval as Interval,
    exactly,
    greater,
    hull,
    lesser,
)
from milestonelang.semantics.linear import lies, terms_of
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.units import is_ordered
from milestonelang.syntax import ast
from milestonelang.types import Portion

_ONE = Fraction(1)


def range_of(checker: Checker, expr: Expr) -> Interval:
    """Return where the value of an expression lies in every period."""
    constant = constant_number(checker, expr)
    if constant is not None:
        return exactly(constant)
    match expr:
        case checked.MetricValue(name) | checked.ParameterValue(name):
            return range_of_name(checker, name)
        case checked.PaymentAmount(name, portion):
            of = range_of_name(checker, name)
            # What is held or paid in a period may stem from others: only the sign is kept.
            return of if portion is Portion.ENTITLED else _sign_of(of)
        case checked.BalanceAmount(name):
            return range_of_name(checker, name)
        case checked.SplitShare():
            return FROM_ZERO
        case checked.EventCount() | checked.WholeCount():
            return _counted(checker, expr)
        case checked.RowAggregate(aggregate):
            return _of_rows(aggregate)
        case checked.WindowOf():
            return _of_window(checker, expr)
        case checked.Earlier(operand, _, baseline):
            now = range_of(checker, operand)
            return now if baseline is None else now.hull(range_of(checker, baseline))
        case checked.Baseline(metric):
            return _of_baseline(checker, metric)
        case checked.ApplySchedule(name):
            return checker.intervals.get(name, ANY)
        case checked.Choose(_, then, otherwise):
            return range_of(checker, then).hull(range_of(checker, otherwise))
        case _:
            return _of_arithmetic(checker, expr)


def range_of_name(checker: Checker, name: str) -> Interval:
    """Return where the value of a declaration lies: as declared, or as worked out so far."""
    symbol = checker.symbols.by_name.get(name)
    if symbol is None:
        return ANY
    declared = checker.signature(symbol).range
    if declared is not None:
        return Interval(declared.low, declared.high)
    if name in checker.intervals:
        return checker.intervals[name]
    if isinstance(symbol.node, ast.Parameter):
        checker.intervals[name] = _of_values(checker, symbol, symbol.node)
        return checker.intervals[name]
    if isinstance(symbol.node, ast.Balance):
        may_fall = any(isinstance(line, ast.MayFallBelowZero) for line in symbol.node.lines)
        return ANY if may_fall else FROM_ZERO
    return ANY


def _of_values(checker: Checker, symbol: Symbol, node: ast.Parameter) -> Interval:
    """Return where the written values of a parameter lie."""
    if symbol.setting is not None:
        trees = symbol.setting.values
    else:
        trees = tuple(
            tree for line in node.lines if isinstance(line, ast.Value) for tree in line.values
        )
    type = checker.signature(symbol).type
    if not is_ordered(type):
        return ANY
    values = [constant_number(checker, check_constant(checker, tree, type)) for tree in trees]
    return hull(ANY if value is None else exactly(value) for value in values)


def _of_arithmetic(checker: Checker, expr: Expr) -> Interval:
    match expr:
        case checked.Add() | checked.Subtract():
            return lies(terms_of(expr, lambda part: range_of(checker, part)))
        case checked.Negate(operand):
            return range_of(checker, operand).negated()
        case (
            checked.Multiply(left, right)
            | checked.ShareOf(left, right)
            | checked.Converted(left, right)
        ):
            return range_of(checker, left).times(range_of(checker, right))
        case checked.Divide(left, right):
            return range_of(checker, left).divided_by(range_of(checker, right))
        case checked.ExtremeOf(which, items):
            parts = [range_of(checker, item) for item in items]
            is_least = which in (Extreme.LESSER, Extreme.EARLIER)
            return lesser(parts) if is_least else greater(parts)
        case checked.Excess(amount, over):
            difference = range_of(checker, amount).minus(range_of(checker, over))
            return difference.no_less_than_zero()
        case checked.Rounded(operand, _, unit):
            around = range_of(checker, unit).high
            inner = range_of(checker, operand)
            if around is None:
                return ANY
            widened = inner.plus(Interval(-around, around))
            # Rounding never changes a sign.
            return widened if inner.may_be_negative else widened.no_less_than_zero()
        case checked.Prorated(operand):
            return range_of(checker, operand).hull(NOTHING)
        case checked.Compounded(operand, rate):
            inner, by = range_of(checker, operand), range_of(checker, rate)
            if inner.low is not None and inner.low >= 0 and not by.may_be_negative:
                return Interval(inner.low, None)
            return _sign_of(inner) if by.low is not None and by.low >= -_ONE else ANY
        case _:
            return ANY


def _counted(checker: Checker, expr: Expr) -> Interval:
    if isinstance(expr, checked.WholeCount):
        return _sign_of(range_of(checker, expr.amount))
    return FROM_ZERO


def _of_rows(aggregate: Aggregate) -> Interval:
    match aggregate:
        case Aggregate.COUNT | Aggregate.COUNT_DISTINCT:
            return FROM_ZERO
        case Aggregate.SHARE:
            return Interval(Fraction(0), _ONE)
        case _:
            return ANY


def _of_window(checker: Checker, expr: checked.WindowOf) -> Interval:
    if expr.aggregate is Aggregate.COUNT:
        return Interval(Fraction(0), None if expr.periods is None else Fraction(expr.periods))
    one = range_of(checker, expr.operand)
    if expr.aggregate is not Aggregate.SUM:
        return one
    if expr.kind is not WindowKind.LAST or expr.periods is None:
        return _sign_of(one)
    full = one.times(exactly(Fraction(expr.periods)))
    return full.hull(one) if expr.as_many_as_there_are else full


def _of_baseline(checker: Checker, metric: str) -> Interval:
    symbol = checker.symbols.by_name[metric]
    if symbol.kind is not Kind.METRIC:
        return ANY
    return checker.intervals.get(f"baseline of {metric}", ANY)


def _sign_of(interval: Interval) -> Interval:
    """Return what the sign alone says."""
    low = Fraction(0) if not interval.may_be_negative else None
    high = Fraction(0) if interval.high is not None and interval.high <= 0 else None
    return Interval(low, high)
