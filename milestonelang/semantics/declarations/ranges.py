"""Declared ranges, and whether a value keeps to one.

In: `between X and Y [in steps of Z]`. Out: a `Range` with its step written out. Promised: a value
is reported at the place where it is written, once.
"""

from fractions import Fraction

from milestonelang import types
from milestonelang.agreement.declarations import Range
from milestonelang.primitives.currencies import minor_units
from milestonelang.semantics.context import Checker
from milestonelang.semantics.declarations import common
from milestonelang.semantics.declarations.showing import show, show_range
from milestonelang.semantics.problems import data as problems
from milestonelang.semantics.units import is_ordered
from milestonelang.source import Span
from milestonelang.syntax import ast

_MILLIONTH = Fraction(1, 1_000_000)


def check_range(checker: Checker, line: ast.Range | None, type: types.Type) -> Range | None:
    """Return the range that a metric or parameter declares."""
    if line is None or isinstance(type, types.Invalid):
        return None
    if not is_ordered(type):
        checker.report(problems.no_range(line.span, types.describe(type)))
        return None
    low = common.fixed(checker, line.low, type, "the end of a range")
    high = common.fixed(checker, line.high, type, "the end of a range")
    if not isinstance(low, Fraction | int) or not isinstance(high, Fraction | int):
        return None
    if low > high:
        checker.report(problems.range_upside_down(line.span))
        return None
    return Range(low=Fraction(low), high=Fraction(high), step=_step(checker, line, type))


def check_value(
    checker: Checker,
    value: Fraction | int | bool | str | None,
    span: Span,
    range: Range | None,
    type: types.Type,
) -> None:
    """Report a value that is outside the range or between two of its steps."""
    if range is None or isinstance(value, str | bool) or value is None:
        return
    if not range.low <= value <= range.high:
        words = show_range(range.low, range.high, type)
        checker.report(problems.out_of_range(span, show(value, type), words))
    elif range.step is not None and ((value - range.low) / range.step).denominator != 1:
        checker.report(problems.off_step(span, show(value, type), show(range.step, type)))


def default_step(checker: Checker, type: types.Type) -> Fraction | None:
    """Return the step of a range that does not name one."""
    match type:
        case types.Money(currency):
            return Fraction(1, 10 ** (minor_units(currency) or 0))
        case types.Percent() | types.Number():
            return _MILLIONTH
        case types.Count(unit):
            symbol = checker.symbols.by_name.get(unit)
            whole = symbol is None or checker.signature(symbol).is_whole
            return Fraction(1) if whole else _MILLIONTH
        case types.Duration() | types.Date():
            return Fraction(1)
        case _:
            return None


def _step(checker: Checker, line: ast.Range, type: types.Type) -> Fraction | None:
    if line.step is None:
        return default_step(checker, type)
    wanted = types.Duration(types.Lapse.DAYS) if isinstance(type, types.Date) else type
    step = common.fixed(checker, line.step, wanted, "the step of a range")
    if not isinstance(step, Fraction | int) or isinstance(step, bool):
        return None
    if step <= 0:
        checker.report(problems.step_not_positive(line.step.span))
        return None
    return Fraction(step)
