"""A contract as a small dataflow over periods.

A `Program` is a list of named exact values. Each value is one operation of a closed set, computed
once a period, in the order of the list. State lives only in the operations of the third group: what
they give depends on earlier periods, by the rule each states. An operation's *arguments* are
computed before it in the same period; its *feeds* are read at the end of the period, for the next
one, so that a maximum can depend on what it let through before.

Every back end runs the same program. `exact` defines what an operation means.
"""

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import NewType

from milestonelang import records
from milestonelang.primitives.periods import Period
from milestonelang.source import Span
from milestonelang.types import (
    Aggregate,
    Comparison,
    Edge,
    MonthEnds,
    RoundingMode,
    Type,
    Unit,
    WindowKind,
)

ValueId = NewType("ValueId", int)
Exact = Fraction | int | bool | str


ARGUMENT = "argument"  # computed before its operation, in the same period
FEED = "feed"  # read at the end of the period, for the next


# ---- inputs


@records.frozen
class Constant:
    """A value that never changes."""

    value: Exact


@records.frozen
class MetricInput:
    """The reported figure of a metric for the running period, or unknown."""

    metric: str


@records.frozen
class QueryInput:
    """The result, for the running period, of an aggregate over rows: the node of the Agreement."""

    node: int


@records.frozen
class ParameterInput:
    """The value of a parameter in force on the last day of the running period."""

    values: tuple[tuple[int | None, ValueId], ...] = records.field(role="dated")


@records.frozen
class EventHappened:
    """The event has happened by the end of the running period."""

    event: str


@records.frozen
class EventDay:
    """The day on which the event first happened, or unknown."""

    event: str


@records.frozen
class EventAmount:
    """The amounts of the event's rows dated in the running period, added up."""

    event: str


@records.frozen
class EventCount:
    """How often the event has happened by the end of the running period."""

    event: str


@records.frozen
class EventOutcome:
    """The outcome last reported by the end of the period, else *otherwise*, else unknown."""

    event: str
    otherwise: Exact | None


class PeriodFact(Enum):
    """What the calendar says of the running period."""

    FIRST_OF_TERM = "first period of the term"
    LAST_OF_TERM = "last period of the term"
    FIRST_OF_YEAR = "first period of the year"
    LAST_OF_YEAR = "last period of the year"
    FIRST_OF_QUARTER = "first period of the quarter"
    LAST_OF_QUARTER = "last period of the quarter"
    IN_TERM = "period of the term"
    IN_WIND_DOWN = "period of the wind-down"
    DAYS = "days in force"
    FULL_DAYS = "days of the full period"


@records.frozen
class OfPeriod:
    """A fact of the calendar."""

    fact: PeriodFact


@records.frozen
class AtPlace:
    """The running period lies in the first or last *unit* of the *of* that holds it."""

    edge: Edge
    unit: Unit
    of: Unit


@records.frozen
class InMonth:
    """The running period holds a day of that month."""

    month: int


@records.frozen
class FromDate:
    """The running period starts on or after that day."""

    day: int


@records.frozen
class EdgeDay:
    """The first or last day of the *unit* that holds the running period's last day."""

    edge: Edge
    unit: Unit


# ---- exact operations


@records.frozen
class Add:
    """The sum of the terms."""

    terms: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Negate:
    """The operand with the other sign."""

    operand: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Multiply:
    """The product."""

    left: ValueId = records.field(role=ARGUMENT)
    right: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Divide:
    """The quotient; unknown where the divisor is zero."""

    left: ValueId = records.field(role=ARGUMENT)
    right: ValueId = records.field(role=ARGUMENT)


@records.frozen
class ShareOf:
    """share · of."""

    share: ValueId = records.field(role=ARGUMENT)
    of: ValueId = records.field(role=ARGUMENT)


@records.frozen
class LessShare:
    """of - share · of."""

    share: ValueId = records.field(role=ARGUMENT)
    of: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Least:
    """The least of the items."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Greatest:
    """The greatest of the items."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Compare:
    """Whether left stands in that relation to right."""

    left: ValueId = records.field(role=ARGUMENT)
    comparison: Comparison
    right: ValueId = records.field(role=ARGUMENT)


@records.frozen
class All:
    """Whether all items hold; settled by one that does not, even where others are unknown."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Any:
    """Whether one of the items holds; settled by one that does."""

    items: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Not:
    """The opposite."""

    operand: ValueId = records.field(role=ARGUMENT)


@records.frozen
class If:
    """then where the condition holds, else otherwise. The other side does not count."""

    condition: ValueId = records.field(role=ARGUMENT)
    then: ValueId = records.field(role=ARGUMENT)
    otherwise: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Known:
    """Whether the operand has a value."""

    operand: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Round:
    """The operand rounded to a multiple of the unit."""

    operand: ValueId = records.field(role=ARGUMENT)
    unit: ValueId = records.field(role=ARGUMENT)
    mode: RoundingMode


@records.frozen
class WholeCount:
    """How often *size* goes into *amount*, rounded down, or up where *started*."""

    size: ValueId = records.field(role=ARGUMENT)
    amount: ValueId = records.field(role=ARGUMENT)
    started: bool


@records.frozen
class Compound:
    """operand · (1 + rate) ^ times."""

    operand: ValueId = records.field(role=ARGUMENT)
    rate: ValueId = records.field(role=ARGUMENT)
    times: ValueId = records.field(role=ARGUMENT)


class BandKind(Enum):
    """How the rates of a band table act."""

    MARGINAL = "marginal"
    WHOLE_AMOUNT = "whole amount"
    FIXED_AMOUNTS = "fixed amounts"


class BelowZero(Enum):
    """What a table gives below zero."""

    AS_IT_IS = "as it is"
    NOTHING = "nothing"
    MIRRORED = "mirrored"


@records.frozen
class Bands:
    """A band table applied to *base*. *cuts* has one entry fewer than *rates* if the last is open.

    `includes[i]` says that cut i belongs to band i. *entering* is added on entering a band: at
    marginal rates for every band entered, otherwise for the reached one.
    """

    kind: BandKind
    base: ValueId = records.field(role=ARGUMENT)
    rates: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    cuts: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    includes: tuple[bool, ...]
    entering: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    below_zero: BelowZero


@records.frozen
class Interpolate:
    """Straight lines between points; outside them flat, or the nearest line continued."""

    base: ValueId = records.field(role=ARGUMENT)
    at: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    gives: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    continued: bool
    below_zero: BelowZero


@records.frozen
class ByName:
    """The value beside the name that *base* is; *otherwise* for any other."""

    base: ValueId = records.field(role=ARGUMENT)
    names: tuple[str, ...]
    gives: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    otherwise: ValueId | None = records.field(role=ARGUMENT)


@records.frozen
class DaysBetween:
    """The days from *start* to *end*; the end is counted, the start is not."""

    start: ValueId = records.field(role=ARGUMENT)
    end: ValueId = records.field(role=ARGUMENT)


@records.frozen
class FullBetween:
    """The full units from *start* to *end*."""

    unit: Unit
    start: ValueId = records.field(role=ARGUMENT)
    end: ValueId = records.field(role=ARGUMENT)


@records.frozen
class ShiftDay:
    """The day *count* units after *base*."""

    base: ValueId = records.field(role=ARGUMENT)
    count: int
    unit: Unit


@records.frozen
class FirstDayAfter:
    """The first such day of a month after *base*."""

    day: int
    month: int
    base: ValueId = records.field(role=ARGUMENT)


# ---- state


@records.frozen
class Earlier:
    """The operand *periods* ago; before the first period *baseline*, else unknown."""

    operand: ValueId = records.field(role=FEED)
    periods: int
    baseline: ValueId | None = records.field(role=ARGUMENT)


@records.frozen
class TotalBefore:
    """The operand added up over the earlier periods of the same *window* (month … year, term)."""

    operand: ValueId = records.field(role=FEED)
    window: Unit


@records.frozen
class WindowOf:
    """An aggregate of the operand over a window of periods, this one included.

    Unknown where the window begins before the term, unless *as_many_as_there_are*.
    """

    aggregate: Aggregate
    operand: ValueId = records.field(role=ARGUMENT)
    kind: WindowKind
    periods: int | None
    as_many_as_there_are: bool


@records.frozen
class Consecutive:
    """The condition holds in this period and the *periods* - 1 before; false until so many are."""

    condition: ValueId = records.field(role=ARGUMENT)
    periods: int


@records.frozen
class InLast:
    """The condition holds in *times* of the last *periods*; false until there are so many."""

    condition: ValueId = records.field(role=ARGUMENT)
    times: int
    periods: int


@records.frozen
class EverHeld:
    """The condition has held in this period or an earlier one."""

    condition: ValueId = records.field(role=ARGUMENT)


@records.frozen
class Active:
    """A trigger is active.

    From the period in which *start* holds (or the next) to the one before that in which *end*
    holds; it does not start while *end* holds; after *lasts* periods it ends, and starts again only
    when *start* has failed at least once since.
    """

    start: ValueId = records.field(role=ARGUMENT)
    end: ValueId | None = records.field(role=ARGUMENT)
    lasts: int | None
    from_next: bool


@records.frozen
class Need:
    """Evidence that a milestone requires, and its time limit after the condition's period."""

    event: str
    within: tuple[int, Unit] | None


@records.frozen
class Achievement:
    """The day on which a milestone was achieved, and its state. Parts: `state`, `day`, `now`.

    Achieved on the later of the last day of a period for which *condition* holds, the days of its
    evidence, and the day on which *after* was achieved; each by the last day, which *extensions*
    move once when their condition holds. *overtaken*: the milestone that makes this one skipped.
    """

    condition: ValueId | None = records.field(role=ARGUMENT)
    needs: tuple[Need, ...]
    after: ValueId | None = records.field(role=ARGUMENT)
    earliest: int | None
    latest: int | None
    extensions: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    extended_by: tuple[tuple[int, Unit], ...]
    overtaken: tuple[ValueId, ...] = records.field(role=ARGUMENT)


@records.frozen
class Call:
    """A duty is called in a period for which *when* holds, due that long after the period's end."""

    when: ValueId = records.field(role=ARGUMENT)
    count: int
    unit: Unit


@records.frozen
class Duty:
    """The state of an obligation: `not called`, `due`, `done` or `overdue`.

    Each call opens an instance, done on the first day on or after the call on which *evidence*
    happened. Overdue if any instance is, else due if any is, else done.
    """

    calls: tuple[Call, ...] = records.field(role="calls")
    evidence: str | None


@records.frozen
class Hold:
    """A hold back. Released after *periods*, or else in *parts*: (share or None, when)."""

    origin: int
    share: ValueId
    periods: int | None
    parts: tuple[tuple[ValueId | None, ValueId], ...]
    forfeited_if: ValueId | None
    at_any_time: bool


@records.frozen
class Vest:
    """Vesting in *periods* equal parts, each cut down, the rest in the last."""

    origin: int
    periods: int
    from_period: int | None
    nothing_before: int | None
    condition: ValueId | None
    delayed: bool


@records.frozen
class Claw:
    """A claw back: of a share of the last periods, or of an amount."""

    origin: int
    condition: ValueId
    share: ValueId | None
    periods: int | None
    amount: ValueId | None
    by_set_off: bool


class Fate(Enum):
    """What an exit makes of an amount that is held or has still to vest."""

    RELEASED = "released"
    FORFEITED = "forfeited"


@records.frozen
class AtExit:
    """What the exit that ends the agreement makes of a payment's amounts.

    *held* is released with the last period there is, or forfeited with the last of the term; what
    is *unvested* vests or is forfeited with the last of the term, or goes on vesting where None.
    *loses_accrued*: what the last period of the term would make payable is forfeited.
    """

    held: Fate
    unvested: Fate | None
    loses_accrued: bool


@records.frozen
class Settle:
    """What becomes of a payment's entitlements, one cohort a period.

    *lines* act in order; *deferring* holds while a trigger defers the payment. Amounts are rounded
    by *mode* to *unit*. Parts: `held`, `released`, `vested`, `forfeited`, `deferred`,
    `deferred paid`, `clawed back`, `to set off`, `to invoice`, `gross` (payable before set-off),
    and the stocks `holding`, `unvested`, `putting off`. A part of one line is named with the line's
    position: `held 0`. Invariant, in running totals: entitled = gross + holding + unvested +
    putting off + forfeited. In a wind-down nothing is held, set out to vest or clawed back, and
    what is held or unvested goes the way of *at_exit*. `lost` is what accrued and is forfeited,
    `lost of own` what of it is of the period's own entitlement.
    """

    entitled: ValueId = records.field(role=ARGUMENT)
    lines: tuple[Hold | Vest | Claw, ...] = records.field(role="lines")
    deferring: ValueId | None = records.field(role=ARGUMENT)
    unit: Fraction
    mode: RoundingMode
    at_exit: AtExit | None = None


@records.frozen
class SetOff:
    """Clawbacks recovered from what is payable the other way, the oldest first.

    *claws* are (payment, amount) in declared order; *payable* is what the debtor is to receive in
    the period. What is left in the last period of the term, or of its wind-down, is owed. Parts:
    `set off`, `carried`, `owed`, and `recovered PAYMENT`.
    """

    payments: tuple[str, ...]
    claws: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    payable: ValueId = records.field(role=ARGUMENT)


@records.frozen
class BalanceStart:
    """What a balance holds at the start of the period. *movements* is its `Movements`."""

    movements: ValueId = records.field(role=FEED)
    opens_at: ValueId | None = records.field(role=ARGUMENT)


class MoveKind(Enum):
    """What a movement does to a balance."""

    ADDS = "adds"
    TAKES = "takes"
    BECOMES = "becomes"


@records.frozen
class Move:
    """One movement: only if *condition*, at most *at_most*."""

    kind: MoveKind
    value: ValueId
    condition: ValueId | None
    at_most: ValueId | None


@records.frozen
class Movements:
    """What happens to a balance in a period: takes of payment lines, what they put in, own lines.

    Takes come from the oldest lot first and never exceed what is there, unless *may_fall_below*.
    Then lots older than *expires_after* or past *expires_on* go. Parts: `end`, `expired`, and
    `moved N` for own line N.
    """

    start: ValueId = records.field(role=ARGUMENT)
    takes: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    puts: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    moves: tuple[Move, ...] = records.field(role="moves")
    at_most: ValueId | None = records.field(role=ARGUMENT)
    may_fall_below: bool
    expires_after: tuple[int, Unit] | None
    expires_on: int | None


@records.frozen
class Limited:
    """One payment's part of a limited sum. Parts are named by position: `0`, `1`, …

    *before* is what the sum has let through earlier in the window; *last* whether this is the
    window's last period, where a minimum is made up.
    """

    amounts: tuple[ValueId, ...] = records.field(role=ARGUMENT)
    limit: ValueId = records.field(role=ARGUMENT)
    before: ValueId = records.field(role=ARGUMENT)
    last: ValueId = records.field(role=ARGUMENT)
    at_least: bool
    pro_rata: bool
    unit: Fraction


@records.frozen
class Part:
    """One part of an operation that gives several."""

    of: ValueId = records.field(role=ARGUMENT)
    name: str


@records.frozen
class NotRun:
    """What this program does not compute; unknown, with that reason."""

    reason: str


Op = (
    Constant
    | MetricInput
    | QueryInput
    | ParameterInput
    | EventHappened
    | EventDay
    | EventAmount
    | EventCount
    | EventOutcome
    | OfPeriod
    | AtPlace
    | InMonth
    | FromDate
    | EdgeDay
    | Add
    | Negate
    | Multiply
    | Divide
    | ShareOf
    | LessShare
    | Least
    | Greatest
    | Compare
    | All
    | Any
    | Not
    | If
    | Known
    | Round
    | WholeCount
    | Compound
    | Bands
    | Interpolate
    | ByName
    | DaysBetween
    | FullBetween
    | ShiftDay
    | FirstDayAfter
    | Earlier
    | TotalBefore
    | WindowOf
    | Consecutive
    | InLast
    | EverHeld
    | Active
    | Achievement
    | Duty
    | Settle
    | SetOff
    | BalanceStart
    | Movements
    | Limited
    | Part
    | NotRun
)


@records.frozen
class Value:
    """One value. *origin* is the node of the Agreement that asks for it: its line and clause."""

    id: ValueId
    op: Op
    type: Type
    origin: int
    span: Span = records.field(eq=False, repr=False)
    name: str | None = None  # of what is declared: `net_revenue`, `base_commission`


# ---- what a program computes


@records.frozen
class Step:
    """One line of a payment and the amount after it. *adds*: the amount it adds or takes away."""

    origin: int
    value: ValueId
    rule: str  # the kind of line: "amount", "bands", "only if", "at most", "reduced by", …
    detail: tuple[ValueId, ...] = ()


@records.frozen
class SettlementPart:
    """One amount that a settlement line gives in a period."""

    origin: int
    what: str
    value: ValueId


@records.frozen
class PaymentPlan:
    """Where the values of one payment stand."""

    payment: str
    payer: str
    payee: str
    steps: tuple[Step, ...]
    entitled: ValueId
    settlement: tuple[SettlementPart, ...]
    gross: ValueId
    stocks: tuple[tuple[str, ValueId], ...]
    in_money: bool
    goes_on: bool = False  # in a wind-down


@records.frozen
class ResidualPlan:
    """An amount that an exit makes payable: once with the last period of the term, or in each
    period of the wind-down."""

    origin: int
    exit: str
    payer: str
    payee: str
    amount: ValueId
    once: bool


@records.frozen
class ExitPlan:
    """What a notice under an exit is judged by. *parts* are the grounds one by one, or all as one.

    *is_any*: one of the parts is enough.
    """

    exit: str
    grounds: ValueId | None
    parts: tuple[tuple[int, ValueId], ...]
    is_any: bool
    cured_by_paying: ValueId | None
    cured_when: ValueId | None


@records.frozen
class Ending:
    """A notice that ends the agreement early, at the end of *day*, the Termination Date.

    *exercised*: the day from which it can no longer be cured.
    """

    exit: str
    by: str
    sent: int
    received: int
    exercised: int
    day: int


@records.frozen
class MilestonePlan:
    """Where the values of one milestone stand."""

    milestone: str
    payer: str | None
    payee: str | None
    state: ValueId
    day: ValueId
    entitled: ValueId | None
    in_money: bool


@records.frozen
class Direction:
    """What one party owes another in a period."""

    payer: str
    payee: str
    payable: ValueId
    always: bool  # a payment runs in this direction


@records.frozen
class Report:
    """One line of the result, in order. *always*: also when it is zero."""

    subject: str
    what: str
    value: ValueId
    always: bool
    in_term: bool  # only in periods of the term and of its wind-down


@records.frozen
class Undone:
    """A declaration that was not run, and why."""

    name: str
    kind: str
    reason: str


@records.frozen
class Program:
    """A lowered contract. `values[i].id == i`, and each comes after its arguments.

    *periods* are *term_periods* of the term, then *wind_down* of the wind-down, then further ones
    in which only vesting goes on. Where the agreement *ends* early, its term is until then.
    """

    values: tuple[Value, ...]
    periods: tuple[Period, ...]
    term_periods: int
    month_ends: MonthEnds
    holidays: frozenset[int]
    payments: tuple[PaymentPlan, ...]
    milestones: tuple[MilestonePlan, ...]
    directions: tuple[Direction, ...]
    named: dict[str, ValueId]
    metric_steps: dict[str, tuple[Step, ...]]
    reports: tuple[Report, ...]
    undone: tuple[Undone, ...]
    exits: tuple[ExitPlan, ...] = ()
    residuals: tuple[ResidualPlan, ...] = ()
    wind_down: int = 0
    ends: Ending | None = None

    def runs(self, index: int) -> bool:
        """Return whether a period is one of the term or of its wind-down."""
        return index < self.term_periods + self.wind_down


# ---- what a program is run on


@records.frozen
class Missing:
    """A figure that is not there: what, for which period, who owes it and since which day."""

    name: str
    period: str
    by: str | None
    due: int | None


@records.frozen
class Nothing:
    """An average, median or share of no rows."""

    name: str
    period: str


@records.frozen
class Happening:
    """One row of an event."""

    day: int
    amount: Fraction | None = None
    outcome: str | bool | None = None


@records.frozen
class Inputs:
    """The data of a run. Each tuple has one entry a period of the program."""

    metrics: dict[str, tuple[Exact | Missing, ...]]
    queries: dict[int, tuple[Exact | Missing | Nothing, ...]]
    events: dict[str, tuple[Happening, ...]]


def argument_ids(op: Op) -> Iterator[ValueId]:
    """Yield the values that *op* needs in the same period."""
    for field in records.fields(type(op)):
        value = getattr(op, field.name)
        match field.role:
            case "argument":
                if isinstance(value, tuple):
                    yield from value
                elif value is not None:
                    yield value
            case "dated":
                yield from (item for _, item in value)
            case "calls":
                yield from (call.when for call in value)
            case "lines" | "moves":
                for line in value:
                    yield from _ids_of(line)


def feed_ids(op: Op) -> Iterator[ValueId]:
    """Yield the values that *op* reads at the end of the period."""
    for field in records.fields(type(op)):
        if field.role == "feed":
            yield getattr(op, field.name)


def _ids_of(line: Hold | Vest | Claw | Move) -> Iterator[ValueId]:
    match line:
        case Hold(_, share, _, parts, forfeited_if, _):
            yield share
            for part, when in parts:
                if part is not None:
                    yield part
                yield when
            if forfeited_if is not None:
                yield forfeited_if
        case Vest():
            if line.condition is not None:
                yield line.condition
        case Claw(_, condition, share, _, amount, _):
            yield condition
            yield from (item for item in (share, amount) if item is not None)
        case Move(_, value, condition, at_most):
            yield value
            yield from (item for item in (condition, at_most) if item is not None)
