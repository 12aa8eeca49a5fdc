"""Expressions of a checked contract.

Every node has its type, its span and an id that is unique in the Agreement. Names are
the full names of declarations (`net_revenue`, `governance.escalation`). A condition is one
of type `Truth`. Those in which no other stands are in `values`, and are handed on from here.
"""

from collections.abc import Callable, Iterator

from milestonelang import records
from milestonelang.agreement.values import (
    BalanceAmount as BalanceAmount,
    ColumnValue as ColumnValue,
    EventAmount as EventAmount,
    EventCount as EventCount,
    EventDate as EventDate,
    EventOutcome as EventOutcome,
    EventTruth as EventTruth,
    InState as InState,
    Literal as Literal,
    MetricValue as MetricValue,
    NodeId as NodeId,
    ParameterValue as ParameterValue,
    PaymentAmount as PaymentAmount,
    SegmentValue as SegmentValue,
    SplitShare as SplitShare,
    Subject as Subject,
    Typed as Typed,
)
from milestonelang.types import (
    Aggregate as Aggregate,
    Comparison as Comparison,
    Edge as Edge,
    Extreme as Extreme,
    Portion as Portion,
    RoundingMode as RoundingMode,
    Unit as Unit,
    WindowKind as WindowKind,
)

# ---- arithmetic


@records.frozen
class Add(Typed):
    """`a + b + c`."""

    terms: "tuple[Expr, ...]"


@records.frozen
class Subtract(Typed):
    """`a - b`."""

    left: "Expr"
    right: "Expr"


@records.frozen
class Negate(Typed):
    """`-a`."""

    operand: "Expr"


@records.frozen
class Multiply(Typed):
    """`a * b`."""

    left: "Expr"
    right: "Expr"


@records.frozen
class Divide(Typed):
    """`a / b`: unknown, with that reason, where b is zero."""

    left: "Expr"
    right: "Expr"


@records.frozen
class ShareOf(Typed):
    """`8% of x`."""

    share: "Expr"
    of: "Expr"


@records.frozen
class ExtremeOf(Typed):
    """`the lesser of a, b and c`."""

    which: Extreme
    items: "tuple[Expr, ...]"


@records.frozen
class Excess(Typed):
    """`the excess of a over b`: a - b, zero if that is negative."""

    amount: "Expr"
    over: "Expr"


@records.frozen
class WholeCount(Typed):
    """`the number of full s in x`, `the number of started s in x`."""

    size: "Expr"
    amount: "Expr"
    started: bool


@records.frozen
class Choose(Typed):
    """`x if C, otherwise y`: only the chosen side counts."""

    condition: "Expr"
    then: "Expr"
    otherwise: "Expr"


@records.frozen
class Rounded(Typed):
    """`x rounded half up to USD 0.01`."""

    operand: "Expr"
    mode: RoundingMode
    unit: "Expr"


@records.frozen
class Prorated(Typed):
    """`x prorated by days`: times the days in force over the days of the full period.

    *every* is the period of the payment in whose lines it stands, else a settlement period.
    """

    operand: "Expr"
    every: Unit


@records.frozen
class Compounded(Typed):
    """`x compounded at R for N`: x · (1 + R)^N, N whole."""

    operand: "Expr"
    rate: "Expr"
    times: "Expr"


@records.frozen
class ApplySchedule(Typed):
    """`scale(x)`."""

    schedule: str
    argument: "Expr"


@records.frozen
class Converted(Typed):
    """`x converted to USD at RATE`."""

    operand: "Expr"
    rate: "Expr"


# ---- conditions


@records.frozen
class Compare(Typed):
    """`a <= b`, `a is b`."""

    left: "Expr"
    comparison: Comparison
    right: "Expr"


@records.frozen
class OneOf(Typed):
    """`kind is one of (refund, credit)`."""

    operand: "Expr"
    values: "tuple[Expr, ...]"


@records.frozen
class AllOf(Typed):
    """`a and b`, or an `all of` block."""

    conditions: "tuple[Expr, ...]"


@records.frozen
class AnyOf(Typed):
    """`a or b`, or an `any of` block."""

    conditions: "tuple[Expr, ...]"


@records.frozen
class Not(Typed):
    """`not a`."""

    condition: "Expr"


@records.frozen
class IsKnown(Typed):
    """`x is known`."""

    operand: "Expr"


@records.frozen
class AppearsIn(Typed):
    """`customer appears in accounts.customer`."""

    operand: "Expr"
    source: str
    column: str


# ---- time


@records.frozen
class Earlier(Typed):
    """`x 4 quarters earlier`: before the first period the declared baseline, else unknown."""

    operand: "Expr"
    periods: int
    baseline: "Expr | None"


@records.frozen
class WindowOf(Typed):
    """`average of x over the last 4 quarters [or as many as there are]`; *periods* for LAST."""

    aggregate: Aggregate
    operand: "Expr"
    kind: WindowKind
    periods: int | None
    as_many_as_there_are: bool


@records.frozen
class Consecutive(Typed):
    """`c for 2 consecutive quarters`."""

    condition: "Expr"
    periods: int


@records.frozen
class InLast(Typed):
    """`c in 2 of the last 4 quarters`."""

    condition: "Expr"
    times: int
    periods: int


@records.frozen
class AnyTime(Typed):
    """`c at any time to date`."""

    condition: "Expr"


@records.frozen
class AtPlace(Typed):
    """`in the first quarter of the term`, `in the last quarter of the year`."""

    edge: Edge
    unit: Unit
    of: Unit


@records.frozen
class InMonth(Typed):
    """`in July`: the running period holds that month (1 to 12)."""

    month: int


@records.frozen
class FromDate(Typed):
    """`from 2027-01-01`: the running period starts on or after that day."""

    date: int


@records.frozen
class Baseline(Typed):
    """`baseline of retention`."""

    metric: str


@records.frozen
class Growth(Typed):
    """`growth of x over 4 quarters`: (x - x then) / x then."""

    operand: "Expr"
    periods: int
    baseline: "Expr | None"


@records.frozen
class DaysBetween(Typed):
    """`days from A to B`: B is counted, A is not."""

    start: "Expr"
    end: "Expr"


@records.frozen
class FullBetween(Typed):
    """`full months from A to B`."""

    unit: Unit
    start: "Expr"
    end: "Expr"


@records.frozen
class ShiftedDate(Typed):
    """`36 months after A`, `30 days before A`. *count* is negative for `before`."""

    base: "Expr"
    count: int
    unit: Unit


@records.frozen
class FirstDayAfter(Typed):
    """`the first 1 July after A`."""

    day: int
    month: int
    base: "Expr"


@records.frozen
class EdgeOf(Typed):
    """`the start of the quarter`, `the end of the term`: a day of the running period."""

    edge: Edge
    unit: Unit


# ---- rows


@records.frozen
class RowAggregate(Typed):
    """`sum of billing.amount where …`, `count of distinct billing.customer by started_on`.

    Rows are grouped by the settlement period of *dated_by*. For `COUNT` *of* is None; for `SHARE`
    *of* is the condition whose share of the rows is taken.
    """

    aggregate: Aggregate
    source: str
    of: "Expr | None"
    where: "Expr | None"
    dated_by: str


@records.frozen
class RunningColumn(Typed):
    """`sum of amount to date for the same customer`, in a computed column."""

    aggregate: Aggregate
    source: str
    of: "Expr"
    same: str | None


@records.frozen
class Broken(Typed):
    """What stands where an expression could not be checked; only in an Agreement with errors."""


Expr = (
    Literal
    | MetricValue
    | ParameterValue
    | SegmentValue
    | PaymentAmount
    | BalanceAmount
    | SplitShare
    | EventTruth
    | EventOutcome
    | EventDate
    | EventAmount
    | EventCount
    | InState
    | ColumnValue
    | Add
    | Subtract
    | Negate
    | Multiply
    | Divide
    | ShareOf
    | ExtremeOf
    | Excess
    | WholeCount
    | Choose
    | Rounded
    | Prorated
    | Compounded
    | ApplySchedule
    | Converted
    | Compare
    | OneOf
    | AllOf
    | AnyOf
    | Not
    | IsKnown
    | AppearsIn
    | Earlier
    | WindowOf
    | Consecutive
    | InLast
    | AnyTime
    | AtPlace
    | InMonth
    | FromDate
    | Baseline
    | Growth
    | DaysBetween
    | FullBetween
    | ShiftedDate
    | FirstDayAfter
    | EdgeOf
    | RowAggregate
    | RunningColumn
    | Broken
)


def children(node: Expr) -> Iterator[Expr]:
    """Yield the expressions directly inside *node*, in source order."""
    for field in records.fields(type(node)):
        value = getattr(node, field.name)
        if isinstance(value, Typed):
            yield value  # type: ignore[misc]  # every Typed is a member of Expr
        elif isinstance(value, tuple):
            yield from (item for item in value if isinstance(item, Typed))  # type: ignore[misc]


def map_children(node: Expr, change: "Callable[[Expr], Expr]") -> Expr:
    """Return *node* with *change* applied to the expressions directly inside it."""
    changes: dict[str, object] = {}
    for field in records.fields(type(node)):
        value = getattr(node, field.name)
        if isinstance(value, Typed):
            changes[field.name] = change(value)  # type: ignore[arg-type]
        elif isinstance(value, tuple) and value and isinstance(value[0], Typed):
            changes[field.name] = tuple(change(item) for item in value)
    return records.evolve(node, **changes) if changes else node


def walk(node: Expr) -> Iterator[Expr]:
    """Yield *node* and every expression inside it, outermost first."""
    yield node
    for child in children(node):
        yield from walk(child)
