"""Lower the steps of payments and of metrics: each takes an amount and gives an amount."""

from fractions import Fraction
from typing import assert_never

from milestonelang import ir
from milestonelang.agreement import lines
from milestonelang.lowering.builder import NO_VALUE, Place
from milestonelang.lowering.context import Frame, Lowering, is_whole_period, prorate
from milestonelang.lowering.named import balance_start
from milestonelang.lowering.tables import apply_table
from milestonelang.types import Comparison, Number, Truth, Type, Unit

_WINDOWS = {
    lines.Accumulation.MONTHLY: Unit.MONTH,
    lines.Accumulation.QUARTERLY: Unit.QUARTER,
    lines.Accumulation.YEARLY: Unit.YEAR,
    lines.Accumulation.TERM: Unit.TERM,
}


def lower_steps(
    lowering: Lowering, steps: tuple[lines.Step, ...], frame: Frame, start: ir.ValueId = NO_VALUE
) -> tuple[ir.ValueId, list[ir.Step]]:
    """Return the amount after the last step, and the amount after each; *start* before all."""
    amount = start
    trail: list[ir.Step] = []
    for step in steps:
        trail += _step(lowering, step, amount, frame)
        amount = trail[-1].value
    return amount, trail


def _step(lowering: Lowering, step: lines.Step, amount: ir.ValueId, frame: Frame) -> list[ir.Step]:
    builder, place, lower = lowering.builder, lowering.place(step), lowering.expression
    rule = _rule(step)
    detail: tuple[ir.ValueId, ...] = ()
    match step:
        case lines.Amount(value):
            result = lower(value)
        case lines.On():
            return _on(lowering, step, frame)
        case lines.Times(factor):
            detail = (lower(factor),)
            result = builder.add(ir.Multiply(amount, *detail), frame.type, place)
        case lines.DividedBy(divisor):
            detail = (lower(divisor),)
            result = builder.add(ir.Divide(amount, *detail), frame.type, place)
        case lines.Plus():
            return [_plus(lowering, step, amount, frame)]
        case lines.Less():
            return [_less(lowering, step, amount, frame)]
        case lines.PlusFromBalance() | lines.LessFromBalance():
            return [_from_balance(lowering, step, amount, frame)]
        case lines.OnlyIf(condition):
            detail = (lower(condition),)
            zero = builder.zero(frame.type, place)
            result = builder.add(ir.If(detail[0], amount, zero), frame.type, place)
        case lines.OnlyExcess():
            return [_only_excess(lowering, step, amount, frame)]
        case lines.AtMost():
            return [_at_most(lowering, step, amount, frame)]
        case lines.AtLeast():
            return [_at_least(lowering, step, amount, frame)]
        case lines.BelowZeroLine(negative):
            result = amount
            if negative is lines.Negative.CARRIED:
                earlier, keep = builder.kept(frame.type, place, frame.gate)
                whole = builder.add(ir.Add((amount, earlier)), frame.type, place)
                zero = builder.zero(frame.type, place)
                keep(builder.add(ir.Least((whole, zero)), frame.type, place))
                result, detail = builder.at_least_zero(whole, frame.type, place), (earlier,)
        case lines.ProratedByDays():
            result = prorate(lowering, amount, frame.every, frame.type, place)
        case lines.NotProrated():
            result = amount
        case lines.RoundedLine(mode, unit):
            detail = (lower(unit),)
            result = builder.add(ir.Round(amount, detail[0], mode), frame.type, place)
        case lines.ForEachRow():
            return [lowering.each_row(step, frame)]
        case _:
            assert_never(step)
    return [ir.Step(step.id, result, rule, detail)]


def _rule(step: lines.Step) -> str:
    """Return the word under which a statement explains a step."""
    words = {
        lines.Amount: "amount",
        lines.On: "bands",
        lines.Times: "times",
        lines.DividedBy: "divided by",
        lines.Plus: "plus",
        lines.Less: "less",
        lines.PlusFromBalance: "plus from",
        lines.LessFromBalance: "less from",
        lines.OnlyIf: "only if",
        lines.OnlyExcess: "only the excess",
        lines.AtMost: "at most",
        lines.AtLeast: "at least",
        lines.BelowZeroLine: "below zero",
        lines.ProratedByDays: "prorated",
        lines.NotProrated: "not prorated",
        lines.RoundedLine: "rounded",
        lines.ForEachRow: "for each row",
    }
    return words[type(step)]


def _on(lowering: Lowering, step: lines.On, frame: Frame) -> list[ir.Step]:
    """A table on a base; accumulated: on the running total, less what it gave before."""
    builder, place = lowering.builder, lowering.place(step)
    table = step.table
    base = lowering.expression(step.base)
    if step.accumulated is None:
        result = apply_table(lowering, table, base, frame.type, lowering.place(table))
        return [ir.Step(table.id, result, "bands", (base,))]
    window = _WINDOWS[step.accumulated]
    type = step.base.type

    # What ran up before an amendment stays where it was in the bands.
    billed = frame.runs_up

    def counted() -> ir.ValueId:
        return builder.only(billed, increase, type, place)

    before = builder.before(window, type, place, counted)
    if billed is None:
        increase, total = base, builder.add(ir.Add((before, base)), type, place)
    else:
        # A payment made less often counts, when it is made, what ran up since it was last made.
        earlier = builder.before(window, type, place, lambda: base)
        total = builder.add(ir.Add((earlier, base)), type, place)
        increase = builder.minus(total, before, type, place)
    at = lowering.place(table)
    now = apply_table(lowering, table, total, frame.type, at)
    then = apply_table(lowering, table, before, frame.type, at)
    # A window that has only begun owes nothing before, not even for entering the first band.
    first = _first_of(lowering, window, place, frame)
    zero = builder.zero(frame.type, place)
    then = builder.add(ir.If(first, zero, then), frame.type, place)
    result = builder.minus(now, then, frame.type, at)
    return [
        ir.Step(step.id, total, "base", (before, base)),
        ir.Step(table.id, result, "bands", (now, then)),
    ]


def _first_of(lowering: Lowering, window: Unit, place: Place, frame: Frame) -> ir.ValueId:
    """Return whether the payment is made for the first time in the window, or for the first row."""
    builder = lowering.builder
    if frame.of_rows:
        number = Number()
        one = builder.constant(Fraction(1), number, place)
        rows = builder.before(window, number, place, lambda: one)
        none = builder.zero(number, place)
        return builder.add(ir.Compare(rows, Comparison.EQUAL, none), Truth(), place)
    if frame.runs_up is not None:
        gate, number = frame.runs_up, Number()
        one = builder.constant(Fraction(1), number, place)
        made = builder.before(window, number, place, lambda: builder.only(gate, one, number, place))
        return builder.add(
            ir.Compare(made, Comparison.EQUAL, builder.zero(number, place)), Truth(), place
        )
    if window is Unit.TERM:
        return builder.fact(ir.PeriodFact.FIRST_OF_TERM, place)
    if window is Unit.YEAR:
        return builder.fact(ir.PeriodFact.FIRST_OF_YEAR, place)
    return builder.fact(ir.PeriodFact.FIRST_OF_QUARTER, place)


def _plus(lowering: Lowering, step: lines.Plus, amount: ir.ValueId, frame: Frame) -> ir.Step:
    builder, place, lower = lowering.builder, lowering.place(step), lowering.expression
    value = lower(step.value)
    result = builder.add(ir.Add((amount, value)), frame.type, place)
    if step.never_above is None:
        return ir.Step(step.id, result, "plus", (value,))
    bound = lower(step.never_above)
    # Only as far as the bound: an amount that is above it already is left as it is.
    room = builder.add(ir.Greatest((amount, bound)), frame.type, place)
    result = builder.add(ir.Least((result, room)), frame.type, place)
    return ir.Step(step.id, result, "plus", (value, bound))


def _less(lowering: Lowering, step: lines.Less, amount: ir.ValueId, frame: Frame) -> ir.Step:
    builder, place, lower = lowering.builder, lowering.place(step), lowering.expression
    value = lower(step.value)
    detail: tuple[ir.ValueId, ...] = (value,)
    result = builder.minus(amount, value, frame.type, place)
    if step.never_below is not None:
        bound = lower(step.never_below)
        detail = (value, bound)
        room = builder.add(ir.Least((amount, bound)), frame.type, place)
        result = builder.add(ir.Greatest((result, room)), frame.type, place)
    if step.rest_into is not None:
        taken = builder.minus(amount, result, frame.type, place)
        rest = builder.minus(value, taken, frame.type, place)
        put = builder.only(frame.gate, rest, frame.type, place)
        lowering.put.setdefault(step.rest_into, []).append(put)
    return ir.Step(step.id, result, "less", detail)


def _from_balance(
    lowering: Lowering,
    step: lines.PlusFromBalance | lines.LessFromBalance,
    amount: ir.ValueId,
    frame: Frame,
) -> ir.Step:
    builder, place = lowering.builder, lowering.place(step)
    balance = step.balance
    start = balance_start(lowering, balance)
    earlier = builder.total(lowering.taken.get(balance, []), frame.type, place)
    there = builder.minus(start, earlier, frame.type, place)
    taken = builder.at_least_zero(there, frame.type, place)
    bound: tuple[ir.ValueId, ...] = ()
    if isinstance(step, lines.LessFromBalance):
        reached = amount
        if step.never_below is not None:
            bound = (lowering.expression(step.never_below),)
            reached = builder.minus(amount, *bound, frame.type, place)
        reach = builder.at_least_zero(reached, frame.type, place)
        taken = builder.add(ir.Least((taken, reach)), frame.type, place)
    taken = builder.only(frame.gate, taken, frame.type, place)
    lowering.taken.setdefault(balance, []).append(taken)
    if isinstance(step, lines.LessFromBalance):
        result = builder.minus(amount, taken, frame.type, place)
        return ir.Step(step.id, result, "less from", (taken, *bound))
    result = builder.add(ir.Add((amount, taken)), frame.type, place)
    return ir.Step(step.id, result, "plus from", (taken,))


def _only_excess(
    lowering: Lowering, step: lines.OnlyExcess, amount: ir.ValueId, frame: Frame
) -> ir.Step:
    builder, place, type = lowering.builder, lowering.place(step), frame.type
    over = lowering.expression(step.over)
    if is_whole_period(step.window, frame.every, lowering.agreement.contract.settled):
        result = builder.at_least_zero(builder.minus(amount, over, type, place), type, place)
        return ir.Step(step.id, result, "only the excess", (over,))
    counted = builder.only(frame.gate, amount, type, place)
    before = builder.before(step.window, type, place, lambda: counted)
    total = builder.add(ir.Add((before, amount)), type, place)
    now = builder.at_least_zero(builder.minus(total, over, type, place), type, place)
    then = builder.at_least_zero(builder.minus(before, over, type, place), type, place)
    result = builder.minus(now, then, type, place)
    return ir.Step(step.id, result, "only the excess", (over, before))


def _rounded(lowering: Lowering, id: ir.ValueId, type: Type, place: Place) -> ir.ValueId:
    rounding = lowering.rounding(type)
    return id if rounding is None else lowering.builder.rounded(id, *rounding, type, place)


def _counted(lowering: Lowering, frame: Frame, id: ir.ValueId, place: Place) -> ir.ValueId:
    """Return what counts towards a maximum or minimum: before an amendment what was paid then."""
    if frame.before is None or frame.gate is None:
        return lowering.builder.only(frame.gate, id, frame.type, place)
    return lowering.builder.add(ir.If(frame.gate, id, frame.before), frame.type, place)


def _at_most(lowering: Lowering, step: lines.AtMost, amount: ir.ValueId, frame: Frame) -> ir.Step:
    builder, place, type = lowering.builder, lowering.place(step), frame.type
    limit = lowering.expression(step.limit)
    keep = None
    if step.overflow is lines.Overflow.CARRIED:
        carried, keep = builder.kept(type, place, frame.gate)
        amount = builder.add(ir.Add((amount, carried)), type, place)
    if is_whole_period(step.window, frame.every, lowering.agreement.contract.settled):
        room = limit
        result = builder.add(ir.Least((amount, room)), type, place)
        detail: tuple[ir.ValueId, ...] = (limit,)
    else:
        let: list[ir.ValueId] = []
        before = builder.before(
            step.window, type, place, lambda: _counted(lowering, frame, let[0], place)
        )
        # A negative amount passes, and what it takes away gives room back.
        left = builder.minus(limit, before, type, place)
        room = builder.at_least_zero(left, type, place)
        result = builder.add(ir.Least((amount, room)), type, place)
        result = _rounded(lowering, result, type, place)
        let.append(result)
        detail = (limit, before, room)
    if step.overflow is not lines.Overflow.LOST:
        excess = builder.at_least_zero(builder.minus(amount, room, type, place), type, place)
        if keep is not None:
            keep(excess)
        elif step.balance is not None:
            put = builder.only(frame.gate, excess, type, place)
            lowering.put.setdefault(step.balance, []).append(put)
    return ir.Step(step.id, result, "at most", detail)


def _at_least(lowering: Lowering, step: lines.AtLeast, amount: ir.ValueId, frame: Frame) -> ir.Step:
    builder, place, type = lowering.builder, lowering.place(step), frame.type
    minimum = lowering.expression(step.minimum)
    if is_whole_period(step.window, frame.every, lowering.agreement.contract.settled):
        result = raised = builder.add(ir.Greatest((amount, minimum)), type, place)
        detail: tuple[ir.ValueId, ...] = (minimum,)
    else:
        let: list[ir.ValueId] = []
        before = builder.before(
            step.window, type, place, lambda: _counted(lowering, frame, let[0], place)
        )
        target = builder.minus(minimum, before, type, place)
        raised = builder.add(ir.Greatest((amount, target)), type, place)
        last = lowering.end_of(step.window, place)
        if last is not None:
            raised = builder.add(ir.If(last, raised, amount), type, place)
        result = _rounded(lowering, raised, type, place)
        let.append(result)
        detail = (minimum, before)
    if step.shortfall_into is not None:
        # What rounding adds is no shortfall.
        raise_ = builder.minus(raised, amount, type, place)
        put = builder.only(frame.gate, raise_, type, place)
        lowering.put.setdefault(step.shortfall_into, []).append(put)
    return ir.Step(step.id, result, "at least", detail)
