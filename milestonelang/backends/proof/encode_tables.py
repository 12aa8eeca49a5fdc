"""Tables, symbolically: each a choice between straight lines.

A table whose cuts and rates are constants is exact; rates that move make products of their parts.
"""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from milestonelang import ir
from milestonelang.backends.proof.encode import Encoder, Now
from milestonelang.backends.proof.symbols import NOTHING, ZERO, Bound, Sym, constant

Line = tuple[Bound, bool, Fraction, Fraction]
"""Up to a bound (that belongs to it or not): slope · x + offset."""


def bands(encoder: Encoder, op: ir.Bands, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode a band table applied to a base."""
    base = now[op.base]
    cuts = [now[id] for id in op.cuts]
    rates = [now[id] for id in op.rates]
    entering = [now[id] for id in op.entering] or [constant(ZERO)] * len(rates)
    parts = (*cuts, *rates, *entering)
    if not all(each.is_constant and each.ok is True for each in (*cuts, *entering)):
        return _loosely(encoder, value, now, index, "a table whose cuts are not constant")
    if not all(low.e < high.e for low, high in pairwise(cuts)):
        return NOTHING
    if op.kind is ir.BandKind.MARGINAL and cuts and cuts[0].e < 0:
        return _loosely(encoder, value, now, index, "a table that begins below zero")
    if all(each.is_constant and each.ok is True for each in parts):
        lines = _lines(op, [each.e for each in cuts], [each.e for each in rates], entering)
        return _below_zero(encoder, op.below_zero, base, lambda x: piecewise(encoder, x, lines))
    sure = all(each.ok is True for each in rates)
    if sure and op.kind is ir.BandKind.MARGINAL and len(rates) == len(cuts) + 1:
        return _below_zero(
            encoder, op.below_zero, base, lambda x: _moving(encoder, x, cuts, rates, entering, op)
        )
    return _loosely(encoder, value, now, index, "a table whose rates are not constant")


def _lines(
    op: ir.Bands, cuts: list[Fraction], rates: list[Fraction], entering: list[Sym]
) -> list[Line]:
    found: list[Line] = []
    offset = ZERO
    start = ZERO
    for position, rate in enumerate(rates):
        entered: Fraction = entering[position].e
        cut = cuts[position] if position < len(cuts) else None
        includes = position < len(cuts) and op.includes[position]
        match op.kind:
            case ir.BandKind.MARGINAL:
                offset += entered
                found.append((cut, includes, rate, offset - rate * start))
                if cut is not None:
                    offset += rate * (cut - start)
                    start = cut
            case ir.BandKind.WHOLE_AMOUNT:
                found.append((cut, includes, rate, entered))
            case ir.BandKind.FIXED_AMOUNTS:
                found.append((cut, includes, ZERO, rate + entered))
    return found


def interpolate(encoder: Encoder, op: ir.Interpolate, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode straight lines between points."""
    at, gives = [now[id] for id in op.at], [now[id] for id in op.gives]
    if not all(each.is_constant and each.ok is True for each in (*at, *gives)):
        return _loosely(encoder, value, now, index, "points that are not constant")
    x, y = [each.e for each in at], [each.e for each in gives]
    if not all(low < high for low, high in pairwise(x)):
        return NOTHING
    slopes = [(y[i + 1] - y[i]) / (x[i + 1] - x[i]) for i in range(len(x) - 1)]
    lines: list[Line] = [
        (x[i + 1], True, slope, y[i] - slope * x[i]) for i, slope in enumerate(slopes)
    ]
    if len(x) == 1:
        lines = [(None, False, ZERO, y[0])]
    elif op.continued:
        lines[-1] = (None, False, *lines[-1][2:])
    else:
        lines = [(x[0], True, ZERO, y[0]), *lines, (None, False, ZERO, y[-1])]
    return _below_zero(
        encoder, op.below_zero, now[op.base], lambda base: piecewise(encoder, base, lines)
    )


def by_name(encoder: Encoder, op: ir.ByName, value: ir.Value, now: Now, index: int) -> Sym:
    """Encode the row that stands beside a name."""
    algebra, base = encoder.algebra, now[op.base]
    found: Sym = NOTHING if op.otherwise is None else now[op.otherwise]
    if not isinstance(base.e, str | dict):
        return NOTHING  # the base is unknown throughout
    rows = list(zip(op.names, op.gives, strict=True))
    words = [base.e] if isinstance(base.e, str) else list(base.e)
    if found is NOTHING and rows and set(words) <= set(op.names):
        found = now[rows[-1][1]]
    for name, id in reversed(rows):
        found = algebra.choose(algebra.is_word(base, name), now[id], found)
    ok = algebra.both(base.ok, found.ok)
    short = found.short if base.short is False else None
    return Sym(found.e, ok, found.lo, found.hi, found.unit, found.shape, short)


def piecewise(encoder: Encoder, x: Sym, lines: list[Line]) -> Sym:
    """Return what the line gives on which *x* lies; unknown beyond the last."""
    algebra = encoder.algebra
    starts = (None, *(each[0] for each in lines))
    ends = [_ends(x, low, line) for low, line in zip(starts, lines, strict=False)]
    reached = [each for each in ends if each is not None]
    *closed, last = lines
    if algebra.free and reached and last[0] is None and not x.is_constant:
        algebra.loose["what tables give"] = None
        low, high = _least([each[0] for each in reached]), _greatest([each[1] for each in reached])
        found = algebra.number(low, high, ok=x.ok)
        found.short = x.short
        _keep_slopes(encoder, x, found, lines)
        return found
    if last[0] is None:
        found = _on(encoder, x, last)
    else:
        closed, found = lines, NOTHING
    for cut, includes, slope, offset in reversed(closed):
        assert cut is not None
        bound = constant(cut)
        beyond = algebra.at_most(bound, x)
        under = algebra.at_most(x, bound) if includes else algebra.negated(beyond)
        found = algebra.choose(under, _on(encoder, x, (cut, includes, slope, offset)), found)
    ok = algebra.both(x.ok, found.ok)
    if found.is_constant or not reached:
        return Sym(found.e, ok, found.lo, found.hi, found.unit, short=x.short)
    low, high = _least([each[0] for each in reached]), _greatest([each[1] for each in reached])
    return Sym(found.e, ok, low, high, found.unit, short=x.short)


def _keep_slopes(encoder: Encoder, x: Sym, y: Sym, lines: list[Line]) -> None:
    """Say of a table that was applied before how much it gives more for more, and how much less."""
    algebra = encoder.algebra
    others = encoder.applied.setdefault(tuple(lines), [])
    low, high = slopes(lines)
    implies, both = algebra.terms.implies, algebra.terms.both
    for a, b in others[-_PAIRS:]:
        run = algebra.term(x.e) - algebra.term(a.e)
        rise = algebra.term(y.e) - algebra.term(b.e)
        more: list[Any] = []
        less: list[Any] = []
        if low is not None:
            least = algebra.term(low) * run
            more.append(least <= rise)
            less.append(rise <= least)
        if high is not None:
            most = algebra.term(high) * run
            more.append(rise <= most)
            less.append(most <= rise)
        if more:
            algebra.assume(implies(run >= 0, both(*more)))
            algebra.assume(implies(run <= 0, both(*less)))
    others.append((x, y))


_PAIRS = 2  # the running total before and after are neighbours


def slopes(lines: list[Line]) -> tuple[Bound, Bound]:
    """Return the least and greatest slope between any two points; None where a jump has none.

    Upwards, a table with jumps upwards only still gives no less for more: then the least is that of
    its lines, and there is no greatest.
    """
    low: Bound = min(slope for _, _, slope, _ in lines)
    high: Bound = max(slope for _, _, slope, _ in lines)
    for (cut, _, slope, offset), (_, _, next_slope, next_offset) in pairwise(lines):
        assert cut is not None
        jump = (next_slope - slope) * cut + next_offset - offset
        if jump > 0:
            high = None
        if jump < 0:
            low = None
    return low, high


def _least(items: list[Bound]) -> Bound:
    known = [each for each in items if each is not None]
    return min(known) if len(known) == len(items) else None


def _greatest(items: list[Bound]) -> Bound:
    known = [each for each in items if each is not None]
    return max(known) if len(known) == len(items) else None


def _on(encoder: Encoder, x: Sym, line: Line) -> Sym:
    algebra = encoder.algebra
    return algebra.add((algebra.scaled(line[2], x), constant(line[3])))


def _ends(x: Sym, low: Bound, line: Line) -> tuple[Bound, Bound] | None:
    """Return the least and greatest value of a line where *x* is on it; None where it never is."""
    high, _, slope, offset = line
    bottom = x.lo if low is None else low if x.lo is None else max(low, x.lo)
    top = x.hi if high is None else high if x.hi is None else min(high, x.hi)
    if bottom is not None and top is not None and bottom > top:
        return None
    values = [None if each is None else slope * each + offset for each in (bottom, top)]
    if slope == 0:
        return offset, offset
    return (values[0], values[1]) if slope > 0 else (values[1], values[0])


def _moving(
    encoder: Encoder, x: Sym, cuts: list[Sym], rates: list[Sym], entering: list[Sym], op: ir.Bands
) -> Sym:
    """Return rates that move, each on its part; entering a band is as constant as its cut."""
    algebra = encoder.algebra
    found: list[Sym] = []
    for position, rate in enumerate(rates):
        part = x if position == len(cuts) else algebra.least((x, cuts[position]))
        if position:
            part = algebra.minus(part, cuts[position - 1])
            part = algebra.greatest((part, constant(ZERO)))
        found.append(algebra.multiply(rate, part))
        if entering[position].e:
            bound = cuts[position - 1] if position else None
            below: Any = False
            if bound is not None:
                below = (
                    algebra.at_most(x, bound)
                    if op.includes[position - 1]
                    else algebra.negated(algebra.at_most(bound, x))
                )
            found.append(algebra.choose(below, constant(ZERO), entering[position]))
    return algebra.add(found)


def _below_zero(encoder: Encoder, rule: ir.BelowZero, base: Sym, apply: Any) -> Sym:
    algebra = encoder.algebra
    if rule is ir.BelowZero.AS_IT_IS or (base.lo is not None and base.lo >= 0):
        found: Sym = apply(base)
        return found
    above = algebra.at_most(constant(ZERO), base)
    if rule is ir.BelowZero.NOTHING:
        below = Sym(ZERO, base.ok, ZERO, ZERO, ZERO, short=base.short)
    else:
        mirrored = apply(algebra.scaled(Fraction(-1), base))
        below = algebra.scaled(Fraction(-1), mirrored)
    return algebra.choose(above, apply(base), below)


def _loosely(encoder: Encoder, value: ir.Value, now: Now, index: int, what: str) -> Sym:
    encoder.note(what)
    arguments = [now[id] for id in ir.argument_ids(value.op)]
    return encoder.anything(value, (what, index), arguments)
