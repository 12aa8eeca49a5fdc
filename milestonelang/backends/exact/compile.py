"""Choose, once for each value, the function that computes it."""

from typing import assert_never

from milestonelang import ir
from milestonelang.backends.exact import (
    arithmetic,
    audits,
    balances,
    calendar,
    duties,
    inputs,
    limits,
    milestones,
    rows,
    set_off,
    settlement,
    settling_rows,
    sharing,
    tables,
    triggers,
    windows,
)
from milestonelang.backends.exact.frame import Calendar, Compiled

_Input = (
    ir.Constant
    | ir.MetricInput
    | ir.QueryInput
    | ir.ParameterInput
    | ir.EventHappened
    | ir.EventDay
    | ir.EventAmount
    | ir.EventCount
    | ir.EventOutcome
    | ir.OfPeriod
    | ir.AtPlace
    | ir.InMonth
    | ir.FromDate
    | ir.EdgeDay
    | ir.NotRun
)
_Exact = (
    ir.Add
    | ir.Negate
    | ir.Multiply
    | ir.Divide
    | ir.ShareOf
    | ir.LessShare
    | ir.Least
    | ir.Greatest
    | ir.Compare
    | ir.All
    | ir.Any
    | ir.Not
    | ir.If
    | ir.Known
    | ir.Round
    | ir.WholeCount
    | ir.Compound
    | ir.Bands
    | ir.Interpolate
    | ir.ByName
    | ir.DaysBetween
    | ir.FullBetween
    | ir.ShiftDay
    | ir.FirstDayAfter
    | ir.Part
)
_State = (
    ir.Earlier
    | ir.TotalBefore
    | ir.WindowOf
    | ir.Consecutive
    | ir.InLast
    | ir.EverHeld
    | ir.Active
    | ir.Achievement
    | ir.Duty
    | ir.Audited
    | ir.Settle
    | ir.SetOff
    | ir.BalanceStart
    | ir.Movements
    | ir.Limited
    | ir.Shared
)


def compile_value(value: ir.Value, days: Calendar) -> Compiled:
    """Return what computes *value*, by its operation alone."""
    op, origin = value.op, value.origin
    if isinstance(op, ir.EachRow):
        return rows.each_row(op, days, compile_value)
    if isinstance(op, ir.SettleRows):
        return settling_rows.settle_rows(op, days, compile_value)
    if isinstance(op, ir.RowCell | ir.Around | ir.RowsBefore):
        raise AssertionError(f"{type(op).__name__} stands in the program of a row")
    if isinstance(op, _Input):
        return _input(op, origin, days)
    if isinstance(op, _Exact):
        return _exact(op, origin, days)
    return _state(op, origin, days)


def _input(op: _Input, origin: int, days: Calendar) -> Compiled:
    match op:
        case ir.Constant():
            return inputs.constant(op)
        case ir.MetricInput():
            return inputs.metric(op)
        case ir.QueryInput():
            return inputs.query(op)
        case ir.ParameterInput():
            return inputs.parameter(op, origin, days)
        case ir.EventHappened():
            return inputs.event_happened(op)
        case ir.EventDay():
            return inputs.event_day(op)
        case ir.EventAmount():
            return inputs.event_amount(op)
        case ir.EventCount():
            return inputs.event_count(op)
        case ir.EventOutcome():
            return inputs.event_outcome(op, days)
        case ir.OfPeriod():
            return calendar.of_period(op, days)
        case ir.AtPlace():
            return calendar.at_place(op, days)
        case ir.InMonth():
            return calendar.in_month(op, days)
        case ir.FromDate():
            return calendar.from_date(op, days)
        case ir.EdgeDay():
            return calendar.edge_day(op, days)
        case ir.NotRun():
            return inputs.not_run(op)
        case _:
            assert_never(op)


def _exact(op: _Exact, origin: int, days: Calendar) -> Compiled:
    match op:
        case ir.Add():
            return arithmetic.add(op)
        case ir.Negate():
            return arithmetic.negate(op)
        case ir.Multiply():
            return arithmetic.multiply(op)
        case ir.Divide():
            return arithmetic.divide(op, origin)
        case ir.ShareOf():
            return arithmetic.share_of(op)
        case ir.LessShare():
            return arithmetic.less_share(op)
        case ir.Least():
            return arithmetic.least(op)
        case ir.Greatest():
            return arithmetic.greatest(op)
        case ir.Compare():
            return arithmetic.compare(op)
        case ir.All():
            return arithmetic.all_of(op)
        case ir.Any():
            return arithmetic.any_of(op)
        case ir.Not():
            return arithmetic.negation(op)
        case ir.If():
            return arithmetic.choice(op)
        case ir.Known():
            return arithmetic.known(op)
        case ir.Round():
            return arithmetic.rounded(op, origin)
        case ir.WholeCount():
            return arithmetic.whole_count(op, origin)
        case ir.Compound():
            return arithmetic.compound(op, origin)
        case ir.Bands():
            return tables.bands(op, origin)
        case ir.Interpolate():
            return tables.interpolate(op, origin)
        case ir.ByName():
            return tables.by_name(op, origin)
        case ir.DaysBetween():
            return calendar.days_between(op)
        case ir.FullBetween():
            return calendar.full_between(op, days)
        case ir.ShiftDay():
            return calendar.shift_day(op, origin, days)
        case ir.FirstDayAfter():
            return calendar.first_day_after(op, origin)
        case ir.Part():
            return arithmetic.part(op)
        case _:
            assert_never(op)


def _state(op: _State, origin: int, days: Calendar) -> Compiled:
    match op:
        case ir.Earlier():
            return windows.earlier(op, origin)
        case ir.TotalBefore():
            return windows.total_before(op, days)
        case ir.WindowOf():
            return windows.window_of(op, origin, days)
        case ir.Consecutive():
            return windows.consecutive(op)
        case ir.InLast():
            return windows.in_last(op)
        case ir.EverHeld():
            return windows.ever_held(op)
        case ir.Active():
            return triggers.active(op)
        case ir.Achievement():
            return milestones.achievement(op, origin, days)
        case ir.Duty():
            return duties.duty(op, days)
        case ir.Audited():
            return audits.audited(op)
        case ir.Settle():
            return settlement.settle(op, days)
        case ir.SetOff():
            return set_off.set_off(op, days)
        case ir.BalanceStart():
            return balances.start(op)
        case ir.Movements():
            return balances.movements(op, days)
        case ir.Limited():
            return limits.limited(op, days)
        case ir.Shared():
            return sharing.shared(op, origin)
        case _:
            assert_never(op)
