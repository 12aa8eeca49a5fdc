"""Lower expressions: each becomes the values it stands for."""

from typing import assert_never

from milestonelang import ir
from milestonelang.agreement import declarations as decl, expressions as expr
from milestonelang.lowering.builder import NO_VALUE, Place
from milestonelang.lowering.context import Lowering, prorate
from milestonelang.lowering.exits import is_exercised
from milestonelang.lowering.life import milestone, obligation, trigger
from milestonelang.lowering.named import (
    balance_end,
    balance_start,
    baseline,
    metric,
    parameter,
    segment,
)
from milestonelang.lowering.parties import paid
from milestonelang.lowering.splits import share_of
from milestonelang.lowering.tables import apply_table
from milestonelang.types import Comparison, Edge, Portion, Truth, Unit


def lower_expression(lowering: Lowering, node: expr.Expr) -> ir.ValueId:
    """Return the value of *node*."""
    match node:
        case (
            expr.Literal()
            | expr.MetricValue()
            | expr.ParameterValue()
            | expr.SegmentValue()
            | expr.PaymentAmount()
            | expr.BalanceAmount()
            | expr.SplitShare()
            | expr.Baseline()
        ):
            return _named(lowering, node)
        case (
            expr.EventTruth()
            | expr.EventOutcome()
            | expr.EventDate()
            | expr.EventAmount()
            | expr.EventCount()
            | expr.InState()
        ):
            return _happened(lowering, node)
        case (
            expr.Compare()
            | expr.OneOf()
            | expr.AllOf()
            | expr.AnyOf()
            | expr.Not()
            | expr.IsKnown()
        ):
            return _condition(lowering, node)
        case (
            expr.Earlier()
            | expr.WindowOf()
            | expr.Consecutive()
            | expr.InLast()
            | expr.AnyTime()
            | expr.AtPlace()
            | expr.InMonth()
            | expr.FromDate()
            | expr.Growth()
        ):
            return _over_time(lowering, node)
        case (
            expr.DaysBetween()
            | expr.FullBetween()
            | expr.ShiftedDate()
            | expr.FirstDayAfter()
            | expr.EdgeOf()
        ):
            return _day(lowering, node)
        case expr.RowAggregate():
            return lowering.builder.add(ir.QueryInput(node.id), node.type, lowering.place(node))
        case expr.ColumnValue() | expr.RunningColumn() | expr.AppearsIn() | expr.Broken():
            raise AssertionError(f"{node.__class__.__name__} has no value in a period")
        case _:
            return _arithmetic(lowering, node)


_Named = (
    expr.Literal
    | expr.MetricValue
    | expr.ParameterValue
    | expr.SegmentValue
    | expr.PaymentAmount
    | expr.BalanceAmount
    | expr.SplitShare
    | expr.Baseline
)


def _named(lowering: Lowering, node: _Named) -> ir.ValueId:
    place = lowering.place(node)
    match node:
        case expr.Literal():
            return lowering.builder.constant(node.value, node.type, place)
        case expr.MetricValue():
            return metric(lowering, node.metric)
        case expr.ParameterValue():
            return parameter(lowering, node.parameter)
        case expr.SegmentValue():
            return segment(lowering, node.segment)
        case expr.PaymentAmount():
            if node.portion is Portion.ENTITLED:
                return lowering.payment_amount(node.payment)
            if node.portion is Portion.HELD:
                return lowering.payment_parts(node.payment).held
            return paid(lowering, node.payment)
        case expr.BalanceAmount():
            of = balance_end if node.at_end else balance_start
            return of(lowering, node.balance)
        case expr.SplitShare():
            return share_of(lowering, node.split, node.party)
        case expr.Baseline():
            return baseline(lowering, node.metric)
        case _:
            assert_never(node)


_Happened = (
    expr.EventTruth
    | expr.EventOutcome
    | expr.EventDate
    | expr.EventAmount
    | expr.EventCount
    | expr.InState
)


def _outcome(event: decl.Event) -> ir.EventOutcome:
    """Return what is read of an event that is decided, or that counts as something until it is."""
    # Until its time is over, what is merely reported has happened or it has not.
    is_fact = not event.outcomes and event.decided_by is None
    before = event.until_then
    if before is None:
        before = False if is_fact else event.otherwise
    if event.within is None or event.within[2] is None or event.otherwise is None:
        return ir.EventOutcome(event.name, before)
    count, unit, since = event.within
    return ir.EventOutcome(event.name, before, event.otherwise, (count, unit), since)


def _happened(lowering: Lowering, node: _Happened) -> ir.ValueId:
    builder, place = lowering.builder, lowering.place(node)
    match node:
        case expr.EventTruth():
            event = lowering.agreement.get(node.event, decl.Event)
            has_default = event.until_then is not None or event.otherwise is not None
            if not event.outcomes and (event.decided_by is not None or has_default):
                return builder.add(_outcome(event), node.type, place)
            return builder.add(ir.EventHappened(node.event), node.type, place)
        case expr.EventOutcome():
            event = lowering.agreement.get(node.event, decl.Event)
            return builder.add(_outcome(event), node.type, place)
        case expr.EventDate():
            return builder.add(ir.EventDay(node.event), node.type, place)
        case expr.EventAmount():
            return builder.add(ir.EventAmount(node.event), node.type, place)
        case expr.EventCount():
            return builder.add(ir.EventCount(node.event), node.type, place)
        case expr.InState():
            return _state(lowering, node, place)
        case _:
            assert_never(node)


def _state(lowering: Lowering, node: expr.InState, place: Place) -> ir.ValueId:
    builder = lowering.builder
    match node.subject:
        case expr.Subject.TRIGGER:
            active = trigger(lowering, node.name)
            if node.state == "active":
                return active
            return builder.add(ir.Not(active), Truth(), place)
        case expr.Subject.MILESTONE:
            return builder.is_(milestone(lowering, node.name).state, node.state, place)
        case expr.Subject.OBLIGATION:
            return builder.is_(obligation(lowering, node.name), node.state, place)
        case expr.Subject.EXIT:
            return is_exercised(lowering, node.name, place)
        case _:
            assert_never(node.subject)


_Condition = expr.Compare | expr.OneOf | expr.AllOf | expr.AnyOf | expr.Not | expr.IsKnown


def _condition(lowering: Lowering, node: _Condition) -> ir.ValueId:
    builder, place, lower = lowering.builder, lowering.place(node), lowering.expression
    match node:
        case expr.Compare():
            op = ir.Compare(lower(node.left), node.comparison, lower(node.right))
            return builder.add(op, Truth(), place)
        case expr.OneOf():
            operand = lower(node.operand)
            items = tuple(
                builder.add(ir.Compare(operand, Comparison.EQUAL, lower(item)), Truth(), place)
                for item in node.values
            )
            return builder.add(ir.Any(items), Truth(), place)
        case expr.AllOf():
            items = tuple(lower(item) for item in node.conditions)
            return builder.add(ir.All(items), Truth(), place)
        case expr.AnyOf():
            items = tuple(lower(item) for item in node.conditions)
            return builder.add(ir.Any(items), Truth(), place)
        case expr.Not():
            return builder.add(ir.Not(lower(node.condition)), Truth(), place)
        case expr.IsKnown():
            return builder.add(ir.Known(lower(node.operand)), Truth(), place)
        case _:
            assert_never(node)


_OverTime = (
    expr.Earlier
    | expr.WindowOf
    | expr.Consecutive
    | expr.InLast
    | expr.AnyTime
    | expr.AtPlace
    | expr.InMonth
    | expr.FromDate
    | expr.Growth
)


def _over_time(lowering: Lowering, node: _OverTime) -> ir.ValueId:
    builder, place, lower = lowering.builder, lowering.place(node), lowering.expression
    match node:
        case expr.Earlier():
            return _earlier(lowering, node.operand, node.periods, node.baseline, place)
        case expr.Growth():
            now = lower(node.operand)
            then = _earlier(lowering, node.operand, node.periods, node.baseline, place)
            change = builder.minus(now, then, node.operand.type, place)
            return builder.add(ir.Divide(change, then), node.type, place)
        case expr.WindowOf():
            window = ir.WindowOf(
                node.aggregate,
                lower(node.operand),
                node.kind,
                node.periods,
                node.as_many_as_there_are,
            )
            return builder.add(window, node.type, place)
        case expr.Consecutive():
            op: ir.Op = ir.Consecutive(lower(node.condition), node.periods)
        case expr.InLast():
            op = ir.InLast(lower(node.condition), node.times, node.periods)
        case expr.AnyTime():
            op = ir.EverHeld(lower(node.condition))
        case expr.AtPlace():
            op = ir.AtPlace(node.edge, node.unit, node.of)
        case expr.InMonth():
            op = ir.InMonth(node.month)
        case expr.FromDate():
            op = ir.FromDate(node.date)
        case _:
            assert_never(node)
    return builder.add(op, Truth(), place)


def _earlier(
    lowering: Lowering,
    operand: expr.Expr,
    periods: int,
    start: expr.Expr | None,
    place: Place,
) -> ir.ValueId:
    before = None if start is None else lowering.expression(start)
    op = ir.Earlier(NO_VALUE, periods, before)
    return lowering.builder.fed(op, operand.type, place, lambda: lowering.expression(operand))


_Day = expr.DaysBetween | expr.FullBetween | expr.ShiftedDate | expr.FirstDayAfter | expr.EdgeOf


def _day(lowering: Lowering, node: _Day) -> ir.ValueId:
    lower = lowering.expression
    match node:
        case expr.DaysBetween():
            op: ir.Op = ir.DaysBetween(lower(node.start), lower(node.end))
        case expr.FullBetween():
            op = ir.FullBetween(node.unit, lower(node.start), lower(node.end))
        case expr.ShiftedDate():
            op = ir.ShiftDay(lower(node.base), node.count, node.unit)
        case expr.FirstDayAfter():
            op = ir.FirstDayAfter(node.day, node.month, lower(node.base))
        case expr.EdgeOf(edge=Edge.LAST, unit=Unit.TERM):
            return _end_of_term(lowering, node)
        case expr.EdgeOf():
            op = ir.EdgeDay(node.edge, node.unit)
        case _:
            assert_never(node)
    return lowering.builder.add(op, node.type, lowering.place(node))


def _end_of_term(lowering: Lowering, node: expr.EdgeOf) -> ir.ValueId:
    """Return the last day of the term as it stands in the period: a renewal moves it later on."""
    builder, place = lowering.builder, lowering.place(node)
    end = builder.add(ir.EdgeDay(node.edge, node.unit), node.type, place)
    last = lowering.agreement.contract.end if lowering.ends is None else lowering.ends.day
    for before in reversed(lowering.agreement.contract.ended_before):
        if before < last:
            moved = builder.add(ir.FromDate(before + 1), Truth(), place)
            day = builder.constant(before, node.type, place)
            end = builder.add(ir.If(moved, end, day), node.type, place)
    return end


_Arithmetic = (
    expr.Add
    | expr.Subtract
    | expr.Negate
    | expr.Multiply
    | expr.Divide
    | expr.ShareOf
    | expr.ExtremeOf
    | expr.Excess
    | expr.WholeCount
    | expr.Choose
    | expr.Rounded
    | expr.Prorated
    | expr.Compounded
    | expr.ApplySchedule
    | expr.Converted
)


def _arithmetic(lowering: Lowering, node: _Arithmetic) -> ir.ValueId:
    builder, place, lower = lowering.builder, lowering.place(node), lowering.expression
    match node:
        case expr.Add():
            op: ir.Op = ir.Add(tuple(lower(term) for term in node.terms))
        case expr.Subtract():
            return builder.minus(lower(node.left), lower(node.right), node.type, place)
        case expr.Negate():
            op = ir.Negate(lower(node.operand))
        case expr.Multiply():
            op = ir.Multiply(lower(node.left), lower(node.right))
        case expr.Converted():
            op = ir.Multiply(lower(node.operand), lower(node.rate))
        case expr.Divide():
            op = ir.Divide(lower(node.left), lower(node.right))
        case expr.ShareOf():
            op = ir.ShareOf(lower(node.share), lower(node.of))
        case expr.ExtremeOf():
            items = tuple(lower(item) for item in node.items)
            least = node.which in (expr.Extreme.LESSER, expr.Extreme.EARLIER)
            op = ir.Least(items) if least else ir.Greatest(items)
        case expr.Excess():
            difference = builder.minus(lower(node.amount), lower(node.over), node.type, place)
            return builder.at_least_zero(difference, node.type, place)
        case expr.WholeCount():
            op = ir.WholeCount(lower(node.size), lower(node.amount), node.started)
        case expr.Choose():
            op = ir.If(lower(node.condition), lower(node.then), lower(node.otherwise))
        case expr.Rounded():
            op = ir.Round(lower(node.operand), lower(node.unit), node.mode)
        case expr.Prorated():
            return prorate(lowering, lower(node.operand), node.every, node.type, place)
        case expr.Compounded():
            op = ir.Compound(lower(node.operand), lower(node.rate), lower(node.times))
        case expr.ApplySchedule():
            schedule = lowering.agreement.get(node.schedule, decl.Schedule)
            return apply_table(
                lowering, schedule.table, lower(node.argument), schedule.codomain, place
            )
        case _:
            assert_never(node)
    return builder.add(op, node.type, place)
