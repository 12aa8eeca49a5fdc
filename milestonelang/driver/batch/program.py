"""An agreement made ready for many partners: its program, its kernel, and its exact evaluator.

In: a checked agreement, what is set for the run, and which figures and parameters the data brings.
Out: a `Ready`: the kernel where one can be made, else why not; whoever has no kernel is computed by
`exact`. Promised: both say the same of every partner, to the cent and to the reason.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from milestonelang import ir, records
from milestonelang.agreement import declarations as decl
from milestonelang.backends.batch.form import NotForKernelError
from milestonelang.backends.batch.plan import make_plan
from milestonelang.backends.batch.translate import Column, Plan, Reasons, Why
from milestonelang.backends.exact import values as exact
from milestonelang.backends.exact.run import Machine
from milestonelang.primitives.currencies import minor_units
from milestonelang.types import Choice, Count, Date, Duration, Money, Percent, Truth, Type

_LARGEST = 1 << 42
_SMALLEST = 1 << 30
# What no data touches where no event is told, no row given and nothing waived. Whatever is not
# among these, an operation that is yet to come too, is never taken to be the same for everybody.
_SAME_FOR_ALL = (
    *(ir.Constant, ir.ParameterInput, ir.EventHappened, ir.EventDay, ir.EventAmount),
    *(ir.EventCount, ir.EventOutcome, ir.OfPeriod, ir.AtPlace, ir.InMonth, ir.FromDate),
    *(ir.EdgeDay, ir.Add, ir.Negate, ir.Multiply, ir.Divide, ir.ShareOf, ir.LessShare, ir.Least),
    *(ir.Greatest, ir.Compare, ir.All, ir.Any, ir.Not, ir.If, ir.Known, ir.Round, ir.WholeCount),
    *(ir.Compound, ir.Bands, ir.Interpolate, ir.ByName, ir.DaysBetween, ir.FullBetween),
    *(ir.ShiftDay, ir.FirstDayAfter, ir.Earlier, ir.TotalBefore, ir.WindowOf, ir.Consecutive),
    *(ir.InLast, ir.EverHeld, ir.Active, ir.Achievement, ir.Duty, ir.Settle, ir.SetOff),
    *(ir.BalanceStart, ir.Movements, ir.Limited, ir.Part, ir.NotRun, ir.Shared),
)
_OF_ROWS = (ir.EachRow, ir.SettleRows, ir.RowCell, ir.Around, ir.RowsBefore)
_REASONS: Mapping[str, Any] = {
    "division by zero": exact.DivisionByZero,
    "before the term": exact.BeforeTerm,
    "not in force": exact.NotInForce,
    "outside the table": exact.OutsideTable,
    "cuts do not rise": exact.CutsNotRising,
    "not achieved": exact.NotAchieved,
}


@records.frozen
class Brought:
    """A figure that the data brings: its name, type and range, and at which scale it stands.

    *over* is the figure that it is to be divided by; *most* how far from nought its numbers come,
    where that is known; *is_whole*: no partner misses it in any period.
    """

    name: str
    type: Type
    scale: int
    low: Fraction | None
    high: Fraction | None
    is_given: bool  # the same in every period
    over: str | None = None
    most: int | None = None
    is_whole: bool = False


@records.frozen(eq=False)
class Ready:
    """A program ready for many partners. *plan* is None where no kernel can be made: *why_not*."""

    program: ir.Program
    machine: Machine
    static: Mapping[ir.ValueId, Sequence[object]]
    names: tuple[str, ...]
    wanted: tuple[ir.ValueId, ...]
    length: int
    columns: Mapping[str, Column]
    plan: Plan | None
    why_not: str
    whole: frozenset[str] = frozenset()


def vary(program: ir.Program, names: Sequence[str]) -> ir.Program:
    """Return the program in which these parameters are figures that the data brings."""
    ids = {program.named[name]: name for name in names if name in program.named}
    values = tuple(
        records.evolve(value, op=ir.MetricInput(ids[value.id])) if value.id in ids else value
        for value in program.values
    )
    return records.evolve(program, values=values)


def make_ready(
    program: ir.Program,
    brought: Sequence[Brought],
    wanted: Sequence[ir.ValueId],
    length: int | None = None,
    events: Mapping[str, tuple[ir.Happening, ...]] | None = None,
) -> Ready:
    """Return *program* with its kernel, for its first *length* periods, after these *events*."""
    machine = Machine(program)
    static = static_results(program, machine, events or {})
    names = _names(brought)
    length = len(program.periods) if length is None else length
    bound = _LARGEST
    happened = {
        name: sorted(row.day for row in rows) for name, rows in (events or {}).items() if rows
    }
    plan: Plan | None = None
    why_not = ""
    while True:
        columns = {item.name: _column(item, bound) for item in brought}
        try:
            plan = make_plan(
                *(program, static, columns, wanted, is_short, names, length), happened=happened
            )
            break
        except NotForKernelError as error:
            # Where the data says no range, a smaller one may do; whoever exceeds it is exact's.
            open_ended = any(item.low is None for item in brought if _is_amount(item.type))
            if "64 bits" not in str(error) or not open_ended or bound <= _SMALLEST:
                why_not = str(error)
                break
            bound >>= 4
    whole = frozenset(item.name for item in brought if item.is_whole)
    return Ready(
        program, machine, static, names, tuple(wanted), length, columns, plan, why_not, whole
    )


def plan_with_gaps(ready: Ready) -> tuple[Mapping[str, Column], Plan | None]:
    """Return the kernel for partners some of whose figures are missing, where one can be made."""
    columns = {
        name: records.evolve(column, may_miss=not column.is_given and name not in ready.whole)
        for name, column in ready.columns.items()
    }
    try:
        plan = make_plan(
            ready.program,
            ready.static,
            columns,
            ready.wanted,
            is_short,
            ready.names,
            ready.length,
        )
    except NotForKernelError:
        return columns, None
    return columns, plan


def asks_for_rows(program: ir.Program) -> str | None:
    """Return the name of a payment that is computed row by row, where there is one."""
    for plan in program.payments:
        if plan.rows is not None:
            return plan.payment
    if any(isinstance(value.op, _OF_ROWS) for value in program.values):
        return "a block for each row"
    return None


def static_results(
    program: ir.Program,
    machine: Machine,
    events: Mapping[str, tuple[ir.Happening, ...]],
) -> dict[ir.ValueId, list[object]]:
    """Return what every value that no data touches is in each period, after the same *events*."""
    touched: set[ir.ValueId] = set()
    size = -1
    while size != len(touched):
        size = len(touched)
        for value in program.values:
            needs = (*ir.argument_ids(value.op), *ir.feed_ids(value.op))
            if not isinstance(value.op, _SAME_FOR_ALL) or not touched.isdisjoint(needs):
                touched.add(value.id)
    nodes = [value.op.node for value in program.values if isinstance(value.op, ir.QueryInput)]
    nothing = tuple(ir.Missing("", period.label, None, None) for period in program.periods)
    run = machine.run(ir.Inputs({}, dict.fromkeys(nodes, nothing), dict(events)))
    return {
        value.id: [_static(results[value.id]) for results in run.periods]
        for value in program.values
        if value.id not in touched
    }


def _static(result: Any) -> object:
    if isinstance(result, exact.Unknown):
        return Reasons(result.reasons)
    if isinstance(result, Mapping):
        return {name: _static(part) for name, part in result.items()}
    return result


def is_short(reason: object) -> bool:
    """Whether a reason makes a comparison false rather than unknown."""
    if isinstance(reason, Why):
        return reason.kind == "window before the term"
    return isinstance(reason, exact.BeforeTerm) and reason.is_window


def told(
    reason: object, missing: Mapping[tuple[str, int], ir.Missing | ir.Nothing]
) -> exact.Reason:
    """Return a reason that the kernel gave as the one that `exact` gives."""
    if not isinstance(reason, Why):
        return reason  # type: ignore[return-value]  # it came from `exact`
    if reason.kind == "missing":
        assert isinstance(reason.of, str) and reason.period is not None
        return missing[reason.of, reason.period]
    if reason.kind == "window before the term":
        assert isinstance(reason.of, int)
        return exact.BeforeTerm(reason.of, True)
    found: exact.Reason = _REASONS[reason.kind](reason.of)
    return found


def natural_scale(type: Type) -> int:
    """Return the scale at which figures of a type usually stand."""
    match type:
        case Money(currency):
            return int(10 ** (minor_units(currency) or 0))
        case Percent():
            return 10_000
        case Count() | Duration() | Date() | Truth() | Choice():
            return 1
        case _:
            return 100


def codes_of(type: Type) -> tuple[str, ...]:
    """Return the names that a figure may be."""
    return type.values if isinstance(type, Choice) else ()


def _is_amount(type: Type) -> bool:
    return not isinstance(type, Choice | Truth | Date)


def _names(brought: Sequence[Brought]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for item in brought for name in codes_of(item.type)))


def _column(item: Brought, bound: int) -> Column:
    if isinstance(item.type, Truth):
        low, high = 0, 1
    elif isinstance(item.type, Choice):
        low, high = 0, 1 << 16
    elif isinstance(item.type, Date):
        low, high = 1, 3_652_059
    else:
        bound = bound if item.most is None else min(bound, item.most)
        low = -bound if item.low is None else -(-item.low * item.scale // 1)
        high = bound if item.high is None else item.high * item.scale // 1
        low, high = max(int(low), -_LARGEST * 16), min(int(high), _LARGEST * 16)
    is_truth = isinstance(item.type, Truth)
    return Column(item.name, low, high, item.scale, is_truth, item.is_given, over=item.over)


def brought_metric(metric: decl.Metric, scale: int | None = None) -> Brought:
    """Return a metric as a figure that the data brings each period."""
    span = metric.range
    return Brought(
        metric.name,
        metric.type,
        scale or natural_scale(metric.type),
        None if span is None else span.low,
        None if span is None else span.high,
        False,
    )
