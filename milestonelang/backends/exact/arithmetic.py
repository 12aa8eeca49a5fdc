"""Exact operations on the values of one period, and truth with unknown as a third value.

An unknown operand makes the result unknown, unless the others settle it: a false part settles
`All`, a true one `Any`, a condition `If`. Zero times unknown is unknown, since what is not known
may also not exist.
"""

from fractions import Fraction
from math import ceil, floor
from typing import Any

from milestonelang import ir
from milestonelang.backends.exact.frame import Frame, Step
from milestonelang.backends.exact.values import (
    BeforeTerm,
    DivisionByZero,
    NoPower,
    Unknown,
    because,
    join,
)
from milestonelang.primitives.numbers import round_to
from milestonelang.types import Comparison

MOST_TIMES = 10_000  # beyond it the digits of a compounded amount would cost seconds


def add(op: ir.Add) -> Step:
    """Compile a sum."""
    terms = op.terms
    if len(terms) == 2:
        return _binary(terms[0], terms[1], lambda left, right: left + right)

    def step(frame: Frame) -> object:
        now = frame.now
        result: Any = Fraction(0)
        for id in terms:
            item = now[id]
            if item.__class__ is Unknown:
                return join(now[each] for each in terms)
            result = result + item
        return result

    return step


def negate(op: ir.Negate) -> Step:
    """Compile a change of sign."""
    operand = op.operand

    def step(frame: Frame) -> object:
        item = frame.now[operand]
        return item if item.__class__ is Unknown else -item

    return step


def multiply(op: ir.Multiply) -> Step:
    """Compile a product."""
    return _binary(op.left, op.right, lambda left, right: left * right)


def share_of(op: ir.ShareOf) -> Step:
    """Compile a share of an amount."""
    return _binary(op.share, op.of, lambda share, of: share * of)


def less_share(op: ir.LessShare) -> Step:
    """Compile an amount less a share of it."""
    return _binary(op.share, op.of, lambda share, of: of - share * of)


def divide(op: ir.Divide, origin: int) -> Step:
    """Compile a quotient."""
    by_zero = because(DivisionByZero(origin))
    return _binary(
        op.left, op.right, lambda left, right: Fraction(left) / right if right else by_zero
    )


def least(op: ir.Least) -> Step:
    """Compile the least of several."""
    return _extreme(op.items, lambda items: min(items))


def greatest(op: ir.Greatest) -> Step:
    """Compile the greatest of several."""
    return _extreme(op.items, lambda items: max(items))


def compare(op: ir.Compare) -> Step:
    """Compile a comparison; over a window that begins before the term it is false."""
    compared = _binary(op.left, op.right, _COMPARISONS[op.comparison])

    def step(frame: Frame) -> object:
        result = compared(frame)
        if result.__class__ is Unknown and _is_short(result):
            return False
        return result

    return step


def _is_short(unknown: Any) -> bool:
    return any(isinstance(each, BeforeTerm) and each.is_window for each in unknown.reasons)


def all_of(op: ir.All) -> Step:
    """Compile a conjunction."""
    return _settled_by(False, op.items)


def any_of(op: ir.Any) -> Step:
    """Compile a disjunction."""
    return _settled_by(True, op.items)


def negation(op: ir.Not) -> Step:
    """Compile the opposite of a condition."""
    operand = op.operand

    def step(frame: Frame) -> object:
        item = frame.now[operand]
        return item if item.__class__ is Unknown else not item

    return step


def choice(op: ir.If) -> Step:
    """Compile a choice; where the condition is unknown, two equal sides still settle it."""
    condition, then, otherwise = op.condition, op.then, op.otherwise

    def step(frame: Frame) -> object:
        now = frame.now
        item = now[condition]
        if item.__class__ is Unknown:
            same = now[then].__class__ is not Unknown and now[then] == now[otherwise]
            return now[then] if same else item
        return now[then] if item else now[otherwise]

    return step


def known(op: ir.Known) -> Step:
    """Compile whether a value is there."""
    operand = op.operand
    return lambda frame: frame.now[operand].__class__ is not Unknown


def rounded(op: ir.Round, origin: int) -> Step:
    """Compile a rounding."""
    mode = op.mode
    by_zero = because(DivisionByZero(origin))
    return _binary(
        op.operand,
        op.unit,
        lambda operand, unit: round_to(operand, abs(unit), mode) if unit else by_zero,
    )


def whole_count(op: ir.WholeCount, origin: int) -> Step:
    """Compile how often a size goes into an amount."""
    whole = ceil if op.started else floor
    by_zero = because(DivisionByZero(origin))
    return _binary(
        op.size,
        op.amount,
        lambda size, amount: Fraction(whole(Fraction(amount) / size)) if size else by_zero,
    )


def compound(op: ir.Compound, origin: int) -> Step:
    """Compile growth at a rate, some whole number of times."""
    no_power = because(NoPower(origin))
    by_zero = because(DivisionByZero(origin))

    def step(frame: Frame) -> object:
        operand, rate, times = (frame.now[id] for id in (op.operand, op.rate, op.times))
        if Unknown in (operand.__class__, rate.__class__, times.__class__):
            return join((operand, rate, times))
        times = Fraction(times)
        if times.denominator != 1 or abs(times) > MOST_TIMES:
            return no_power
        factor = 1 + Fraction(rate)
        if times < 0 and factor == 0:
            return by_zero
        return operand * factor**times.numerator

    return step


def part(op: ir.Part) -> Step:
    """Compile the reading of one part."""
    of, name = op.of, op.name
    return lambda frame: frame.now[of][name]


_COMPARISONS: dict[Comparison, Any] = {
    Comparison.LESS: lambda left, right: left < right,
    Comparison.AT_MOST: lambda left, right: left <= right,
    Comparison.MORE: lambda left, right: left > right,
    Comparison.AT_LEAST: lambda left, right: left >= right,
    Comparison.EQUAL: lambda left, right: left == right,
    Comparison.DIFFERENT: lambda left, right: left != right,
}


def _binary(left: ir.ValueId, right: ir.ValueId, function: Any) -> Step:
    def step(frame: Frame) -> object:
        now = frame.now
        first, second = now[left], now[right]
        if first.__class__ is Unknown or second.__class__ is Unknown:
            return join((first, second))
        return function(first, second)

    return step


def _extreme(ids: tuple[ir.ValueId, ...], function: Any) -> Step:
    def step(frame: Frame) -> object:
        items = [frame.now[id] for id in ids]
        for item in items:
            if item.__class__ is Unknown:
                return join(items)
        return function(items)

    return step


def _settled_by(settling: bool, ids: tuple[ir.ValueId, ...]) -> Step:
    def step(frame: Frame) -> object:
        now = frame.now
        unknown = False
        for id in ids:
            item = now[id]
            if item.__class__ is Unknown:
                unknown = True
            elif item is settling:
                return settling
        return join(now[id] for id in ids) if unknown else not settling

    return step
