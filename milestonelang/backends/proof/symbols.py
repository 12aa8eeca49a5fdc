"""Symbolic values and what is said of their bounds: no solver is needed for that.

In: exact numbers and bounds that hold of values. Out: bounds that hold of what is made of them. An
open bound is None.
"""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import gcd
from typing import Any

from milestonelang.types import Comparison

ZERO = Fraction(0)
HALF = Fraction(1, 2)
Bound = Fraction | None


class Sym:
    """A value in one period.

    *e* is a Fraction, bool or str, a term, or for a word the condition of each word it may be. *ok*
    is whether it is known. *unit*: it is a multiple of it. *short*: where it is unknown, that is
    (True) or may be (None) because a window begins before the term.
    """

    __slots__ = ("e", "hi", "lo", "ok", "shape", "short", "unit")

    def __init__(
        self,
        e: Any,
        ok: Any = True,
        lo: Bound = None,
        hi: Bound = None,
        unit: Bound = None,
        shape: tuple[Any, ...] = (),
        short: bool | None = False,
    ) -> None:
        self.e, self.ok, self.lo, self.hi = e, ok, lo, hi
        self.unit, self.shape, self.short = unit, shape, short

    @property
    def is_constant(self) -> bool:
        """Whether it is one exact value."""
        return isinstance(self.e, Fraction | bool | str)


def constant(value: Any) -> Sym:
    """Return one exact value."""
    if isinstance(value, bool | str):
        return Sym(value)
    number = Fraction(value)
    return Sym(number, lo=number, hi=number, unit=abs(number) if number else ZERO)


NOTHING = Sym(ZERO, ok=False)
SHORT = Sym(ZERO, ok=False, short=True)


# ---- bounds


def all_or_none(
    items: Sequence[Bound], function: Callable[[Iterable[Fraction]], Fraction] | None = None
) -> Bound:
    """Return the sum (or what the function makes) of bounds; none where one is open."""
    known = [each for each in items if each is not None]
    if len(known) < len(items):
        return None
    return sum(known, ZERO) if function is None else function(known)


def any_of(items: Sequence[Bound], function: Callable[[Iterable[Fraction]], Fraction]) -> Bound:
    """Return what the function makes of those bounds that are known."""
    known = [each for each in items if each is not None]
    return function(known) if known else None


def product_bounds(left: Sym, right: Sym) -> tuple[Bound, Bound]:
    """Return bounds of a product."""
    ends = (left.lo, left.hi, right.lo, right.hi)
    if all(each is not None for each in ends):
        corners = [x * y for x in (left.lo, left.hi) for y in (right.lo, right.hi)]  # type: ignore[operator]
        return min(corners), max(corners)
    if left.lo is not None and left.lo >= 0 and right.lo is not None and right.lo >= 0:
        return left.lo * right.lo, None
    return None, None


def quotient_bounds(left: Sym, right: Sym) -> tuple[Bound, Bound]:
    """Return bounds of a quotient by what is positive."""
    if right.lo is None or right.lo <= 0:
        return None, None
    lo: Bound = None
    hi: Bound = None
    if left.lo is not None:
        divisor = right.hi if left.lo >= 0 else right.lo
        lo = ZERO if divisor is None else left.lo / divisor
    if left.hi is not None:
        divisor = right.lo if left.hi >= 0 else right.hi
        hi = ZERO if divisor is None else left.hi / divisor
    return lo, hi


def common(items: Sequence[Sym]) -> Bound:
    """Return the greatest unit of which all are multiples; None where one of them has none."""
    found = ZERO
    for each in items:
        if each.unit is None:
            return None
        over = gcd(found.numerator * each.unit.denominator, each.unit.numerator * found.denominator)
        found = Fraction(over, found.denominator * each.unit.denominator)
    return found


def linear(item: Sym) -> Sym:
    """Return the same value with bounds of it as a sum in which what is there twice is one.

    What is held and later released cancels out, which the bounds of each by itself do not show.
    """
    terms: dict[int, list[Any]] = {}
    known = _collect(item, Fraction(1), terms)
    lo: Bound = known
    hi: Bound = known
    for each, factor in terms.values():
        ends = [None if end is None else factor * end for end in (each.lo, each.hi)]
        low, high = ends if factor > 0 else reversed(ends)
        lo = None if lo is None or (factor and low is None) else lo + (low or ZERO)
        hi = None if hi is None or (factor and high is None) else hi + (high or ZERO)
    return tighter(item, lo, hi)


def _collect(item: Sym, factor: Fraction, terms: dict[int, list[Any]]) -> Fraction:
    """Add an item to terms by what they are; return what is constant of it."""
    if item.is_constant:
        number: Fraction = item.e
        return factor * number
    match item.shape:
        case ("sum", items):
            return sum((_collect(each, factor, terms) for each in items), ZERO)
        case ("negative", of):
            return _collect(of, -factor, terms)
        case ("share", share, of):
            return _collect(of, factor * share, terms)
    found = terms.setdefault(item.e.id, [item, ZERO])
    # The same number may have been given closer bounds on the way.
    found[0] = tighter(found[0], item.lo, item.hi)
    found[1] += factor
    return ZERO


def is_whole(item: Sym, unit: Fraction) -> bool:
    """Whether a value is known to be a multiple of a unit."""
    return item.unit is not None and (item.unit / unit).denominator == 1


def tighter(item: Sym, low: Bound, high: Bound) -> Sym:
    """Return a value with bounds that are known of it besides its own."""
    lo, hi = any_of([item.lo, low], max), any_of([item.hi, high], min)
    return Sym(item.e, item.ok, lo, hi, item.unit, item.shape, item.short)


def known_too(algebra: Any, item: Sym, other: Sym) -> Sym:
    """Return a value that is known only where another is known too."""
    ok = algebra.both(item.ok, other.ok)
    short = short_of_all((item, other))
    return Sym(item.e, ok, item.lo, item.hi, item.unit, item.shape, short)


def short_of_all(items: Sequence[Sym]) -> bool | None:
    """Whether what needs all of *items* is, where it is unknown, so for a window that is short."""
    if any(each.ok is False and each.short is True for each in items):
        return True
    return None if any(each.short is not False for each in items) else False


def short_of_two(then: Sym, otherwise: Sym) -> bool | None:
    """Return whether one of two is, where it is unknown, so for a window that is short."""
    return then.short if then.short is otherwise.short else None


def as_known(found: Sym, item: Sym) -> Sym:
    """Return a value that is known where another is."""
    return Sym(found.e, item.ok, found.lo, found.hi, found.unit, found.shape, item.short)


def words_of(item: Sym) -> tuple[str, ...]:
    """Return the words that a value may be."""
    return (item.e,) if isinstance(item.e, str) else tuple(item.e)


RELATIONS: dict[Comparison, Callable[[Any, Any], Any]] = {
    Comparison.LESS: lambda left, right: left < right,
    Comparison.AT_MOST: lambda left, right: left <= right,
    Comparison.MORE: lambda left, right: left > right,
    Comparison.AT_LEAST: lambda left, right: left >= right,
    Comparison.EQUAL: lambda left, right: left == right,
    Comparison.DIFFERENT: lambda left, right: left != right,
}


def settled_by_bounds(left: Sym, comparison: Comparison, right: Sym) -> bool | None:
    """Return what the bounds alone say of a comparison."""
    if left.is_constant and right.is_constant:
        return bool(RELATIONS[comparison](left.e, right.e))
    match comparison:
        case Comparison.AT_MOST:
            return order(left, right, False)
        case Comparison.LESS:
            return order(left, right, True)
        case Comparison.AT_LEAST:
            return order(right, left, False)
        case Comparison.MORE:
            return order(right, left, True)
        case _:
            return None


def order(left: Sym, right: Sym, strict: bool) -> bool | None:
    """Return what the bounds say of left before right."""
    top, bottom = left.hi, right.lo
    if top is not None and bottom is not None and (top < bottom or (top == bottom and not strict)):
        return True
    bottom, top = left.lo, right.hi
    if top is not None and bottom is not None and (bottom > top or (top == bottom and strict)):
        return False
    return None
