"""Work out what an expression is worth where that is known at signature.

In: a checked expression. Out: its value, or None where it depends on figures, or on a parameter
that changes. Promised: exact, and never more than a guess would need: what is None is not reported.
"""

from fractions import Fraction
from functools import reduce

from milestonelang.agreement import expressions as checked
from milestonelang.primitives.dates import first_after, shift
from milestonelang.primitives.numbers import round_to
from milestonelang.semantics.context import Checker
from milestonelang.semantics.expressions import check_expression
from milestonelang.semantics.names import Kind
from milestonelang.semantics.scopes import CONSTANT
from milestonelang.syntax import ast
from milestonelang.types import Date, Edge, Extreme, MonthEnds, Unit

Value = Fraction | int | bool | str


def constant_value(checker: Checker, expression: checked.Expr) -> Value | None:
    """Return what the expression is worth for every course of the figures, or None."""
    match expression:
        case checked.Literal(value):
            return value
        case checked.ParameterValue(name):
            return _parameter(checker, name)
        case _ if isinstance(expression.type, Date):
            return _constant_day(checker, expression)
        case _:
            return constant_number(checker, expression)


def constant_number(checker: Checker, expression: checked.Expr) -> Fraction | None:
    """Return the number the expression is worth, in the unit of its type, or None."""
    match expression:
        case checked.Literal(value):
            return _number(value)
        case checked.ParameterValue(name):
            return _number(_parameter(checker, name))
        case checked.Negate(operand):
            inner = constant_number(checker, operand)
            return None if inner is None else -inner
        case checked.Add(terms):
            parts = _all(checker, terms)
            return None if parts is None else sum(parts, Fraction(0))
        case checked.Subtract(left, right):
            parts = _all(checker, (left, right))
            return None if parts is None else parts[0] - parts[1]
        case checked.Multiply(left, right) | checked.ShareOf(left, right):
            parts = _all(checker, (left, right))
            return None if parts is None else parts[0] * parts[1]
        case checked.Divide(left, right):
            parts = _all(checker, (left, right))
            return None if parts is None or parts[1] == 0 else parts[0] / parts[1]
        case checked.ExtremeOf(which, items):
            parts = _all(checker, items)
            if parts is None:
                return None
            lowest = which in (Extreme.LESSER, Extreme.EARLIER)
            return reduce(min if lowest else max, parts)
        case checked.Excess(amount, over):
            parts = _all(checker, (amount, over))
            return None if parts is None else max(parts[0] - parts[1], Fraction(0))
        case checked.Rounded(operand, mode, unit):
            parts = _all(checker, (operand, unit))
            if parts is None or parts[1] <= 0:
                return None
            return round_to(parts[0], parts[1], mode)
        case _:
            return None


def _constant_day(checker: Checker, expression: checked.Expr) -> int | None:
    """Return a day that follows from the dates of the contract."""
    match expression:
        case checked.EdgeOf(edge, Unit.TERM):
            return checker.facts.start if edge is Edge.FIRST else checker.facts.end
        case checked.ShiftedDate(base, count, unit):
            day = _day(checker, base)
            if day is None or unit is Unit.BUSINESS_DAY:
                # Whose holidays these are is known to the data of a run only.
                return None
            ends = checker.facts.month_ends or MonthEnds.ROLL_BACK
            return shift(day, count, unit, ends, lambda _: True)
        case checked.FirstDayAfter(day_of_month, month, base):
            day = _day(checker, base)
            return None if day is None else first_after(day, month, day_of_month)
        case checked.ExtremeOf(which, items):
            days = [_day(checker, item) for item in items]
            known = [day for day in days if day is not None]
            if len(known) < len(days):
                return None
            return min(known) if which in (Extreme.LESSER, Extreme.EARLIER) else max(known)
        case _:
            return None


def _day(checker: Checker, expression: checked.Expr) -> int | None:
    value = constant_value(checker, expression)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def single_value(symbol_node: ast.Node, setting: ast.Setting | None) -> ast.Expr | None:
    """Return the one tree that gives a parameter its value, or None if there are several."""
    if setting is not None:
        return setting.values[0] if len(setting.values) == 1 else None
    if not isinstance(symbol_node, ast.Parameter):
        return None
    found = [line for line in symbol_node.lines if isinstance(line, ast.Value)]
    if len(found) != 1 or found[0].segments or found[0].start is not None:
        return None
    return found[0].values[0] if len(found[0].values) == 1 else None


def _parameter(checker: Checker, name: str) -> Value | None:
    symbol = checker.symbols.by_name.get(name)
    if symbol is None or symbol.kind is not Kind.PARAMETER:
        return None
    tree = single_value(symbol.node, symbol.setting)
    if tree is None:
        return None
    type = checker.signature(symbol).type
    return constant_value(checker, check_expression(checker, tree, CONSTANT, type))


def _number(value: Value | None) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, Fraction | int):
        return None
    return Fraction(value)


def _all(checker: Checker, items: tuple[checked.Expr, ...]) -> tuple[Fraction, ...] | None:
    parts = [constant_number(checker, item) for item in items]
    known = tuple(part for part in parts if part is not None)
    return known if len(known) == len(parts) else None
