"""Rounding, symbolically: to the cent, or as a real number of which only lemmas are said.

In: a symbolic value, a unit, which way is rounded. Out: a value of which every fact is true of what
the evaluator rounds to. What is a multiple of the unit already is taken out of a sum first, so that
a limit less what was paid before is rounded as the limit alone.
"""

from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from math import ceil, floor
from typing import Any, assert_never

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.symbols import (
    HALF,
    ZERO,
    Bound,
    Sym,
    as_known,
    constant,
    is_whole,
    tighter,
)
from milestonelang.primitives.numbers import round_to
from milestonelang.types import RoundingMode


class Toward(Enum):
    """A way of rounding that does not turn at zero; NEAREST sends a half to what is more."""

    LESS = "less"
    MORE = "more"
    NEAREST = "nearest"


Mode = RoundingMode | Toward
_HALVES = (RoundingMode.HALF_UP, RoundingMode.HALF_EVEN, Toward.NEAREST)
_ABOVE_ZERO: dict[Mode, Mode] = {
    RoundingMode.UP: Toward.MORE,
    RoundingMode.DOWN: Toward.LESS,
    RoundingMode.HALF_UP: Toward.NEAREST,
}
_BELOW_ZERO: dict[Mode, Mode] = {RoundingMode.UP: Toward.LESS, RoundingMode.DOWN: Toward.MORE}


def rounded(algebra: Algebra, item: Sym, unit: Fraction, mode: Mode) -> Sym:
    """Return a value rounded to a multiple of a constant unit."""
    if item.is_constant:
        found = constant(round_any(item.e, unit, mode))
        return Sym(found.e, item.ok, found.lo, found.hi, found.unit, short=item.short)
    if is_whole(item, unit):
        return item
    mode = _direction(item, mode)
    match item.shape:
        case ("choice", condition, then, otherwise):
            each = [rounded(algebra, side, unit, mode) for side in (then, otherwise)]
            return as_known(algebra.choose(condition, *each), item)
        case ("extreme", is_least, left, right):
            # Rounding never changes the order of two.
            each = [rounded(algebra, side, unit, mode) for side in (left, right)]
            return as_known(algebra.extreme(each, is_least), item)
        case ("sum", _):
            items = _terms(item, unit)
            whole = [each for each in items if is_whole(each, unit)]
            rest = algebra.add([each for each in items if not is_whole(each, unit)])
            if whole and isinstance(mode, Toward):
                found = algebra.add((rounded(algebra, rest, unit, mode), *whole))
                ends = [_of_bound(each, unit, mode) for each in (item.lo, item.hi)]
                return as_known(tighter(found, ends[0], ends[1]), item)
    # The same number gives the same, in whichever run or line it is rounded.
    return as_known(
        algebra.once(
            ("rounded", item.e.id, unit, mode),
            lambda: _anew(algebra, item, unit, mode),
        ),
        item,
    )


def _terms(item: Sym, unit: Fraction) -> list[Sym]:
    """Return what is added up in a sum, down to multiples of the unit."""
    if is_whole(item, unit) or item.shape[:1] != ("sum",):
        return [item]
    return [term for each in item.shape[1] for term in _terms(each, unit)]


def _direction(item: Sym, mode: Mode) -> Mode:
    """Return the same rounding as one that does not turn at zero, where the sign is known.

    It may be used for what the number is chosen from as well: an order is kept all the same.
    """
    if item.lo is not None and item.lo >= 0:
        return _ABOVE_ZERO.get(mode, mode)
    if item.hi is not None and item.hi <= 0:
        return _BELOW_ZERO.get(mode, mode)
    return mode


def round_any(value: Fraction, unit: Fraction, mode: Mode) -> Fraction:
    """Return an exact number rounded to a multiple of a unit."""
    match mode:
        case Toward.LESS:
            return floor(value / unit) * unit
        case Toward.MORE:
            return ceil(value / unit) * unit
        case Toward.NEAREST:
            return floor(value / unit + HALF) * unit
        case _:
            return round_to(value, unit, mode)


def _of_bound(end: Bound, unit: Fraction, mode: Mode) -> Bound:
    return None if end is None else round_any(end, unit, mode)


def _anew(algebra: Algebra, item: Sym, unit: Fraction, mode: Mode) -> Sym:
    ends = [_of_bound(end, unit, mode) for end in (item.lo, item.hi)]
    if algebra.exact:
        count = algebra.whole()
        steps = item.e * algebra.term(1 / unit)
        algebra.facts += _exactly(algebra, count, steps, item, mode)
        e = count * algebra.term(unit)
        found = Sym(e, item.ok, ends[0], ends[1], unit, short=item.short)
        for end, sign in ((ends[0], 1), (ends[1], -1)):
            if end is not None:
                bound = algebra.term(end)
                algebra.facts.append(found.e >= bound if sign > 0 else found.e <= bound)
    else:
        found = algebra.number(ends[0], ends[1], unit=unit, ok=item.ok)
        found.short = item.short
        algebra.facts += _lemmas(algebra, found, item, unit, mode)
    found.shape = ("rounded", item, unit, mode)
    _share_of_whole(algebra, item, unit, found)
    return found


def _lemmas(algebra: Algebra, found: Sym, item: Sym, unit: Fraction, mode: Mode) -> list[Any]:
    """Say how far a rounded number is from the number, on which side, and of its sign."""
    terms, x, r = algebra.terms, item.e, algebra.term(found.e)
    most = algebra.term(unit * HALF if mode in _HALVES else unit)
    below, above = r <= x, x <= r
    match mode:
        case Toward.LESS:
            return [below, x - r < most, terms.implies(x >= 0, r >= 0)]
        case Toward.MORE:
            return [above, r - x < most, terms.implies(x <= 0, r <= 0)]
        case RoundingMode.UP:
            sides = [terms.implies(x >= 0, above), terms.implies(x <= 0, below)]
        case RoundingMode.DOWN:
            sides = [terms.implies(x >= 0, below), terms.implies(x <= 0, above)]
        case _:
            sides = []
    near = [r - x <= most, x - r <= most]
    if item.lo is not None and item.lo >= 0:
        return [*near, *sides]
    signs = [terms.implies(x >= 0, r >= 0), terms.implies(x <= 0, r <= 0)]
    return [*near, *sides, *signs]


def _share_of_whole(algebra: Algebra, item: Sym, unit: Fraction, found: Sym) -> None:
    """A share of an amount in whole units is, rounded, never more than the amount.

    Whichever way is rounded, it never leaves the two multiples on either side.
    """
    for of in _wholes(item):
        if not is_whole(of, unit) or of.is_constant:
            continue
        if of.lo is not None and of.lo >= 0:
            algebra.facts.append(found.e <= of.e)
        else:
            algebra.facts.append(algebra.terms.implies(of.e >= 0, found.e <= of.e))


def _wholes(item: Sym) -> Sequence[Sym]:
    """Return the amounts of which a number is a share between nought and one."""
    match item.shape:
        case ("share", _, of):
            return (of,)
        case ("product", left, right):
            return [b for a, b in ((left, right), (right, left)) if _is_share(a)]
    return ()


def _is_share(item: Sym) -> bool:
    return item.lo is not None and item.hi is not None and item.lo >= 0 and item.hi <= 1


# ---- to the cent


def _exactly(algebra: Algebra, count: Any, steps: Any, item: Sym, mode: Mode) -> list[Any]:
    """Say which whole number *count* is of *steps*."""
    terms, half = algebra.terms, algebra.term(HALF)
    less = terms.both(count <= steps, steps < count + 1)
    more = terms.both(count >= steps, steps > count - 1)
    match mode:
        case Toward.LESS:
            return [less]
        case Toward.MORE:
            return [more]
        case Toward.NEAREST:
            return [terms.both(count <= steps + half, steps + half < count + 1)]
        case RoundingMode.HALF_UP:
            up = terms.both(count <= steps + half, steps + half < count + 1)
            down = terms.both(count >= steps - half, steps - half > count - 1)
        case RoundingMode.HALF_EVEN:
            near = terms.both(count <= steps + half, count >= steps - half)
            tie = terms.either(count == steps + half, count == steps - half)
            up = down = terms.both(near, terms.implies(tie, count == 2 * algebra.whole()))
        case RoundingMode.UP:
            up, down = more, less
        case RoundingMode.DOWN:
            up, down = less, more
        case _:
            assert_never(mode)
    if item.lo is not None and item.lo >= ZERO:
        return [up]
    if item.hi is not None and item.hi <= ZERO:
        return [down]
    return [terms.choice(steps >= 0, up, down)]
