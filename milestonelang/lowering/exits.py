"""Lower what ends the agreement early: its periods, what goes on in a wind-down, what is then paid.

A program is lowered for one course: the agreement runs to its end, or it ends as a notice says. So
everything that an exit changes is known of each period before the program runs.
"""

from fractions import Fraction

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl, expressions as expr
from milestonelang.agreement.exits import exit_named, gives_right
from milestonelang.agreement.versions import ever
from milestonelang.lowering.builder import Place
from milestonelang.lowering.context import Lowering
from milestonelang.lowering.life import is_failing
from milestonelang.primitives.dates import is_weekend, shift
from milestonelang.primitives.periods import Period, periods_between, settlement_periods
from milestonelang.types import (
    Choice,
    Comparison,
    Date,
    Edge,
    Money,
    MonthEnds,
    Percent,
    Portion,
    Truth,
    Type,
    Unit,
)

EXIT_STATES = Choice(("not exercised", "exercised"))


# ---- periods


def periods_of(
    agreement: decl.Agreement, ends: ir.Ending | None
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Return the periods of the term and those of its wind-down.

    The period that holds the Termination Date is the last of the term and ends on that day; the
    wind-down begins with the next one.
    """
    contract = agreement.contract
    if ends is None:
        return settlement_periods(contract), ()
    reached = periods_between(contract, contract.settled, contract.start, ends.day)
    last = records.evolve(reached[-1], last_of_year=True)
    term = (*reached[:-1], last)
    until = _wind_down_ends(agreement, ends, last)
    if until <= last.full_end:
        return term, ()
    longer = periods_between(contract, contract.settled, contract.start, until)
    winding = longer[len(term) :]
    # The years of the wind-down begin anew only where a year does.
    first = records.evolve(winding[0], first_of_year=winding[0].year != last.year)
    return term, (first, *winding[1:])


def _wind_down_ends(agreement: decl.Agreement, ends: ir.Ending, last: Period) -> int:
    """Return the last day of the wind-down; the Termination Date where there is none."""
    leave = exit_named(agreement, ends.exit, ends.received)
    line = None if leave is None else leave.wind_down
    if line is None:
        return ends.day
    if line.until is not None:
        return line.until
    assert line.count is not None and line.unit is not None
    unit = agreement.contract.settled if line.unit is Unit.PERIOD else line.unit
    # Counted from the start of a period, where no month end is in question.
    start = last.full_end + 1
    return shift(start, line.count, unit, MonthEnds.ROLL_BACK, _is_weekday) - 1


def _is_weekday(day: int) -> bool:
    return not is_weekend(day)


# ---- what goes on


def _in_wind_down(lowering: Lowering) -> tuple[decl.WindDownLine, ...]:
    leave = lowering.leaving()
    if leave is None or leave.wind_down is None or not lowering.wind_down:
        return ()
    return leave.wind_down.lines


def _of_payment(line: decl.WindDownLine) -> str | None:
    """Return the payment that a line lets go on, or None."""
    match line:
        case decl.ResidualPayment(of_payment=str() as name):
            return name
        case decl.ResidualPayment(value=expr.PaymentAmount(payment=name, portion=portion)):
            return name if portion is Portion.ENTITLED else None
        case _:
            return None


def _going_on(lowering: Lowering, name: str) -> list[decl.ResidualPayment]:
    return [
        line
        for line in _in_wind_down(lowering)
        if isinstance(line, decl.ResidualPayment) and _of_payment(line) == name
    ]


def goes_on(lowering: Lowering, name: str) -> bool:
    """Return whether a payment goes on in the wind-down, in part or in full."""
    return bool(_going_on(lowering, name))


def is_made(lowering: Lowering, name: str, place: Place) -> ir.ValueId | None:
    """Return whether a payment can be made in the period; None where it can in each."""
    in_term = lowering.in_term(place)
    if in_term is None or not goes_on(lowering, name):
        return in_term
    if not lowering.run_off:
        return None
    winding = lowering.builder.fact(ir.PeriodFact.IN_WIND_DOWN, place)
    return lowering.builder.add(ir.Any((in_term, winding)), Truth(), place)


def in_wind_down(
    lowering: Lowering, declared: decl.Payment, amount: ir.ValueId, steps: list[ir.Step]
) -> ir.ValueId:
    """Return the amount at the share at which it goes on in the wind-down, as one more step."""
    going = _going_on(lowering, declared.name)
    if not going:
        return amount
    builder, place, type = lowering.builder, lowering.place(going[0]), declared.type
    lowering.in_full[declared.name] = amount
    winding = builder.fact(ir.PeriodFact.IN_WIND_DOWN, place)
    own = [line for line in going if (line.payer, line.payee) == (declared.payer, declared.payee)]
    shared = [
        builder.add(ir.ShareOf(_share(lowering, line), amount), type, lowering.place(line))
        for line in own
    ]
    whole = builder.total(shared, type, place)
    result = builder.add(ir.If(winding, whole, amount), type, place)
    steps.append(ir.Step(going[0].id, result, "wind-down", (winding,)))
    return result


def _share(lowering: Lowering, line: decl.ResidualPayment) -> ir.ValueId:
    if line.share is not None:
        return lowering.expression(line.share)
    return lowering.builder.constant(Fraction(1), Percent(), lowering.place(line))


# ---- what becomes of the rest


def at_exit(lowering: Lowering, name: str) -> tuple[ir.AtExit | None, int | None]:
    """Return what the exit makes of a payment's amounts, and the line by which it loses accrued."""
    leave = lowering.leaving()
    if leave is None:
        return None, None
    lines = () if leave.wind_down is None else leave.wind_down.lines
    fates = {
        line.portion: line for line in lines if isinstance(line, decl.Fate) and line.payment == name
    }
    held, unvested, accrued = (fates.get(word) for word in ("held", "unvested", "accrued"))
    found = ir.AtExit(
        held=ir.Fate.RELEASED if held is None else _fate(held),
        unvested=None if unvested is None else _fate(unvested),
        loses_accrued=accrued is not None and _fate(accrued) is ir.Fate.FORFEITED,
    )
    return found, accrued.id if accrued is not None and found.loses_accrued else None


def _fate(line: decl.Fate) -> ir.Fate:
    return ir.Fate.FORFEITED if line.fate == "forfeited" else ir.Fate.RELEASED


# ---- what an exit makes payable


def residuals(lowering: Lowering) -> tuple[ir.ResidualPlan, ...]:
    """Return what the exit makes payable on termination and in each period of the wind-down."""
    leave = lowering.leaving()
    if leave is None:
        return ()
    if lowering.residuals is None:
        lowering.residuals = ()  # what these amounts read of others does not rest on them
        found = [(line, True) for line in leave.payments]
        for line in _in_wind_down(lowering):
            if isinstance(line, decl.ResidualPayment) and not _is_own(lowering, line):
                found.append((line, False))
        lowering.residuals = tuple(_residual(lowering, leave, line, once) for line, once in found)
    return lowering.residuals


def _is_own(lowering: Lowering, line: decl.ResidualPayment) -> bool:
    """Return whether the line lets a payment go on between the parties that it runs between."""
    name = _of_payment(line)
    if name is None:
        return False
    declared = lowering.agreement.get(name, decl.Payment)
    return (line.payer, line.payee) == (declared.payer, declared.payee)


def _residual(
    lowering: Lowering, leave: decl.Exit, line: decl.ResidualPayment, once: bool
) -> ir.ResidualPlan:
    builder, place = lowering.builder, lowering.place(line)
    type: Type = lowering.currency()
    fact = ir.PeriodFact.LAST_OF_TERM if once else ir.PeriodFact.IN_WIND_DOWN
    name = _of_payment(line)
    if name is not None:
        type = lowering.agreement.get(name, decl.Payment).type
        entitled = lowering.payment_amount(name)
        of = entitled if once else lowering.in_full[name]
        amount = builder.add(ir.ShareOf(_share(lowering, line), of), type, place)
    else:
        assert line.value is not None
        amount = lowering.expression(line.value)
    amount = builder.only(builder.fact(fact, place), amount, type, place)
    rounding = lowering.rounding(type)
    if rounding is not None:
        amount = builder.rounded(amount, *rounding, type, place)
    return ir.ResidualPlan(
        origin=line.id,
        exit=leave.name,
        payment=name or "",
        payer=line.payer,
        payee=line.payee,
        amount=amount,
        once=once,
        in_money=isinstance(type, Money),
    )


# ---- notices


def is_exercised(lowering: Lowering, name: str, place: Place) -> ir.ValueId:
    """Return whether the agreement ends by the exit, and the notice can no longer be cured."""
    builder, ends = lowering.builder, lowering.ends
    if ends is None or ends.exit != name:
        return builder.constant(False, Truth(), place)
    today = builder.add(ir.EdgeDay(Edge.LAST, Unit.PERIOD), Date(), place)
    day = builder.constant(ends.exercised, Date(), place)
    return builder.add(ir.Compare(today, Comparison.AT_LEAST, day), Truth(), place)


def exit_state(lowering: Lowering) -> None:
    """Add the state of the exit that ends the agreement, under its name."""
    leave = lowering.leaving()
    if leave is None or not isinstance(lowering.agreement.declarations[leave.name], decl.Exit):
        return
    builder, place = lowering.builder, lowering.place(leave)
    before, after = (builder.constant(word, EXIT_STATES, place) for word in EXIT_STATES.values)
    exercised = is_exercised(lowering, leave.name, place)
    state = ir.If(exercised, after, before)
    lowering.named[leave.name] = builder.add(state, EXIT_STATES, place, leave.name)


def exit_plans(lowering: Lowering) -> tuple[ir.ExitPlan, ...]:
    """Return what notices under each exit are judged by."""
    found = []
    for leave in ever(lowering.agreement, decl.Exit):
        grounds = leave.grounds
        is_any = isinstance(grounds, expr.AnyOf)
        nodes: tuple[expr.Expr, ...] = () if grounds is None else (grounds,)
        if isinstance(grounds, expr.AnyOf | expr.AllOf):
            nodes = grounds.conditions
        parts = tuple((int(node.id), lowering.expression(node)) for node in nodes)
        found.append(
            ir.ExitPlan(
                exit=leave.name,
                grounds=_together(lowering, leave, parts, is_any),
                parts=parts,
                is_any=is_any,
                cured_by_paying=_optional(lowering, leave.cured_by_paying),
                cured_when=_optional(lowering, leave.cured_when),
                origin=leave.id,
            )
        )
    for duty in filter(gives_right, ever(lowering.agreement, decl.Obligation)):
        failing = is_failing(lowering, duty.name, lowering.place(duty))
        parts = ((int(duty.id), failing),)
        found.append(ir.ExitPlan(duty.name, failing, parts, False, None, None, duty.id))
    return tuple(found)


def _together(
    lowering: Lowering, leave: decl.Exit, parts: tuple[tuple[int, ir.ValueId], ...], is_any: bool
) -> ir.ValueId | None:
    """Return whether the grounds hold; None where none are needed."""
    if not parts:
        return None
    items = tuple(id for _, id in parts)
    op: ir.Op = ir.Any(items) if is_any else ir.All(items)
    return lowering.builder.add(op, Truth(), lowering.place(leave))


def _optional(lowering: Lowering, node: expr.Expr | None) -> ir.ValueId | None:
    return None if node is None else lowering.expression(node)
