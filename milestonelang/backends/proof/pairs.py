"""What the same operation gives in two runs: that it keeps their order, and how far it moves.

In: a value of one run and of the other, made by the same operation. Out: facts of the algebra. They
are what makes a comparison of two runs provable without following products and roundings exactly.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from milestonelang.backends.proof.algebra import Algebra
from milestonelang.backends.proof.rounding import Toward
from milestonelang.backends.proof.symbols import ZERO, Bound, Sym, is_whole
from milestonelang.types import RoundingMode


def together(algebra: Algebra, one: Sym, other: Sym) -> None:
    """Say of the same operation in two runs how its results lie to each other."""
    if one is other or not one.shape or one.shape[:1] != other.shape[:1]:
        return
    if not algebra.is_new_pair(one.shape, other.shape):
        return
    match one.shape[0]:
        case "rounded" if one.shape[2:] == other.shape[2:]:
            _keep_order(algebra, one.shape[1], other.shape[1], one, other)
            _no_faster(algebra, one, other)
            _no_further(algebra, one, other)
        case "product" | "ratio" as kind:
            _keep_product_order(algebra, one, other, kind)
        case "extreme" | "choice":
            for first, second in zip(one.shape[2:], other.shape[2:], strict=True):
                together(algebra, first, second)
        case "sum":
            if len(one.shape[1]) == len(other.shape[1]):
                for first, second in zip(one.shape[1], other.shape[1], strict=True):
                    together(algebra, first, second)
        case "negative" | "share":
            together(algebra, one.shape[-1], other.shape[-1])
        case "part":
            _keep_parts(algebra, one, other)


def _keep_order(algebra: Algebra, one: Sym, other: Sym, first: Sym, second: Sym) -> None:
    terms, a, b = algebra.terms, algebra.term(one.e), algebra.term(other.e)
    x, y = algebra.term(first.e), algebra.term(second.e)
    algebra.facts += [terms.implies(a <= b, x <= y), terms.implies(b <= a, y <= x)]


def _no_faster(algebra: Algebra, one: Sym, other: Sym) -> None:
    """A share of whole units moves, rounded, by no more than the units do."""
    unit = one.shape[2]
    shares = [each.shape[1].shape for each in (one, other)]
    if any(shape[:1] != ("share",) or not is_whole(shape[2], unit) for shape in shares):
        return
    if shares[0][1] != shares[1][1]:
        return
    terms, r, s = algebra.terms, algebra.term(one.e), algebra.term(other.e)
    x, y = (algebra.term(shape[2].e) for shape in shares)
    algebra.facts += [terms.implies(x <= y, s - r <= y - x), terms.implies(y <= x, r - s <= x - y)]


def _no_further(algebra: Algebra, one: Sym, other: Sym) -> None:
    """What moves by no more than some whole units moves, rounded, by no more than they.

    On either side of nought so many units more give so many units more; not where a half goes to
    what is even.
    """
    _, item, unit, mode = one.shape
    if algebra.exact or mode is RoundingMode.HALF_EVEN:
        return
    terms, r, s = algebra.terms, algebra.term(one.e), algebra.term(other.e)
    x, y = algebra.term(item.e), algebra.term(other.shape[1].e)
    same_side: Any = True
    if not isinstance(mode, Toward):
        same_side = terms.either(terms.both(x >= 0, y >= 0), terms.both(x <= 0, y <= 0))
    for distance in algebra.distances:
        if (distance / unit).denominator == 1:
            by = algebra.term(distance)
            up, down = (
                terms.implies(y <= x + by, s <= r + by),
                terms.implies(x <= y + by, r <= s + by),
            )
            both = terms.both(up, down)
            algebra.facts.append(both if same_side is True else terms.implies(same_side, both))


def _keep_slope(
    algebra: Algebra, same: Any, x: tuple[Any, Any], y: tuple[Any, Any], low: Bound, high: Bound
) -> None:
    """Say that, where *same* holds, y moves by *low* to *high* times what x moves by."""
    terms, run, rise = algebra.terms, x[0] - x[1], y[0] - y[1]
    for sign in (1, -1):
        forward, up = (algebra.term(Fraction(sign)) * each for each in (run, rise))
        bounds = []
        if low is not None:
            bounds.append(algebra.term(low) * forward <= up)
        if high is not None:
            bounds.append(up <= algebra.term(high) * forward)
        if bounds:
            algebra.facts.append(terms.implies(terms.both(same, forward >= 0), terms.both(*bounds)))


def _keep_product_order(algebra: Algebra, one: Sym, other: Sym, kind: str) -> None:
    terms = algebra.terms
    (a, b), (c, d) = one.shape[1:], other.shape[1:]
    p, q = algebra.term(one.e), algebra.term(other.e)
    a, b, c, d = (algebra.term(each.e) for each in (a, b, c, d))
    if kind == "ratio":
        # For the same positive divisor the order is that of the dividends.
        same = terms.both(b == d, b > 0)
        algebra.facts += [
            terms.implies(terms.both(same, a <= c), p <= q),
            terms.implies(terms.both(same, c <= a), q <= p),
        ]
        low = one.shape[2].lo
        if low is not None and low > 0:
            _keep_slope(algebra, b == d, (c, a), (q, p), ZERO, 1 / low)
        return
    for place in (1, 2):
        factor = one.shape[place]
        moved = (d, b) if place == 1 else (c, a)
        same = (a == c) if place == 1 else (b == d)
        _keep_slope(algebra, same, moved, (q, p), factor.lo, factor.hi)
    for left, right in (((a, b, p), (c, d, q)), ((c, d, q), (a, b, p))):
        (x, y, whole), (u, v, other_whole) = left, right
        grows = terms.both(x <= u, y <= v, x >= 0, y >= 0)
        algebra.facts.append(terms.implies(grows, whole <= other_whole))
        # With one factor the same, its sign decides.
        algebra.facts.append(
            terms.implies(terms.both(x == u, x >= 0, y <= v), whole <= other_whole)
        )
        algebra.facts.append(
            terms.implies(terms.both(y == v, y >= 0, x <= u), whole <= other_whole)
        )
        algebra.facts.append(
            terms.implies(terms.both(x == u, x <= 0, y <= v), whole >= other_whole)
        )
        algebra.facts.append(
            terms.implies(terms.both(y == v, y <= 0, x <= u), whole >= other_whole)
        )


# ---- parts of a limit


def _keep_parts(algebra: Algebra, one: Sym, other: Sym) -> None:
    """Say of a part of what is shared pro rata: more for more of its own and of the whole.

    It takes nothing from a part that the others claim less. *smooth* is the part before rounding,
    which never moves faster than what it rests on.
    """
    terms = algebra.terms
    _, smooth, own, others, pool, in_order = one.shape
    _, smooth2, own2, others2, pool2, _ = other.shape
    rests = [(own, own2, 1), (pool, pool2, 1)]
    rests += [(a, b, -1) for a, b in zip(others, others2, strict=True)]
    moves = [
        algebra.term(algebra.scaled(Fraction(sign), algebra.minus(b, a)).e) for a, b, sign in rests
    ]
    if in_order:
        x, y = algebra.term(one.e), algebra.term(other.e)
        algebra.facts += [
            terms.implies(terms.both(*(each >= 0 for each in moves)), x <= y),
            terms.implies(terms.both(*(each <= 0 for each in moves)), y <= x),
        ]
    if smooth is not None and smooth2 is not None:
        rise = algebra.term(smooth2.e) - algebra.term(smooth.e)
        up = _added(algebra, [terms.choice(each >= 0, each, algebra.term(ZERO)) for each in moves])
        down = _added(
            algebra, [terms.choice(each <= 0, each, algebra.term(ZERO)) for each in moves]
        )
        algebra.facts += [rise <= up, rise >= down]


def _added(algebra: Algebra, items: Sequence[Any]) -> Any:
    total = items[0]
    for each in items[1:]:
        total = total + each
    return total
