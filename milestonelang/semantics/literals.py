"""Check what is written out: amounts, shares, counts, durations, days, periods, texts.

In: the tree of a literal. Out: a `Literal` whose value is exact and in the unit of its type.
"""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import types
from milestonelang.agreement.expressions import Expr, Literal
from milestonelang.primitives.currencies import minor_units
from milestonelang.primitives.periods import Period
from milestonelang.semantics.frames import Frame
from milestonelang.semantics.names import Kind, Symbol
from milestonelang.semantics.problems import types as problems
from milestonelang.semantics.types import LAPSES, find_unit, per_type
from milestonelang.syntax import ast
from milestonelang.syntax.ast.words import TimeUnit

IN_MONTHS = {TimeUnit.MONTH: 1, TimeUnit.QUARTER: 3, TimeUnit.YEAR: 12}

Written = (
    ast.Money
    | ast.Number
    | ast.Percent
    | ast.BasisPoints
    | ast.Points
    | ast.Quantity
    | ast.Duration
    | ast.Date
    | ast.Period
    | ast.Truth
    | ast.Text
)


def check_literal(frame: Frame, node: Written) -> Expr:
    """Return the literal."""
    match node:
        case ast.Money():
            return check_money(frame, node, is_price=False)
        case ast.Number(value):
            return _literal(frame, node, types.Number(), value)
        case ast.Percent(value) | ast.BasisPoints(value) | ast.Points(value):
            return _literal(frame, node, types.Percent(), value)
        case ast.Quantity():
            return _count(frame, node)
        case ast.Duration():
            return _duration(frame, node)
        case ast.Date(value=day):
            return _literal(frame, node, types.Date(), day.toordinal())
        case ast.Period():
            return _period(frame, node)
        case ast.Truth(truth):
            return _literal(frame, node, types.Truth(), truth)
        case ast.Text(text):
            return _literal(frame, node, types.Text(), text)


def check_money(frame: Frame, node: ast.Money, is_price: bool) -> Expr:
    """Return an amount; a price per unit, or what is rounded to, may be finer than the currency."""
    decimals = minor_units(node.currency)
    if decimals is None:
        return frame.broken(node.span, problems.unknown_currency(node.currency, node.span))
    if not is_price and node.decimals > decimals:
        return frame.broken(
            node.span,
            problems.too_many_decimals(
                node.currency, decimals, node.decimals, node.span, node.value
            ),
        )
    return _literal(frame, node, types.Money(node.currency), node.value)


def check_per(frame: Frame, node: ast.Per) -> Expr:
    """Return a price: `USD 0.0008 per call`."""
    amount = node.amount
    if isinstance(amount, ast.Money):
        price = check_money(frame, amount, is_price=True)
    else:
        price = frame.check(amount)
    if not isinstance(price, Literal):
        if isinstance(price.type, types.Invalid):
            return price
        return frame.broken(node.span, problems.price_not_written(node.span))
    quotient = per_type(frame.checker, price.type, node.unit)
    if isinstance(quotient, types.Invalid):
        return frame.broken(node.span)
    return Literal(price.value, type=quotient, span=node.span, id=frame.id())


def whole_count(frame: Frame, node: ast.Expr, what: str) -> tuple[int, types.Unit] | None:
    """Return the count and unit of a duration that is fixed in whole units, or report.

    The name of a parameter that has one value stands for that value.
    """
    if isinstance(node, ast.Ref):
        symbol = frame.checker.resolve(node)
        if symbol is None:
            return None
        node = _only_value(symbol) or node
    if not isinstance(node, ast.Duration):
        frame.checker.report(problems.duration_not_written(node.span, what))
        return None
    if node.value.denominator != 1:
        frame.checker.report(problems.duration_not_whole(node.unit.value, node.span))
        return None
    unit = types.Unit(node.unit.value)
    if unit is types.Unit.BUSINESS_DAY and not has_calendar(frame, node):
        return None
    return int(node.value), unit


def _only_value(symbol: Symbol) -> ast.Expr | None:
    if symbol.setting is not None:
        return symbol.setting.values[0] if len(symbol.setting.values) == 1 else None
    if not isinstance(symbol.node, ast.Parameter):
        return None
    match [line for line in symbol.node.lines if isinstance(line, ast.Value)]:
        case [ast.Value(values=(value,), segments=(), start=None)]:
            return value
        case _:
            return None


def has_calendar(frame: Frame, node: ast.Node) -> bool:
    """Return whether business days can be counted, and report if not."""
    facts = frame.checker.facts
    if facts.calendar is None and facts.is_complete:
        frame.checker.report(problems.no_calendar(node.span))
    return facts.calendar is not None


def _literal(
    frame: Frame, node: ast.Node, type: types.Type, value: Fraction | int | bool | str
) -> Expr:
    return Literal(value, type=type, span=node.span, id=frame.id())


def _count(frame: Frame, node: ast.Quantity) -> Expr:
    unit = find_unit(frame.checker, node.unit)
    if unit is None:
        return frame.broken(node.span)
    symbol = frame.checker.symbols.by_name[unit]
    assert symbol.kind is Kind.UNIT
    if node.value.denominator != 1 and frame.checker.signature(symbol).is_whole:
        return frame.broken(
            node.span, problems.unit_is_whole(node.unit.text, node.span, symbol.span)
        )
    return _literal(frame, node, types.Count(unit), node.value)


def _duration(frame: Frame, node: ast.Duration) -> Expr:
    value = node.value * IN_MONTHS.get(node.unit, 1)
    if node.unit is TimeUnit.WEEK:
        value *= 7
    lapse = LAPSES[node.unit]
    if lapse is not types.Lapse.DAYS and value.denominator != 1:
        return frame.broken(node.span, problems.duration_not_whole(node.unit.value, node.span))
    return _literal(frame, node, types.Duration(lapse), value)


def _period(frame: Frame, node: ast.Period) -> Expr:
    index = period_index(frame, node)
    if index is None:
        return frame.broken(node.span)
    return _literal(frame, node, types.PeriodType(), index)


def period_index(
    frame: Frame, node: ast.Period, periods: Sequence[Period] | None = None
) -> int | None:
    """Return the index of the settlement period that is written, or report why it is none.

    It is one of *periods*, or where there are none of those of the term.
    """
    checker = frame.checker
    periods = checker.periods if periods is None else periods
    if not checker.facts.is_complete:
        return None
    settled = checker.facts.settled
    words = period_words(node)
    if node.unit.value != settled.value:
        example = periods[0].label
        checker.report(problems.wrong_period(words, settled.value, example, node.span))
        return None
    for period in periods:
        if period.label == words:
            return period.index
    first, last = periods[0].label, periods[-1].label
    checker.report(problems.period_outside(words, first, last, node.span))
    return None


def period_words(node: ast.Period) -> str:
    """Return the period as it is written."""
    match node.unit:
        case TimeUnit.QUARTER:
            return f"{node.year}-Q{node.number}"
        case TimeUnit.MONTH:
            return f"{node.year}-{node.number:02d}"
        case _:
            return f"FY{node.year}"
