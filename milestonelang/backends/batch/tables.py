"""Tables in a kernel: bands, straight lines between points, rows by name."""

from fractions import Fraction
from itertools import pairwise

from milestonelang import ir, records
from milestonelang.backends.batch.amounts import NOUGHT, Known, Num, Truth, exactly
from milestonelang.backends.batch.emit import FALSE, TRUE, ZERO, number
from milestonelang.backends.batch.form import NotForKernelError, V
from milestonelang.backends.batch.translate import Translator


def bands(t: Translator, op: ir.Bands, id: ir.ValueId, origin: int) -> Num:
    """Return a band table applied to its base."""
    total = _of_the_total(t, op)
    if total is None:
        return _bands(t, op, t.number(op.base), origin)
    # What it gave on the total before is what it gave on the total of the last period.
    before = t.program.values[op.base].op
    assert isinstance(before, ir.TotalBefore)
    key = f"{id} bands"
    t.finishes.append(lambda: t.store(key, t.number(total)))
    kept = t.load(key)
    assert isinstance(kept, Num)
    return t.a.choose(t.goes_on(before.window), kept, _bands(t, op, NOUGHT, origin))


def _of_the_total(t: Translator, op: ir.Bands) -> ir.ValueId | None:
    """Return the same table on the total of this period, where *op* is on the total before it."""
    values = t.program.values
    before = values[op.base].op
    fixed = (*op.cuts, *op.rates, *op.entering)
    if not isinstance(before, ir.TotalBefore) or not all(t.is_constant(id) for id in fixed):
        return None
    for value in values:
        if isinstance(value.op, ir.Bands) and value.op != op:
            same = records.evolve(value.op, base=op.base)
            total = values[value.op.base].op
            if same == op and total == ir.Add((op.base, before.operand)):
                return value.id
    return None


def _bands(t: Translator, op: ir.Bands, base: Num, origin: int) -> Num:
    cuts = [t.number(id) for id in op.cuts]
    rates = [t.number(id) for id in op.rates]
    entering = [t.number(id) for id in op.entering]
    unknown = t.e.joined(base.unknown, *(cut.unknown for cut in cuts))
    rises = _rises(t, cuts)

    def apply(x: Num) -> Num:
        if op.kind is ir.BandKind.MARGINAL:
            found = _marginal(t, x, cuts, rates)
        else:
            found = _reached_rate(t, x, cuts, op.includes, rates)
            if op.kind is ir.BandKind.WHOLE_AMOUNT:
                found = t.a.times(found, Num(x.n, x.scale, x.over))
        if entering and op.kind is ir.BandKind.MARGINAL:
            for index, extra in enumerate(entering):
                inside = TRUE if index == 0 else _beyond(t, x, cuts, op.includes, index - 1)
                found = t.a.add(found, t.a.choose(inside, extra, NOUGHT))
        elif entering:
            found = t.a.add(found, _reached_rate(t, x, cuts, op.includes, entering))
        if len(cuts) == len(rates):
            outside = _beyond(t, x, cuts, op.includes, len(cuts) - 1)
            none = t.e.select(outside, t.reason("outside the table", origin), found.unknown or ZERO)
            found = Num(found.n, found.scale, found.over, none)
        return found

    result = _below_zero(t, apply, base, op.below_zero)
    return _or_unknown(t, result, unknown, rises, origin)


def interpolate(t: Translator, op: ir.Interpolate, origin: int) -> Num:
    """Return straight lines between points that are the same for every partner."""
    base = t.number(op.base)
    at = [_known_number(t, id) for id in op.at]
    gives = [_known_number(t, id) for id in op.gives]
    if any(low >= high for low, high in pairwise(at)):
        raise NotForKernelError("a table whose points do not rise")

    def apply(x: Num) -> Num:
        plain = Num(x.n, x.scale, x.over)
        if len(at) == 1:
            return exactly(gives[0])
        found: Num | None = None
        for index in reversed(range(len(at) - 1)):
            slope = (gives[index + 1] - gives[index]) / (at[index + 1] - at[index])
            line = t.a.add(t.a.by(plain, slope), exactly(gives[index] - slope * at[index]))
            inside = t.e.at_most(*t.a.compared(plain, exactly(at[index + 1])))
            found = line if found is None else t.a.choose(inside, line, found)
        assert found is not None
        if not op.continued:
            below = t.e.at_most(*t.a.compared(plain, exactly(at[0])))
            above = t.e.at_most(*t.a.compared(exactly(at[-1]), plain))
            found = t.a.choose(below, exactly(gives[0]), found)
            found = t.a.choose(above, exactly(gives[-1]), found)
        return found

    result = _below_zero(t, apply, base, op.below_zero)
    return _or_unknown(t, result, base.unknown, TRUE, origin)


def by_name(t: Translator, op: ir.ByName, origin: int) -> Known:
    """Return the row that stands beside a name."""
    base = t.number(op.base)
    rows = [t.known(id) for id in op.gives]
    none = t.reason("outside the table", origin)
    found: Known
    if op.otherwise is not None:
        found = t.known(op.otherwise)
    elif isinstance(rows[0], Truth):
        found = Truth(FALSE, none)
    else:
        found = Num(ZERO, 1, None, none)
    # Of two rows with one name the last counts.
    for name, row in zip(op.names, rows, strict=True):
        same = t.e.equal(base.n, number(t.name(name)))
        if isinstance(row, Truth):
            assert isinstance(found, Truth)
            found = t.a.choose_truth(same, row, found)
        else:
            assert isinstance(found, Num)
            found = t.a.choose(same, row, found)
    if base.unknown is None:
        return found
    known = t.e.equal(base.unknown, ZERO)
    unknown = t.e.select(known, found.unknown or ZERO, base.unknown)
    if isinstance(found, Truth):
        return Truth(t.e.both(found.b, known), unknown)
    return Num(found.n, found.scale, found.over, unknown)


def _marginal(t: Translator, x: Num, cuts: list[Num], rates: list[Num]) -> Num:
    """Return each band's rate on the part of *x*, from zero on, that lies in the band."""
    plain = Num(x.n, x.scale, x.over)
    if _are_numbers(cuts) and _are_numbers(rates) and all(cut.n.low >= 0 for cut in cuts):
        found = t.a.times(rates[0], plain)
        for cut, (lower, rate) in zip(cuts, pairwise(rates), strict=False):
            step = t.a.sub(rate, lower)
            beyond, at = t.a.aligned(plain, cut)
            excess = t.e.max(t.e.sub(beyond.n, at.n), ZERO)
            found = t.a.add(found, t.a.times(step, Num(excess, beyond.scale, beyond.over)))
        return found
    found = NOUGHT
    for index, rate in enumerate(rates):
        low = None if index == 0 else cuts[index - 1]
        high = cuts[index] if index < len(cuts) else None
        part = t.a.sub(_clipped(t, plain, low, high), _clipped(t, NOUGHT, low, high))
        term = t.a.times(Num(rate.n, rate.scale, rate.over), Num(part.n, part.scale, part.over))
        if rate.unknown is not None:
            used = t.e.opposite(t.e.equal(part.n, ZERO))
            unknown = t.e.select(used, rate.unknown, ZERO)
            term = Num(term.n, term.scale, term.over, unknown)
        found = t.a.add(found, term)
    return found


def _are_numbers(items: list[Num]) -> bool:
    return all(item.n.literal is not None and item.unknown is None for item in items)


def _clipped(t: Translator, x: Num, low: Num | None, high: Num | None) -> Num:
    if low is not None:
        x = t.a.greatest(x, Num(low.n, low.scale, low.over))
    return x if high is None else t.a.least(x, Num(high.n, high.scale, high.over))


def _reached_rate(
    t: Translator, x: Num, cuts: list[Num], includes: tuple[bool, ...], rates: list[Num]
) -> Num:
    """Return the rate of the band that *x* reaches."""
    found = rates[0]
    for index in range(1, len(rates)):
        found = t.a.choose(_beyond(t, x, cuts, includes, index - 1), rates[index], found)
    return found


def _beyond(t: Translator, x: Num, cuts: list[Num], includes: tuple[bool, ...], index: int) -> V:
    """Return whether *x* lies above band *index*."""
    a, cut = t.a.compared(x, cuts[index])
    return t.e.less(cut, a) if includes[index] else t.e.at_most(cut, a)


def _rises(t: Translator, cuts: list[Num]) -> V:
    return t.e.both(*(t.e.less(*t.a.compared(low, high)) for low, high in pairwise(cuts)))


def _below_zero(t: Translator, apply: object, base: Num, rule: ir.BelowZero) -> Num:
    assert callable(apply)
    e = t.e
    if rule is ir.BelowZero.AS_IT_IS or base.n.low >= 0:
        found: Num = apply(base)
        return found
    negative = e.less(base.n, ZERO)
    if rule is ir.BelowZero.NOTHING:
        return t.a.choose(negative, NOUGHT, apply(Num(e.max(base.n, ZERO), base.scale, base.over)))
    mirrored: Num = apply(Num(e.abs(base.n), base.scale, base.over))
    return t.a.choose(negative, t.a.negative(mirrored), mirrored)


def _or_unknown(t: Translator, found: Num, unknown: V | None, rises: V, origin: int) -> Num:
    """Return what a table gives where its base and its cuts are known and rise."""
    e = t.e
    result = found.unknown
    if rises != TRUE:
        result = e.select(rises, result or ZERO, t.reason("cuts do not rise", origin))
    if unknown is not None:
        result = e.select(e.equal(unknown, ZERO), result or ZERO, unknown)
    return Num(found.n, found.scale, found.over, result)


def _known_number(t: Translator, id: ir.ValueId) -> Fraction:
    found = t.number(id)
    if found.n.literal is None or found.unknown is not None or found.over is not None:
        raise NotForKernelError("a table whose points vary")
    return Fraction(found.n.literal, found.scale)
