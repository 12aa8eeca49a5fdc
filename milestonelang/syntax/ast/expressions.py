"""Amounts, dates and conditions: one family, since only the checker knows which is which.

Literals and what other declarations are worth have modules of their own, since nothing stands in
them; everything that holds an amount or a condition is here.
"""

from typing import TypeAlias

from milestonelang import records
from milestonelang.syntax.ast.base import Name, Node, Ref, Text
from milestonelang.syntax.ast.literals import (
    BasisPoints,
    Date,
    Duration,
    Money,
    Number,
    Percent,
    Period,
    Points,
    Quantity,
    Truth,
    Unknown,
)
from milestonelang.syntax.ast.words import (
    Aggregation,
    Comparator,
    Direction,
    ExtremeKind,
    Junction,
    Month,
    Operator,
    Place,
    RoundingMode,
    Side,
    TimeUnit,
    Wholeness,
    Window,
)
from milestonelang.syntax.ast.worth import (
    EndBalance,
    EventAmount,
    EventDate,
    PortionOf,
    SplitShare,
    TotalPaid,
)

# ---- arithmetic


@records.frozen
class Negate(Node):
    """`-x`."""

    operand: "Expr"


@records.frozen
class Binary(Node):
    """`a + b`, `a - b`, `a * b`, `a / b`."""

    operator: Operator
    left: "Expr"
    right: "Expr"


@records.frozen
class ShareOf(Node):
    """`8% of x`."""

    share: "Expr"
    whole: "Expr"


@records.frozen
class Per(Node):
    """`USD 0.0008 per call`; the divisor is a unit or a currency code."""

    amount: "Expr"
    unit: Name


@records.frozen
class Extreme(Node):
    """`the lesser of a and b`, `the later of a, b and c`."""

    kind: ExtremeKind
    operands: tuple["Expr", ...]


@records.frozen
class Excess(Node):
    """`the excess of a over b`."""

    amount: "Expr"
    over: "Expr"


@records.frozen
class NumberOf(Node):
    """`the number of full s in x`, `the number of started s in x`."""

    wholeness: Wholeness
    step: "Expr"
    amount: "Expr"


@records.frozen
class IfOtherwise(Node):
    """`x if C, otherwise y`."""

    value: "Expr"
    condition: "Expr"
    otherwise: "Expr"


@records.frozen
class Rounded(Node):
    """`x rounded half up to USD 0.01`; no unit stands for `the cent`."""

    operand: "Expr"
    mode: RoundingMode
    unit: "Expr | None"


@records.frozen
class Prorated(Node):
    """`x prorated by days`."""

    operand: "Expr"


@records.frozen
class Compounded(Node):
    """`x compounded at R for N`."""

    operand: "Expr"
    rate: "Expr"
    count: "Expr"


@records.frozen
class Converted(Node):
    """`x converted to USD at RATE`."""

    operand: "Expr"
    currency: str
    rate: "Expr"


@records.frozen
class Call(Node):
    """`retention_scale(retention)`."""

    function: Ref
    argument: "Expr"


@records.frozen
class Adjusted(Node):
    """`x adjusted by season`."""

    operand: "Expr"
    index: Ref


# ---- dates


@records.frozen
class DaysBetween(Node):
    """`days from A to B`; B is counted, A is not."""

    start: "Expr"
    end: "Expr"


@records.frozen
class FullBetween(Node):
    """`full months from A to B`."""

    unit: TimeUnit
    start: "Expr"
    end: "Expr"


@records.frozen
class Shifted(Node):
    """`36 months after A`, `30 days before A`."""

    by: "Expr"
    direction: Direction
    anchor: "Expr"


@records.frozen
class DayOfYear(Node):
    """`1 July`."""

    day: int
    month: Month


@records.frozen
class FirstAfter(Node):
    """`the first 1 July after A`."""

    day: DayOfYear
    anchor: "Expr"


@records.frozen
class Edge(Node):
    """`the end of the quarter`, `the start of the term`, `the end of the period`."""

    side: Side
    of: Window


# ---- over time


@records.frozen
class Earlier(Node):
    """`x 4 quarters earlier`."""

    operand: "Expr"
    count: int
    unit: TimeUnit


@records.frozen
class LastPeriods(Node):
    """`over the last 4 quarters [or as many as there are]`."""

    count: int
    unit: TimeUnit
    or_fewer: bool = False


@records.frozen
class ThisYearToDate(Node):
    """`this year to date [or as many as there are]`."""

    or_fewer: bool = False


@records.frozen
class ToDate(Node):
    """`to date`."""


@records.frozen
class OverPrevious(Node):
    """`over the previous year [or as many as there are]`."""

    unit: TimeUnit
    or_fewer: bool = False


TimeWindow: TypeAlias = LastPeriods | ThisYearToDate | ToDate | OverPrevious


@records.frozen
class Aggregate(Node):
    """`average of retention over the last 4 quarters`, `count of plan_delivered to date`."""

    function: Aggregation
    operand: "Expr"
    window: TimeWindow


@records.frozen
class Baseline(Node):
    """`baseline of x`."""

    operand: "Expr"


@records.frozen
class ChangeFromBaseline(Node):
    """`change of x from baseline`."""

    operand: "Expr"


@records.frozen
class Growth(Node):
    """`growth of x over 4 quarters`."""

    operand: "Expr"
    count: int
    unit: TimeUnit


# ---- over rows


@records.frozen
class RowAggregate(Node):
    """`sum of billing.amount [by issued_on] [where C]`, `share of deals where C`."""

    function: Aggregation
    rows: Ref
    by: Name | None
    where: "Expr | None"


@records.frozen
class RunningTotal(Node):
    """`sum of amount to date for the same customer`, in a computed column."""

    function: Aggregation
    column: Ref
    same: Name


# ---- over the whole contract


@records.frozen
class TotalOf(Node):
    """`the total of base_commission`, over the whole contract; only in guarantees."""

    operand: "Expr"


# ---- conditions


@records.frozen
class Compare(Node):
    """`a <= b`, `kind is invoice`, `margin_shock is active`, `state is not overdue`."""

    comparator: Comparator
    left: "Expr"
    right: "Expr"


@records.frozen
class IsOneOf(Node):
    """`x is one of (a, b)`."""

    operand: "Expr"
    values: tuple["Expr", ...]


@records.frozen
class IsKnown(Node):
    """`x is known`."""

    operand: "Expr"


@records.frozen
class AppearsIn(Node):
    """`customer appears in churned.customer`."""

    operand: "Expr"
    column: Ref


@records.frozen
class Not(Node):
    """`not c`; `is not one of`, `is not known` and `does not appear in` are the same node."""

    operand: "Expr"


@records.frozen
class Joined(Node):
    """`a and b`, `a or b`, or a block under `all of` / `any of`."""

    junction: Junction
    conditions: tuple["Expr", ...]
    is_block: bool = records.field(default=False, eq=False)


@records.frozen
class Consecutive(Node):
    """`c for 2 consecutive quarters`."""

    condition: "Expr"
    count: int
    unit: TimeUnit


@records.frozen
class TimesInWindow(Node):
    """`c in 2 of the last 4 quarters`."""

    condition: "Expr"
    times: int
    count: int
    unit: TimeUnit


@records.frozen
class AtAnyTime(Node):
    """`c at any time to date`."""

    condition: "Expr"


@records.frozen
class InPlace(Node):
    """`in the first quarter of the term`, `in the last quarter of the year`."""

    place: Place
    unit: TimeUnit
    of: Window


@records.frozen
class InMonth(Node):
    """`in July`."""

    month: Month


@records.frozen
class FromDate(Node):
    """`from 2027-01-01`, as a condition on the running period."""

    date: "Expr"


Expr: TypeAlias = (
    Ref
    | Text
    | Money
    | Number
    | Percent
    | BasisPoints
    | Points
    | Quantity
    | Duration
    | Date
    | Period
    | Truth
    | Unknown
    | Negate
    | Binary
    | ShareOf
    | Per
    | Extreme
    | Excess
    | NumberOf
    | IfOtherwise
    | Rounded
    | Prorated
    | Compounded
    | Converted
    | Call
    | Adjusted
    | DaysBetween
    | FullBetween
    | Shifted
    | FirstAfter
    | Edge
    | Earlier
    | Aggregate
    | Baseline
    | ChangeFromBaseline
    | Growth
    | RowAggregate
    | RunningTotal
    | PortionOf
    | EndBalance
    | SplitShare
    | EventDate
    | EventAmount
    | TotalOf
    | TotalPaid
    | Compare
    | IsOneOf
    | IsKnown
    | AppearsIn
    | Not
    | Joined
    | Consecutive
    | TimesInWindow
    | AtAnyTime
    | InPlace
    | InMonth
    | FromDate
)


@records.frozen
class Statement(Node):
    """`the statement`, as what a deadline counts from."""


@records.frozen
class Within(Node):
    """`within 30 days [of notice_given | of the end of the quarter | of the statement]`."""

    duration: Expr
    of: "Expr | Statement | None"
