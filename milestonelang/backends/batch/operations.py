"""What each operation of a program becomes in a kernel, but for those that keep a state."""

from collections.abc import Sequence
from fractions import Fraction

from milestonelang import ir
from milestonelang.backends.batch import duties, limits, settling, splits, states
from milestonelang.backends.batch.amounts import Num, Truth, exactly
from milestonelang.backends.batch.emit import ZERO
from milestonelang.backends.batch.form import NotForKernelError, V
from milestonelang.backends.batch.tables import bands, by_name, interpolate
from milestonelang.backends.batch.translate import Result, Translator
from milestonelang.types import Comparison


def translate(t: Translator, value: ir.Value) -> Result:
    """Return the result of a value that data touches."""
    op, origin = value.op, value.origin
    match op:
        case ir.MetricInput():
            return t.input(op.metric)
        case ir.ParameterInput():
            return _in_force(t, op, origin)
        case ir.Add():
            result = t.number(op.terms[0])
            for id in op.terms[1:]:
                result = t.a.add(result, t.number(id))
            return result
        case ir.Negate():
            return t.a.negative(t.number(op.operand))
        case ir.Multiply():
            return t.a.times(t.number(op.left), t.number(op.right))
        case ir.ShareOf():
            return t.a.times(t.number(op.share), t.number(op.of))
        case ir.LessShare():
            rest = t.a.sub(exactly(1), t.number(op.share))
            return t.a.times(rest, t.number(op.of))
        case ir.Divide():
            inverse = t.inverse(op.right)
            if inverse is not None:
                return t.a.times(t.number(op.left), inverse)
            by_zero = t.reason("division by zero", origin)
            return t.a.divided(t.number(op.left), t.number(op.right), by_zero)
        case ir.Least():
            return _extreme(t, op.items, least=True)
        case ir.Greatest():
            return _extreme(t, op.items, least=False)
        case ir.Compare():
            return _compare(t, op)
        case ir.All():
            return t.a.all_of([t.truth(id) for id in op.items])
        case ir.Any():
            return t.a.any_of([t.truth(id) for id in op.items])
        case ir.Not():
            item = t.truth(op.operand)
            return Truth(t.a.fails(item), item.unknown)
        case ir.If():
            return _choice(t, op)
        case ir.Known():
            return Truth(t.a.is_known(t.known(op.operand)))
        case ir.Round():
            return _rounded(t, op, origin)
        case ir.WholeCount():
            by_zero = t.reason("division by zero", origin)
            return t.a.whole_times(t.number(op.amount), t.number(op.size), op.started, by_zero)
        case ir.Shared():
            return splits.shared(t, op)
        case ir.Compound():
            return _compound(t, op)
        case ir.Bands():
            return bands(t, op, value.id, origin)
        case ir.Interpolate():
            return interpolate(t, op, origin)
        case ir.ByName():
            return by_name(t, op, origin)
        case ir.DaysBetween():
            return t.a.sub(t.number(op.end), t.number(op.start))
        case ir.Part():
            parts = t.now[op.of]
            assert not isinstance(parts, Num | Truth)
            if op.name not in parts:
                raise NotForKernelError(f"what a program asks of a duty or a milestone: {op.name}")
            return parts[op.name]
        case _:
            return _with_memory(t, value)


def _with_memory(t: Translator, value: ir.Value) -> Result:
    """Return the result of an operation that depends on earlier periods."""
    op, origin = value.op, value.origin
    key = str(value.id)
    match op:
        case ir.Earlier():
            return states.earlier(t, op, key, origin)
        case ir.TotalBefore():
            return states.total_before(t, op, key)
        case ir.WindowOf():
            return states.window_of(t, op, key, origin)
        case ir.Consecutive():
            return states.consecutive(t, op, key)
        case ir.InLast():
            return states.in_last(t, op, key)
        case ir.EverHeld():
            return states.ever_held(t, op, key)
        case ir.Active():
            return states.active(t, op, key)
        case ir.Achievement():
            return duties.achievement(t, op, key, origin)
        case ir.Duty():
            return duties.duty(t, op, key)
        case ir.Settle():
            return settling.settle(t, op, key)
        case ir.SetOff():
            return settling.set_off(t, op, key)
        case ir.BalanceStart():
            return limits.balance_start(t, op, key)
        case ir.Movements():
            return limits.movements(t, op, key)
        case ir.Limited():
            return limits.limited(t, op)
        case _:
            raise NotForKernelError(
                _SPOKEN.get(type(op), "a figure that is known only as it happens")
            )


_SPOKEN: dict[type, str] = {
    ir.AtPlace: "the value at a place among several",
    ir.Audited: "an audit",
    ir.EachRow: "a block `for each row`",
    ir.EdgeDay: "the first or last day of a period that varies",
    ir.EventAmount: "the amount of an event",
    ir.EventCount: "how often an event happened",
    ir.EventDay: "the day of an event that varies",
    ir.EventHappened: "an event that happens for some only",
    ir.EventOutcome: "the outcome of an event",
    ir.FirstDayAfter: "a day of the week or year after a day that varies",
    ir.FromDate: "whether a day that varies has come",
    ir.FullBetween: "a count of full months or years between days",
    ir.InMonth: "the month of a day that varies",
    ir.ShiftDay: "a day counted from a day that varies",
}


def _in_force(t: Translator, op: ir.ParameterInput, origin: int) -> Num | Truth:
    """Return the value that is in force in the running period."""
    found: Num | Truth | None = None
    started: list[bool] = []
    for day, id in sorted(op.values, key=lambda each: -1 if each[0] is None else each[0]):
        begun = [day is None or day <= period.end for period in t.periods]
        value = t.known(id)
        if found is None:
            found, started = value, begun
        elif isinstance(found, Num) and isinstance(value, Num):
            found = t.a.choose(t.holds_in(begun), value, found)
        else:
            found = t.a.choose_truth(t.holds_in(begun), t.truth_of(value), t.truth_of(found))
    assert found is not None
    if all(started):
        return found
    none = t.e.select(t.holds_in(started), found.unknown or ZERO, t.reason("not in force", origin))
    if isinstance(found, Num):
        return Num(found.n, found.scale, found.over, none)
    return Truth(t.e.both(found.b, t.holds_in(started)), none)


def _extreme(t: Translator, items: Sequence[ir.ValueId], least: bool) -> Num:
    found = t.number(items[0])
    for id in items[1:]:
        other = t.number(id)
        found = t.a.least(found, other) if least else t.a.greatest(found, other)
    return found


def _compare(t: Translator, op: ir.Compare) -> Truth:
    e = t.e
    left, right = t.number(op.left), t.number(op.right)
    a, b = t.a.compared(left, right)
    holds: V
    match op.comparison:
        case Comparison.LESS:
            holds = e.less(a, b)
        case Comparison.AT_MOST:
            holds = e.at_most(a, b)
        case Comparison.MORE:
            holds = e.less(b, a)
        case Comparison.AT_LEAST:
            holds = e.at_most(b, a)
        case Comparison.EQUAL:
            holds = e.equal(a, b)
        case Comparison.DIFFERENT:
            holds = e.opposite(e.equal(a, b))
    unknown = e.joined(left.unknown, right.unknown)
    if unknown is None:
        return Truth(holds)
    holds = e.both(holds, e.equal(unknown, ZERO))
    if t.short_bits:
        # Over a window that begins before the term a comparison does not hold.
        short = e.opposite(e.equal(e.within(unknown, t.short_bits), ZERO))
        unknown = e.select(short, ZERO, unknown)
    return Truth(holds, unknown)


def _choice(t: Translator, op: ir.If) -> Num | Truth:
    e = t.e
    condition, then, otherwise = t.truth(op.condition), t.known(op.then), t.known(op.otherwise)
    if isinstance(then, Truth) or isinstance(otherwise, Truth):
        then, otherwise = t.truth_of(then), t.truth_of(otherwise)
        found: Num | Truth = t.a.choose_truth(condition.b, then, otherwise)
        differ = e.opposite(
            e.either(
                e.both(then.b, otherwise.b), e.both(e.opposite(then.b), e.opposite(otherwise.b))
            )
        )
    else:
        found = t.a.choose(condition.b, then, otherwise)
        differ = e.opposite(e.equal(*t.a.compared(then, otherwise)))
    if condition.unknown is None:
        return found
    # Where the condition is unknown, two equal sides still settle it.
    same = e.both(e.opposite(differ), t.a.is_known(then), t.a.is_known(otherwise))
    in_doubt = e.opposite(e.equal(condition.unknown, ZERO))
    unknown = e.select(in_doubt, e.select(same, ZERO, condition.unknown), found.unknown or ZERO)
    if isinstance(found, Num):
        return Num(found.n, found.scale, found.over, unknown)
    return Truth(e.both(found.b, e.equal(unknown, ZERO)), unknown)


def _rounded(t: Translator, op: ir.Round, origin: int) -> Num:
    operand, unit = t.number(op.operand), t.number(op.unit)
    if unit.n.literal is None or unit.over is not None or unit.unknown is not None:
        raise NotForKernelError("a rounding whose unit varies")
    if unit.n.literal == 0:
        unknown = t.e.joined(operand.unknown, t.reason("division by zero", origin))
        return Num(ZERO, 1, None, unknown)
    return t.a.rounded(operand, abs(Fraction(unit.n.literal, unit.scale)), op.mode)


def _compound(t: Translator, op: ir.Compound) -> Num:
    """Return growth whose factor is the same for every partner."""
    operand, rate, times = (t.number(id) for id in (op.operand, op.rate, op.times))
    literals = (rate.n.literal, times.n.literal)
    if None in literals or rate.unknown or times.unknown or rate.over or times.over:
        raise NotForKernelError("compounding at a rate or for a time that varies")
    assert literals[0] is not None and literals[1] is not None
    factor = 1 + Fraction(literals[0], rate.scale)
    count = Fraction(literals[1], times.scale)
    if count.denominator != 1 or not 0 <= count <= 100:
        raise NotForKernelError("compounding for a time that is not a whole, small number")
    return t.a.by(operand, factor**count.numerator)
